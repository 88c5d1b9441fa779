"""A copy of all of PubMed: the yearly baseline and the daily update files, each checked against its checksum.

A file is written beside its place as `.part` and put in its place when its MD5 is that of the `.md5` beside it
at NLM; then it is listed in `verified.md5` (the format of md5sum) and not asked for again as long as it stays what it
is: a file that was written to since is checked again, and fetched again where it is damaged. A download that stopped
goes on where it stopped, if the server says that the file is still the same (If-Range).
"""

from __future__ import annotations

import hashlib
import os
import random
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aneatlas.core.issues import NotWritable
from aneatlas.literature.sources import listing
from aneatlas.literature.sources.asking import Answer, Ask, Refused, check_status
from aneatlas.workflows.fetched import write_whole
from aneatlas.workflows.screening import duration
from aneatlas.workflows.sources import Sources
from aneatlas.workflows.transport import MOST_PATIENCE, Client, Clock, SystemClock, Unanswered

VERIFIED = "verified.md5"
RATE = 5.0
TRIES = 5
#: After so many failures in a row, not counting those of single files, the server is left alone.
MOST_SILENT = 3
_OF_THE_FILE = {403, 404, 410}
_LINE = re.compile(r"^([0-9a-f]{32})  (\S+)$", re.MULTILINE)
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")
Step = Callable[[str, int, int], None]


@dataclass(slots=True)
class Mirrored:
    """What a run brought: files listed, files that were there, files fetched, bytes, failures with their reason.

    older: files of an earlier year's baseline, which the new one replaces. damaged: files that were whole once and
    are fetched again because they are not what they were.
    """

    listed: int = 0
    present: int = 0
    fetched: int = 0
    bytes: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


class _Progress:
    """Rate and time left, from what this run has fetched so far."""

    def __init__(self, result: Mirrored, total: int, clock: Clock, step: Step) -> None:
        self.result, self.total, self.clock, self.step = result, total, clock, step
        self.begun = clock.steady()
        self.told = self.begun
        self.done = 0

    def tell(self, name: str, *, always: bool = False) -> None:
        now = self.clock.steady()
        if not always and now - self.told < 0.2:
            return
        self.told = now
        passed = now - self.begun
        rate = self.result.bytes / passed if passed > 0 else 0.0
        left = ""
        if rate and self.result.fetched:
            seconds = (self.total - self.done) * self.result.bytes / self.result.fetched / rate
            left = f", {duration(seconds)} left"
        self.step(f"{name}, {rate / 1e6:.1f} MB/s{left}, files", self.done, self.total)


def mirror(
    folder: Path,
    sources: Sources,
    *,
    check: bool = False,
    clock: Clock | None = None,
    chance: Callable[[], float] = random.random,
    step: Step = lambda what, done, of: None,
) -> Mirrored:
    """Bring the copy of PubMed in a folder up to date; what fails is named in the result, the rest goes on.

    check: read every file that is there and compare it with its checksum, not only those that changed. Raises NotWritable for a full or read-only disk. May be stopped at any moment and run again.
    """
    clock = clock or SystemClock()
    result = Mirrored()
    client = Client(sources.addresses.mirror, RATE, email=sources.email, clock=clock, chance=chance)
    try:
        waiting: list[tuple[str, str]] = []
        for part in listing.FOLDERS:
            try:
                page = client.ask(Ask(f"list of {part}", f"/{part}/"), _text)
            except Unanswered as problem:
                result.failed.append((f"{part}/", problem.reason))
                continue
            names = listing.files_in(page)
            if not names:
                result.failed.append((f"{part}/", "the page lists no PubMed files"))
            whole, damaged = _checked(folder / part, names, check)
            result.damaged += [f"{part}/{name}" for name in damaged]
            absent = [name for name in names if name not in whole]
            result.listed += len(names)
            result.present += len(names) - len(absent)
            result.older += _older(folder / part, names)
            waiting += [(part, name) for name in absent]
        progress = _Progress(result, len(waiting), clock, step)
        silent = 0
        for number, (part, name) in enumerate(waiting):
            if silent == MOST_SILENT:
                rest = f"{len(waiting) - number} further files from {part}/{name}"
                result.failed.append((rest, f"not tried after {MOST_SILENT} failures in a row"))
                break
            try:
                if _bring(client, folder / part, part, name, result, progress):
                    result.fetched += 1
                else:
                    result.present += 1
                silent = 0
            except Unanswered as problem:
                result.failed.append((f"{part}/{name}", problem.reason))
                silent += problem.status not in _OF_THE_FILE
            except OSError as problem:
                why = (problem.strerror or str(problem)).lower()
                raise NotWritable(
                    f"{problem.filename or folder}: {why}. What is there stays; run again."
                ) from None
            progress.done += 1
            progress.tell(name, always=True)
    finally:
        client.close()
    return result


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _verified(folder: Path) -> dict[str, str]:
    path = folder / VERIFIED
    text = path.read_text(encoding="ascii", errors="replace") if path.is_file() else ""
    return {name: digest for digest, name in _LINE.findall(text)}


