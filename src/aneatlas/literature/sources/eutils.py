"""PubMed through the E-utilities: ESearch with the history server, EFetch as XML.

Source: Sayers E. The E-utilities In-Depth: Parameters, Syntax and More, https://www.ncbi.nlm.nih.gov/books/NBK25499/
(db, term, usehistory, retmax, retstart, WebEnv, query_key, retmode, tool, email, api_key; POST for long queries).
Two things that the interface does and a reader of status codes would miss: an error may come with status 200 as
`ERROR` inside the answer, and PubMed gives the first 9,999 records of a search only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aneatlas.core.issues import Issue
from aneatlas.literature.pubmed_file import is_pubmed, read_stream
from aneatlas.literature.records import Record
from aneatlas.literature.sources.asking import Ask, Refused, plain

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
#: PubMed answers no further than this place of a search; larger results are cut into windows of dates.
MOST = 9999
BATCH = 200
#: Requests a second that NCBI allows without and with a key (NBK25497, "Usage Guidelines and Requirements").
RATE, RATE_WITH_KEY = 3.0, 10.0
#: No record was made before; dates of the future are asked for too, so that no time zone costs a record.
FIRST_DAY, LAST_DAY = date(1700, 1, 1), date(3000, 12, 31)
_ERROR = re.compile(rb"<ERROR>(.*?)</ERROR>", re.DOTALL)
_END = re.compile(rb"</PubmedArticleSet\s*>\s*$|<PubmedArticleSet\s*/>\s*$")

Identity = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What ESearch says: how many records, their PMIDs (at most 9,999), where the result is kept, and remarks."""

    count: int
    ids: tuple[str, ...]
    web_env: str
    query_key: str
    notices: tuple[str, ...] = ()


def identity(tool: str, email: str = "", api_key: str = "") -> Identity:
    """Return the parameters that tell NCBI who asks; empty ones are left out."""
    given = (("tool", tool), ("email", email), ("api_key", api_key))
    return tuple((name, value) for name, value in given if value)


def search_ask(term: str, who: Identity) -> Ask:
    """Return the ESearch for a term; the result stays on the history server."""
    form = (
        ("db", "pubmed"), ("term", term), ("usehistory", "y"), ("retmode", "json"), ("retstart", "0"),
        ("retmax", str(MOST)),
    )  # fmt: skip
    return Ask("esearch", "/esearch.fcgi", (*form, *who))


def fetch_ask(found: Found, start: int, who: Identity) -> Ask:
    """Return the EFetch of one batch of a result on the history server."""
    size = min(BATCH, len(found.ids) - start)
    form = (
        ("db", "pubmed"), ("WebEnv", found.web_env), ("query_key", found.query_key), ("retstart", str(start)),
        ("retmax", str(size)), ("retmode", "xml"),
    )  # fmt: skip
    return Ask(f"efetch of records {start + 1} to {start + size}", "/efetch.fcgi", (*form, *who))


def ids_ask(ids: Sequence[str], who: Identity) -> Ask:
    """Return the EFetch of records by PMID."""
    form = (("db", "pubmed"), ("id", ",".join(ids)), ("retmode", "xml"))
    name = f"efetch of PMID {ids[0]}" if len(ids) == 1 else f"efetch of {len(ids)} PMIDs from {ids[0]}"
    return Ask(name, "/efetch.fcgi", (*form, *who))


def parse_search(body: bytes) -> Found:
    """Read an answer of ESearch. Raises Refused for one that is no result, whatever its status was."""
    try:
        data = json.loads(body, strict=False)  # NCBI leaves control characters in its error messages
    except ValueError:
        raise Refused("esearch gave no JSON") from None
    if not isinstance(data, dict):
        raise Refused("esearch gave no result")
    result = data.get("esearchresult")
    if not isinstance(result, dict):
        raise Refused(f"esearch gave no result: {plain(str(data.get('error', '')))}".rstrip(": "))
    if said := result.get("ERROR") or data.get("error"):
        raise Refused(f"esearch: {plain(str(said))}")
    try:
        count, ids = int(result["count"]), tuple(str(pmid) for pmid in result["idlist"])
    except (KeyError, ValueError, TypeError):
        raise Refused("esearch gave no count or no list of PMIDs") from None
    if len(ids) < min(count, MOST):
        raise Refused(f"esearch states {count} records and lists {len(ids)}")
    web_env, key = str(result.get("webenv", "")), str(result.get("querykey", ""))
    return Found(count, ids, web_env, key, tuple(_notices(result)))


def _notices(result: Mapping[str, Any]) -> Iterator[str]:
    for part in ("errorlist", "warninglist"):
        lists = result.get(part)
        for name, values in lists.items() if isinstance(lists, dict) else ():
            for value in values if isinstance(values, list) else ():
                if value == "No items found.":
                    continue  # the count says so
                yield plain(f"{name}: {value}")


def parse_fetch(body: bytes, name: str) -> tuple[list[Record], list[Issue]]:
    """Read an answer of EFetch: its records, and what is wrong with single ones.

    Raises Refused for an error inside the answer, for what is no set of PubMed records, and for a cut one.
    """
    head = body[:4096]
    if not is_pubmed(head):
        found = _ERROR.search(body[:65536])
        said = plain((found.group(1) if found else body[:300]).decode("utf-8", "replace"))
        raise Refused(f"efetch: {said}" if said else "efetch gave nothing")
    if not _END.search(body[-200:]):
        raise Refused("efetch gave XML that is cut off")
    items = list(read_stream([body], name))
    return [item for item in items if isinstance(item, Record)], [
        item for item in items if isinstance(item, Issue)
    ]


def since(term: str, day: date) -> str:
    """Return the term for the records that PubMed made ([crdt]) or changed ([lr]) since a day.

    Not [edat]: for a record that enters PubMed more than a year after its publication, the entry date is
    set to the date of publication (NLM Technical Bulletin Nov-Dec 2008, 'Create Date'), so that a search
    by it never sees old reports that are added late.
    """
    made, changed = (f'"{_day(day)}"[{tag}] : "{_day(LAST_DAY)}"[{tag}]' for tag in ("crdt", "lr"))
    return f"({term}) AND (({made}) OR ({changed}))"


def between(term: str, first: date, last: date) -> str:
    """Return the term for the records that PubMed made from one day to another."""
    return f'({term}) AND ("{_day(first)}"[crdt] : "{_day(last)}"[crdt])'


def halves(first: date, last: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Cut a window of at least two days into two."""
    middle = first + (last - first) // 2
    return (first, middle), (middle + timedelta(days=1), last)


def _day(day: date) -> str:
    return f"{day.year:04d}/{day.month:02d}/{day.day:02d}"
