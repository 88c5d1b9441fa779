"""Ties that rules propose: records of one publication, versions of one work, and reports that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from aneatlas.core.events import Json
from aneatlas.core.review import Tie
from aneatlas.literature.blocking import keys
from aneatlas.literature.citations import Citation, citation
from aneatlas.literature.folding import letters, plain
from aneatlas.literature.merging import merge_citations
from aneatlas.workflows.review.entries import record_of, target

#: A key shared by more records than this says nothing (as in `literature.blocking`).
_TOO_MANY = 60
_LONG_TITLE = (
    25  # characters without spaces: shorter titles ('Editorial') do not tell one report from another
)
#: What PubMed says of pairs of publications that are versions of one work, or speak of one another.
_VERSIONS = {
    "RetractionIn", "RetractionOf", "PartialRetractionIn", "PartialRetractionOf", "ErratumIn", "ErratumFor", "UpdateIn",
    "UpdateOf", "CommentIn", "CommentOn", "RepublishedIn", "RepublishedFrom", "CorrectedandRepublishedIn",
    "CorrectedandRepublishedFrom", "OriginalReportIn", "ReprintIn", "ReprintOf", "ExpressionOfConcernIn",
    "ExpressionOfConcernFor", "RetractedandRepublishedIn", "RetractedandRepublishedFrom",
}  # fmt: skip


def proposed(rows: Mapping[str, Json], new: Iterable[str], ties: Mapping[str, Json]) -> list[Tie]:
    """Return the ties that the rules find for records that are new or changed; none for a pair that has one.

    rows: all records of the review, the new ones too.
    """
    fresh = {one for one in new if not rows[one].get("withdrawn")}
    found: dict[str, Tie] = {}
    for tie in (*_stated(rows, fresh), *_likened(rows, fresh, ties)):
        if tie.key not in ties and tie.key not in found:
            found[tie.key] = tie
    return list(found.values())


def _stated(rows: Mapping[str, Json], fresh: set[str]) -> Iterator[Tie]:
    """Yield the ties that a source states: erratum, retraction, update, republication."""
    owners: dict[tuple[str, str], list[str]] = {}
    for key, row in rows.items():
        for name in ("pmid", "doi"):
            if row.get(name):
                owners.setdefault((name, str(row[name]).lower()), []).append(key)
    for key, row in rows.items():
        for link in row.get("links", ()):
            if link["kind"] not in _VERSIONS or (named := target(link)) is None:
                continue
            for other in owners.get(named, ()):
                if other != key and (key in fresh or other in fresh):
                    a, b = sorted((key, other))
                    reason = f"{row['source']} says of {key}: {link['kind']} {named[0].upper()} {named[1]}"
                    yield Tie(a=a, b=b, kind="version", rule=link["kind"], reason=reason)


def _likened(rows: Mapping[str, Json], fresh: set[str], ties: Mapping[str, Json]) -> Iterator[Tie]:
    """Yield the ties that comparing citations gives, each with a new record in it."""
    if not fresh:
        return
    found = {key: citation(record_of(row)) for key, row in rows.items() if not row.get("withdrawn")}
    involved = sorted(_neighbours(found, fresh) | fresh)
    involved = sorted(set(involved) | _companions(involved, ties, found))
    merging = merge_citations([found[key] for key in involved])
    for kind, pairs in (("same", merging.merges), ("doubtful", merging.doubtful)):
        for pair in pairs:
            a, b = sorted((involved[pair.left], involved[pair.right]))
            if a in fresh or b in fresh:
                yield Tie(a=a, b=b, kind=kind, rule=pair.rule, reason=pair.why)
    for link in merging.links:
        a, b = sorted((involved[link.left], involved[link.right]))
        if a in fresh or b in fresh:
            yield Tie(a=a, b=b, kind="version", rule=link.kind, reason=link.why)


def _neighbours(found: Mapping[str, Citation], fresh: set[str]) -> set[str]:
    """Return the records that share a key with a new one."""
    if len(fresh) == len(found):
        return set(found)
    wanted = {key for one in fresh for key in keys(found[one])}
    blocks: dict[str, list[str]] = {}
    for one, item in found.items():
        for key in wanted.intersection(keys(item)):
            blocks.setdefault(key, []).append(one)
    return {one for block in blocks.values() if len(block) <= _TOO_MANY for one in block}


def _companions(involved: Sequence[str], ties: Mapping[str, Json], found: Mapping[str, Citation]) -> set[str]:
    """Return the records that are merged with involved ones: a merge must contradict none of them."""
    beside: dict[str, set[str]] = {}
    for tie in ties.values():
        if tie["kind"] == "same":
            beside.setdefault(tie["a"], set()).add(tie["b"])
            beside.setdefault(tie["b"], set()).add(tie["a"])
    seen, waiting = set(involved), list(involved)
    while waiting:
        for other in beside.get(waiting.pop(), ()):
            if other not in seen and other in found:
                seen.add(other)
                waiting.append(other)
    return seen


def known_reports(
    rows: Mapping[str, Json], ties: Iterable[Json], reports: Mapping[str, Json]
) -> Iterator[Tie]:
    """Yield the ties of records to the reports that they are of: by identifier, else by title and year.

    A record that is tied to a report already, or kept apart from it, is left alone.
    """
    settled = {tie["a"] for tie in ties if tie["kind"] == "report"}
    owners: dict[tuple[str, str], str] = {}
    titles: dict[str, list[str]] = {}
    for key, report in reports.items():
        for name in ("pmid", "doi", "pmcid"):
            if report.get(name):
                owners[name, str(report[name]).lower()] = key
        title = _compact(report.get("title", ""))
        if len(title) >= _LONG_TITLE and not report.get("title_is_description"):
            titles.setdefault(title, []).append(key)
    for key, row in rows.items():
        if key in settled or row.get("withdrawn"):
            continue
        for name in ("pmid", "doi", "pmcid"):
            owner = owners.get((name, str(row.get(name, "")).lower()))
            if owner and (name != "doi" or _alike(row, reports[owner])):
                yield Tie(
                    a=key, b=owner, kind="report", rule=name, reason=f"both have {name.upper()} {row[name]}"
                )
                break
        else:
            yield from _by_title(key, row, titles, reports)


def _by_title(
    key: str, row: Json, titles: Mapping[str, list[str]], reports: Mapping[str, Json]
) -> Iterator[Tie]:
    if not row.get("title") or (found := titles.get(_compact(row["title"]))) is None or len(found) != 1:
        return
    report = reports[found[0]]
    clash = any(report.get(name) and row.get(name) for name in ("pmid", "doi"))
    theirs, ours = report.get("year"), row.get("year")
    near = theirs is None or ours is None or abs(theirs - ours) <= 1
    if near and not clash and citation(record_of(row)).kind in ("", "meeting"):
        reason = f"the same title, years {theirs or 'not given'} and {ours or 'not given'}"
        yield Tie(a=key, b=found[0], kind="report", rule="title", reason=reason)


def _alike(row: Json, report: Json) -> bool:
    """Say whether two titles can be one publication's: all abstracts of a meeting may share one DOI."""
    ours, theirs = _compact(row.get("title", "")), _compact(report.get("title", ""))
    return not ours or bool(report.get("title_is_description")) or fuzz.ratio(ours, theirs) >= 60


def _compact(title: str) -> str:
    return "".join(character for character in letters(plain(title)) if character.isalnum())
