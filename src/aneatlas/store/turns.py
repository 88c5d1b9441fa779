"""Turns: look, decide and write as one step, while every other writer waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aneatlas.store.ledger import Head, Ledger


@contextmanager
def turn(ledger: Ledger) -> Iterator[Head]:
    """Hold the ledger's writing lock; what is read inside stays true until the end. Nothing is kept on an error.

    Raises LedgerBusy, NotWritable or ServiceUnavailable.
    """
    with ledger._writing() as head:
        yield head
