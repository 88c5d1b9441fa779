"""Candidates: records that are one publication, put together by their ties. Pure functions of the rows.

A merge by a rule never brings together two records that a person keeps apart, whatever the order in which
the ties were noted. Taking a tie away undoes that merge alone: the others stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aneatlas.core.events import Json

BY_HAND = "by hand"
REGISTERED = "full text included"  # the rule of ties to reports that the review itself brought in


@dataclass(frozen=True, slots=True)
class Candidate:
    """One publication. id: its leading record; records: all of them, the leading one first.

    report: the accession of the report that it is, '' where there is none yet.
    """

    id: str
    records: tuple[str, ...]
    report: str = ""


def candidates(records: Mapping[str, Json], ties: Iterable[Json]) -> dict[str, Candidate]:
    """Return the candidates that the ties make of the records, by the id of the leading record."""
    noted = [tie for tie in ties if tie["a"] in records]
    pairs = [tie for tie in noted if tie["b"] in records]
    apart: dict[str, set[str]] = {}
    for tie in pairs:
        if tie["kind"] == "different":
            apart.setdefault(tie["a"], set()).add(tie["b"])
            apart.setdefault(tie["b"], set()).add(tie["a"])
    home: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for a, b in (*_merges(pairs), *_of_one_report(noted)):
        left, right = home.get(a, a), home.get(b, b)
        if left == right:
            continue
        ours, theirs = members.get(left, [left]), members.get(right, [right])
        if any(apart.get(one, set()).intersection(theirs) for one in ours):
            continue
        members[left] = [*ours, *theirs]
        members.pop(right, None)
        home.update(dict.fromkeys(members[left], left))
    alone = (([one]) for one in records if one not in home)
    owners = _owners(noted, home)
    found = (_candidate(group, records, owners) for group in (*members.values(), *alone))
    return {item.id: item for item in found}


def _owners(noted: Iterable[Json], home: Mapping[str, str]) -> dict[str, str]:
    """Return the report of each record that has one.

    A report is one publication: of records that are kept apart, the one that was tied to it first has it, with those
    that are the same publication.
    """
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for tie in sorted((tie for tie in noted if tie["kind"] == "report"), key=lambda tie: tie["event"]):
        record, report = str(tie["a"]), str(tie["b"])
        group = home.get(record, record)
        if first.setdefault(report, group) == group:
            found[record] = report
    return found


def _merges(pairs: Iterable[Json]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that are one publication: hands before rules, then in the order in which they were noted."""
    same = (tie for tie in pairs if tie["kind"] == "same")
    for tie in sorted(same, key=lambda tie: (tie["rule"] != BY_HAND, tie["event"], tie["a"], tie["b"])):
        yield str(tie["a"]), str(tie["b"])


def _of_one_report(noted: Iterable[Json]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of records that are of one report: they are one publication too."""
    first: dict[str, str] = {}
    for tie in sorted((tie for tie in noted if tie["kind"] == "report"), key=lambda tie: tie["event"]):
        held = first.setdefault(str(tie["b"]), str(tie["a"]))
        if held != tie["a"]:
            yield held, str(tie["a"])


def _candidate(group: list[str], records: Mapping[str, Json], reports: Mapping[str, str]) -> Candidate:
    ordered = tuple(sorted(group, key=lambda one: _rank(records[one])))
    report = next((reports[one] for one in ordered if one in reports), "")
    return Candidate(ordered[0], ordered, report)


def _rank(row: Json) -> tuple[bool, bool, bool, int, str]:
    """Return what orders the records of one publication: those that stand, with a title, from PubMed, the oldest."""
    return (
        bool(row.get("withdrawn")),
        not row.get("title"),
        row["source"] != "PubMed",
        row["event"],
        row["id"],
    )
