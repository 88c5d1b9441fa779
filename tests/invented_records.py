"""Invented records that the rules leave to a reader, and an atlas full of them."""

from __future__ import annotations

from pathlib import Path

from conftest import ACTOR

from aneatlas.core.study import Study
from aneatlas.literature.records import AbstractPart, Origin, PartialDate, Record
from aneatlas.store import open_ledger
from aneatlas.workflows.review.taking import take_records

# Written for these tests. The rules leave such a record open: it names a wider disease only.
SCRIPT = "<script>alert('abstract')</script>"
TOWNS = ("Aville", "Bford", "Cburg", "Dstadt", "Ethorpe", "Fkirk", "Gholm", "Hmouth")


def invented(number: int) -> Record:
    """Return an invented record."""
    town = TOWNS[number % len(TOWNS)]
    return Record(
        "pubmed-xml",
        Origin("invented.xml", number),
        title=f"Influenza encephalopathy with thalamic lesions in {town}, winter {1950 + number}",
        pmid=str(99_000_000 + number),
        journal=f"Annals of {town}",
        date=PartialDate(1950 + number),
        abstract=(
            AbstractPart(
                f"An invented text about both thalami. {SCRIPT} Leigh syndrome was looked for.", "Aim"
            ),
        ),
    )


def fill(home: Path, study: Study, records: int = 12) -> None:
    """Make an atlas with records that wait for a reader."""
    ledger = open_ledger(home, create=True)
    given = [invented(number) for number in range(records)]
    taken = take_records(ledger, study, given, source="PubMed", search="S0001", actor=ACTOR)
    assert taken.new == records
