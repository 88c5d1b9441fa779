"""How fast the review goes: time per decision and per article, read from the times of the events alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from threading import Lock

from aneatlas.store import Ledger
from aneatlas.store.parts import Headline, event_at, headlines

LONGEST_PAUSE = 600  # seconds: a longer gap between two decisions is a pause, not work on a record
_KINDS = ("screening.decided", "assignment.made", "extraction.submitted")
_KEPT = 5000  # the newest gaps of each person


@dataclass(frozen=True, slots=True)
class Speed:
    """One person's pace.

    decided: decisions on records; each: median seconds of one; submitted: extractions handed in; article: median
    minutes at the form for one, None where no minute was measured.
    """

    person: str
    decided: int
    each: float | None
    submitted: int
    article: float | None
    last: str


@dataclass(slots=True)
class Pace:
    """The pace of a review; `catch_up` reads each event's headline once."""

    _seq: int = 0
    _last: dict[str, str] = field(default_factory=dict)
    _gaps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _decided: Counter[str] = field(default_factory=Counter)
    _submitted: Counter[str] = field(default_factory=Counter)
    _minutes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _assigned: dict[str, str] = field(default_factory=dict)
    _articles: list[float] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def catch_up(self, ledger: Ledger) -> None:
        """Take in the events since the last call."""
        with self._lock:
            head = ledger.head().seq
            if head < self._seq:  # another page has read on since the moment of this one
                head = ledger.newest().seq
            if head < self._seq:  # the ledger was restored from an older copy
                fresh = Pace()
                for name in set(self.__slots__) - {"_lock"}:
                    setattr(self, name, getattr(fresh, name))
            if head == self._seq:
                return
            for line in headlines(ledger, _KINDS, self._seq):
                self._take(ledger, line)
                self._seq = line.seq
            self._seq = max(self._seq, head)  # what lies between is not looked through again

    def speeds(self) -> list[Speed]:
        """Return everybody's pace, the one seen last first."""
        with self._lock:
            found = [
                Speed(
                    who,
                    self._decided[who],
                    median(self._gaps[who]) if self._gaps.get(who) else None,
                    self._submitted[who],
                    median(self._minutes[who]) if self._minutes.get(who) else None,
                    at,
                )
                for who, at in self._last.items()
                if who.startswith("person:")
            ]
        return sorted(found, key=lambda speed: speed.last, reverse=True)

    def days_per_article(self) -> float | None:
        """Return the median days from asking for readers to an extraction that was handed in, None for none."""
        with self._lock:
            return median(self._articles) / 86400 if self._articles else None

    def _take(self, ledger: Ledger, line: Headline) -> None:
        if line.kind == "assignment.made":
            self._assigned.setdefault(line.subject, line.at)
            return
        if line.kind == "extraction.submitted":
            self._submitted[line.actor] += 1
            if minutes := int(event_at(ledger, line.seq).body.get("minutes", 0)):
                self._minutes[line.actor].append(minutes)
            if line.subject in self._assigned:
                self._articles.append(_seconds(self._assigned[line.subject], line.at))
        else:
            self._decided[line.actor] += 1
            if line.actor in self._last:
                gap = _seconds(self._last[line.actor], line.at)
                if 0 <= gap <= LONGEST_PAUSE:
                    self._gaps[line.actor].append(gap)
                    del self._gaps[line.actor][:-_KEPT]
        self._last[line.actor] = line.at


def _seconds(a: str, b: str) -> float:
    return (datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds()
