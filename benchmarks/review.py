"""The review from end to end: the collection screened by a simulated reader, and many records taken in.

The simulated reader decides as the collection does (included, or excluded with its reason). Texts are the
titles and the collection's own words for the disease; the rules were written with them in sight. The order of
the queue is compared with chance on titles alone: the model learns from nothing but the simulated decisions.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.literature.ranking import Example, rank
from aneatlas.literature.records import AbstractPart, Author, Origin, PartialDate, Record
from aneatlas.literature.stopping import Label, recall
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.init import starter_bytes
from aneatlas.workflows.review import candidate_view, decide, queue, take_records
from aneatlas.workflows.review.telling import flow_lines, flow_of
from aneatlas.workflows.study import load_study

READER = "person:simulated"
Article = tuple[Record, bool, str]


def articles() -> list[Article]:
    """Return (record, whether the collection includes it, the reason if not)."""
    found = []
    for number, line in enumerate(starter_bytes().decode().splitlines()[1:], 1):
        report = json.loads(line)["report"]
        label = report.get("label_used", "")
        record = Record(
            "benchmark", Origin("starter collection", number), title=report["title"], pmid=str(80_000_000 + number),
            abstract=(AbstractPart(label),) if label else (), journal=report.get("journal", ""),
            date=PartialDate(report.get("year")),
        )  # fmt: skip
        found.append((record, report.get("standing") != "excluded", report.get("reason", "")))
    return found


def collection(ledger: Ledger, study: Study) -> None:
    """Screen the collection: what the rules do, what is left to the reader, and what the review comes to."""
    known = {f"benchmark:{record.pmid}": (record, ours, why) for record, ours, why in articles()}
    start = time.perf_counter()
    take_records(ledger, study, [entry[0] for entry in known.values()], source="Benchmark", search="S0001", actor="program:benchmark 1")  # fmt: skip
    print(f"{len(known)} records taken in: {time.perf_counter() - start:.1f} s")
    missed, wrong, named, near = [], [], 0, 0
    for key, (record, ours, _) in known.items():
        view = candidate_view(ledger, study, key)
        has_name = any(name["kind"] not in ("reject", "person") for name in view.records[0].get("names", ()))
        named += ours and has_name
        near += not ours
        if ours and has_name and view.step == Step.LEFT_OUT:
            missed.append(f"MISSED: {record.title}: {view.why}")
        if not ours and view.step == Step.SOUGHT:
            wrong.append(f"SENT ON BY RULE: {record.title}")
    print(f"named reports not left out: {named - len(missed)} of {named}")
    print(f"reports that the collection excludes, not sent on by rule: {near - len(wrong)} of {near}")
    print("\n".join([*missed, *wrong]))
    waiting = queue(ledger, study, READER)
    relevant = sum(known[item.id][1] for item in waiting.items)
    print(f"\nleft to the reader: {len(waiting.items)}, {relevant} of them included by the collection")
    decided = found = 0
    while waiting.items:
        item = waiting.items[0]
        _, ours, why = known[item.id]
        decide(ledger, study, item.id, "title_abstract", "include" if ours else "exclude", reader=READER, reason="" if ours else why or "not_ane")  # fmt: skip
        decided, found = decided + 1, found + ours
        waiting = queue(ledger, study, READER)
        if decided % 10 == 0 and waiting.stopping is not None:
            print(
                f"  {decided:>3} decided, {found} found, order by {waiting.model}; {waiting.stopping.sentence}"
            )
    print("\n".join(flow_lines(flow_of(ledger, study), study)))


def order() -> None:
    """Rank all titles by the model alone, started with three of each kind, and see when the stopping rule speaks."""
    texts = [record.title for record, _, _ in articles()]
    truth = [ours for _, ours, _ in articles()]
    for seed in range(3):
        chance = random.Random(seed)
        places = list(range(len(texts)))
        chance.shuffle(places)
        begin = [place for kind in (True, False) for place in [p for p in places if truth[p] is kind][:3]]
        done, stop = list(begin), 0
        while len(done) < len(texts):
            rest = [place for place in range(len(texts)) if place not in set(done)]
            examples = [Example(texts[place], truth[place]) for place in done]
            done += [
                rest[place]
                for place in rank([texts[p] for p in rest], [0.0] * len(rest), examples).places[:10]
            ]
            labels = [Label(int(truth[place]), n + 1, 0) for n, place in enumerate(done)]
            told = recall(labels, [0] * len(texts))
            if told.stop and not stop:
                stop = len(done)
                true = sum(truth[place] for place in done) / sum(truth)
                print(
                    f"seed {seed}: stop after {stop} of {len(texts)}; stated at least {told.reached:.0%}, true {true:.1%}"
                )
        whole = next(
            n for n in range(1, len(done) + 1) if sum(truth[p] for p in done[:n]) >= 0.95 * sum(truth)
        )
        print(f"seed {seed}: 95 % of {sum(truth)} included reports after {whole} of {len(texts)}")


def many(ledger: Ledger, study: Study, count: int) -> None:
    """Take in generated records of which one in ten names the disease or an umbrella of it."""
    chance = random.Random(1)
    words = _vocabulary(chance)
    before = _peak()
    for name, search in (("at once", "S0001"), ("again, from another search", "S0002")):
        same = random.Random(2)
        stream = (_generated(same, words, number) for number in range(count))
        start, processor = time.perf_counter(), time.process_time()
        done = take_records(
            ledger, study, stream, source="PubMed", search=search, actor="program:benchmark 1"
        )
        print(
            f"{count} records {name}: {time.perf_counter() - start:.1f} s ({time.process_time() - processor:.1f} s of "
            f"processor time, making them up included; {done.new} new, {done.merged} merges; peak memory so far {_peak()} "
            f"MB, {before} MB before)",
            flush=True,
        )
    times = []
    for item in queue(ledger, study, READER).items[:40]:
        start = time.perf_counter()
        decide(ledger, study, item.id, "title_abstract", chance.choice(("include", "maybe")), reader=READER)
        queue(ledger, study, READER)
        times.append(time.perf_counter() - start)
    times.sort()
    print(
        f"a decision and the next queue: median {1000 * times[len(times) // 2]:.0f} ms, longest {1000 * times[-1]:.0f} ms"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _vocabulary(chance: random.Random) -> list[str]:
    """Return made-up words of one to four syllables, the common ones many times, as a language has them (Zipf's law)."""
    syllables = [a + b + c for a in "bcdfglmnprstv" for b in "aeiou" for c in ("", "l", "n", "r", "s")]
    words = list(
        dict.fromkeys("".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(30_000))
    )
    return [word for rank, word in enumerate(words, 1) for _ in range(max(1, 3_000 // rank))]


def _generated(chance: random.Random, words: list[str], number: int) -> Record:
    head = ("A case of acute necrotizing encephalopathy", "Influenza-associated encephalopathy")[number % 2]
    title = " ".join([*([head] if number % 20 < 2 else []), *chance.choices(words, k=10)])
    authors = tuple(Author("", chance.choice(words).title(), "A") for _ in range(4))
    return Record(
        "benchmark", Origin("generated", number), title=title, pmid=str(70_000_000 + number),
        abstract=(AbstractPart(" ".join(chance.choices(words, k=180))),), journal=f"Journal of {chance.choice(words)}",
        volume=str(chance.randint(1, 90)), pages=str(chance.randint(1, 3000)), date=PartialDate(chance.randint(1990, 2025)),
        authors=authors,
    )  # fmt: skip


def main() -> None:
    """Print the figures. An argument gives the number of generated records (default 4000)."""
    study = load_study()
    with tempfile.TemporaryDirectory() as folder:
        collection(open_ledger(Path(folder) / "collection", create=True), study)
        print()
        order()
        print()
        many(
            open_ledger(Path(folder) / "many", create=True),
            study,
            int(sys.argv[1]) if len(sys.argv) > 1 else 4000,
        )


if __name__ == "__main__":
    main()
