"""Bodies of events: what is dumped is read back as it was, for every kind of body."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aneatlas.core.acceptance import Acceptance, Basis
from aneatlas.core.bodies import BODIES
from aneatlas.core.body import dump
from aneatlas.core.events import canonical
from aneatlas.core.evidence import CellAnchor, Citation, Frozen, Provenance, Quote, Role, SpanAnchor
from aneatlas.core.extractions import (
    Answer,
    Assignment,
    AuditDrawn,
    AuditItem,
    AuditLook,
    Decision,
    ExtractedPatient,
    PatientTie,
    Reconciliation,
    Submission,
)
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
from aneatlas.core.feedback import Feedback, Standing
from aneatlas.core.notes import Note
from aneatlas.core.review import STAGES, FilesTaken, Name, RecordEntry, Rule, Screening, Tie, Tying
from aneatlas.core.search import SearchRun
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


readers = st.sampled_from(["person:ada", "person:ben c"])
answers = st.builds(
    Answer, patient=st.sampled_from(["", "1"]), field=words, item=words, status=st.sampled_from(Status),
    value=st.none() | every_value, evidence=st.lists(citations | quotes, min_size=1, max_size=2).map(tuple),
    source=st.sampled_from(["entered", "accepted", "corrected"]),
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
    Acceptance: st.builds(
        Acceptance, statement=st.just("deaths"), codes=st.just(("word",)), digest=st.just("0" * 64),
        figures=st.lists(st.builds(Basis, key=said, n=sizes, of=sizes), max_size=2).map(tuple),
        until=st.dates(), reason=said,
    ),
    Assignment: st.builds(Assignment, report=report_ids, reader=readers, document=st.sampled_from(["", "a" * 64])),
    Submission: st.builds(
        Submission, report=report_ids, reader=readers, document=st.just(""), read=said, minutes=sizes, refused=sizes,
        patients=st.just((ExtractedPatient(id="1", label="Patient 1"),)), answers=st.lists(answers, max_size=1).map(tuple),
    ),
    Reconciliation: st.builds(
        Reconciliation, report=report_ids, readers=readers.map(lambda one: (one,)), extractions=sizes.map(lambda n: (n,)),
        patients=case_ids.map(lambda case: (PatientTie(case=case, label="P", patients=("1",)),)),
        decisions=st.lists(
            st.builds(Decision, subject=case_ids, field=words, answers=words.map(lambda w: (w,)), outcome=st.just("agreed")),
            max_size=2,
        ).map(tuple),
        following=sizes,
    ),
    AuditDrawn: st.builds(
        AuditDrawn, id=st.just("A0001"), seed=sizes, of=sizes,
        items=st.lists(
            st.builds(AuditItem, finding=said, status=st.sampled_from(Status), value=st.none() | every_value, altered=st.booleans()),
            max_size=2,
        ).map(tuple),
    ),
    AuditLook: st.builds(AuditLook, id=st.just("A0001~00001"), reader=readers, right=st.just(True), reason=words),
    SearchRun: st.builds(
        SearchRun, id=st.just("S0001"), source=st.sampled_from(["PubMed", "Europe PMC"]), search=said, version=said, query=words,
        until=st.just("2026-01-31"), begun=said, read=sizes, new=st.just(0), complete=st.just(False),
        problems=said.map(lambda what: (what,)),
    ),
    FilesTaken: st.builds(
        FilesTaken, id=st.just("F0001"), source=words, files=st.lists(words, max_size=2).map(tuple), sha256=st.just(()),
        formats=st.just(()), read=sizes, new=sizes, known=sizes, withdrawn=sizes,
    ),
    RecordEntry: st.builds(
        RecordEntry, id=st.just("pubmed:1"), source=said, found_by=st.just(("S0001",)), title=words,
        authors=st.lists(words, max_size=2).map(tuple), year=st.none() | sizes, links=st.lists(st.builds(Tying, kind=words), max_size=1).map(tuple),
        names=st.lists(st.builds(Name, id=words, kind=words, place=words, words=words), max_size=1).map(tuple),
        rule=st.builds(Rule, choice=st.sampled_from(["include", "exclude", "maybe"]), kind=words), withdrawn=words,
    ),
    Tie: st.builds(
        Tie, a=st.just("pubmed:1"), b=st.just("ris:2"), kind=st.sampled_from(["same", "version", "doubtful", "different"]),
        rule=said, reason=said,
    ),
    Screening: st.builds(
        Screening, record=st.just("pubmed:1"), stage=st.sampled_from(STAGES), reader=readers,
        choice=st.sampled_from(["include", "exclude", "maybe"]), reason=said, note=words,
    ),
    Note: st.builds(Note, id=st.just("N1"), subject=said, words=said, field=words, author=words, at=words, resolved=st.booleans()),
    Feedback: st.builds(Feedback, id=st.just("E1"), about=words, said=said, source=words, standing=st.sampled_from(Standing), answer=words),
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
