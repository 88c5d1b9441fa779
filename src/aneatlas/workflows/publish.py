"""Publish: the atlas as a static site with open data, whole or not at all.

The same ledger gives the same bytes. The new release is written beside the old one and takes its place by
renaming; a process that dies in the middle leaves the old one as it was.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from aneatlas.core.body import dump, text_fault
from aneatlas.core.events import Draft
from aneatlas.core.facts import Release
from aneatlas.core.issues import FactsInvalid, LedgerBusy, NotWritable, StudyInvalid
from aneatlas.core.study import Study
from aneatlas.outputs import downloads, site
from aneatlas.outputs.analyses import Analysis, Result, check_analyses, parse_analyses, results
from aneatlas.outputs.atlas import build
from aneatlas.outputs.columns import case_columns
from aneatlas.outputs.factsheet.model import Sheet
from aneatlas.outputs.factsheet.quantities import quantities
from aneatlas.outputs.factsheet.shown import ShownSheet, show
from aneatlas.outputs.numbers import Numbers, numbers
from aneatlas.outputs.tables import REPORT_COLUMNS, every_finding, tables
from aneatlas.store import Ledger, archive
from aneatlas.workflows.evidence import check_evidence
from aneatlas.workflows.factsheet import (
    acceptances,
    check_sheet_of,
    load_sheet,
    look,
    refuse_drift,
    today,
)
from aneatlas.workflows.place import PROGRAM, now

MARK = "release.json"
SUMS = "SHA256SUMS"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication brought: where it lies, how many files, or that nothing had changed."""

    out: Path
    version: str
    files: int
    unchanged: bool = False


def load_analyses(study: Study, folder: Path | None = None) -> list[Analysis]:
    """Return the analyses of a study folder, by default the shipped one. Raises StudyInvalid."""
    root: Traversable = folder or package_files("aneatlas") / "study"
    place = root / "analyses"
    found = parse_analyses(
        {f.name: f.read_bytes() for f in place.iterdir() if f.name.endswith(".toml")}
        if place.is_dir()
        else {}
    )
    fields = (place.field.id for place in study.dictionary)
    if issues := check_analyses(
        found,
        (column.name for column in case_columns(study)),
        (column.name for column in REPORT_COLUMNS),
        fields,
    ):
        raise StudyInvalid(f"the analyses have {len(issues)} mistakes", issues)
    return found


def check_ready(
    ledger: Ledger, study: Study, analyses: list[Analysis], out: Path, folder: Path | None = None
) -> None:
    """Check what can be checked before a release is named: the target folder, the evidence, the fact sheet.

    Raises NotWritable, EvidenceBroken, SheetDrifted, or FactsInvalid for a ledger without reports.
    """
    _check_target(out.resolve())
    atlas = build(ledger.present(), study)
    if not atlas.reports:
        raise FactsInvalid(
            "the ledger holds no report yet; there is nothing to publish. Begin with: aneatlas init"
        )
    check_evidence(ledger, every_finding(atlas))
    if load_sheet(analyses, folder) is not None:
        refuse_drift(check_sheet_of(ledger, study, analyses, folder, today()))


def make_release(ledger: Ledger, version: str, note: str, actor: str) -> None:
    """Name the present state as a release, after a backup.

    Raises FactsInvalid for a version that is in use, or lower than the newest one.
    """
    if ledger.row("releases", version) is not None:
        raise FactsInvalid(
            f"version {version} was released already. Choose a higher one, for example year.number."
        )
    if fault := text_fault(note):
        raise FactsInvalid(f"the note: {fault}. No release was named.")
    try:
        body = Release(version=version, note=note)
    except ValueError as problem:
        raise FactsInvalid(f"'{version}' is no version. Write year.number, for example 2026.1.") from problem
    newest = max((_parts(key) for key, _ in ledger.present().rows("releases")), default=[])
    if _parts(version) <= newest:
        raise FactsInvalid(
            f"version {version} is not above {'.'.join(map(str, newest))}, the newest. Choose a higher one."
        )
    archive.backup(ledger)
    ledger.append([Draft("release.made", version, dump(body), note)], now(), actor)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def publish(
    ledger: Ledger,
    study: Study,
    analyses: list[Analysis],
    out: Path,
    progress: Progress = lambda *_: None,
    *,
    folder: Path | None = None,
    day: date | None = None,
) -> Published:
    """Publish the ledger's present state into a folder.

    progress is called with (what, done, of). `folder` is the study folder that holds the fact sheet, by default
    the shipped one; `day` is the day on which its sentences are judged, by default today. Nothing is done
    where the folder holds this very state. Raises SheetDrifted (a sentence needs an editor's decision),
    NotWritable (disk full, read-only, a folder that is not ours), LedgerBusy (another publication into the
    same folder), StudyInvalid.
    """
    out = out.resolve()
    _check_target(out)
    head = ledger.head()
    day, sheet = day or today(), load_sheet(analyses, folder)
    fingerprint = _fingerprint(head.hash, study, analyses, sheet)
    old = _mark(out)
    if old.get("fingerprint") == fingerprint and day.isoformat() <= str(old.get("good_until", "")):
        return Published(out, str(old["version"]), int(str(old["files"])), unchanged=True)
    atlas = build(ledger.present(), study)
    check_evidence(ledger, every_finding(atlas))
    data = tables(atlas)
    rows = {name: table.rows for name, table in data.items()}
    figures = results(analyses, rows)
    register = numbers(rows, figures)
    told, good_until = _told(ledger, sheet, figures, register, day)
    version = downloads.version_of(atlas)
    total = 3 * len(data) + len(atlas.reports) + len(atlas.cases) + 30
    with _locked(out), _staging(out) as staging:
        writer = _Writer(staging)
        offered = []
        for file in downloads.files(atlas, data, register, analyses):
            writer.write(file.path, file.content)
            offered.append(file.download)
            progress("downloads", writer.count, total)
        for path, content in site.render(atlas, data, figures, register, offered, told):
            writer.write(path, content)
            progress("pages", writer.count, total)
        mark = {
            "version": version,
            "fingerprint": fingerprint,
            "ledger": head.hash,
            "events": head.seq,
            "files": writer.count + 2,
            "good_until": good_until.isoformat(),
        }
        writer.write(MARK, (json.dumps(mark, indent=1) + "\n").encode())
        sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(writer.digests.items()))
        writer.write(SUMS, sums.encode())
        _exchange(staging, out)
    return Published(out, version, writer.count)


