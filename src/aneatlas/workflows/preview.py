"""Serve a published release on a loopback address, for looking at it."""

from __future__ import annotations

import errno
import functools
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

    Raises LedgerMissing where there is no release, ServiceUnavailable where the port is taken.
    """
    if not (out / MARK).is_file():
        raise LedgerMissing(f"{out}: there is no release here yet. Publish one: aneatlas publish {out}")
    try:
        return ThreadingHTTPServer((HOST, port), functools.partial(_Quiet, directory=str(out)))
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            raise ServiceUnavailable(
                f"port {port} is taken. Choose another one: --port {port + 1}"
            ) from problem
        raise
