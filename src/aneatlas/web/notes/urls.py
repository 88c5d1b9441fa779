"""The addresses of notes."""

from __future__ import annotations

from django.urls import path

from aneatlas.web.notes import views

urlpatterns = [
    path("", views.listed, name="notes"),
    path("<str:key>/take-back", views.take_back_note, name="take-back-note"),
    path("<str:key>", views.settle_note, name="settle-note"),
]
