"""Merge citations: records of one publication become one report. Pure functions; a merge is a proposal.

Records are compared only where they share a key (`blocking`). Two records are the same publication when a
stated rule says so and nothing contradicts it; a cluster never holds two records that contradict each other.
Versions (preprint, conference abstract, erratum, reply) are linked, not merged (`versions`).
Undoing a merge is `clusters` without it: the other merges stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aneatlas.literature.blocking import pairs
from aneatlas.literature.citations import Citation, citation
from aneatlas.literature.comparing import Verdict, compare
from aneatlas.literature.records import Record


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records that are one publication, by their places in the list, and the rule that says so."""

    left: int
    right: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class VersionLink:
    """Two records that are versions of one work, or speak of one another: linked, not merged."""

    left: int
    right: int
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Merging:
    """What comparing gave: merges, links between versions, and pairs that a person should look at."""

    merges: tuple[Merge, ...]
    links: tuple[VersionLink, ...]
    doubtful: tuple[Merge, ...]


def merge(records: Sequence[Record]) -> Merging:
    """Return the merges among records, the strongest first; no cluster holds two records that differ."""
    found = [citation(record) for record in records]
    return merge_citations(found)


def merge_citations(found: Sequence[Citation]) -> Merging:
    """Return the merges among citations (see `merge`)."""
    same: list[tuple[float, Merge]] = []
    links: list[VersionLink] = []
    doubtful: list[Merge] = []
    for left, right in pairs(found):
        verdict = compare(found[left], found[right])
        if verdict.result == "same":
            same.append((verdict.weight, Merge(left, right, verdict.rule, verdict.why)))
        elif verdict.result == "version":
            links.append(VersionLink(left, right, verdict.rule, verdict.why))
        elif verdict.result == "doubtful":
            doubtful.append(Merge(left, right, verdict.rule, verdict.why))
    same.sort(key=lambda item: (-item[0], item[1].left, item[1].right))
    merges, refused = _consistent(found, [item for _, item in same])
    return Merging(tuple(merges), tuple(links), (*doubtful, *refused))


def _consistent(found: Sequence[Citation], wanted: Iterable[Merge]) -> tuple[list[Merge], list[Merge]]:
    """Take the merges in order; refuse one that would bring together two records that differ."""
    home = list(range(len(found)))
    members = {place: [place] for place in home}
    kept: list[Merge] = []
    refused: list[Merge] = []
    for item in wanted:
        left, right = home[item.left], home[item.right]
        if left == right:
            continue
        against = _against(found, members[left], members[right])
        if against is not None:
            refused.append(Merge(item.left, item.right, item.rule, f"{item.why}; but {against.why}"))
            continue
        kept.append(item)
        for place in members.pop(right):
            home[place] = left
            members[left].append(place)
    return kept, refused


def _against(found: Sequence[Citation], left: Sequence[int], right: Sequence[int]) -> Verdict | None:
    for a in left:
        for b in right:
            verdict = compare(found[a], found[b])
            if verdict.result in ("different", "version"):
                return verdict
    return None


def clusters(count: int, merges: Iterable[Merge]) -> list[tuple[int, ...]]:
    """Return the clusters that a set of merges makes of `count` records, each in order, singletons included."""
    home = list(range(count))

    def root(place: int) -> int:
        while home[place] != place:
            home[place] = home[home[place]]
            place = home[place]
        return place

    for item in merges:
        left, right = sorted((root(item.left), root(item.right)))
        home[right] = left
    groups: dict[int, list[int]] = {}
    for place in range(count):
        groups.setdefault(root(place), []).append(place)
    return [tuple(group) for group in groups.values()]


def undone(merges: Sequence[Merge], *places: tuple[int, int]) -> tuple[Merge, ...]:
    """Return the merges without those between the given places."""
    gone = {frozenset(pair) for pair in places}
    return tuple(item for item in merges if frozenset((item.left, item.right)) not in gone)
