"""Funnel, calendar, swimmer, curve, pyramid and combinations stand on their pages when the data allow it, and say
why they do not otherwise. All reports and patients are generated here and made up."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from aneatlas.core.replay import State
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import results
from aneatlas.outputs.atlas import build
from aneatlas.outputs.numbers import Numbers, numbers
from aneatlas.outputs.site import render
from aneatlas.outputs.tables import tables
from aneatlas.workflows.publish import load_analyses

SITES = ("thalamus", "brainstem", "cerebellum")
TREATMENTS = ("corticosteroid", "ivig", "tocilizumab")
CHARTS = (("died_in_series", "funnel"), ("onset_month", "calendar"), ("treatments", "swimmer"))


def generated() -> State:
    """Fourteen reports, each with a series of 8 to 21 patients and two cases with dates, times and treatments."""
    chance, made = random.Random(11), State(seq=7, hash="cd" * 32, at="2026-01-02T03:04:05Z")
    for name in ("reports", "cases", "cohorts", "overlaps", "findings"):
        made.tables[name] = {}
    for number in range(1, 15):
        report = f"R{number:04d}"
        made.tables["reports"][report] = {
            "id": report, "title": f"Report {number}", "year": 2000 + number, "type": "case_series", "read": "abstract", "labels": []
        }  # fmt: skip
        size = 7 + number
        made.tables["cohorts"][f"{report}-A"] = {"id": f"{report}-A", "report": report, "label": "All", "whom": "ane", "n": size}  # fmt: skip
        _add(made, f"{report}-A", "died", "present", {"kind": "count", "raw": "", "n": chance.randint(1, size // 2), "of": size})  # fmt: skip
        for one in (1, 2):
            case = f"{report}-{one}"
            made.tables["cases"][case] = {"id": case, "report": report, "label": f"Patient {one}"}
            _case(made, case, chance)
    return made


def _case(made: State, case: str, chance: random.Random) -> None:
    years = chance.randint(1, 60)
    _add(made, case, "age_at_onset", "", {"kind": "age", "raw": f"{years} years", "precision": "year", "low": 12 * years, "high": 12 * years + 12})  # fmt: skip
    if chance.random() < 0.7:
        _add(
            made, case, "sex", "", {"kind": "category", "raw": "f", "code": chance.choice(("female", "male"))}
        )
    _add(made, case, "onset_year", "", {"kind": "integer", "raw": "", "number": chance.randint(2009, 2012)})
    if chance.random() < 0.7:
        _add(made, case, "onset_month", "", {"kind": "integer", "raw": "", "number": chance.randint(1, 12)})
    died = chance.random() < 0.5
    _add(made, case, "died", "", None, "present" if died else "absent")
    _add(made, case, "death_day" if died else "hospital_days", "", _days(chance.randint(3, 30)))
    for site in chance.sample(SITES, 2):
        _add(made, case, "site_involved", site, None)
    for item, kind in enumerate(chance.sample(TREATMENTS, 2), start=1):
        _add(made, case, "treatment_class", str(item), {"kind": "category", "raw": kind, "code": kind})
        _add(made, case, "treatment_start", str(item), {**_days(chance.randint(1, 72)), "given_unit": "h", "unit": "h"})  # fmt: skip


def _days(n: int) -> dict[str, Any]:
    return {"kind": "quantity", "raw": f"{n} d", "comparator": "=", "given_unit": "d", "low": n, "high": n, "unit": "d"}  # fmt: skip


def _add(made: State, subject: str, field: str, item: str, value: Any, status: str = "present") -> None:
    row = {
        "subject": subject, "field": field, "item": item, "status": status, "provenance": "citation", "proposer": "test",
        "evidence": [{"kind": "citation", "report": subject.partition("-")[0], "read": "abstract"}],
    }  # fmt: skip
    key = "/".join(filter(None, (subject, field, item)))
    made.tables["findings"][key] = row if value is None else {**row, "value": value}


Rendered = tuple[dict[str, str], Numbers]


@pytest.fixture(scope="module")
def rendered(study: Study) -> Rendered:
    atlas = build(generated(), study)
    data = tables(atlas)
    rows = {name: table.rows for name, table in data.items()}
    figures = results(load_analyses(study), rows)
    register = numbers(rows, figures)
    pages = {path: page.decode() for path, page in render(atlas, data, figures, register, []) if path.endswith(".html")}  # fmt: skip
    return pages, register


@pytest.mark.parametrize(("id", "kind"), CHARTS)
def test_a_further_chart_stands_beside_its_table(rendered: Rendered, id: str, kind: str) -> None:
    pages, register = rendered
    page = pages[f"figures/{id}.html"]
    svg = re.search(rf'<svg[^>]*aria-labelledby="c-{id}-{kind}-title".*?</svg>', page, re.DOTALL)
    assert svg is not None
    assert f't-{id}-{kind}"' in svg[0]
    ET.fromstring(svg[0])
    table = re.search(rf'<table id="t-{id}-{kind}".*?</table>', page, re.DOTALL)
    assert table is not None
    keys = re.findall(r'data-number="([^"]+)"', table[0])
    assert len(keys) >= 3
    assert set(keys) <= set(register)


def test_the_funnel_says_what_its_tests_give_and_what_they_do_not_show(rendered: Rendered) -> None:
    page, register = rendered[0]["figures/died_in_series.html"], rendered[1]
    assert register["died_in_series.funnel.reports"] == 14
    for name in ("egger", "egger_p", "rank", "rank_p"):
        assert f'data-number="died_in_series.funnel.{name}"' in page
    assert "This does not show publication bias." in page


def test_the_calendar_counts_every_case(rendered: Rendered) -> None:
    register = rendered[1]
    dated = sum(int(n) for key, n in register.items() if key.startswith("onset_month.date."))
    assert dated + int(register["onset_month.undated"]) == register["cases.total"] == 28


def test_curve_pyramid_and_combinations_stand_on_their_pages(rendered: Rendered) -> None:
    pages, _ = rendered
    assert 'class="drawn curves"' in pages["figures/time_to_death.html"]
    assert "Sex not reported" in pages["figures/age_by_sex.html"]
    assert 'class="drawn upset"' in pages["figures/lesion_sites.html"]


@pytest.mark.parametrize(("id", "words"), [("died_in_series", "No funnel plot: "), ("onset_month", "No calendar: "), ("treatments", "No chart of treatments over time: ")])  # fmt: skip
def test_a_chart_that_the_data_do_not_allow_is_withheld_with_the_reason(
    pages: dict[str, bytes], id: str, words: str
) -> None:
    page = pages[f"figures/{id}.html"].decode()
    assert re.search(rf'<p class="withheld"><data [^>]*>{re.escape(words)}', page)