def _told(
    ledger: Ledger, sheet: Sheet | None, figures: list[Result], register: Numbers, day: date
) -> tuple[ShownSheet | None, date]:
    """Return the fact sheet for the pages and its last good day. Raises SheetDrifted."""
    if sheet is None:
        return None, date.max
    made, found = acceptances(ledger.present()), quantities(figures)
    looked = look(sheet, found, register, made, day)
    refuse_drift(looked)
    return show(sheet, found, register, made), looked.good_until


class _Writer:
    """Writes the files of a release and keeps their checksums."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests: dict[str, str] = {}
        self._made: set[Path] = set()

    @property
    def count(self) -> int:
        return len(self.digests)

    def write(self, path: str, content: bytes) -> None:
        relative = PurePosixPath(path)
        if relative.is_absolute() or ".." in relative.parts or path in self.digests:
            raise ValueError(f"'{path}' is no path of a new file inside a release")
        target = self.root / relative
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        target.write_bytes(content)
        self.digests[path] = hashlib.sha256(content).hexdigest()


def _mark(out: Path) -> dict[str, object]:
    try:
        found = json.loads((out / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and (out / SUMS).is_file() else {}


def _check_target(out: Path) -> None:
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file()):
        what = "this is a file" if out.is_file() else "there are other files here"
        raise NotWritable(f"{out}: {what}. Name a new folder, or one that holds a release.")


def _fingerprint(ledger_hash: str, study: Study, analyses: list[Analysis], sheet: Sheet | None) -> str:
    told = sheet.fingerprint if sheet else ""
    digest = hashlib.sha256(f"{PROGRAM}\0{ledger_hash}\0{study.fingerprint}\0{told}\0{analyses!r}".encode())
    root = package_files("aneatlas")
    for part in ("core", "criteria", "outputs", "statistics", "templates"):
        for name, content in _sources(root / part, part):
            digest.update(f"{name}\0".encode() + content)
    return digest.hexdigest()


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _sources(entry, f"{name}/{entry.name}")
        elif not entry.name.endswith(".pyc"):
            yield f"{name}/{entry.name}", entry.read_bytes()


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Hold the folder for one publication; the lock goes with the process that holds it."""
    lock = out.with_name(f".{out.name}.lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = lock.open("w")
    except OSError as problem:
        raise NotWritable(
            f"{out}: {(problem.strerror or str(problem)).lower()}; nothing was published."
        ) from problem
    with handle:
        try:
            _lock(handle.fileno())
        except OSError as problem:
            raise LedgerBusy(
                f"{out}: another publication into this folder is under way. Wait for it."
            ) from problem
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    staging = out.with_name(f".{out.name}.new")
    old = out.with_name(f".{out.name}.old")
    try:
        if old.is_dir() and not out.exists():
            old.rename(out)  # a publication died between its two renames: put the old site back
        for leftover in (staging, old):
            shutil.rmtree(leftover, ignore_errors=True)
        staging.mkdir(parents=True)
        yield staging
    except OSError as problem:
        reason = (
            "the disk is full"
            if problem.errno in (errno.ENOSPC, errno.EDQUOT)
            else problem.strerror or str(problem)
        )
        raise NotWritable(
            f"{out}: {reason.lower()}; nothing was published, the old site is untouched."
        ) from problem
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _exchange(staging: Path, out: Path) -> None:
    """Put the new site in the place of the old one: in one step where the system can, else by two renames."""
    if not out.exists():
        staging.rename(out)
        return
    if _swapped(staging, out):
        return  # the old site lies under the staging name now, and is removed with it
    old = out.with_name(f".{out.name}.old")
    out.rename(old)
    staging.rename(out)
    shutil.rmtree(old, ignore_errors=True)


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _swapped(one: Path, other: Path) -> bool:
    """Exchange two folders by Linux's renameat2(2); False where the system or file system cannot."""
    import ctypes

    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
