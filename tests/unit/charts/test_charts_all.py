"""What is true of every drawn chart: accessible, without scripts or colours of its own, and the same bytes each time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib.resources import files

import pytest

from aneatlas.outputs.charts import (
    Assessment,
    Band,
    Calendar,
    Chart,
    Curve,
    Curves,
    Estimate,
    Forest,
    Frame,
    Funnel,
    FunnelReport,
    Item,
    Lane,
    Matrix,
    MatrixRow,
    Moment,
    Prisma,
    Pyramid,
    Series,
    Spell,
    Swimmer,
    UpSet,
    calendar,
    combined,
    curves,
    forest,
    funnel,
    matrix,
    prisma,
    pyramid,
    series,
    share_row,
    standalone,
    survival_curve,
    swimmer,
    upset,
)
from aneatlas.outputs.charts.vega import draw

FRAME = Frame("c-1", "A < B", "What & why", "t-1")
SVG = "{http://www.w3.org/2000/svg}"
SITES = ("Thalamus", "Brainstem")


def one_curve() -> Curve:
    found = survival_curve("<Adults>", [1, 2, 3, 4], [True, False, True, False])
    assert isinstance(found, Curve)
    return found


CHARTS: dict[str, Callable[[], Chart]] = {
    "forest": lambda: forest(Forest((share_row("<Lee> & 2019", 3, 12),), Estimate(0.3, 0.2, 0.4)), FRAME),
    "curves": lambda: curves(Curves((one_curve(),), "alive", "days"), FRAME),
    "swimmer": lambda: swimmer(Swimmer((Lane("R0001-1", (Spell("S", 1, 2),), "<Died>", "died", 4),), {"S": "Steroids"}), FRAME),
    "upset": lambda: upset(UpSet(SITES, combined([frozenset(SITES)])), FRAME),
    "matrix": lambda: matrix(Matrix(SITES, (MatrixRow("<R0001-1>", ("present", "absent")),)), FRAME),
    "funnel": lambda: funnel(Funnel((FunnelReport("<Lee>", -1.1, 0.4),), -0.8, "logit"), FRAME),
    "pyramid": lambda: pyramid(Pyramid((Band("<1 year", 4, 3, 2),)), FRAME),
    "calendar": lambda: calendar(Calendar({(2020, 1): 4}), FRAME),
    "series": lambda: series(Series((Moment(2019, 0.3, 0.2, 0.4), Moment(2021, 0.5)), "percent <x>", share=True), FRAME),
    "prisma": lambda: prisma(Prisma((Item("<PubMed>", 5),), (), 1, 0, 0, 4, 2, Assessment(2, 0, 2), 2, 2), FRAME),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_role_title_description_and_its_own_size(name: str) -> None:
    root = ET.fromstring(CHARTS[name]().svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-1-title"
    assert root.get("aria-describedby") == "c-1-desc t-1"
    assert [root[0].tag, root[0].text, root[1].tag, root[1].text] == [
        f"{SVG}title", "A < B", f"{SVG}desc", "What & why",
    ]  # fmt: skip
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert (float(root.attrib["width"]), float(root.attrib["height"])) == (width, height)
    assert root.attrib["class"].split() == ["drawn", name]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_brings_no_script_style_colour_or_address(name: str) -> None:
    svg = CHARTS[name]().svg
    assert not re.search(
        r"<script|<style|style=|href|url\(|on[a-z]+=", svg.replace("http://www.w3.org/2000/svg", "")
    )
    assert not re.search(r'(?:fill|stroke)="(?!none|currentColor)', svg)


@pytest.mark.parametrize("name", CHARTS)
def test_every_class_of_a_chart_is_in_the_style_sheet(name: str) -> None:
    sheet = (files("aneatlas") / "templates" / "static" / "charts.css").read_text()
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", sheet))
    used = {css for names in re.findall(r'class="([^"]*)"', CHARTS[name]().svg) for css in names.split()}
    assert used - {name} <= known


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_input_gives_the_same_bytes_and_rows_fit_the_columns(name: str) -> None:
    first, second = CHARTS[name](), CHARTS[name]()
    assert first == second
    assert first.rows
    assert all(len(row) == len(first.columns) for row in first.rows)


@pytest.mark.parametrize("name", CHARTS)
def test_no_mark_lies_outside_the_picture(name: str) -> None:
    root = ET.fromstring(CHARTS[name]().svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for mark in root.iter():
        if mark.tag == f"{SVG}rect":
            x, y, w, h = (float(mark.attrib[key]) for key in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert w >= 0
            assert h >= 0
            assert x + w <= width + 0.1
            assert y + h <= height + 0.1


@pytest.mark.parametrize("name", CHARTS)
def test_a_file_of_its_own_carries_the_style_sheet(name: str) -> None:
    file = standalone(CHARTS[name]().svg)
    root = ET.fromstring(file.encode())
    style = root.find(f"{SVG}style")
    assert style is not None
    assert style.text is not None
    assert ".drawn text" in style.text
    assert "@import" not in file
    assert "http" not in file.replace("http://www.w3.org/2000/svg", "")


def test_only_an_svg_element_can_become_a_file() -> None:
    with pytest.raises(ValueError, match="not an <svg>"):
        standalone("<p>no picture</p>")


def test_a_bar_chart_keeps_its_fluid_size() -> None:
    spec = {
        "data": {"values": [{"x": 1}]},
        "mark": "point",
        "encoding": {"x": {"field": "x", "type": "quantitative"}},
    }
    assert "width=" not in draw(spec, FRAME).split(">")[0]
    assert "width=" in draw(spec, FRAME, "drawn").split(">")[0]
