"""Specification: the five statuses of a finding."""

from __future__ import annotations

from spec_table import Chapter, Table
from spec_world import STUDY

from aneatlas.core.kinds import allowed, read
from aneatlas.core.values import Status

_MEANING = {
    Status.PRESENT: "the report says that it is there (or gives a value)",
    Status.ABSENT: "the report says that it is not there",
    Status.NOT_REPORTED: "somebody looked, and the text read says nothing of it",
    Status.NOT_ASSESSABLE: "it could not be judged: a comatose child has no test for ataxia",
    Status.UNCLEAR: "the text can be understood in more than one way",
}


def _counts(words: str) -> tuple[str, str]:
    status = Status(words.replace(" ", "_"))
    return _MEANING[status], "yes" if status.informative else "no"


def _read(field_id: str, entry: str) -> tuple[str]:
    status, value, issues = read(entry, STUDY.dictionary[field_id].field, STUDY.dictionary, "")
    if issues:
        return (f"refused. {issues[0].fix or issues[0].message}",)
    return (status.words + (", with a value" if value is not None else ""),)


def _may(kind: str, field_id: str) -> tuple[str]:
    field = STUDY.dictionary[field_id].field
    assert field.kind == kind
    return (", ".join(status.words for status in allowed(field)),)


CHAPTER = Chapter(
    "Not known has its own place",
    "A field of a case holds one of five statuses, or nothing at all: nothing means that nobody has looked for it "
    "yet. Blank, zero, 'no' and 'not mentioned' are never mixed up.",
    (
        Table(
            "The five statuses", "Only the first two count in a denominator.",
            ("status",), ("meaning", "counts in a denominator"), _counts,
            tuple((s.words, _MEANING[s], "yes" if s in (Status.PRESENT, Status.ABSENT) else "no") for s in Status),
        ),
        Table(
            "What may be written", "", ("field", "entry"), ("result",), _read,
            (
                ("seizure", "present", "present"),
                ("seizure", "yes", "present"),
                ("seizure", "absent", "absent"),
                ("seizure", "no", "absent"),
                ("seizure", "not reported", "not reported"),
                ("ataxia", "not assessable", "not assessable"),
                ("seizure", "unclear", "unclear"),
                ("seizure", "3 times", "refused. Write one of: present, absent, not reported, not assessable, unclear."),
                ("age_at_onset", "17 months", "present, with a value"),
                ("age_at_onset", "not reported", "not reported"),
                ("age_at_onset", "absent", "refused. Write a value, or one of: not reported, not assessable, unclear."),
                ("age_at_onset", "present", "refused. Write a value, or one of: not reported, not assessable, unclear."),
                ("trigger_agent", "influenza A", "present, with a value"),
                ("trigger_agent", "absent", "absent"),
                ("trigger_detail", "H1N1, rapid test negative", "present, with a value"),
                ("trigger_detail", "not reported", "not reported"),
            ),
        ),
        Table(
            "Which kinds may be absent",
            "A sign may always be absent. Any other field only where the dictionary says what its absence means: "
            "no trigger was found, says the text.",
            ("kind", "field"), ("statuses",), _may,
            (
                ("sign", "seizure", "present, absent, not reported, not assessable, unclear"),
                ("age", "age_at_onset", "present, not reported, not assessable, unclear"),
                ("quantity", "csf_protein", "present, not reported, not assessable, unclear"),
                ("category", "sex", "present, not reported, not assessable, unclear"),
                ("category", "trigger_agent", "present, absent, not reported, not assessable, unclear"),
                ("categories", "coinfection", "present, absent, not reported, not assessable, unclear"),
                ("date", "report_window_start", "present, not reported, not assessable, unclear"),
                ("integer", "gcs_lowest", "present, not reported, not assessable, unclear"),
            ),
        ),
    ),
)  # fmt: skip
