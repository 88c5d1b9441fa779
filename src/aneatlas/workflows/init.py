"""Create an atlas from the starter collection; a second run finds the work done."""

from __future__ import annotations

from importlib.resources import files

from aneatlas.core.study import Study
from aneatlas.workflows.facts import Taken, take_collection
from aneatlas.workflows.place import PROGRAM, Place, now

STARTER = "starter/collection.jsonl"


def starter_bytes() -> bytes:
    """Return the starter collection that the package ships."""
    return (files("aneatlas") / "study" / STARTER).read_bytes()


def create_atlas(place: Place, study: Study) -> Taken:
    """Create the ledger where there is none and take the starter collection in.

    Raises FactsInvalid, NotWritable, LedgerBusy, LedgerTooNew.
    """
    ledger = place.open(create=True)
    return take_collection(ledger, study, "starter collection", starter_bytes(), now(), PROGRAM)
