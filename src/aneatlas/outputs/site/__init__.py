"""The static atlas: a pure renderer from the atlas and its numbers to pages and assets.

`render` yields one page after the other, so that a caller may write each at once and hold none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aneatlas.outputs.analyses import Figure
from aneatlas.outputs.atlas import Atlas
from aneatlas.outputs.downloads import Download
from aneatlas.outputs.numbers import Numbers
from aneatlas.outputs.site import assets, browser, case_pages, figure_pages, report_pages, word_pages
from aneatlas.outputs.site.context import Site
from aneatlas.outputs.tables import Table

__all__ = ["render"]


def render(
    atlas: Atlas,
    data: Mapping[str, Table],
    figures: Sequence[Figure],
    numbers: Numbers,
    downloads: Sequence[Download],
) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, content) for every page and asset. The same input gives the same bytes.

    Every number of the collection on a page stands in `numbers`; a page that asks for another one raises
    KeyError.
    """
    site = Site(atlas, data, figures, numbers, downloads)
    yield from assets.pages()
    yield from word_pages.pages(site)
    yield from figure_pages.pages(site)
    yield from browser.pages(site)
    yield from report_pages.pages(site)
    yield from case_pages.pages(site)
