"""The addresses of screening. A record's id holds a colon and may hold slashes, so it comes last."""

from __future__ import annotations

from django.urls import path, register_converter

from aneatlas.core.review import STAGES
from aneatlas.web.screening import article, deciding, overview, taking


class Stage:
    """The two stages of screening, as they stand in addresses."""

    regex = "|".join(stage.replace("_", "-") for stage in STAGES)

    def to_python(self, value: str) -> str:
        """Return the stage's name."""
        return value.replace("-", "_")

    def to_url(self, value: str) -> str:
        """Return the stage as it stands in an address."""
        return value.replace("_", "-")


register_converter(Stage, "stage")

urlpatterns = [
    path("", overview.overview, name="screening"),
    path("import", taking.take_in, name="import"),
    path("article/<path:record>", article.take_article, name="take-article"),
    path("<stage:stage>/", deciding.next_record, name="next-record"),
    path("<stage:stage>/mine", overview.mine, name="my-decisions"),
    path("<stage:stage>/conflicts", overview.conflicts, name="conflicts"),
    path("<stage:stage>/undo", deciding.undo_decision, name="undo"),
    path("<stage:stage>/note/<path:record>", deciding.add_note, name="record-note"),
    path("<stage:stage>/settle/<path:record>", deciding.settle, name="settle"),
    path("<stage:stage>/record/<path:record>", deciding.record_page, name="record"),
]
