"""The review as the events say it is: candidates, decisions, standings. Kept up to date event by event.

`Review` holds rows of the present and nothing else; whatever it tells is computed from them. It is built
once (`of_present`) and then follows the ledger (`apply`), so that a decision needs no second reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aneatlas.core.candidates import Candidate, candidates
from aneatlas.core.events import Event, Json
from aneatlas.core.replay import Present, changes
from aneatlas.core.screening import Standing, Step, decisions_of, standing

TABLES = ("records", "ties", "screenings", "searches", "reports", "overlaps")
_ORDER = {"include": 0, "maybe": 1, "exclude": 2}


@dataclass(slots=True)
class Review:
    """The rows of the review up to event `seq`, and what follows from them.

    readers: how many persons decide on each candidate; reasons: the study's list of reasons, in its order.
    revision: the newest event that changed records, ties or reports, as far as this object has seen them.
    """

    readers: int
    reasons: tuple[str, ...]
    seq: int = 0
    revision: int = 0
    tables: dict[str, dict[str, Json]] = field(default_factory=lambda: {name: {} for name in TABLES})
    _candidates: dict[str, Candidate] | None = None
    _home: dict[str, str] = field(default_factory=dict)
    _decided: dict[str, dict[str, Json]] = field(default_factory=dict)
    _standings: dict[str, Standing] = field(default_factory=dict)
    _steps: dict[Step, set[str]] = field(default_factory=dict)
    _unsettled: set[str] = field(default_factory=set)
    _rules: dict[str, tuple[str, str]] = field(default_factory=dict)
    _open: list[Candidate] | None = None

    def apply(self, event: Event) -> None:
        """Follow one event."""
        for change in changes(event):
            if change.table not in self.tables:
                continue
            rows = self.tables[change.table]
            before = rows.get(change.key)
            if change.row is None:
                rows.pop(change.key, None)
            else:
                rows[change.key] = change.row
            self._forget(change.table, change.key, before, change.row)
            if change.table in ("records", "ties", "reports"):
                self.revision = event.seq
        self.seq = event.seq

    def _forget(self, table: str, key: str, before: Json | None, row: Json | None) -> None:
        if table in ("records", "ties"):
            self._candidates = None
        elif table == "reports":
            self._reckon_anew()
        elif table == "screenings":
            record = str((row or before or {}).get("record", ""))
            decided = self._decided.setdefault(record, {})
            decided.pop(key, None)
            if row is not None:
                decided[key] = row
            if self._candidates is not None and (item := self._home.get(record, "")):
                self._standings.pop(item, None)
                self._unsettled.add(item)

    @property
    def candidates(self) -> dict[str, Candidate]:
        """Return all candidates by the id of their leading record."""
        if self._candidates is None:
            self._candidates = candidates(self.tables["records"], self.tables["ties"].values())
            self._home = {one: item.id for item in self._candidates.values() for one in item.records}
            self._rules.clear()
            self._open = None
            self._reckon_anew()
        return self._candidates

    def _reckon_anew(self) -> None:
        self._standings.clear()
        self._steps.clear()
        self._unsettled = set(self._candidates or ())

    def candidate(self, record: str) -> Candidate | None:
        """Return the candidate that a record belongs to, None for a record that is not there."""
        found = self.candidates
        return found.get(self._home.get(record, ""))

    def decisions(self, candidate: Candidate) -> list[Json]:
        """Return the decisions on all records of a candidate."""
        return [row for record in candidate.records for row in self._decided.get(record, {}).values()]

    def standing(self, candidate: Candidate) -> Standing:
        """Return where a candidate stands."""
        found = self._standings.get(candidate.id)
        if found is None:
            found = self._standings[candidate.id] = self._standing(candidate)
        return found

    def _standing(self, candidate: Candidate) -> Standing:
        live = self.live(candidate)
        choice, why = self.rule(candidate)
        report = self.tables["reports"].get(candidate.report) if candidate.report else None
        return standing(
            choice, self.decisions(candidate), report, self.readers, self.reasons, withdrawn=not live, why=why
        )

    def rule(self, candidate: Candidate) -> tuple[str, str]:
        """Return (choice, first reason) of the rules for a candidate."""
        found = self._rules.get(candidate.id)
        if found is None:
            found = self._rules[candidate.id] = rule_of(self.live(candidate))
        return found

    def at(self, *steps: Step) -> Iterator[Candidate]:
        """Yield the candidates that stand at one of the steps, in the order of their ids."""
        found = self.candidates
        self._settle()
        for key in sorted(key for step in steps for key in self._steps.get(step, ())):
            yield found[key]

    def counts(self) -> dict[Step, int]:
        """Return how many candidates stand at each step."""
        self._settle()
        return {step: len(self._steps.get(step, ())) for step in Step}

    def _settle(self) -> None:
        found = self.candidates
        if self._unsettled:
            for members in self._steps.values():
                members -= self._unsettled
            for key in self._unsettled:
                self._steps.setdefault(self.standing(found[key]).step, set()).add(key)
            self._unsettled.clear()

    def ties_of(self, candidate: Candidate) -> list[Json]:
        """Return the ties of the records of a candidate to other records and to reports."""
        mine = set(candidate.records)
        return [tie for tie in self.tables["ties"].values() if tie["a"] in mine or tie["b"] in mine]

    def arrival(self, candidate: Candidate) -> int:
        """Return the newest event when the first record of a candidate came in."""
        return min(int(self.tables["records"][record].get("since", 0)) for record in candidate.records)

    def left_open(self) -> list[Candidate]:
        """Return the candidates that the rules left to a person, decided or not, and that are no known reports."""
        found = self.candidates
        if self._open is None:
            self._open = [item for item in found.values() if self.rule(item)[0] == "maybe"]
        return [item for item in self._open if not self._known(item)]

    def _known(self, candidate: Candidate) -> bool:
        """Say whether a candidate was tied to a report before title and abstract were settled: nobody will decide."""
        return bool(candidate.report) and self.standing(candidate).title_abstract.state != "settled"

    def queue_labels(self) -> list[tuple[Candidate, int, int]]:
        """Return (candidate, event, 1 for include or 0 for exclude) of what persons settled on titles and abstracts.

        In the order of the decisions; only candidates that the rules had left to a person.
        """
        found = []
        for item in self.left_open():
            rows = self.decisions(item)
            first = self.standing(item).title_abstract if rows else None
            if first is not None and first.state == "settled":
                when = decisions_of(rows, "title_abstract")[-1].event
                found.append((item, when, int(first.choice == "include")))
        return sorted(found, key=lambda entry: entry[1])

    def live(self, candidate: Candidate) -> list[Json]:
        """Return the rows of the records of a candidate that their sources have not taken back."""
        rows = (self.tables["records"][record] for record in candidate.records)
        return [row for row in rows if not row.get("withdrawn")]


def rule_of(rows: Sequence[Json]) -> tuple[str, str]:
    """Return (choice, first reason) of the rules for records of one publication: the most favourable of them.

    Where one source says that the publication was retracted, that stands. A record without a title says
    nothing beside one that has one.
    """
    best, why = "exclude", ""
    for row in [row for row in rows if row.get("title")] or rows:
        rule = row["rule"]
        reason = str(rule["reasons"][0]) if rule.get("reasons") else ""
        if rule["choice"] == "exclude" and retracted(row):
            return "exclude", reason
        if not why or _ORDER[rule["choice"]] < _ORDER[best]:
            best, why = str(rule["choice"]), reason
    return best, why


def retracted(row: Json) -> bool:
    """Say whether a record states that its publication was retracted."""
    return "Retracted Publication" in row.get("types", ()) or any(
        link["kind"] == "RetractionIn" for link in row.get("links", ())
    )


def of_present(present: Present, readers: int, reasons: Sequence[str]) -> Review:
    """Return the review of the present, read from its rows."""
    review = Review(readers, tuple(reasons), present.seq, present.seq)
    for name in TABLES:
        review.tables[name] = dict(present.rows(name))
    for key, row in review.tables["screenings"].items():
        review._decided.setdefault(str(row["record"]), {})[key] = row
    return review
