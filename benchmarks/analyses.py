"""All shipped analyses over generated patients: seconds, and the slowest ones.

    .venv/bin/python benchmarks/analyses.py [PATIENTS]

The patients are made from the starter collection's own rows, drawn again and again with new accessions, and
with every answer that the text leaves open filled for a share of them, so that no figure is spared its models.
"""

from __future__ import annotations

import random
import sys
import time
from typing import Any

from aneatlas.core.collection import Reader
from aneatlas.core.events import GENESIS, seal
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import analyse
from aneatlas.outputs.atlas import Atlas, build
from aneatlas.outputs.numbers import numbers
from aneatlas.outputs.tables import tables
from aneatlas.workflows.init import starter_bytes
from aneatlas.workflows.publish import load_analyses
from aneatlas.workflows.study import load_study

GOAL = 60.0  # seconds on two cores
FILLED = {
    "died": ("present", "absent"), "age_class": ("child", "adult"), "trigger_group": ("influenza", "covid_19", "hhv6"),
    "brainstem": ("present", "absent"), "severity_group": ("low", "medium", "high"), "sex": ("female", "male"),
    "ranbp2_result": ("found", "not_found", "not_tested"), "genetic_group": ("genetic", "sporadic"),
    "steroid_timing": ("within_24h", "24_to_48h", "after_48h", "never"), "given_ivig": ("present", "absent"),
    "given_plasma_exchange": ("present", "absent"), "given_tocilizumab": ("present", "absent"),
    "period": ("1990s", "2000s", "2010s", "2020s"), "csf_pleocytosis": ("present", "absent"),
    "csf_protein_raised": ("present", "absent"), "transaminases_raised": ("present", "absent"),
    "ammonia_raised": ("present", "absent"), "onset_month": tuple(range(1, 13)), "sites_named": ("yes",),
}  # fmt: skip


def starter(study: Study) -> Atlas:
    """Return the atlas of the starter collection."""
    state, prev = State(), GENESIS
    drafts = Reader(study, Gate(study, State()), "starter").read(starter_bytes().decode().split("\n")[:-1])
    for seq, draft in enumerate(drafts, start=1):
        event = seal(draft, seq, "2000-01-01T00:00:00Z", "program:benchmark", prev)
        state.apply(event)
        prev = event.hash
    return build(state, study)


def patients(rows: list[dict[str, Any]], n: int, chance: random.Random) -> list[dict[str, Any]]:
    """Return n patients in reports of one, some of several."""
    made: list[dict[str, Any]] = []
    report = 0
    while len(made) < n:
        report += 1
        for number in range(1, chance.choice((1, 1, 1, 1, 2, 3, 8, 25)) + 1):
            row = dict(chance.choice(rows))
            row |= {"case_id": f"G{report:05d}-{number}", "report_id": f"G{report:05d}", "overlap": ""}
            for column, values in FILLED.items():
                if chance.random() < 0.7:
                    row[column] = chance.choice(values)
            if chance.random() < 0.5:
                days = chance.randint(1, 60)
                field = "death_day" if row["died"] == "present" else "hospital_days"
                row |= {f"{field}_min": days, f"{field}_max": days}
            made.append(row)
    return made[:n]


def main() -> None:
    """Measure and print."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    study = load_study()
    rows = {name: [dict(row) for row in table.rows] for name, table in tables(starter(study)).items()}
    rows["cases"] = patients(rows["cases"], n, random.Random(7))
    reports = sorted({row["report_id"] for row in rows["cases"]})
    blank = dict.fromkeys(rows["reports"][0], "")
    rows["reports"] += [
        blank | {"report_id": r, "standing": "included", "cases_n": 1, "cohorts_n": 0} for r in reports
    ]
    found, each = [], []
    began, worked = time.perf_counter(), time.process_time()
    for analysis in load_analyses(study):
        start = time.perf_counter()
        found.append(analyse(analysis, rows))
        each.append((time.perf_counter() - start, analysis.id))
    computed = time.perf_counter() - began
    register = numbers(rows, found)
    total = time.perf_counter() - began
    print(f"{len(found)} analyses over {n:,} patients in {len(reports):,} reports: {computed:.1f} s")
    cpu = time.process_time() - worked
    print(
        f"with the register of {len(register):,} numbers: {total:.1f} s, {cpu:.1f} s of processor time (goal: {GOAL:.0f} s)"
    )
    for seconds, id in sorted(each, reverse=True)[:5]:
        print(f"  {seconds:6.2f} s  {id}")


if __name__ == "__main__":
    main()
