"""Merging citations on the labelled sets of bib-dedupe: merges found, missed, and false ones, each listed.

Usage: ANEATLAS_CORPORA=... [ANEATLAS_PEERS=/path/to/python] python benchmarks/merging.py [--errors] [FOLDER ...]
A removal counts as found when two records of one labelled group stand in one cluster of ours; a false merge
is a cluster that holds records of two groups. Sensitivity is given with the labels as they are, and with those
groups taken apart that join different publications (`APART`, each with its reason).
ANEATLAS_PEERS is the python of an environment of its own with bib-dedupe and asreview-datatools: the latter needs
an older rispy than this project does.
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

PEER = Path(os.environ.get("ANEATLAS_PEERS", "/nonexistent"))

#: Labelled groups that hold several publications, by the rule: records are one publication if it was printed once.
#: An erratum, a reply, a meeting abstract, another abstract of the same words and a trial of other patients are
#: publications of their own. set -> (record, what it is instead); such a record leaves its group, alone or with
#: those of the same words after it.
APART: dict[str, tuple[tuple[str, str], ...]] = {
    "haematology": (
        ("id_0000039", "the reply on page 945 to the letter on page 943"),
        ("id_0000040", "the reply on page 945 to the letter on page 943"),
        ("id_0000807", "a correction, 9(9):2205, of the article 9(5):1223-1229"),
        ("id_0000808", "a second correction, 9(11):2647, of the article 9(5):1223-1229"),
        ("id_0000057", "the erratum, 360(23):2487, of the letter 360(5):542-544"),
        ("id_0000058", "the erratum, 360(23):2487, of the letter 360(5):542-544"),
        ("id_0000128", "the meeting abstract, 25(9):1875, of the article 25(12):2539-2542"),
        (
            "id_0000135",
            "an abstract in another journal (Haematologica 94 Suppl 2) than Br J Haematol 145 Suppl 1",
        ),
        ("id_0000162", "the erratum, 85(11):911, of the article 85(8):553-559"),
        # 191 has the issue of this erratum and the page of the article: it stays where the labels put it.
        ("id_0001173", "the erratum, 104(25), of the article 104(1):240-245"),
        ("id_0000220", "the meeting abstract, 22(9):1514, of the article 22(12):2129-2132"),
        ("id_0000235", "a registered trial of other patients (adults, plasma-resistant)"),
        ("id_0000236", "a registered trial of other patients (adolescents, plasma-sensitive)"),
        ("id_0000237", "a registered trial of other patients (adolescents, plasma-resistant)"),
        ("id_0000246", "a registered trial of other patients (plasma-sensitive)"),
        ("id_0001189", "an abstract on page 52, the other one on page 22 of the same supplement"),
    )
}


def truth(folder: Path) -> dict[str, int]:
    """Return record id -> number of its labelled group."""
    with (folder / "merged_record_ids.csv").open(newline="") as stream:
        rows = [row["merged_ids"].split(";") for row in csv.DictReader(stream)]
    return {record: number for number, row in enumerate(rows) for record in row}


def apart(folder: Path, groups: dict[str, int]) -> dict[str, int]:
    """Return the groups with those taken apart that join different publications; records with one reason stay together."""
    found = dict(groups)
    numbers: dict[str, int] = {}
    for record, reason in APART.get(folder.name, ()):
        found[record] = numbers.setdefault(reason, max(groups.values()) + 1 + len(numbers))
    return found


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
    if folder.name in APART:
        hit, missed, false, _ = score(ids, apart(folder, groups), found)
        print(
            f"    with {len(APART[folder.name])} records taken out of groups of other publications: to remove {hit + missed}, "
            f"found {hit}, missed {missed}, false merges {false}, sensitivity {hit / max(hit + missed, 1):.4f}"
        )
        for record, reason in APART[folder.name]:
            print(f"      {record}: {reason}")
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
        told = {(ids[one.left], ids[one.right]) for one in (*result.merges, *result.links, *result.doubtful)}
        for left, right in sorted(cases(folder) - told):
            print(
                f"    apart {left} {right}: {differences(records[ids.index(left)], records[ids.index(right)])}"
            )


def cases(folder: Path) -> set[tuple[str, str]]:
    """Return the pairs of records that the set itself calls doubtful."""
    with (folder / "maybe_pairs.csv").open(newline="") as stream:
        found = {tuple(sorted(row["case"].split(";"))) for row in csv.DictReader(stream)}
    return {(pair[0], pair[1]) for pair in found if len(pair) == 2}


def differences(left: Record, right: Record) -> str:
    """Return in which fields two records differ, with both values."""
    sides = [
        {"title": one.title, "first author": one.authors[0].name if one.authors else "", "journal": one.journal,
         "year": one.year, "volume": one.volume, "pages": one.pages, "DOI": one.doi}
        for one in (left, right)
    ]  # fmt: skip
    return "; ".join(
        f"{name} {sides[0][name]} and {sides[1][name]}"
        for name in sides[0]
        if sides[0][name] != sides[1][name]
    )


BIB_DEDUPE = """
import sys, contextlib, io, pandas as pd
data = pd.read_csv(sys.argv[1], dtype=str)
with contextlib.redirect_stdout(io.StringIO()):
    from bib_dedupe.bib_dedupe import block, cluster, match, prep
    found = cluster(match(block(prep(data))))
