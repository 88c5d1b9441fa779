"""Merging citations on the labelled sets of bib-dedupe: merges found, missed, and false ones, each listed.

Usage: ANEATLAS_CORPORA=... python benchmarks/merging.py [--errors] [FOLDER ...]
A removal counts as found when two records of one labelled group stand in one cluster of ours; a false merge
is a cluster that holds records of two groups.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

from aneatlas.literature.merging import clusters, merge
from aneatlas.literature.reading import read_file
from aneatlas.literature.records import Record

PEER = Path(os.environ.get("ANEATLAS_BIB_DEDUPE", "/nonexistent"))


def truth(folder: Path) -> dict[str, int]:
    """Return record id -> number of its labelled group."""
    with (folder / "merged_record_ids.csv").open(newline="") as stream:
        rows = [row["merged_ids"].split(";") for row in csv.DictReader(stream)]
    return {record: number for number, row in enumerate(rows) for record in row}


def score(
    ids: list[str], groups: dict[str, int], found: list[tuple[int, ...]]
) -> tuple[int, int, int, list[tuple[int, ...]]]:
    """Return (removals found, removals missed, false merges, the clusters with false merges)."""
    group_of = [groups.get(record, -1 - place) for place, record in enumerate(ids)]
    wanted = len(ids) - len(set(group_of))
    false, wrong, hit = 0, [], 0
    for cluster in found:
        kinds = {group_of[place] for place in cluster}
        hit += len(cluster) - len(kinds)
        if len(kinds) > 1:
            false += len(kinds) - 1
            wrong.append(cluster)
    return hit, wanted - hit, false, wrong


def line(record: Record, key: str) -> str:
    people = ", ".join(author.name for author in record.authors)[:60]
    return (
        f"    {key} | {record.title[:110]} | {people} | {record.journal[:50]} | {record.year} {record.volume}({record.issue})"
        f" {record.pages} | {record.doi} | {record.entry_type}"
    )


def run(folder: Path, show: bool) -> None:
    records = read_file(folder / "records_pre_merged.csv").records
    ids = [record.other["ID"][0] for record in records]
    groups = truth(folder)
    start = time.perf_counter()
    result = merge(records)
    seconds = time.perf_counter() - start
    found = clusters(len(records), result.merges)
    hit, missed, false, wrong = score(ids, groups, found)
    print(
        f"{folder.name:20} records {len(records):5}  to remove {hit + missed:4}  found {hit:4}  missed {missed:4}  "
        f"false merges {false:2}  sensitivity {hit / max(hit + missed, 1):.4f}  {seconds:5.1f} s  "
        f"linked {len(result.links)}  doubtful {len(result.doubtful)}"
    )
    rules: dict[str, int] = {}
    for item in result.merges:
        rules[item.rule] = rules.get(item.rule, 0) + 1
    print("    rules: " + ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items())))
    if show:
        for cluster in wrong:
            print("  FALSE")
            for place in cluster:
                print(line(records[place], ids[place]))
        home = {place: number for number, cluster in enumerate(found) for place in cluster}
        by_group: dict[int, list[int]] = {}
        for place, key in enumerate(ids):
            if key in groups:
                by_group.setdefault(groups[key], []).append(place)
        for places in by_group.values():
            if len({home[place] for place in places}) > 1:
                print("  MISSED")
                for place in places:
                    print(line(records[place], ids[place]))
    if folder.name == "special_cases":
        for merged in result.merges:
            print(f"    merged {ids[merged.left]} {ids[merged.right]}: {merged.rule}: {merged.why}")
        for linked in result.links:
            print(f"    linked {ids[linked.left]} {ids[linked.right]}: {linked.why}")
        for doubtful in result.doubtful:
            print(f"    doubtful {ids[doubtful.left]} {ids[doubtful.right]}: {doubtful.why}")


def peer(folder: Path) -> None:
    """Run bib-dedupe beside it, in an environment of its own named by ANEATLAS_BIB_DEDUPE (its python)."""
    if not PEER.exists():
        print("    bib-dedupe: not installed")
        return
    code = (
        "import sys,pandas as pd,contextlib,io\n"
        "from bib_dedupe.bib_dedupe import block,match,merge,prep\n"
        "d=pd.read_csv(sys.argv[1],dtype=str)\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    from bib_dedupe.bib_dedupe import cluster\n"
        "    r=prep(d); m=match(block(r)); c=cluster(m)\n"
        "print('\\n'.join(';'.join(x) for x in c))\n"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [PEER, "-c", code, folder / "records_pre_merged.csv"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print("    bib-dedupe: failed: " + done.stderr.strip().splitlines()[-1])
        return
    with (folder / "records_pre_merged.csv").open(newline="") as stream:
        ids = [row["ID"] for row in csv.DictReader(stream)]
    place = {key: number for number, key in enumerate(ids)}
    found = [tuple(place[key] for key in row.split(";")) for row in done.stdout.split() if ";" in row]
    hit, missed, false, _ = score(ids, truth(folder), found)
    seconds = time.perf_counter() - start
    rate = hit / max(hit + missed, 1)
    print(
        f"    bib-dedupe: found {hit}, missed {missed}, false merges {false}, sensitivity {rate:.4f}, {seconds:.1f} s"
    )


def main() -> None:
    show = "--errors" in sys.argv
    named = [Path(item) for item in sys.argv[1:] if not item.startswith("--")]
    corpora = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent")) / "dedup_bibdedupe"
    folders = named or sorted(path.parent for path in corpora.glob("*/records_pre_merged.csv"))
    if not folders:
        print("no labelled sets: set ANEATLAS_CORPORA or name folders with records_pre_merged.csv")
    for folder in folders:
        run(folder, show)
        if folder.name != "special_cases":
            peer(folder)


if __name__ == "__main__":
    main()
