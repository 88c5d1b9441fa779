"""The addresses of extraction."""

from __future__ import annotations

from django.urls import path, register_converter

from aneatlas.web.extraction import auditing, deciding, desk, discussing, looking_back, lookup, reading
from aneatlas.web.extraction.address import ReportId

register_converter(ReportId, "report")

urlpatterns = [
    path("", desk.desk, name="extraction"),
    path("new", desk.new_article, name="new-article"),
    path("agreement", looking_back.agreement_page, name="agreement"),
    path("log", looking_back.log_file, name="extraction-log"),
    path("terms", lookup.lookup, name="find-terms"),
    path("audit", auditing.audit_list, name="audits"),
    path("audit/draw", auditing.draw_one, name="draw-audit"),
    path("audit/<str:audit>", auditing.audit_page, name="audit"),
    path("<report:report>", reading.extract, name="extract"),
    path("<report:report>/draft", reading.draft, name="extract-draft"),
    path("<report:report>/submit", reading.hand_in, name="extract-submit"),
    path("<report:report>/take-back", reading.withdraw, name="extract-take-back"),
    path("<report:report>/readers", desk.readers, name="readers"),
    path("<report:report>/readers/change", desk.change_readers, name="change-readers"),
    path("<report:report>/standing", desk.change_standing, name="report-standing"),
    path("<report:report>/compare", deciding.compare, name="compare"),
    path("<report:report>/reopen", deciding.undo, name="reopen"),
    path("<report:report>/outcome", looking_back.outcome, name="outcome"),
    path("<report:report>/notes", discussing.discuss, name="report-notes"),
    path("<report:report>/notes/write", discussing.write_note, name="write-report-note"),
    path("<report:report>/history", looking_back.history_page, name="report-history"),
]
