"""Serve a published release on a loopback address, for looking at it."""

from __future__ import annotations

import errno
import functools
import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aneatlas.core.issues import LedgerMissing, ServiceUnavailable
from aneatlas.workflows.publish import MARK

HOST = "127.0.0.1"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return

    def list_directory(self, path: object) -> None:
        self.send_error(404)


def serve(out: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of the release, bound to the loopback address; port 0 takes any free one.

    Raises LedgerMissing where there is no release, ServiceUnavailable where the port cannot be had.
    """
    if not 0 <= port <= 65535:
        raise ServiceUnavailable(
            f"there is no port {port}. Choose one from 1 to 65535, or 0 for any free one."
        )
    if not os.path.isfile(out / MARK):
        raise LedgerMissing(f"{out}: there is no release here yet. Publish one: aneatlas publish {out}")
    try:
        return ThreadingHTTPServer((HOST, port), functools.partial(_Quiet, directory=str(out)))
    except OSError as problem:
        taken = problem.errno == errno.EADDRINUSE
        why = "is taken" if taken else f"cannot be used: {(problem.strerror or str(problem)).lower()}"
        raise ServiceUnavailable(f"port {port} {why}. Take any free one: --port 0") from problem
