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


PROJECTIONS: dict[str, type[Projection]] = {
    "studies": StudyRow,
    "imports": ImportRow,
    "reports": ReportRow,
    "cases": CaseRow,
    "cohorts": CohortRow,
    "findings": FindingRow,
    "overlaps": OverlapRow,
    "releases": ReleaseRow,
}
