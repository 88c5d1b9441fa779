"""The plain answer of a figure: words, and keys of the register in between, so that every number can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aneatlas.outputs.analyses.result import Estimate, Result


@dataclass(frozen=True, slots=True)
class Key:
    """A number of the register that stands in a sentence."""

    key: str


Sentence = tuple[str | Key, ...]


def sentence(result: Result) -> Sentence:
    """Return the answer of a figure in plain words, made anew from its numbers."""
    if result.analysis.kind == "tally":
        said = list(_tally(result))
    else:
        said = list(_WORDS.get(result.analysis.kind, _shares)(result))
    if said and isinstance(said[0], str):
        said[0] = said[0][:1].upper() + said[0][1:]
    return tuple(said)


def in_words(said: Sentence, show: Callable[[str], str]) -> str:
    """Return a sentence as text. `show` gives the number of a key as it is printed."""
    return "".join(part if isinstance(part, str) else show(part.key) for part in said)


def _shares(result: Result) -> Iterator[str | Key]:
    shown = [s for s in result.strata if s.estimates and s.estimates[0].status == "shown"]
    for stratum in shown:
        yield f"{stratum.name or stratum.estimates[0].label}: "
        yield from _share(
            stratum.estimates[0], " known, " if stratum.name else " patients whose answer is known, "
        )
    missing = [s for s in result.strata if s not in shown]
    if not missing:
        return
    if shown:
        yield "No percentage for: " + ", ".join(_lower(s.name) for s in missing) + " (too little is known)."
    elif result.strata:
        yield "No percentage is given: "
        yield Key(f"{missing[0].key}.known") if len(missing) == 1 else "in every group too few"
        yield " known patients are too few." if len(missing) == 1 else " patients are known."


def _share(e: Estimate, known: str) -> Iterator[str | Key]:
    yield from (
        Key(f"{e.key}.n"),
        " of ",
        Key(f"{e.key}.of"),
        known,
        Key(f"{e.key}.percent"),
        " % (95 % interval ",
    )
    yield from (
        Key(f"{e.key}.low"),
        " to ",
        Key(f"{e.key}.high"),
        " %), in ",
        Key(f"{e.key}.reports"),
        " reports",
    )
    if e.model is not None:
        yield from ("; by the main model ", Key(f"{e.key}.model"), " % (", Key(f"{e.key}.model_low"), " to ")
        yield from (Key(f"{e.key}.model_high"), " %)")
    yield ". "


def _distribution(result: Result) -> Iterator[str | Key]:
    for stratum in result.strata:
        if stratum.name:
            yield f"{stratum.name}: "
        most = max(stratum.estimates, key=lambda e: e.n, default=None)
        if most is None or not most.n:
            yield "nothing is known. "
            continue
        alike = [_lower(e.label) for e in stratum.estimates if e.n == most.n]
        yield f"most often: {' / '.join(alike)}, {'each ' if len(alike) > 1 else ''}"
        yield from (Key(f"{most.key}.n"), " of ", Key(f"{most.key}.of"), " known")
        if most.status == "shown":
            yield from (
                " (",
                Key(f"{most.key}.percent"),
                " %; 95 % interval ",
                Key(f"{most.key}.low"),
                " to ",
            )
            yield from (Key(f"{most.key}.high"), " %)")
        yield ". "


def _features(result: Result) -> Iterator[str | Key]:
    for stratum in result.strata:
        most = max(stratum.estimates, key=lambda e: e.n)
        if stratum.name:
            yield f"{stratum.name}: "
        if not most.n:
            yield from ("none is named in ", Key(f"{stratum.key}.total"), " cases. ")
            continue
        yield from (f"most often named: {_lower(most.label)}, in ", Key(f"{most.key}.n"), " of ")
        yield from (Key(f"{stratum.key}.total"), " cases. ")


def _reporting(result: Result) -> Iterator[str | Key]:
    for stratum in result.strata:
        shown = [e for e in stratum.estimates if e.status == "shown"]
        if not shown:
            continue
        most, least = max(shown, key=lambda e: e.n), min(shown, key=lambda e: e.n)
        alike = [_lower(e.label) for e in shown if e.n == least.n]
        rarest = alike[0] if len(alike) == 1 else f"{alike[0]} and {len(alike) - 1} more"
        if stratum.name:
            yield f"{stratum.name}: "
        yield from (f"told most often: {_lower(most.label)} (", Key(f"{most.key}.percent"), " % of ")
        yield from (Key(f"{stratum.key}.total"), f" cases); least often: {rarest} (")
        yield from (Key(f"{least.key}.percent"), " %). ")


def _tally(result: Result) -> Iterator[str | Key]:
    stratum = result.strata[0]
    most = max(stratum.estimates, key=lambda e: e.n, default=None)
    yield from (Key(f"{stratum.key}.known"), " of ", Key(f"{stratum.key}.total"), " reports tell it")
    if most is not None and most.n:
        yield from (f"; most often: {most.label}, ", Key(f"{most.key}.n"), " reports with ")
        yield from (Key(f"{most.key}.patients"), " patients")
    yield "."


def _undercount(result: Result) -> Iterator[str | Key]:
    stratum = result.strata[0]
    by_label = {e.label: e for e in stratum.estimates}
    low, high = (by_label[f"Patients described or counted, at {end}"].key for end in ("least", "most"))
    yield from ("The included reports tell of at least ", Key(f"{low}.n"), " and at most ", Key(f"{high}.n"))
    yield from (" patients, in ", Key(f"{by_label['Reports'].key}.n"), " reports. ")
    missing = by_label["Reports in all, found or not"]
    if missing.status == "shown":
        yield from (
            "From the overlap of the sources there are about ",
            Key(f"{missing.key}.estimate"),
            " reports (",
        )
        yield from (Key(f"{missing.key}.low"), " to ", Key(f"{missing.key}.high"), ").")
    else:
        yield missing.reason


def _times(result: Result) -> Iterator[str | Key]:
    for stratum in result.strata:
        shown = [e for e in stratum.estimates if e.status == "shown"]
        for e in shown:
            yield from (
                f"{e.label}: ",
                Key(f"{e.key}.percent"),
                " % (95 % interval ",
                Key(f"{e.key}.low"),
                " to ",
            )
            yield from (Key(f"{e.key}.high"), " %). ")
        if not shown:
            yield from ("No curve: the times are told of ", Key(f"{stratum.key}.known"), " of ")
            yield from (Key(f"{stratum.key}.total"), " patients.")


def _lower(label: str) -> str:
    """Begin a label small inside a sentence, but for names and abbreviations."""
    first = label.split(" ")[0]
    proper = first.isupper() or any(c.isdigit() or c.isupper() for c in first[1:]) or first in _NAMES
    return label if proper else label[:1].lower() + label[1:]


_NAMES = {
    "Dengue",
    *(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
}

_WORDS: dict[str, Callable[[Result], Iterator[str | Key]]] = {
    "distribution": _distribution,
    "features": _features,
    "reporting": _reporting,
    "undercount": _undercount,
    "times": _times,
}
