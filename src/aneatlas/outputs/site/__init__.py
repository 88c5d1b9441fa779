"""The static atlas: a pure renderer from the atlas and its numbers to pages and assets.

`render` yields one page after the other, so that a caller may write each at once and hold none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aneatlas.outputs.analyses import Result
from aneatlas.outputs.atlas import Atlas
from aneatlas.outputs.downloads import Download
from aneatlas.outputs.factsheet.shown import ShownSheet
from aneatlas.outputs.numbers import Numbers
from aneatlas.outputs.site import (
    assets,
    browser,
    case_pages,
    factsheet_pages,
    figure_pages,
    report_pages,
    review_page,
    word_pages,
)
from aneatlas.outputs.site.context import Site
from aneatlas.outputs.tables import Table

__all__ = ["render"]


def render(
    atlas: Atlas,
    data: Mapping[str, Table],
    figures: Sequence[Result],
    numbers: Numbers,
    downloads: Sequence[Download],
    sheet: ShownSheet | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, content) for every page and asset. The same input gives the same bytes.

    Every number of the collection on a page stands in `numbers`; a page that asks for another one raises
    KeyError. `sheet` is the fact sheet, None for a study without one.
    """
    site = Site(atlas, data, figures, numbers, downloads)
    factsheet_pages.announce(site, sheet)
    yield from assets.pages()
    yield from word_pages.pages(site)
    yield from figure_pages.pages(site)
    yield from factsheet_pages.pages(site, sheet)
    yield from browser.pages(site)
    yield from report_pages.pages(site)
    yield from review_page.pages(site)
    yield from case_pages.pages(site)
