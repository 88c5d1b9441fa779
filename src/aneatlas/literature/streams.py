"""Bytes of a file as a stream, plain or gzip, with the fastest decompressor at hand.

ISA-L (package `isal`) decompresses about twice as fast as zlib and, threaded, beside the reader;
without it the standard library gives the same bytes.
"""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"


class StreamBroken(Exception):
    """The stream ended before its end or does not decompress; `offset` counts the bytes that were good."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def is_gzip(path: Path) -> bool:
    """Say whether a file begins as gzip does; its name does not matter."""
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP


@contextlib.contextmanager
def opened(path: Path, *, threaded: bool = True) -> Iterator[IO[bytes]]:
    """Open a plain or gzip file for reading; decompression runs in a thread of its own where ISA-L is there."""
    with contextlib.ExitStack() as stack:
        if not is_gzip(path):
            yield stack.enter_context(path.open("rb"))
        elif (library := _isal(threaded)) is not None:
            keywords: dict[str, Any] = {"block_size": CHUNK} if threaded else {}
            yield stack.enter_context(cast("IO[bytes]", library.open(path, "rb", **keywords)))
        else:
            yield stack.enter_context(cast("IO[bytes]", gzip.GzipFile(path)))


def _isal(threaded: bool) -> Any:
    try:
        from isal import igzip, igzip_threaded
    except ImportError:
        return None
    return igzip_threaded if threaded else igzip


def chunks(path: Path, *, threaded: bool = True, size: int = CHUNK) -> Iterator[bytes]:
    """Yield the uncompressed bytes of a file. Raises StreamBroken after the last good chunk, OSError if unreadable.

    A gzip file that is cut is read a last time by zlib, so that no byte before the cut is lost.
    """
    done = 0
    with opened(path, threaded=threaded) as stream:
        while True:
            try:
                chunk = stream.read(size)
            except (EOFError, zlib.error, OSError, ValueError) as problem:
                reason = _reason(problem)
                break
            if not chunk:
                return
            done += len(chunk)
            yield chunk
    rest = _rescued(path, done)
    if rest:
        yield rest
    raise StreamBroken(reason, done + len(rest))


def _reason(problem: Exception) -> str:
    if isinstance(problem, EOFError) or "end-of-stream" in str(problem) or "ended before" in str(problem):
        return "the compressed file ends too early"
    return "the compressed data are damaged"


def _rescued(path: Path, done: int) -> bytes:
    """Return the good bytes after `done` that a block-wise reader discarded when it met the damage."""
    inflate = zlib.decompressobj(31)
    kept = bytearray()
    seen = 0
    with path.open("rb") as stream:
        while piece := stream.read(512):  # small: zlib gives nothing of a piece that holds damage
            while piece:
                try:
                    plain = inflate.decompress(piece)
                except zlib.error:
                    return bytes(kept)
                start = max(0, done - seen)
                kept += plain[start:]
                seen += len(plain)
                piece = inflate.unused_data
                if inflate.eof:
                    inflate = zlib.decompressobj(31)
    return bytes(kept)
