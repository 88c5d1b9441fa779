"""Tables: the events, and the projections that a replay of the events must equal."""

from __future__ import annotations

from django.db import models


class EventRow(models.Model):
    """One event; `text` is the canonical JSON that `hash` covers. The other columns are for look-up."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    actor = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, db_index=True)
    hash = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["kind", "seq"], name="events_of_a_kind")]


class Projection(models.Model):
    """A row of the present: `body` is canonical JSON; `part_of` is the subject or report it belongs to."""

    key = models.CharField(max_length=300, primary_key=True)
    part_of = models.CharField(max_length=200, db_index=True)
    body = models.TextField()

    class Meta:
        abstract = True


class StudyRow(Projection):
    """An adopted study definition."""


class ImportRow(Projection):
    """A file of facts taken in."""


class ReportRow(Projection):
    """A report."""


class CaseRow(Projection):
    """A case."""


class CohortRow(Projection):
    """A cohort."""


class FindingRow(Projection):
    """A finding."""


class OverlapRow(Projection):
    """A suspected, confirmed or rejected overlap."""


class ReleaseRow(Projection):
    """A release."""


class SearchRow(Projection):
    """A search of a source that was run, or a file that was taken in."""


class RecordRow(Projection):
    """A bibliographic record as a source gave it."""


class TieRow(Projection):
    """Two records that are one publication, versions of one work, or in doubt."""


class ScreeningRow(Projection):
    """A reader's decision on a record."""


class AssignmentRow(Projection):
    """A report that waits for a reader."""


class ExtractionRow(Projection):
    """What one reader took from a report."""


class ReconciliationRow(Projection):
    """What was decided where two readers differed."""


class AuditRow(Projection):
    """A further look at a sample of decided values."""


class NoteRow(Projection):
    """A note on a field, a case or a report."""


class FeedbackRow(Projection):
    """A reader's report of an error."""


class AcceptanceRow(Projection):
    """An editor's decision on a sentence of the fact sheet."""


class DraftRow(models.Model):
    """Unfinished work of one person, kept outside the ledger: `body` is canonical JSON, `version` its savings."""

    owner = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body = models.TextField()
    version = models.PositiveIntegerField()
    at = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_draft_each")]


PROJECTIONS: dict[str, type[Projection]] = {
    "studies": StudyRow,
    "imports": ImportRow,
    "reports": ReportRow,
    "cases": CaseRow,
    "cohorts": CohortRow,
    "findings": FindingRow,
    "overlaps": OverlapRow,
    "releases": ReleaseRow,
    "searches": SearchRow,
    "records": RecordRow,
    "ties": TieRow,
    "screenings": ScreeningRow,
    "assignments": AssignmentRow,
    "extractions": ExtractionRow,
    "reconciliations": ReconciliationRow,
    "audits": AuditRow,
    "notes": NoteRow,
    "feedback": FeedbackRow,
    "acceptances": AcceptanceRow,
}
