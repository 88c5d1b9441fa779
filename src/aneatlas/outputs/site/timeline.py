"""The course of one case, from the first symptom to the last news, as far as the report tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.values import Quantity, Status
from aneatlas.outputs.atlas import Atlas, CaseView
from aneatlas.outputs.site.findings import anchor

NO_TIME = "time not reported"
_UNITS = {"h": "hour", "d": "day", "wk": "week", "mo": "month", "y": "year", "min": "minute"}
_ABOUT = {"~": "about ", "<": "less than ", "<=": "at most ", ">": "more than ", ">=": "at least "}
_FIRST_SIGNS = ("prodrome",)
_BRAIN_SIGNS = ("neurology",)
_SUPPORT = ("icu", "invasive_ventilation", "vasoactives", "renal_replacement", "ecmo", "tracheostomy")


@dataclass(frozen=True, slots=True)
class Detail:
    """Words of a step, with the anchor of the finding that they come from."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the course: when, what, and the findings it is made of."""

    kind: str
    when: str
    title: str
    details: tuple[Detail, ...]


def timeline(view: CaseView, atlas: Atlas) -> list[Step]:
    """Return the steps that have at least one finding, in order."""
    return [step for step in _steps(view, atlas) if step.details]


def _steps(view: CaseView, atlas: Atlas) -> Iterator[Step]:
    before = _when(view, "prodrome_days", suffix=" before")
    first = (*_value(view, atlas, "trigger_agent"), *_signs(view, atlas, _FIRST_SIGNS))
    yield Step("infection", before, "First symptoms of the infection", first)
    yield Step("onset", "start", "First signs from the brain", tuple(_signs(view, atlas, _BRAIN_SIGNS)))
    yield Step(
        "imaging", _when(view, "imaging_day", suffix=" after"), "Brain scan", tuple(_sites(view, atlas))
    )
    yield from _treatments(view, atlas)
    support = tuple(_present(view, atlas, _SUPPORT))
    yield Step("support", NO_TIME, "Intensive care and organ support", support)
    yield from _assessments(view, atlas)
    if view.status("died") is Status.PRESENT:
        died = (Detail("Died", anchor("died")),)
        yield Step("death", _when(view, "death_day", suffix=" after"), "Death", died)
    elif view.status("died") is Status.ABSENT:
        yield Step("alive", "at the end", "Last news", (Detail("Alive", anchor("died")),))
    yield Step("follow_up", "", "Length of follow-up", tuple(_value(view, atlas, "follow_up")))


def _treatments(view: CaseView, atlas: Atlas) -> Iterator[Step]:
    timed: dict[tuple[float, str], list[Detail]] = {}
    items = {
        item
        for name in ("treatment_as_written", "treatment_agent", "treatment_class")
        for item in view.findings.get(name, ())
    }
    for item in sorted(items, key=lambda text: (len(text), text)):
        name = next(
            (
                Detail(atlas.show(found), anchor(field, item))
                for field in ("treatment_as_written", "treatment_agent", "treatment_class")
                if (found := view.finding(field, item)) is not None and found.value is not None
            ),
            None,
        )
        if name is not None:
            timed.setdefault(_start(view, item), []).append(name)
    for (_, when), details in sorted(timed.items()):
        yield Step("treatment", when, "Treatment", tuple(details))


def _start(view: CaseView, item: str) -> tuple[float, str]:
    found = view.finding("treatment_start", item)
    if found is None or not isinstance(found.value, Quantity):
        return float("inf"), NO_TIME
    value = found.value
    return (value.low if value.low is not None else value.high or 0.0), f"{in_words(value)} after"


def _assessments(view: CaseView, atlas: Atlas) -> Iterator[Step]:
    items = {
        item
        for name in ("outcome_level", "outcome_detail", "outcome_raw")
        for item in view.findings.get(name, ())
    }
    for item in sorted(items, key=lambda text: (len(text), text)):
        details = tuple(
            Detail(atlas.show(found), anchor(field, item))
            for field in ("outcome_level", "outcome_raw", "outcome_detail")
            if (found := view.finding(field, item)) is not None and found.value is not None
        )
        point = view.finding("outcome_point", item)
        when = _when(view, "outcome_time", item, " after")
        if when == NO_TIME and point is not None and point.value is not None:
            when = atlas.show(point).lower()
        yield Step("outcome", when, "Outcome", details)


def _when(view: CaseView, field: str, item: str = "", suffix: str = "") -> str:
    found = view.finding(field, item)
    if found is None or not isinstance(found.value, Quantity):
        return NO_TIME
    return in_words(found.value) + suffix


def in_words(value: Quantity) -> str:
    """Return a length of time in words: '3 days', 'about 12 to 24 hours'."""
    unit = _UNITS.get(value.unit, value.unit)
    ends = list(dict.fromkeys(f"{end:g}" for end in (value.low, value.high) if end is not None))
    plural = "" if ends == ["1"] else "s"
    return f"{_ABOUT.get(value.comparator, '')}{' to '.join(ends)} {unit}{plural}"


def _value(view: CaseView, atlas: Atlas, *fields: str) -> Iterator[Detail]:
    for field in fields:
        found = view.finding(field)
        if found is not None and found.value is not None:
            yield Detail(atlas.show(found), anchor(field))


def _signs(view: CaseView, atlas: Atlas, groups: tuple[str, ...]) -> Iterator[Detail]:
    for group_id in groups:
        group = atlas.study.dictionary.group(group_id)
        if group is not None:
            yield from _present(view, atlas, tuple(f.id for f in group.fields if f.kind == "sign"))


def _present(view: CaseView, atlas: Atlas, fields: tuple[str, ...]) -> Iterator[Detail]:
    for field in fields:
        if view.status(field) is Status.PRESENT:
            yield Detail(atlas.study.dictionary[field].field.name, anchor(field))


def _sites(view: CaseView, atlas: Atlas) -> Iterator[Detail]:
    terms = atlas.study.dictionary.vocabularies["lesion_site"].terms
    for value, term in terms.items():
        if view.status("site_involved", value) is Status.PRESENT:
            yield Detail(term.name, anchor("site_involved", value))
    yield from _present(view, atlas, ("imaging_haemorrhage", "imaging_necrosis", "restricted_diffusion"))