def _checked(folder: Path, names: list[str], check: bool) -> tuple[set[str], list[str]]:
    """Return the files that are whole, and those that were and are not any more.

    Read again are those that were written to since the list was: the list is written after each file.
    """
    verified = {name: digest for name, digest in _verified(folder).items() if (folder / name).is_file()}
    if not verified:
        return set(), []
    since = (folder / VERIFIED).stat().st_mtime_ns
    again = [name for name in verified if check or (folder / name).stat().st_mtime_ns > since]
    damaged = {name for name in again if _md5(folder / name) != verified[name]}
    if again:  # also where nothing is damaged: what was read now need not be read again
        _write(
            folder / VERIFIED, {name: one for name, one in _verified(folder).items() if name not in damaged}
        )
    return set(verified) - damaged, sorted(damaged.intersection(names))


def _older(folder: Path, names: list[str]) -> list[str]:
    years = {listing.year_of(name) for name in names}
    here = (path.name for path in folder.glob("pubmed*.xml.gz"))
    return [f"{folder.name}/{name}" for name in sorted(here) if names and listing.year_of(name) < min(years)]


def _bring(client: Client, folder: Path, part: str, name: str, result: Mirrored, progress: _Progress) -> bool:
    """Bring one file; False where it was there already and only not listed. Raises Unanswered."""

    def digest_in(body: bytes) -> str:
        if not (found := listing.checksum_in(_text(body))):
            raise Refused("there is no checksum in it")
        return found

    folder.mkdir(parents=True, exist_ok=True)
    wanted = client.ask(Ask(f"{name}.md5", f"/{part}/{name}.md5"), digest_in)
    place = folder / name
    if place.is_file() and _md5(place) == wanted:
        # A run was stopped before it could list the file, or somebody put it there.
        _list(folder, wanted, name)
        return False
    partial = folder / f"{name}.part"
    number, furthest = 1, 0
    while True:
        furthest = max(furthest, _size(partial))
        try:
            _download(client, f"/{part}/{name}", partial, result, lambda: progress.tell(name))
            if (found := _md5(partial)) != wanted:
                _forget(partial)
                raise Refused(f"the checksum is {found}, and {wanted} was expected")
            break
        except Refused as refused:
            if _size(partial) > furthest:
                number = 1  # it came further: patience begins anew
            reason = f"{name}: {refused.reason}"
            patience = refused.wait is None or refused.wait <= MOST_PATIENCE
            if not refused.again or number >= TRIES or not patience:
                raise Unanswered(reason, away=False, status=refused.status) from None
            client.pause(number, refused.wait)
            number += 1
    os.replace(partial, place)
    _forget(partial)
    _list(folder, wanted, name)
    return True


def _download(client: Client, path: str, partial: Path, result: Mirrored, tell: Callable[[], None]) -> None:
    """Fetch a file, or what is missing of it, into its partial file. Raises Refused where it does not come whole."""
    start = _size(partial)
    same = _mark(partial).read_text(encoding="ascii") if start and _mark(partial).is_file() else ""
    headers = {"Accept-Encoding": "identity"}
    if start and same:
        headers |= {"Range": f"bytes={start}-", "If-Range": same}
    with client.stream(Ask(path.rpartition("/")[2], path), headers, raw=True) as (status, answered, chunks):
        found = _CONTENT_RANGE.fullmatch(answered.get("content-range", ""))
        if status == 206 and found and int(found.group(1)) == start:
            mode = "ab"
        elif status == 200:
            mode = "wb"
            _forget(partial)
            if same := _validator(answered):
                _mark(partial).write_text(same, encoding="ascii")
        elif status in (206, 416):
            _forget(partial)
            raise Refused(f"the server cannot go on at byte {start}; the file is fetched from its beginning")
        else:
            check_status(Answer(status, b"", answered), client.clock.wall())
            raise Refused(f"status {status}")
        with partial.open(mode) as stream:
            for chunk in chunks:
                stream.write(chunk)
                result.bytes += len(chunk)
                tell()


def _validator(headers: Mapping[str, str]) -> str:
    """Return what If-Range may name: a strong ETag, else the date of the last change (RFC 9110, 13.1.5)."""
    tag = headers.get("etag", "")
    value = tag if tag and not tag.startswith("W/") else headers.get("last-modified", "")
    return value if value.isascii() else ""


def _mark(partial: Path) -> Path:
    return partial.with_name(partial.name + ".mark")


def _forget(partial: Path) -> None:
    for path in (partial, _mark(partial)):
        with suppress(FileNotFoundError):
            path.unlink()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _list(folder: Path, digest: str, name: str) -> None:
    path = folder / VERIFIED
    if name in (held := _verified(folder)):
        _write(path, held | {name: digest})
        return
    with path.open("ab") as stream:
        # A line that a kill cut short must not swallow this one.
        cut = stream.tell() and path.read_bytes()[-1:] != b"\n"
        stream.write(f"{chr(10) if cut else ''}{digest}  {name}\n".encode("ascii"))


def _write(path: Path, held: Mapping[str, str]) -> None:
    write_whole(path, "".join(f"{digest}  {name}\n" for name, digest in held.items()).encode("ascii"))