print("\\n".join(";".join(x) for x in found))
"""
ASREVIEW = """
import sys, pandas as pd
from asreview.data import ASReviewData
data = pd.read_csv(sys.argv[1], dtype=str).fillna("")
data["abstract"] = data["abstract"] if "abstract" in data else ""
flagged = ASReviewData(data).duplicated("doi" if "doi" in data else None)
print("\\n".join(data["ID"][list(flagged)]))
"""


def ran(code: str, folder: Path) -> tuple[list[str], float] | None:
    start = time.perf_counter()
    done = subprocess.run(
        [PEER, "-W", "ignore", "-c", code, folder / "records_pre_merged.csv"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print("    failed: " + (done.stderr.strip().splitlines() or ["without a word"])[-1])
        return None
    return done.stdout.split(), time.perf_counter() - start


def peers(folder: Path) -> None:
    """Run bib-dedupe and ASReview beside it, in their own environment."""
    if not PEER.exists():
        print("    bib-dedupe and asreview: not run; ANEATLAS_PEERS names no python")
        return
    with (folder / "records_pre_merged.csv").open(newline="") as stream:
        ids = [row["ID"] for row in csv.DictReader(stream)]
    place = {key: number for number, key in enumerate(ids)}
    for groups, labels in (
        (truth(folder), "labels as given"),
        (apart(folder, truth(folder)), "labels by the rule"),
    ):
        if labels != "labels as given" and folder.name not in APART:
            continue
        if (out := ran(BIB_DEDUPE, folder)) is not None:
            found = [tuple(place[key] for key in row.split(";")) for row in out[0] if ";" in row]
            hit, missed, false, _ = score(ids, groups, found)
            told("bib-dedupe", labels, hit, missed, false, out[1])
        if (out := ran(ASREVIEW, folder)) is not None:
            # It says which records are duplicates, not of which: at most all but one of a group are found.
            flagged: dict[int, int] = {}
            for key in out[0]:
                flagged[groups.get(key, -1 - place[key])] = (
                    flagged.get(groups.get(key, -1 - place[key]), 0) + 1
                )
            sizes: dict[int, int] = {}
            for key in ids:
                sizes[groups.get(key, -1 - place[key])] = sizes.get(groups.get(key, -1 - place[key]), 0) + 1
            hit = sum(min(count, sizes[group] - 1) for group, count in flagged.items())
            wanted = len(ids) - len(sizes)
            told("asreview", labels, hit, wanted - hit, len(out[0]) - hit, out[1])


def told(name: str, labels: str, hit: int, missed: int, false: int, seconds: float) -> None:
    rate = hit / max(hit + missed, 1)
    print(
        f"    {name} ({labels}): found {hit}, missed {missed}, false {false}, sensitivity {rate:.4f}, {seconds:.1f} s"
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
            peers(folder)


if __name__ == "__main__":
    main()
