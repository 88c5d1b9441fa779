"""Bytes of a file as a stream, plain or gzip, with the fastest decompressor at hand.

ISA-L (package `isal`) decompresses more than twice as fast as zlib; without it the standard library gives
the same bytes. `chunks` gives pieces to keep; `filled` gives buffers that are used again, without a copy,
and can read ahead in a second thread.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import queue
import threading
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any, cast

CHUNK = 1 << 20
#: Small enough for the cache that cores share; large enough that decompressing and looking rarely take turns, as each
#: has tables of its own that the other drives out of the core's cache.
BUFFER = 1 << 22
#: Room before the bytes of a buffer; the largest record of the test corpora has 190 kB.
RESERVE = 1 << 18
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
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a plain or gzip file for reading, with ISA-L where it is installed."""
    with contextlib.ExitStack() as stack:
        if not is_gzip(path):
            yield stack.enter_context(path.open("rb"))
        elif (library := _isal()) is not None:
            yield stack.enter_context(cast("IO[bytes]", library.open(path, "rb")))
        else:
            yield stack.enter_context(cast("IO[bytes]", gzip.GzipFile(path)))


def _isal() -> Any:
    try:
        from isal import igzip
    except ImportError:
        return None
    return igzip


def chunks(path: Path, *, size: int = CHUNK) -> Iterator[bytes]:
    """Yield the uncompressed bytes of a file. Raises StreamBroken after the last good chunk, OSError if unreadable.

    A gzip file that is cut is read a last time by zlib, so that no byte before the cut is lost.
    """
    for buffer, start, stop in filled(path, threaded=False, size=size):
        yield bytes(memoryview(buffer)[start:stop])


def filled(path: Path, *, threaded: bool = True, size: int = BUFFER) -> Generator[tuple[bytearray, int, int]]:
    """Yield (buffer, start, stop) of the uncompressed bytes of a file; a buffer holds until the next one is asked for.

    The `RESERVE` bytes before `start` are free for what the reader carries over. Raises as `chunks` does.
    """
    done = 0
    try:
        for buffer, stop in _ahead(path, size) if threaded else _direct(path, size):
            done += stop - RESERVE
            yield buffer, RESERVE, stop
        return
    except _Damaged as problem:
        reason = str(problem)
    rest = _rescued(path, done)
    if rest:
        yield bytearray(RESERVE) + rest, RESERVE, RESERVE + len(rest)
    raise StreamBroken(reason, done + len(rest))


class _Damaged(Exception):
    """Reading a stream that was opened failed."""


def _direct(path: Path, size: int) -> Iterator[tuple[bytearray, int]]:
    buffer = bytearray(RESERVE + size)
    with opened(path) as stream, memoryview(buffer)[RESERVE:] as view:
        source = _uncopied(stream)
        while got := _read(source, view):
            yield buffer, RESERVE + got


def _uncopied(stream: IO[bytes]) -> IO[bytes]:
    """Return what decompresses into a buffer that is given; a gzip file itself decompresses elsewhere and copies."""
    return cast("IO[bytes]", getattr(stream, "_buffer", stream))


def _read(stream: IO[bytes], view: memoryview) -> int:
    try:
        got = cast("int", stream.readinto(view))  # type: ignore[attr-defined]
    except (EOFError, zlib.error, OSError, ValueError) as problem:
        raise _Damaged(_reason(problem)) from None
    # ISA-L leaves the upper halves of the vector registers in use, which slows all older vector code down, Hyperscan's
    # by a third to a half; OpenSSL's SHA-512 clears them. It costs half a microsecond, and the digest is not needed.
    hashlib.sha512().digest()
    return got


def _ahead(path: Path, size: int) -> Iterator[tuple[bytearray, int]]:
    """Read into three buffers in turn, in a thread of its own: one is filled, one waits, one is looked at."""
    free: queue.SimpleQueue[bytearray | None] = queue.SimpleQueue()
    full: queue.SimpleQueue[tuple[bytearray, int] | Exception | None] = queue.SimpleQueue()

    def fill() -> None:
        try:
            with opened(path) as stream:
                source = _uncopied(stream)
                while (buffer := free.get()) is not None:
                    with memoryview(buffer)[RESERVE:] as view:
                        got = _read(source, view)
                    if not got:
                        break
                    full.put((buffer, RESERVE + got))
            full.put(None)
        except (_Damaged, OSError) as problem:
            full.put(problem)

    for _ in range(3):
        free.put(bytearray(RESERVE + size))
    reader = threading.Thread(target=fill, daemon=True)
    reader.start()
    try:
        while (item := full.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
            free.put(item[0])
    finally:
        free.put(None)
        reader.join()


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
