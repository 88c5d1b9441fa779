"""Ledger: events appended per second, and the replay of a million events (SQLite)."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aneatlas.core.events import Draft, verify_chain
from aneatlas.core.replay import replay
from aneatlas.store import open_ledger

AT, ACTOR = "2026-01-02T03:04:05Z", "program:benchmark"


def drafts(count: int) -> Iterator[Draft]:
    """Yield findings of 60 fields each, for as many cases as are needed."""
    for number in range(count):
        subject = f"R{number // 60:06d}-1"
        body = {
            "subject": subject, "field": f"field_{number % 60}", "status": "present", "provenance": "citation",
            "proposer": "benchmark",
            "evidence": [{"kind": "citation", "report": subject[:7], "read": "abstract", "role": "this_patient"}],
        }  # fmt: skip
        yield Draft("finding.recorded", subject, body)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    events = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder), create=True)
        start = time.perf_counter()
        ledger.append(drafts(events), AT, ACTOR)
        took = time.perf_counter() - start
        print(
            f"append, in one import   {events / took:>10,.0f} events/s   ({events:,} in {took:.1f} s; to reach: 2,000/s)"
        )
        singles = 2_000
        start = time.perf_counter()
        for draft in drafts(singles):
            ledger.append([draft], AT, ACTOR)
        took = time.perf_counter() - start
        print(
            f"append, one transaction {singles / took:>10,.0f} events/s   (each one on disk before the next)"
        )
        start = time.perf_counter()
        state = replay(verify_chain(ledger.events()))
        took = time.perf_counter() - start
        print(
            f"replay with chain check {took:>10.1f} s          ({state.seq:,} events; to reach: 60 s for 1,000,000)"
        )
        start = time.perf_counter()
        ledger.verify()
        print(
            f"ledger verify           {time.perf_counter() - start:>10.1f} s          (replay compared with the stored rows)"
        )


if __name__ == "__main__":
    main()
