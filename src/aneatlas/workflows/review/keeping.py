"""Records that their source took back (DeleteCitation): they stay out, unless a person keeps one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aneatlas.core.body import text_fault
from aneatlas.core.events import Draft, Json
from aneatlas.core.issues import FactsInvalid, Issue
from aneatlas.core.study import Study
from aneatlas.literature.pubmed_file import Withdrawal
from aneatlas.literature.records import Record
from aneatlas.store import Ledger
from aneatlas.workflows.place import now
from aneatlas.workflows.review.entries import slug
from aneatlas.workflows.review.holding import alone
from aneatlas.workflows.screened import number_of


@dataclass(slots=True)
class Lost:
    """The PMIDs that PubMed took back as far as the review knows: PMID -> number of the earliest file that says so.

    A file of PubMed with a higher number than that one gives the record anew; of any other file nobody knows whether
    it is older, so the record stays out. `again`: those that were given and stay out.
    """

    numbers: dict[str, tuple[int, ...]]
    again: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, ledger: Ledger, source: str) -> Lost:
        """Return what the records and the files that were taken in from a source say."""
        present = ledger.present()
        own = f"{slug(source)}:"
        numbers: dict[str, tuple[int, ...]] = {
            row["pmid"]: ()
            for key, row in present.rows("records")
            if key.startswith(own) and row.get("withdrawn") and row.get("pmid")
        }
        for _, row in present.rows("searches"):
            if row["source"] == source:
                earliest = min((number_of(name) for name in row.get("files", ())), default=())
                for pmid in row.get("taken_back", ()):
                    numbers[pmid] = max(earliest, numbers.get(pmid, ()))
        return cls(numbers)

    def stays_out(self, pmid: str, file: str) -> bool:
        """Say whether a record that a file gives was taken back by a later one, or by one that may be later."""
        if pmid not in self.numbers:
            return False
        number = number_of(file)
        return not number or number < self.numbers[pmid]

    def watched(self, items: Iterable[Record | Withdrawal | Issue]) -> Iterator[Record | Withdrawal | Issue]:
        """Yield what a reader gives, and note the records that stay out."""
        for item in items:
            if isinstance(item, Record) and self.stays_out(item.pmid, item.origin.file):
                self.again.append(item.pmid)
            yield item


def keep(ledger: Ledger, study: Study, record: str, *, why: str, actor: str) -> str:
    """Keep a record though its source took it back; no file takes it back again. Returns its id. Raises FactsInvalid."""
    if not why.strip() or text_fault(why):
        raise FactsInvalid(
            "a reason is needed for keeping it, in words that can be printed. Nothing was written."
        )
    with alone(ledger, study) as review:
        rows = review.tables["records"]
        found = [
            key for key, row in rows.items() if record in (key, row.get("pmid")) and row.get("withdrawn")
        ]
        if len(found) != 1:
            said = (
                "no source took it back"
                if not found
                else f"it stands for {', '.join(sorted(found))}: name one"
            )
            raise FactsInvalid(f"{record}: {said}. Nothing was written.")
        row = rows[found[0]]
        body: Json = {name: value for name, value in row.items() if name not in ("event", "withdrawn")}
        ledger.append(
            [Draft("record.amended", found[0], body | {"kept": why.strip()}, why.strip())], now(), actor
        )
    return found[0]
