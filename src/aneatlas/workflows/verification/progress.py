"""Progress: what waits for whom, kept up to date from the headlines of new events alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from aneatlas.core.states import report_state
from aneatlas.store import Ledger
from aneatlas.store.parts import Headline, event_at, headlines

_KINDS = (
    "assignment.made", "assignment.removed", "extraction.submitted", "extraction.withdrawn",
    "reconciliation.settled", "reconciliation.withdrawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one report stands. since: when it came to stand so, UTC."""

    report: str
    state: str
    assigned: tuple[str, ...]
    submitted: tuple[str, ...]
    since: str


@dataclass(slots=True)
class _Report:
    assigned: set[str] = field(default_factory=set)
    submitted: set[str] = field(default_factory=set)
    settled: set[str] | None = None
    since: str = ""


class Progress:
    """The standing of all reports that anybody was asked to read. Call `catch_up` before asking.

    One of these serves a whole process: it reads each event's headline once, never the extractions themselves.
    """

    def __init__(self) -> None:
        self._seq = 0
        self._reports: dict[str, _Report] = defaultdict(_Report)

    def catch_up(self, ledger: Ledger) -> Progress:
        """Take in the events since the last call. Returns itself."""
        head = ledger.head().seq
        if head < self._seq:  # another page has read on since the moment of this one
            head = ledger.newest().seq
        if head < self._seq:  # the ledger was restored from an older copy
            self.__init__()  # type: ignore[misc]
        if head == self._seq:
            return self
        for line in headlines(ledger, _KINDS, self._seq):
            self._take(ledger, line)
            self._seq = line.seq
        self._seq = max(self._seq, head)  # what lies between is not looked through again
        return self

    def of(self, report: str) -> Standing:
        """Return the standing of a report."""
        found = self._reports.get(report, _Report())
        state = report_state(found.assigned, found.submitted, found.settled)
        submitted = found.submitted & found.assigned
        return Standing(report, state, tuple(sorted(found.assigned)), tuple(sorted(submitted)), found.since)

    def all(self) -> Iterator[Standing]:
        """Yield the standing of every report that anybody was asked to read, by id."""
        for report in sorted(self._reports, key=lambda id: int(id[1:])):
            yield self.of(report)

    def waiting_for(self, reader: str) -> list[Standing]:
        """Return the reports that wait for a reader, the longest wait first."""
        mine = [s for s in self.all() if reader in s.assigned and reader not in s.submitted]
        return sorted(mine, key=lambda s: s.since)

    def to_settle(self) -> list[Standing]:
        """Return the reports that wait for a decision, the longest wait first."""
        return sorted((s for s in self.all() if s.state == "read"), key=lambda s: s.since)

    def counts(self) -> Counter[str]:
        """Return how many reports are in each state."""
        return Counter(standing.state for standing in self.all())

    def _take(self, ledger: Ledger, line: Headline) -> None:
        report = self._reports[line.subject]
        report.since = line.at
        match line.kind:
            case "assignment.made":
                report.assigned.add(str(event_at(ledger, line.seq).body["reader"]))
            case "assignment.removed":
                report.assigned.discard(str(event_at(ledger, line.seq).body["key"]).partition("~")[2])
            case "extraction.submitted":
                report.submitted.add(line.actor)
            case "extraction.withdrawn":
                report.submitted.discard(line.actor)
            case "reconciliation.settled":
                report.settled = set(report.assigned)
            case _:
                report.settled = None
