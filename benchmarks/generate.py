"""Generated cases for benchmarks: seeded, made up, of the shape of real reports. No real patient."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from aneatlas.core.study import Study

SIGNS_PER_CASE = 30


def collection(study: Study, cases: int, seed: int = 20260101) -> Iterator[str]:
    """Yield the lines of a collection with the given number of generated cases, one report for each 1 to 3."""
    chance = random.Random(seed)
    header = {
        "name": f"{cases} generated cases",
        "version": "1",
        "provenance": "citation",
        "proposer": "benchmark generator",
    }
    yield json.dumps({"collection": header})
    made = number = 0
    signs = [
        p.field.id
        for p in study.dictionary
        if p.field.kind == "sign" and p.group.subject == "case" and not p.group.repeats
    ]
    signs = [
        sign
        for sign in signs
        if sign != "died" and sign not in {i for rule in study.implications for i in (rule.when, rule.then)}
    ]
    while made < cases:
        number += 1
        size = min(chance.choice((1, 1, 1, 2, 3)), cases - made)
        made += size
        yield json.dumps(_report(chance, number, size, signs))


def _report(chance: random.Random, number: int, size: int, signs: list[str]) -> dict[str, object]:
    id = f"R{10_000 + number}"
    return {
        "report": {
            "id": id,
            "title": f"Generated report {number} of an encephalopathy after fever",
            "journal": f"Journal of Benchmarks {number % 60}",
            "year": chance.randint(1995, 2026),
            "doi": f"10.99999/generated.{number}",
            "country": chance.choice(("japan", "china", "india", "france", "brazil")),
            "type": "case_report" if size == 1 else "case_series",
            "read": "abstract",
            "label_used": "acute necrotizing encephalopathy",
            "labels": ["ane"],
        },
        "cases": [_case(chance, f"{id}-{n}", n, signs) for n in range(1, size + 1)],
    }


def _case(chance: random.Random, id: str, number: int, signs: list[str]) -> dict[str, object]:
    age = chance.choice(
        (f"{chance.randint(1, 60)} months", f"{chance.randint(1, 80)} years", "toddler", "not reported")
    )
    died = chance.random() < 0.3
    level = (
        "died"
        if died
        else chance.choice(("recovered", "mild_impairment", "moderate_impairment", "severe_impairment"))
    )
    findings = {
        sign: chance.choice(("present", "absent", "not reported"))
        for sign in chance.sample(signs, SIGNS_PER_CASE)
    }
    findings |= {
        "age_at_onset": age,
        "sex": chance.choice(("female", "male", "not reported")),
        "trigger_agent": chance.choice(
            ("influenza_a", "influenza_b", "sars_cov_2", "hhv6", "dengue", "not reported")
        ),
        "prodrome_days": f"{chance.randint(1, 6)} d",
        "csf_protein": f"{chance.randint(20, 400)} mg/dL",
        "platelets": f"{chance.randint(20, 400)} 10^9/L",
        "died": "present" if died else "absent",
        "seizure": chance.choice(("present", "not reported")),
        "altered_consciousness": "present",
    }
    sites = ("thalamus", "brainstem", "cerebellum", "cerebral_white_matter", "basal_ganglia")
    return {
        "id": id,
        "label": f"Patient {number}",
        "findings": findings,
        "groups": {
            "lesions": {site: {"site_involved": chance.choice(("present", "not reported"))} for site in sites},
            "treatments": [
                {"treatment_class": kind, "treatment_start": f"{chance.randint(1, 96)} h"}
                for kind in chance.sample(("corticosteroid", "ivig", "antiviral", "antiseizure"), 2)
            ],
            "outcome": [{"outcome_level": level, "outcome_time": f"{chance.randint(1, 24)} mo"}],
        },
    }  # fmt: skip
