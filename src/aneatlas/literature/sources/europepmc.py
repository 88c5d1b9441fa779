"""Europe PMC through its REST interface: a search page by page, and the full text of open-access articles.

Source: Europe PMC Articles RESTful API, https://europepmc.org/RestfulWebService (searchPOST with query, format,
resultType, pageSize, cursorMark, synonym; {id}/fullTextXML). Preprints are records of the source PPR.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aneatlas.literature.sources.asking import Ask, Refused, plain

ADDRESS = "https://www.ebi.ac.uk/europepmc/webservices/rest"
PAGE = 100
#: Requests a second; the service publishes no limit, this is half of what its users report as the highest.
RATE = 5.0
START = "*"
_TEXT_ID = re.compile(r"(?:PMC|PPR)\d+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: how many records the whole search has, those of this page, and the mark of the next.

    next is '' where this page is the last one.
    """

    count: int
    results: tuple[Mapping[str, Any], ...]
    next: str


def search_ask(query: str, cursor: str, email: str = "") -> Ask:
    """Return the request for the page at a cursor mark; the first mark is '*'."""
    form = (
        ("query", query), ("resultType", "core"), ("format", "json"), ("pageSize", str(PAGE)),
        ("cursorMark", cursor), ("synonym", "false"),
    )  # fmt: skip
    return Ask("search", "/searchPOST", (*form, ("email", email)) if email else form)


def parse_page(body: bytes, cursor: str = START) -> Page:
    """Read a page asked for at a cursor mark. Raises Refused for an answer that is no page."""
    try:
        data = json.loads(body)
    except ValueError:
        raise Refused("search gave no JSON, or JSON that is cut off") from None
    if not isinstance(data, dict):
        raise Refused("search gave no page of results")
    if said := data.get("errMsg") or data.get("error"):
        raise Refused(f"search: {plain(str(said))}")
    count, listed = data.get("hitCount"), data.get("resultList")
    results = listed.get("result") if isinstance(listed, dict) else None
    if not isinstance(count, int) or not isinstance(results, list):
        raise Refused("search gave a page without count or results")
    whole = tuple(result for result in results if isinstance(result, dict) and result.get("id"))
    mark = data.get("nextCursorMark") or ""
    # The service repeats the mark, or leaves it out, after the last page.
    last = not results or mark == cursor
    return Page(count, whole, "" if last else str(mark))


def identifier(result: Mapping[str, Any]) -> str:
    """Return what names a record in Europe PMC: source and id, such as 'MED:32678530'."""
    return f"{result.get('source', '')}:{result['id']}"


def since(query: str, day: date) -> str:
    """Return the query for records that Europe PMC first indexed or changed since a day."""
    window = f"[{day:%Y-%m-%d} TO 3000-12-31]"
    return f"({query}) AND (FIRST_IDATE:{window} OR UPDATE_DATE:{window})"


def text_ask(text_id: str) -> Ask:
    """Return the request for the full text of a PMC article or a preprint ('PMC...' or 'PPR...').

    Raises ValueError for another identifier.
    """
    if not _TEXT_ID.fullmatch(text_id):
        raise ValueError(f"'{text_id}' names no full text of Europe PMC")
    return Ask(f"full text of {text_id}", f"/{text_id}/fullTextXML")


def check_text(body: bytes) -> bytes:
    """Return a full text as it came. Raises Refused for what is no article or is cut off."""
    if b"<article" not in body[:65536]:
        raise Refused("no article came")
    if not re.search(rb"</article\s*>\s*$", body[-500:]):
        raise Refused("the article is cut off")
    return body
