"""Bodies of events: what is dumped is read back as it was, for every kind of body."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aneatlas.core.bodies import BODIES
from aneatlas.core.body import dump
from aneatlas.core.events import canonical
from aneatlas.core.evidence import CellAnchor, Citation, Frozen, Provenance, Quote, Role, SpanAnchor
from aneatlas.core.facts import (
    Adoption,
    Case,
    Cohort,
    Finding,
    Import,
    Overlap,
    Release,
    Report,
    Withdrawal,
    finding_key,
)
from aneatlas.core.values import (
    Age,
    AgePrecision,
    Categories,
    Category,
    Count,
    Integer,
    PartialDate,
    Quantity,
    Status,
    Text,
)

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12)
said = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12)
sizes = st.integers(0, 10_000)
floats = st.floats(0, 1e6, allow_nan=False)
report_ids = st.integers(1, 99_999).map(lambda n: f"R{n:04d}")
case_ids = st.builds(lambda r, n: f"{r}-{n}", report_ids, st.integers(1, 99))
cohort_ids = st.builds(lambda r, c: f"{r}-{c}", report_ids, st.sampled_from("ABC"))

anchors = st.one_of(
    st.builds(SpanAnchor, document=words, block=words, start=sizes, end=st.integers(1, 10_000)),
    st.builds(CellAnchor, document=words, block=words, row=sizes, column=sizes),
)
quotes = st.builds(Quote, report=report_ids, anchor=anchors, text=said, role=st.sampled_from(Role))
citations = st.builds(Citation, report=report_ids, read=words, role=st.sampled_from(Role))


@st.composite
def _ordered(draw: st.DrawFn) -> tuple[float, float]:
    low, high = sorted((draw(floats), draw(floats)))
    return low, high


quantities = st.builds(
    lambda raw, ends, unit, sign: Quantity(
        raw=raw, comparator=sign, given_unit=unit, unit=unit,
        low=None if sign == "<" else ends[0], high=None if sign == ">" else ends[1],
    ),
    words, _ordered(), words, st.sampled_from(["=", "<", ">", "~"]),
)  # fmt: skip
ages = st.builds(
    lambda raw, p, ends: Age(raw=raw, precision=p, low=ends[0], high=ends[1] + 1), words, st.sampled_from(AgePrecision), _ordered()
)  # fmt: skip
counts = st.builds(
    lambda raw, n, more, derived: Count(raw=raw, n=n, of=n + more, derived=derived),
    words, sizes, st.integers(1, 99), st.booleans(),
)  # fmt: skip
every_value = st.one_of(
    st.builds(Category, raw=words, code=words),
    st.builds(Categories, raw=words, codes=st.lists(words, max_size=3).map(tuple)),
    quantities, ages, counts,
    st.builds(Integer, raw=words, number=st.integers()),
    st.builds(PartialDate, raw=words, text=words, precision=st.sampled_from(["year", "month", "day"])),
    st.builds(Text, raw=words),
)  # fmt: skip


@st.composite
def _findings(draw: st.DrawFn) -> Finding:
    value = draw(st.none() | every_value)
    level = draw(st.sampled_from(Provenance))
    evidence = draw(st.lists(citations | quotes, min_size=1, max_size=2))
    if level is Provenance.QUOTED:
        evidence.append(draw(quotes))
    status = draw(st.sampled_from([Status.PRESENT, Status.UNCLEAR] if value is not None else list(Status)))
    return Finding(
        subject=draw(case_ids), field=draw(words), item=draw(words), status=status, value=value,
        evidence=tuple(evidence), provenance=level, proposer=draw(said),
    )  # fmt: skip


BUILT: dict[type[Frozen], st.SearchStrategy[Frozen]] = {
    Adoption: st.builds(Adoption, study=words, version=words, fingerprint=words),
    Import: st.builds(
        Import, name=words, version=words, sha256=words, reports=sizes, cases=sizes, cohorts=sizes, findings=sizes
    ),
    Report: st.builds(
        Report, id=report_ids, title=said, title_is_description=st.booleans(), journal=words,
        year=st.none() | st.integers(1900, 2100), doi=st.sampled_from(["", "10.1234/a.b(1)"]),
        pmid=st.sampled_from(["", "123"]), pmcid=st.sampled_from(["", "PMC9"]),
        url=st.sampled_from(["", "https://example.org/x"]), country=words, type=words, read=words, label_used=words,
        labels=st.lists(words, max_size=3).map(tuple), standing=st.sampled_from(["included", "excluded", "retracted"]),
        reason=said, note=words,
    ),
    Case: st.builds(Case, id=case_ids, report=report_ids, label=said, note=words),
    Cohort: st.builds(
        Cohort, id=cohort_ids, report=report_ids, label=said, whom=st.sampled_from(["ane", "mixed", "review"]),
        n=st.none() | sizes, note=words,
    ),
    Finding: _findings(),
    Withdrawal: st.builds(Withdrawal, key=words),
    Overlap: st.builds(
        lambda a, more, kind, state, basis: Overlap(a=a, b=a + more, kind=kind, state=state, basis=basis),
        report_ids, st.sampled_from(["-1", "0"]),
        st.sampled_from(["same_patient", "overlapping_series", "contained", "same_article"]),
        st.sampled_from(["suspected", "confirmed", "rejected"]), said,
    ),
    Release: st.builds(Release, version=st.sampled_from(["2026.1", "2026.12.3"]), note=words),
}  # fmt: skip


def test_every_body_is_tried() -> None:
    assert set(BODIES.values()) == set(BUILT)


@pytest.mark.parametrize("model", BUILT, ids=lambda model: model.__name__)
@given(data=st.data())
def test_dump_and_read_back(model: type[Frozen], data: st.DataObject) -> None:
    body = data.draw(BUILT[model])
    plain = dump(body)
    assert model.model_validate(json.loads(canonical(plain))) == body
    assert canonical(dump(model.model_validate(plain))) == canonical(plain)


@pytest.mark.parametrize("model", BUILT, ids=lambda model: model.__name__)
@given(data=st.data())
def test_an_unknown_entry_is_refused(model: type[Frozen], data: st.DataObject) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(dump(data.draw(BUILT[model])) | {"surprise": 1})


def test_defaults_are_left_out() -> None:
    case = Case(id="R0001-1", report="R0001", label="Patient")
    assert dump(case) == {"id": "R0001-1", "report": "R0001", "label": "Patient"}


@given(case_ids, words.filter(lambda w: "/" not in w), words)
def test_the_key_of_a_finding(subject: str, field: str, item: str) -> None:
    assert finding_key(subject, field, item) == f"{subject}/{field}" + (f"/{item}" if item else "")


@pytest.mark.parametrize(
    ("model", "entries"),
    [
        (Report, {"id": "X1", "title": "t", "type": "x", "read": "x"}),
        (Report, {"id": "R0001", "title": "", "type": "x", "read": "x"}),
        (Report, {"id": "R0001", "title": "t", "type": "x", "read": "x", "doi": "doi:10.1234/x"}),
        (Report, {"id": "R0001", "title": "t", "type": "x", "read": "x", "year": 1492}),
        (Report, {"id": "R0001", "title": "t", "type": "x", "read": "x", "standing": "excluded"}),
        (Case, {"id": "R0001-A", "report": "R0001", "label": "x"}),
        (Cohort, {"id": "R0001-1", "report": "R0001", "label": "x", "whom": "ane"}),
        (Cohort, {"id": "R0001-A", "report": "R0001", "label": "x", "whom": "all"}),
        (Cohort, {"id": "R0001-A", "report": "R0001", "label": "x", "whom": "ane", "n": -1}),
        (Overlap, {"a": "R0002", "b": "R0001", "kind": "contained", "basis": "x"}),
        (Overlap, {"a": "R0001", "b": "R0001", "kind": "contained", "basis": "x"}),
        (Release, {"version": "first"}),
    ],
)
def test_bodies_that_are_refused(model: type[Frozen], entries: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(entries)
