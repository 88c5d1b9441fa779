"""What sources answered, kept in the atlas folder: `fetched/S0001/0001.xml.gz` and so on, beside `run.json`.

Every answer is written as it comes, then named in run.json with its checksum; a run that is killed at any
moment leaves whole answers, or one without a name that the next run overwrites. Private, never published.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Entry

from aneatlas.core.issues import FileUnreadable, LedgerBusy, NotWritable
from aneatlas.core.searches import Source

FOLDER = "fetched"
_STATE = "run.json"


class StoredAnswer(BaseModel):
    """A stored answer: file, SHA-256 of the file's bytes, and the identifiers of its records."""

    model_config = ConfigDict(extra="forbid")
    file: str
    sha256: str
    ids: list[str]


class Run(BaseModel):
    """A run of a search as far as it has come.

    wanted: the identifiers that the source listed, None before it did. cursor: the mark of the next page,
    '' for the first one. ended: nothing remains to be asked under this run. taken: the review has its records.
    noted: the ledger knows how far it has come.
    The other entries are those of `core.search.SearchRun`.
    """

    model_config = ConfigDict(extra="forbid")
    id: str
    source: Source
    search: str
    version: str
    query: str
    since: str = ""
    until: str
    begun: str
    begun_at: float
    stated: int | None = None
    wanted: list[str] | None = None
    cursor: str = ""
    ended: bool = False
    complete: bool = False
    taken: bool = False
    noted: bool = False
    answers: list[StoredAnswer] = Entry(default_factory=list)
    requests: int = 0
    repeated: int = 0
    notices: list[str] = Entry(default_factory=list)
    problems: list[str] = Entry(default_factory=list)

    @property
    def read(self) -> set[str]:
        """Return the identifiers of the records that are stored."""
        return {id for answer in self.answers for id in answer.ids}


class Fetched:
    """The stored answers of an atlas."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out of the stored answers; a process that is killed lets go of them.

        Raises LedgerBusy where another one is in, NotWritable.
        """
        path = self.folder / "lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            stream = path.open("ab")
        except OSError as problem:
            raise NotWritable(f"{path}: {(problem.strerror or str(problem)).lower()}.") from None
        with stream:
            try:
                _lock(stream.fileno())
            except OSError:
                raise LedgerBusy(
                    f"{self.folder}: another aneatlas find is at work here. Wait until it has ended; nothing was done."
                ) from None
            yield

    def runs(self) -> list[Run]:
        """Return every run, oldest first. Raises FileUnreadable for a state that is damaged."""
        found = []
        for path in sorted(self.folder.glob(f"S*/{_STATE}")):
            try:
                found.append(Run.model_validate_json(path.read_bytes()))
            except (OSError, ValidationError):
                raise FileUnreadable(
                    f"{path}: the state of this run is damaged. Move the folder {path.parent} away; "
                    "the next run fetches its records again."
                ) from None
        return sorted(found, key=lambda run: (len(run.id), run.id))

    def free_id(self, taken: set[str]) -> str:
        """Return the next free id of a run, given those of the ledger."""
        taken = taken | {path.name for path in self.folder.glob("S*")}
        return f"S{max((int(id[1:]) for id in taken if id[1:].isdigit()), default=0) + 1:04d}"

    def save(self, run: Run) -> None:
        """Write the state of a run, whole or not at all. Raises NotWritable."""
        write_whole(self.folder / run.id / _STATE, run.model_dump_json(indent=1).encode())

    def keep(self, run: Run, body: bytes, ending: str, ids: list[str]) -> None:
        """Store an answer and name it in the run's state. Raises NotWritable."""
        name = f"{len(run.answers) + 1:04d}.{ending}.gz"
        packed = gzip.compress(body, mtime=0)
        write_whole(self.folder / run.id / name, packed)
        run.answers.append(StoredAnswer(file=name, sha256=hashlib.sha256(packed).hexdigest(), ids=ids))
        run.taken = run.noted = False
        self.save(run)

    def damaged(self, run: Run) -> list[str]:
        """Return the names of a run's answers that are gone or damaged."""
        return [f"{FOLDER}/{run.id}/{one.file}" for one in run.answers if self._whole(run, one) is None]

    def check(self, run: Run) -> list[str]:
        """Take answers that are gone or damaged out of a run, so that they are fetched again; return their names.

        For a source read page by page, what followed a damaged page is fetched again too.
        """
        if bad := self.damaged(run):
            good = [answer for answer in run.answers if self._whole(run, answer) is not None]
            if run.source == "europepmc":
                good, run.cursor = [], ""
            # Names count upwards: a fresh name must never be that of an answer that is kept.
            run.answers = self._renamed(run, good)
            run.ended = run.complete = False
            self.save(run)
        return bad

    def bodies(self, run: Run) -> Iterator[tuple[str, bytes]]:
        """Yield (name inside the atlas folder, uncompressed bytes) of each stored answer.

        Raises FileUnreadable where one is gone or damaged.
        """
        for answer in run.answers:
            name = f"{FOLDER}/{run.id}/{answer.file}"
            packed = self._whole(run, answer)
            if packed is None:
                raise FileUnreadable(
                    f"{name}: the stored answer is gone or damaged. Run aneatlas find again."
                )
            yield name, gzip.decompress(packed)

    def _whole(self, run: Run, answer: StoredAnswer) -> bytes | None:
        try:
            packed = (self.folder / run.id / answer.file).read_bytes()
        except OSError:
            return None
        return packed if hashlib.sha256(packed).hexdigest() == answer.sha256 else None

    def _renamed(self, run: Run, good: list[StoredAnswer]) -> list[StoredAnswer]:
        renamed = []
        for number, answer in enumerate(good, start=1):
            name = f"{number:04d}.{answer.file.split('.', 1)[1]}"
            if name != answer.file:
                os.replace(self.folder / run.id / answer.file, self.folder / run.id / name)
            renamed.append(answer.model_copy(update={"file": name}))
        return renamed


def _lock(descriptor: int) -> None:
    """Lock a file until it is closed. Raises OSError where another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all. Raises NotWritable."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise NotWritable(f"{path}: {(problem.strerror or str(problem)).lower()}.") from None
