"""Keep the result of each file beside a long run, so that a run that was cut goes on where it stopped.

One JSON line a file, written and flushed when the file is done: path, size, SHA-256 of the file, and the result. A
result is used again only for the same bytes and the same work (`work` names it). A line that was cut is left out.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from aneatlas.core.issues import NotWritable

Result = TypeVar("Result")
#: How a file of results begins: with an entry, or the end of a line that was cut.
_BEGINS = (b"{", b"\n")


class Kept(Generic[Result]):
    """The results of files that are done, in a file of their own."""

    def __init__(
        self,
        path: Path,
        kind: type[Result],
        work: str,
        moved: Callable[[Result, Path], Result] | None = None,
    ) -> None:
        """Open; `work` names what is done, so that results of other names or another version are not used.

        moved: says the result of the same bytes under another name; without it a file that was renamed is done anew.
        Raises NotWritable where the file cannot be read or written.
        """
        self.path = path
        self.work = work
        self._moved = moved
        self._adapter: TypeAdapter[Result] = TypeAdapter(kind)
        self._lines: dict[tuple[str, str], str] = {}
        self._named: dict[str, str] = {}  # digest -> a name under which it was done
        self._sizes: set[int] = set()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = path.open("a+b", buffering=0)
            self._stream.seek(0)
            whole = self._stream.read()
            if whole and not whole.startswith(_BEGINS):
                raise NotWritable(f"{path}: this holds something else than results; nothing was written.")
            if whole and not whole.endswith(b"\n"):
                self._stream.write(b"\n")
        except OSError as problem:
            raise NotWritable(f"{path}: results cannot be kept there: {problem}.") from None
        for line in whole.split(b"\n"):
            self._note(line)

    def _note(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            if entry["work"] == self.work:
                self._lines[entry["file"], entry["sha256"]] = json.dumps(entry["result"])
                self._named[entry["sha256"]] = entry["file"]
                self._sizes.add(entry["size"])
        except (ValueError, KeyError, TypeError):
            return

    def checksum(self, path: Path) -> str:
        """Return the checksum of a file that may be done already, by its size; '' for any other."""
        try:
            return digest(path) if path.stat().st_size in self._sizes else ""
        except OSError:
            return ""

    def get(self, path: Path, sha256: str = "") -> Result | None:
        """Return the result of a file, None where it is not done or its bytes have changed.

        sha256: the checksum of the file, where it is known already.
        """
        found = sha256 or self.checksum(path)
        try:
            if (line := self._lines.get((shown(path), found))) is not None:
                return self._adapter.validate_json(line)
            if self._moved is None or found not in self._named:
                return None
            return self._moved(self._adapter.validate_json(self._lines[self._named[found], found]), path)
        except ValidationError:
            return None

    def put(self, path: Path, result: Result, sha256: str = "") -> None:
        """Keep the result of a file. sha256: the checksum of the bytes that gave it. Raises NotWritable."""
        try:
            size, sha256 = path.stat().st_size, sha256 or digest(path)
        except OSError:  # the file went away meanwhile; if it comes back, it is done again
            return
        entry = {"work": self.work, "file": shown(path), "size": size, "sha256": sha256}
        entry["result"] = self._adapter.dump_python(result, mode="json")
        try:
            line = memoryview(json.dumps(entry).encode() + b"\n")
            while line:
                line = line[self._stream.write(line) :]
            os.fsync(self._stream.fileno())
        except OSError as problem:
            raise NotWritable(f"{self.path}: results cannot be kept: {problem}.") from None

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def shown(path: Path) -> str:
    """Return the name of a file as text; bytes in it that are no UTF-8 are written as '\\xff'."""
    return os.fsencode(path).decode(errors="backslashreplace")


def digest(path: Path, kind: str = "sha256") -> str:
    """Return the checksum of a file. Raises OSError where it cannot be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, kind).hexdigest()
