"""What the ledger says about a search that was run, whether it came to its end or not."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Entry
from pydantic import model_validator

from aneatlas.core.body import Body

SEARCH_ID = r"^S([0-9]{4}|[1-9][0-9]{4,})$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOST_LINES = 50  # problems or notices of one run; the last line then says how many more there were


class SearchRun(Body):
    """One run of a search, or one round of fetching full texts (search 'full_text').

    since and until: the days asked for, by the day on which the source took a record in or changed it;
    since '' where everything was asked for. stated: how many records the source says it has, None where
    it never said. read: how many were fetched. new: how many of them no earlier run of this atlas had
    fetched from this source. complete: everything that the source stated was fetched; a run that is not
    complete is taken up again under the same id, or asked for again by the next one. requests and
    repeated: how many requests were sent, and how many of them because an earlier one had failed.
    notices: what the source said about the query. problems: what went wrong, also where a repetition mended it.
    """

    id: str = Entry(pattern=SEARCH_ID)
    source: Literal["PubMed", "Europe PMC"]
    search: str = Entry(min_length=1)
    version: str = Entry(min_length=1)
    query: str = ""
    since: str = Entry(default="", pattern=rf"^$|{DAY}")
    until: str = Entry(pattern=DAY)
    begun: str = Entry(min_length=1)
    stated: int | None = Entry(default=None, ge=0)
    read: int = Entry(ge=0)
    new: int = Entry(ge=0)
    complete: bool
    requests: int = Entry(default=0, ge=0)
    repeated: int = Entry(default=0, ge=0)
    notices: tuple[str, ...] = Entry(default=(), max_length=MOST_LINES)
    problems: tuple[str, ...] = Entry(default=(), max_length=MOST_LINES)

    @model_validator(mode="after")
    def _counted(self) -> SearchRun:
        if self.new > self.read:
            raise ValueError("more records are said to be new than were read")
        if self.complete and (self.stated is None or self.read < self.stated):
            raise ValueError("a complete search has read every record that the source stated")
        if not self.complete and not self.problems:
            raise ValueError("a search that is not complete says why")
        return self

    def __str__(self) -> str:
        stated = "unknown" if self.stated is None else f"{self.stated:,}"
        since = f" since {self.since}" if self.since else ""
        end = "complete" if self.complete else "NOT complete"
        counts = f"{stated} stated, {self.read:,} read, {self.new:,} new"
        return f"{self.id} {self.search} ({self.source}{since}): {counts}, {end}"
