"""A small fact sheet and its figures, all made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aneatlas.outputs.factsheet.load import parse_sheet
from aneatlas.outputs.factsheet.model import Sheet
from aneatlas.outputs.factsheet.quantities import Quantities, Quantity
from aneatlas.statistics.proportions import wilson

SHEET = """[sheet]
title = "A made-up illness"
version = "2030.1"
authors = ["Somebody"]
created = 2030-01-01
updated = 2030-01-02
due = 2031-01-01
least_cases = 5
disclaimer = "No advice."
interests = "None."
"""
WORDS = """
[[word]]
id = "most"
text = "most"
low = 60
[[word]]
id = "around_a_third"
text = "around a third"
low = 23
high = 43
[[word]]
id = "nobody"
text = "nobody"
rule = "none"
[[word]]
id = "named_most_often"
text = "named most often"
rule = "largest"
"""
REFERENCES = """
[[reference]]
id = "one"
text = "One 2001"
doi = "10.1000/one"
read = "abstract"
[[reference]]
id = "two"
text = "Two 2002"
url = "https://example.org/two"
read = "page"
"""
SECTION = """
[section]
id = "outcome"
title = "What happens?"
[[section.statement]]
id = "died"
text = "Of the ill, {died|around_a_third} died: {died|short}."
exact = "Died {died}."
due = 2030-06-01
[[section.statement]]
id = "cause"
text = "It comes from the sea. [one]"
due = 2030-12-01
[[section.statement]]
id = "drink"
text = "Does a drink help? [one, two]"
supports = ["one"]
contradicts = ["two"]
due = 2030-12-01
"""
FILES = {
    "sheet.toml": SHEET.encode(),
    "words.toml": WORDS.encode(),
    "references.toml": REFERENCES.encode(),
    "sections/10-outcome.toml": SECTION.encode(),
}
Share = Callable[..., Quantity]


@pytest.fixture
def files() -> dict[str, bytes]:
    return dict(FILES)


@pytest.fixture
def sheet(files: dict[str, bytes]) -> Sheet:
    return parse_sheet(files)


@pytest.fixture
def share() -> Share:
    """Make a figure: n of those known, with Wilson's interval, or withheld with a reason."""

    def made(n: int, of: int, label: str = "Died", analysis: str = "died", reason: str = "") -> Quantity:
        interval = wilson(n, of)
        limits = (None, None, None)
        if not reason:
            limits = (
                round(100 * n / of, 1), round(100 * interval.lower, 1), round(100 * interval.upper, 1)
            )  # fmt: skip
        return Quantity(
            analysis, "", label, "Died", "", f"{analysis}.{label}", analysis, n, of, 2 * of, *limits, reason
        )

    return made


@pytest.fixture
def figures(share: Share) -> Quantities:
    return Quantities([share(100, 300)])
