"""The study's own words in the reader's language: fields, groups, values, statuses, reasons.

The study keeps them in one language. `docs/translate.py` collects them beside the texts of the interface; what has no
translation stays as the study says it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from aneatlas.core.dictionary import Subject
from aneatlas.core.evidence import Provenance
from aneatlas.core.facts import Finding
from aneatlas.core.values import Categories, Category, Count, Status, Value
from aneatlas.web.atlas import served

STATUSES = {
    Status.PRESENT: gettext_noop("present"),
    Status.ABSENT: gettext_noop("absent"),
    Status.NOT_REPORTED: gettext_noop("not reported"),
    Status.NOT_ASSESSABLE: gettext_noop("not assessable"),
    Status.UNCLEAR: gettext_noop("unclear"),
}
STATES = {
    "open": gettext_noop("open"),
    "reading": gettext_noop("being read"),
    "read": gettext_noop("read, to be decided"),
    "settled": gettext_noop("settled"),
    "assigned": gettext_noop("not begun"),
    "drafting": gettext_noop("begun"),
    "submitted": gettext_noop("submitted"),
    "set aside": gettext_noop("set aside"),
}
CASE_STATES = {
    "proposed": gettext_noop("proposed"),
    "cited": gettext_noop("cited only"),
    "read": gettext_noop("read by one reader"),
    "verified": gettext_noop("verified"),
    "removed": gettext_noop("removed"),
}
STANDINGS = {
    "included": gettext_noop("included"),
    "excluded": gettext_noop("excluded"),
    "retracted": gettext_noop("retracted"),
}

EVENTS = {
    "report.registered": gettext_noop("report registered"),
    "report.amended": gettext_noop("report amended"),
    "report.removed": gettext_noop("report removed"),
    "case.registered": gettext_noop("case registered"),
    "case.amended": gettext_noop("case amended"),
    "case.removed": gettext_noop("case removed"),
    "cohort.registered": gettext_noop("group registered"),
    "cohort.amended": gettext_noop("group amended"),
    "cohort.removed": gettext_noop("group removed"),
    "finding.withdrawn": gettext_noop("withdrawn"),
    "overlap.noted": gettext_noop("overlap noted"),
    "overlap.removed": gettext_noop("overlap removed"),
    "assignment.made": gettext_noop("reader asked"),
    "assignment.removed": gettext_noop("reader taken off"),
    "extraction.submitted": gettext_noop("extraction submitted"),
    "extraction.withdrawn": gettext_noop("extraction taken back"),
    "reconciliation.settled": gettext_noop("readers' answers decided on"),
    "reconciliation.withdrawn": gettext_noop("decision undone"),
    "tie.noted": gettext_noop("tie noted"),
    "tie.removed": gettext_noop("tie removed"),
    "screening.decided": gettext_noop("decided in the screening"),
    "screening.removed": gettext_noop("decision of the screening taken back"),
    "note.written": gettext_noop("note written"),
    "note.resolved": gettext_noop("note resolved"),
    "note.reopened": gettext_noop("note opened again"),
    "note.removed": gettext_noop("note taken back"),
    "feedback.taken": gettext_noop("report of an error taken in"),
    "feedback.settled": gettext_noop("report of an error answered"),
}


def term(text: str) -> str:
    """Return a text of the study in the reader's language."""
    return str(_(text)) if text else ""


def status(name: str) -> str:
    """Return one of the five statuses."""
    return str(_(STATUSES[Status(name)]))


def state(name: str) -> str:
    """Return the state of a report or an extraction."""
    return str(_(STATES[name]))


def case_state(name: str) -> str:
    """Return the state of a case."""
    return str(_(CASE_STATES[name]))


def standing(name: str) -> str:
    """Return how a report stands in the collection; the name itself where there is no such standing."""
    return str(_(STANDINGS[name])) if name in STANDINGS else name


def reason(id: str) -> str:
    """Return a reason of the study's list in words; where a retraction is said, as it was written."""
    return next((term(one.text) for one in served().study.eligibility.reason if one.id == id), id)


def level(name: str) -> str:
    """Return a level of provenance."""
    return str(_(Provenance(name).short))


def field(id: str) -> str:
    """Return the name of a field; the id itself where this study has no such field."""
    dictionary = served().study.dictionary
    return term(dictionary[id].field.name) if id in dictionary else id


def item(field_id: str, name: str) -> str:
    """Return which one is meant in a group that repeats, or what a count counts ('Thalamus: present')."""
    dictionary = served().study.dictionary
    if not name or name.isdecimal() or field_id not in dictionary:
        return name
    place = dictionary[field_id]
    keyed = dictionary.vocabularies[place.group.repeats].terms if place.group.keyed else {}
    if name in keyed:
        return term(keyed[name].name)
    site, _sep, counted = name.rpartition(".")
    return ": ".join(
        filter(None, (term(keyed[site].name) if site in keyed else site, value_of(field_id, counted)))
    )


def place(field_id: str, item_name: str) -> str:
    """Return a field and which one of it is meant."""
    return " · ".join(filter(None, (field(field_id), item(field_id, item_name))))


def value_of(field_id: str, code: str) -> str:
    """Return a value of a field by its code: a status, or a term of its vocabulary."""
    if code in set(Status):
        return status(code)
    dictionary = served().study.dictionary
    entry = dictionary[field_id].field
    terms = dictionary.vocabulary_of(entry).terms if entry.kind in ("category", "categories") else {}
    return term(terms[code].name) if code in terms else code


def answer(field_id: str, given: str, value: Value | None) -> str:
    """Return an answer in words: a value of a vocabulary by its name, any other as written, else the status."""
    if isinstance(value, Category):
        return value_of(field_id, value.code)
    if isinstance(value, Categories):
        return ", ".join(value_of(field_id, code) for code in value.codes)
    if isinstance(value, Count):
        return str(_("%(n)s of %(of)s")) % {"n": value.n, "of": value.of}
    return value.raw if value is not None else status(given)


def finding(found: Finding) -> str:
    """Return what a finding says in words."""
    return answer(found.field, found.status, found.value)


def event(kind: str) -> str:
    """Return what happened in words; the kind itself for what the workspace does not do."""
    return str(_(EVENTS[kind])) if kind in EVENTS else kind


def entry(written: str) -> str:
    """Return an entry as it was written; a status in the reader's words."""
    return next((status(one) for one in Status if one.words == written), written)


def canonical(field_id: str, said: str) -> str:
    """Return an answer in canonical form ('present: girl') in words."""
    name, _sep, value = said.partition(": ")
    if not value:
        return status(name) if name in set(Status) else said
    return ", ".join(value_of(field_id, code) for code in value.split(";"))


def counts(field_id: str) -> bool:
    """Tell whether a field describes a patient, so that a group holds counts of it."""
    dictionary = served().study.dictionary
    return field_id in dictionary and dictionary[field_id].group.subject is Subject.CASE
