"""The addresses of reports of errors."""

from __future__ import annotations

from django.urls import path

from aneatlas.web.feedback import correct, queue, report

urlpatterns = [
    path("report-an-error", report.report, name="report-error"),
    path("errors", queue.queue, name="errors"),
    path("correct", correct.correct, name="correct"),
    path("errors/letter/<int:number>", queue.letter, name="letter"),
    path("errors/<str:key>", queue.settle, name="settle-error"),
]
