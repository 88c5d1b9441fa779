"""Take facts into the ledger: a whole file or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aneatlas.core.body import dump
from aneatlas.core.collection import Reader
from aneatlas.core.events import Draft
from aneatlas.core.facts import Adoption, Import
from aneatlas.core.issues import FactsInvalid, FileUnreadable, Issue
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study
from aneatlas.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import brought: the number of events, what they tell of, and warnings to look at.

    `already` is true where the same file was taken in before; nothing was written then.
    """

    events: int
    reports: int
    cases: int
    cohorts: int
    findings: int
    warnings: tuple[Issue, ...]
    already: bool = False


def take_collection(ledger: Ledger, study: Study, name: str, content: bytes, at: str, actor: str) -> Taken:
    """Take a collection file into the ledger.

    Raises FileUnreadable (not UTF-8, cut off), FactsInvalid (with every mistake); nothing is written then.
    """
    digest = hashlib.sha256(content).hexdigest()
    state = ledger.state()
    for row in state.tables["imports"].values():
        if row["sha256"] == digest:
            return Taken(0, row["reports"], row["cases"], row["cohorts"], row["findings"], (), already=True)
    text = decode(content, name)
    reader = Reader(study, Gate(study, state), name)
    drafts = reader.read(text.removesuffix("\n").split("\n") if text else [])
    if reader.header is None:
        raise FactsInvalid(f"{name}: the file is empty. A collection begins with a header line.")
    counts = reader.counts
    before = [] if _adopted(state.tables["studies"], study) else [adoption(study)]
    done = Import(name=reader.header.name, version=reader.header.version, sha256=digest, **counts)
    written = ledger.append(
        [*before, *drafts, Draft("collection.imported", reader.header.name, dump(done))], at, actor
    )
    return Taken(
        written,
        counts["reports"],
        counts["cases"],
        counts["cohorts"],
        counts["findings"],
        tuple(reader.issues),
    )


def adoption(study: Study) -> Draft:
    """Return the event that says which study definition the following events use."""
    body = Adoption(study=study.about.id, version=study.about.version, fingerprint=study.fingerprint)
    return Draft("study.adopted", study.about.id, dump(body))


def _adopted(rows: dict[str, dict[str, object]], study: Study) -> bool:
    newest = max(rows, default=None)
    return newest is not None and rows[newest]["fingerprint"] == study.fingerprint


def decode(content: bytes, name: str) -> str:
    """Return the text of a UTF-8 file that ends with a line end. Raises FileUnreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise FileUnreadable(
            f"{name}, line {line}: byte {problem.start} is not UTF-8. Save the file as UTF-8 and try again."
        ) from problem
    if text and not text.endswith("\n"):
        raise FileUnreadable(
            f"{name}: the last line is cut off (no line end). Complete the file and try again."
        )
    return text


def read_file(path: Path) -> bytes:
    """Return the content of a file. Raises FileUnreadable."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(f"{path}: {(problem.strerror or 'cannot be read').lower()}.") from problem
