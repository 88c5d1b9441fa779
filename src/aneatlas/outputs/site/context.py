"""What all pages share: the atlas, its numbers, the words of the vocabularies, the compiled templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from aneatlas.core.evidence import Provenance
from aneatlas.core.values import Status
from aneatlas.outputs.analyses import Result
from aneatlas.outputs.atlas import Atlas
from aneatlas.outputs.downloads import LICENCE, Download, version_of
from aneatlas.outputs.numbers import Numbers, show_number
from aneatlas.outputs.tables import Table, every_finding

SECTIONS = (
    ("index.html", "Home"), ("cases.html", "Cases"), ("reports.html", "Reports"), ("figures.html", "Figures"),
    ("names.html", "Names"), ("codebook.html", "Codebook"), ("downloads.html", "Downloads"),
    ("for-families.html", "For families"), ("about.html", "About"),
)  # fmt: skip


def subject_of(path: str) -> str:
    """Return the accession that a page is about, its path for every other page."""
    found = re.search(r"(R[0-9]{4,}(?:-[0-9A-Z]+)?)\.html$", path)
    return found[1] if found else path


class Register:
    """Shows numbers of the register, each with its key, so that `aneatlas verify` finds it again."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self._shown: dict[str, Markup] = {}

    def __call__(self, key: str) -> Markup:
        """Return the number as a <data> element. Raises KeyError for a key that is not in the register."""
        shown = self._shown.get(key)
        if shown is None:
            value = self.numbers[key]
            shown = Markup('<data value="{}" data-number="{}">{}</data>').format(
                value, key, show_number(value)
            )
            self._shown[key] = shown
        return shown

    def has(self, key: str) -> bool:
        """Tell whether the register holds the key."""
        return key in self.numbers

    def value(self, key: str) -> float:
        """Return a number to compute with (positions in a chart); 0 where there is none."""
        return float(self.numbers.get(key, 0))


@dataclass(frozen=True, slots=True)
class Words:
    """Names of the values of vocabularies, for values that stand outside findings."""

    atlas: Atlas

    def term(self, vocabulary: str, value: str) -> str:
        """Return the name of a value; the value itself where the vocabulary does not hold it."""
        terms = self.atlas.study.dictionary.vocabularies
        found = terms[vocabulary].terms.get(value) if vocabulary in terms else None
        return found.name if found else value.replace("_", " ")

    def country(self, value: str) -> str:
        """Return the name of a country."""
        return self.term("country", value)

    def read(self, value: str) -> str:
        """Return how much of a report was read, in words."""
        return self.term("read_extent", value)

    def kind(self, value: str) -> str:
        """Return the type of a report in words."""
        return self.term("report_type", value)


class Site:
    """One rendering. Templates are compiled once; what all pages show is worked out once."""

    def __init__(
        self,
        atlas: Atlas,
        data: Mapping[str, Table],
        figures: Sequence[Result],
        numbers: Numbers,
        downloads: Sequence[Download],
    ) -> None:
        self.atlas, self.data, self.figures, self.downloads = atlas, data, figures, downloads
        self.number = Register(numbers)
        self.words = Words(atlas)
        self.env = _environment()
        self.env.globals.update(
            number=self.number,
            has_number=self.number.has,
            words=self.words,
            study=atlas.study,
            version=version_of(atlas),
            ledger=atlas.hash[:12],
            events=atlas.seq,
            date=atlas.at[:10],
            licence=LICENCE,
            sections=SECTIONS,
            levels=list(Provenance),
            statuses=list(Status),
            lowest=self.lowest,
            subject_of=subject_of,
        )

    @cached_property
    def lowest(self) -> Provenance | None:
        """Return the lowest level of provenance of any value, or None where there is none."""
        levels = {finding.provenance for finding in every_finding(self.atlas)}
        return min(levels, key=lambda level: level.rank) if levels else None

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the names of the disease by id."""
        return {label.id: label.text for label in self.atlas.study.labels}

    def page(self, path: str, template: str, **values: Any) -> tuple[str, bytes]:
        """Render one page; `section` names the entry of the menu that it belongs to."""
        root = "../" * path.count("/")
        text = self.env.get_template(f"site/{template}").render(path=path, root=root, **values)
        return path, text.encode()


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("aneatlas", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters["size"] = show_size
    env.filters["linked"] = linked
    return env


def show_size(size: int) -> str:
    """Return a file size in words."""
    for unit, scale in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} bytes"


def linked(text: str) -> Markup:
    """Return the text with each 'doi:10...' made a link."""
    out = Markup()
    for index, part in enumerate(text.split(" ")):
        before, mark, rest = part.partition("doi:10.")
        if mark and before in ("", "("):
            word = mark + rest.rstrip(".,;" if "(" in rest else ".,;)")
            link = Markup('<a href="https://doi.org/{}" rel="external">{}</a>').format(word[4:], word)
            part_out = escape(before) + link + part[len(before) + len(word) :]
        else:
            part_out = escape(part)
        out += (" " if index else "") + part_out
    return out
