"""What screening files of PubMed gave: one result a file, the hits that still stand, and all of it in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aneatlas.core.issues import Issue
from aneatlas.literature.decisions import Choice
from aneatlas.literature.screening import Hit, Screened

_NUMBERED = re.compile(r"pubmed(\d\d)n(\d{4,})\.xml(?:\.gz)?$")


def number_of(name: str) -> tuple[int, ...]:
    """Return (year, number) of a file of PubMed's baseline or updates by its name, () for another name."""
    found = _NUMBERED.search(name)
    return (int(found.group(1)), int(found.group(2))) if found else ()


@dataclass(frozen=True, slots=True)
class Done:
    """One file that is done. sha256: of the bytes that were screened, '' where it was not asked for; engine: `ByteFilter`."""

    screened: Screened
    sha256: str = ""
    engine: str = ""


@dataclass(slots=True)
class Screening:
    """What screening gave, in the order of the files: one result a file.

    again: files that did not come whole at first and were screened once more, after all others. retry: those that
    failed the second time too. sha256: of each file, where asked for. engines: which engines scanned the bytes.
    """

    files: list[Screened] = field(default_factory=list)
    retry: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    sha256: list[str] = field(default_factory=list)
    engines: set[str] = field(default_factory=set)

    def put(self, done: Done, place: int | None = None) -> None:
        """Add what became of the next file, or of the file at a place."""
        if place is None:
            self.files.append(done.screened)
            self.sha256.append(done.sha256)
        else:
            self.files[place], self.sha256[place] = done.screened, done.sha256
        if done.engine:
            self.engines.add(done.engine)

    @property
    def standing(self) -> list[tuple[int, Hit]]:
        """Return (place of the file, hit) of each hit that still stands: see `hits`."""
        latest: dict[str, tuple[int, Hit]] = {}
        for place, result in enumerate(self.files):
            for hit in result.hits:
                key = hit.record.pmid or str(hit.record.origin)
                held = latest.get(key)
                if held is None or not _older(hit, held[1]):
                    latest[key] = (place, hit)
            for pmid in result.deleted:
                latest.pop(pmid, None)
        return list(latest.values())

    @property
    def hits(self) -> list[Hit]:
        """Return the hits that still stand: the last one of several states, none that was withdrawn later."""
        return [hit for _, hit in self.standing]

    @property
    def copies(self) -> list[int]:
        """Return the places of files that hold the same bytes as one before them, where the checksums are known."""
        seen: set[str] = set()
        found = []
        for place, sha256 in enumerate(self.sha256):
            if sha256 and sha256 in seen:
                found.append(place)
            seen.add(sha256)
        return found

    @property
    def issues(self) -> list[Issue]:
        """Return the issues of all files."""
        return [issue for result in self.files for issue in result.issues]

    @property
    def records(self) -> int:
        """Return how many records were gone through; those of a copy of a file count once."""
        copies = set(self.copies)
        return sum(result.records for place, result in enumerate(self.files) if place not in copies)

    def counts(self) -> dict[str, int]:
        """Return how many hits have each decision."""
        return dict(Counter(str(hit.decision.choice) for hit in self.hits))


def _older(hit: Hit, held: Hit) -> bool:
    """Say whether a hit is an older version of a record than the one that stands, by PubMed's own count of them."""
    ours, theirs = hit.record.version, held.record.version
    return ours.isdecimal() and theirs.isdecimal() and int(ours) < int(theirs)


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield one line for each hit: decision, class, identifier, title, and the first reason."""
    order = {Choice.INCLUDE: 0, Choice.MAYBE: 1, Choice.EXCLUDE: 2}
    for hit in sorted(hits, key=lambda item: (order[item.decision.choice], item.record.pmid)):
        decision = hit.decision
        yield (
            f"{decision.choice:8} {decision.kind:22} {hit.record.pmid or str(hit.record.origin):10} "
            f"{hit.record.title[:90]}  [{decision.reasons[0]}]"
        )


def end_lines(found: Screening) -> Iterator[str]:
    """Yield what a run came to: files, records, hits; files tried twice; with what the bytes were scanned."""
    counts = found.counts()
    told = ", ".join(f"{counts.get(choice, 0)} {choice}" for choice in ("include", "maybe", "exclude"))
    yield f"{_files(len(found.files))}, {found.records} records: {told}"
    if found.copies:
        copies = (found.files[place].file for place in found.copies)
        yield f"{_files(len(found.copies))} counted once, as copies of others: {named(copies)}"
    if found.again:
        good = [name for name in found.again if name not in found.retry]
        yield f"{_files(len(found.again))} tried a second time, {len(good)} came whole then: {named(found.again)}"
    if "bytes" in found.engines:
        yield (
            "Scanned without Hyperscan, by plain byte searches: the same hits, but slower. "
            "pip install 'aneatlas[screen]' brings it where it has a wheel."
        )
    elif found.engines:
        yield "Scanned with Hyperscan."


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"


def named(names: Iterable[str]) -> str:
    """Return the names of files without their folders, at most ten, and how many more there are."""
    found = [Path(name).name for name in names]
    return ", ".join(found[:10]) + (f" and {len(found) - 10} more" if len(found) > 10 else "")
