"""Articles that wait because nothing may be taken from them: each kept in the queue with the reason.

A scan, a locked file, an error page saved as an article, a notice, a text that breaks off or whose language has no
rules. An entry lies beside the stored texts, private like them, and goes when the same article is read well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from aneatlas.core.issues import Issue, NotWritable, errors
from aneatlas.workflows.evidence import FOLDER

_MOST = 600  # characters of a reason


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that could not be used. about: the record or report it belongs to, '' where nobody said.

    code and reason: of the first mistake found. at: when it was tried last.
    """

    name: str
    about: str
    code: str
    reason: str
    at: str


def note(home: Path, name: str, issues: Iterable[Issue], at: str, about: str = "") -> bool:
    """Keep an article in the queue if something forbids its use, else take it out of it; tell which.

    name: as the person knows the file, without its folder. Raises NotWritable.
    """
    path = _path(home, name, about)
    found = errors(issues)
    try:
        if not found:
            path.unlink(missing_ok=True)
            return False
        reason = " ".join(f"{found[0].message} {found[0].fix}".split())[:_MOST]
        entry = Unread(name, about, found[0].code, reason, at)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(entry), ensure_ascii=False), encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        raise NotWritable(f"{path.parent}: {problem.strerror or problem}.") from None
    return True


def unread(home: Path) -> list[Unread]:
    """Return what waits, the newest first. A damaged entry is passed over."""
    return sorted(_entries(home), key=lambda entry: (entry.at, entry.name), reverse=True)


def forget(home: Path, name: str) -> int:
    """Take an article out of the queue, by its name; return how many entries went."""
    gone = [entry for entry in _entries(home) if entry.name == name]
    for entry in gone:
        _path(home, entry.name, entry.about).unlink(missing_ok=True)
    return len(gone)


def _entries(home: Path) -> Iterator[Unread]:
    for path in (home / FOLDER / "unread").glob("*.json"):
        try:
            yield Unread(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue


def _path(home: Path, name: str, about: str) -> Path:
    key = hashlib.sha256(f"{about}\0{name}".encode()).hexdigest()[:32]
    return home / FOLDER / "unread" / f"{key}.json"
