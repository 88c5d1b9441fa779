"""Each page says how to report an error: by a link to a workspace's form where the study names one, in words where not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aneatlas.core.study import About, Study
from aneatlas.outputs.analyses import Result
from aneatlas.outputs.atlas import Atlas
from aneatlas.outputs.numbers import Numbers
from aneatlas.outputs.site import render
from aneatlas.outputs.site.context import subject_of
from aneatlas.outputs.tables import Table
from aneatlas.web.published import with_form

ADDRESS = "https://atlas.example.org"
Pages = dict[str, bytes]
Prepared = tuple[dict[str, Table], list[Result], Numbers]


def named(study: Study, address: str) -> Study:
    """Return the study with the address of a workspace."""
    about = About.model_validate({**study.about.model_dump(), "workspace": address})
    return replace(study, about=about)


def link_of(page: bytes) -> str:
    found = re.search(r'<p class="errors">.*?href="([^"]+)"', page.decode())
    assert found
    return found[1]


def test_without_a_workspace_each_page_leads_to_how_an_error_is_reported(pages: Pages) -> None:
    assert link_of(pages["cases/R0001-1.html"]).endswith("about.html#errors")
    assert b'<h2 id="errors">' in pages["about.html"]
    assert not any(b"report-an-error" in content for content in pages.values())


def test_with_a_workspace_each_page_leads_to_its_form_with_what_it_shows(
    atlas: Atlas, prepared: Prepared, study: Study
) -> None:
    pages = dict(render(replace(atlas, study=named(study, ADDRESS)), *prepared, []))
    assert link_of(pages["cases/R0001-1.html"]) == f"{ADDRESS}/report-an-error?about=R0001-1"
    assert link_of(pages["reports/R0001.html"]) == f"{ADDRESS}/report-an-error?about=R0001"
    assert link_of(pages["figures.html"]) == f"{ADDRESS}/report-an-error?about=figures.html"


@pytest.mark.parametrize(
    "address", ["http://atlas.example.org", "https://", "javascript:alert(1)", "https://a b"]
)
def test_an_address_that_is_none_is_refused(study: Study, address: str) -> None:
    with pytest.raises(ValueError, match="workspace"):
        named(study, address)


@pytest.mark.parametrize(
    ("path", "subject"),
    [("cases/R0012-3.html", "R0012-3"), ("reports/R0012.html", "R0012"), ("index.html", "index.html")],
)
def test_a_page_is_about_its_case_or_report_or_itself(path: str, subject: str) -> None:
    assert subject_of(path) == subject


def test_beside_a_workspace_a_page_has_one_line_for_errors_only(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aneatlas.web.published.reverse", lambda name: f"/{name}")
    page = with_form(pages["cases/R0001-1.html"].decode(), "cases/R0001-1.html")
    assert re.findall(r'<p class="errors">.*?href="([^"]+)"', page) == ["/report-error?about=R0001-1"]
