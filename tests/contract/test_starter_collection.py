"""The starter collection against its articles: the program's output, and fact by fact in the atlas.

The comparison is written from the form of the articles and the study's dictionary alone; it does not use
starter/. A fact counts as found where the atlas holds it as a value, or where a note holds its words.
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ACTOR, AT

from aneatlas.core.study import Study
from aneatlas.core.values import Age, Count
from aneatlas.core.vocabularies import fold
from aneatlas.outputs.atlas import Atlas, CaseView, build
from aneatlas.store import open_ledger
from aneatlas.workflows.facts import take_collection

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "aneatlas" / "study" / "starter" / "collection.jsonl"
ARTICLES = Path(os.environ.get("ANEATLAS_CORPORA", ""), "..", "collection", "articles.jsonl").resolve()
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(
        not os.environ.get("ANEATLAS_CORPORA") or not ARTICLES.is_file(),
        reason="set ANEATLAS_CORPORA to the folder of test corpora, with collection/articles.jsonl beside it",
    ),
]
Row = dict[str, Any]

# The place of each true/false fact of a case: field, or field and item.
SIGNS = {
    "fever": "fever",
    "seizures": "seizure",
    "status_epilepticus": "status_epilepticus",
    "coma": "coma",
    "altered_consciousness": "altered_consciousness",
    "familial": "familial",
    "recurrent": "recurrent",
    "lesions.thalamus": "site_involved/thalamus",
    "lesions.brainstem": "site_involved/brainstem",
    "lesions.cerebellum": "site_involved/cerebellum",
    "lesions.white_matter": "site_involved/cerebral_white_matter",
    "lesions.basal_ganglia": "site_involved/basal_ganglia",
    "lesions.bilateral_symmetric": "lesions_bilateral_or_symmetric",
    "lesions.haemorrhage": "imaging_haemorrhage",
    "lesions.necrosis_or_cavitation": "imaging_necrosis",
    "lesions.restricted_diffusion": "restricted_diffusion",
    "csf.done": "csf_done",
    "csf.pleocytosis": "csf_pleocytosis",
    "csf.protein_raised": "csf_protein_raised",
    "labs.transaminases_raised": "transaminases_raised",
    "labs.ammonia_raised": "ammonia_raised",
    "labs.crp_or_ferritin_or_il6_raised": "inflammatory_markers_raised",
    "labs.platelets_low": "platelets_low",
    "genetics.tested": "genetic_test_done",
}
# The place of each other fact of a case.
PLACES = {
    "age_years": "age_at_onset",
    "sex": "sex",
    "trigger": "trigger_agent",
    "prior_health": "prior_health",
    "prodrome_days": "prodrome_days",
    "csf.protein_mg_dl": "csf_protein",
}
# The fields that keep the words of a fact.
WORDED = {
    "trigger": ["trigger_agent", "trigger_detail"],
    "prior_health": ["prior_health_detail"],
    "outcome": ["outcome_level"],
    "outcome_detail": ["outcome_detail"],
}
HEALTHY = ["previously healthy", "previously well", "healthy", "otherwise healthy"]
# Triggers whose words say no more than the agent.
TRIGGERS = {
    "HHV-6": "hhv6",
    "SARS-CoV-2": "sars_cov_2",
    "dengue": "dengue",
    "dengue/flavivirus": "dengue_or_flavivirus",
    "influenza": "influenza_untyped",
    "influenza A": "influenza_a",
    "influenza A (H1N1)": "influenza_a_h1n1",
    "influenza A (H1N1)2009": "influenza_a_h1n1pdm09",
    "influenza A (H1N1)pdm09": "influenza_a_h1n1pdm09",
    "influenza A (H3N2)": "influenza_a_h3n2",
    "influenza B": "influenza_b",
    "parainfluenza virus": "parainfluenza",
    "parainfluenza virus 2": "parainfluenza_2",
    "rotavirus": "rotavirus",
}
# Remarks of an aggregate that say no more than that another report tells of the same child: an overlap.
SAID_AS_OVERLAP = {"R0014": "R0108", "R0108": "R0014"}
# Nulls that the atlas does not show as 'not reported', and the rule that says so.
AGES_IN_WORDS = {
    "R0034-1",
    "R0069-1",
    "R0074-1",
    "R0104-1",
    "R0122-1",
}  # 'adult', 'toddler': no number of years
# Fields that a key of an aggregate may stand in, by words of the key; the first that fits.
KEYS = [
    (r"died", "died"),
    (r"^mortality", "died"),
    (r"^(male|female)$", "sex"),
    (r"status_epilepticus", "status_epilepticus"),
    (r"seizures|convulsions", "seizure"),
    (r"fever", "fever"),
    (r"altered|impaired", "altered_consciousness"),
    (r"bilateral.*trilaminar", "trilaminar_pattern"),
    (r"bilateral", "thalamic_lesions_bilateral"),
    (r"haemorrhage", "imaging_haemorrhage"),
    (r"cavitation|^necrosis", "imaging_necrosis"),
    (r"oedema", "imaging_oedema"),
    (r"thalam|brainstem|pons|midbrain|white_matter|cerebell|ganglia|callosum|hippocampus", "site_involved"),
    (r"csf_protein", "csf_protein_raised"),
    (r"liver_enzymes|transaminitis", "transaminases_raised"),
    (r"platelets|thrombocytopenia", "platelets_low"),
    (r"prothrombin", "prothrombin_prolonged"),
    (r"dengue|influenza|mycoplasma|zoster|rotavirus|japanese", "trigger_agent"),
    (r"intensive_care", "icu"),
    (r"ventilation", "invasive_ventilation"),
    (r"genetic", "genetic_test_done"),
    (r"RANBP2", "ranbp2_variant_found"),
    (r"previously|no_significant|no_underlying", "prior_health"),
    (r"posturing", "posturing"),
    (r"gait", "gait_disturbance_acute"),
    (r"icp", "raised_icp"),
    (r"", None),  # a field of the key's own name
]


@pytest.fixture(scope="module")
def articles() -> list[Row]:
    lines = ARTICLES.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes) -> Atlas:
    """The atlas of the starter collection; excluded reports are shown too, so that their facts can be compared."""
    ledger = open_ledger(tmp_path_factory.mktemp("starter"), create=True)
    lines = [json.loads(line) for line in starter.decode().removesuffix("\n").split("\n")]
    for line in lines[1:]:
        line["report"].update(standing="included", reason="")
    text = "".join(json.dumps(line) + "\n" for line in lines)
    take_collection(ledger, study, "starter", text.encode(), AT, ACTOR)
    return build(ledger.present(), study)


def _id(number: int) -> str:
    return f"R{number:04d}"


def _number(value: float) -> str:
    return f"{value:g}"


def _flat(source: Row) -> Iterator[tuple[str, Any]]:
    for key, value in source.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", given) for inner, given in value.items())
        elif key != "treatments":
            yield key, value


def _status(case: CaseView, place: str) -> str:
    field, _, item = place.partition("/")
    found = case.status(field, item)
    return found.words if found else "not looked for"


def _texts(atlas: Atlas, findings: Row) -> list[str]:
    return [atlas.show(f) for items in findings.values() for f in items.values()]


def _near(words: str, texts: list[str]) -> bool:
    """Tell whether all words of a phrase stand in one of the texts (in any spelling of gaps and case)."""
    wanted = set(re.findall(r"\w+", words.lower().replace("_", " ")))
    return any(wanted <= set(re.findall(r"\w+", text.lower().replace("_", " "))) for text in texts)


def _lost_of_report(article: Row, id: str, atlas: Atlas, articles: list[Row]) -> Iterator[str]:
    view = atlas.reports[id]
    report = view.report
    for key in ("journal", "year", "doi", "pmid", "pmcid", "url", "label_used"):
        if article[key] is not None and getattr(report, key) != article[key]:
            yield key
    if report.title != article["title"].strip():
        yield "title"
    if article["country"] and report.country != article["country"].lower().replace(" ", "_"):
        yield "country"
    if report.type.replace("_", " ") != article["article_type"]:
        yield "article_type"
    if report.read.replace("_", " ") != article["read"]:
        yield "read"
    if article.get("note") and article["note"] not in report.note:
        yield "note"
    patients = {len(view.cases), *(c.cohort.n for c in view.cohorts)}
    own = article["article_type"] not in ("other", "review")
    if own and article["n_cases"] not in patients | {None}:
        yield "n_cases"
    linked = {end.partition("-")[0] for o in view.overlaps for end in (o.a, o.b)}
    for name in article.get("same_patient_as", []):
        targets = [
            _id(n) for n, a in enumerate(articles, 1) if a["url"] == name or a["title"].startswith(name[:60])
        ]
        if name not in report.note and not linked & (set(targets) - {id}):
            yield f"same_patient_as {name}"


def _lost_of_case(source: Row, case: CaseView, atlas: Atlas) -> Iterator[str]:
    texts = _texts(atlas, case.findings)
    said = {key: value for key, value in _flat(source) if value is not None}
    if case.case.label != source["case"]:
        yield "case"
    for key, value in said.items():
        if key in SIGNS:
            held = _status(case, SIGNS[key]) == ("present" if value else "absent")
            yield from () if held else (key,)
        elif key == "age_years":
            yield from () if _age_holds(case, value) else (key,)
        elif key in ("sex", "prodrome_days", "csf.protein_mg_dl"):
            found = case.finding(PLACES[key])
            shown = atlas.show(found).lower() if found else ""
            if not re.match(rf"{re.escape(value if key == 'sex' else _number(value))}\b", shown):
                yield key
        elif key in ("trigger", "prior_health", "outcome", "outcome_detail"):
            if not _words_hold(case, key, value, atlas):
                yield key
        elif key == "follow_up_months":
            if not any(atlas.show(f).startswith(_number(value)) for f in _items(case, "outcome_time")):
                yield key
        elif key in ("genetics.gene", "genetics.variant") and not _gene_holds(case, key, value, texts):
            yield key
    if source["outcome"] and (source["outcome"] == "died") != (_status(case, "died") == "present"):
        yield "outcome (died)"
    for number, treatment in enumerate(source["treatments"], 1):
        written = case.finding("treatment_as_written", str(number))
        if written is None or atlas.show(written) != treatment["name"]:
            yield f"treatments {number} name"
        code = case.code("treatment_class", str(number))
        if treatment["class"] != "other" and code != treatment["class"].lower().replace(" ", "_"):
            yield f"treatments {number} class"
        if not code:
            yield f"treatments {number} class"
        if treatment["hours_from_neurological_onset"] is not None:
            start = case.finding("treatment_start", str(number))
            if start is None or not atlas.show(start).startswith(
                _number(treatment["hours_from_neurological_onset"])
            ):
                yield f"treatments {number} hours"


def _items(case: CaseView, field: str) -> list[Any]:
    return list(case.findings.get(field, {}).values())


def _words_hold(case: CaseView, key: str, words: str, atlas: Atlas) -> bool:
    """Tell whether the fields of a fact keep its words, or the code that the words stand for."""
    shown = [atlas.show(f) for field in WORDED[key] for f in _items(case, field)]
    if key == "prior_health" and case.code("prior_health") == "previously_healthy":
        return words in shown or words in HEALTHY
    if key == "trigger":
        return words in shown or TRIGGERS.get(words) == case.code("trigger_agent")
    return any(fold(words) == fold(text) for text in shown)


def _age_holds(case: CaseView, years: float) -> bool:
    """The age in years, as a decimal rounded to two places, lies within the atlas's interval of months."""
    found = case.finding("age_at_onset")
    if found is None or not isinstance(found.value, Age):
        return False
    return found.value.low - 0.07 <= years * 12 < found.value.high


def _gene_holds(case: CaseView, key: str, value: str, texts: list[str]) -> bool:
    if key == "genetics.gene":
        return all(_near(gene, texts) for gene in value.split(", ")) or (
            value == "RANBP2" and _status(case, "ranbp2_tested") == "present"
        )
    if value == "no mutation in the coding region":
        return _status(case, "ranbp2_variant_found") == "absent"
    if value == "result awaited":
        return _status(case, "genetic_result_pending") == "present"
    return (
        all(any(part.split(",")[0] in text for text in texts) for part in value.split(" and "))
        or value in texts
    )


def _lost_of_aggregate(article: Row, id: str, atlas: Atlas) -> Iterator[str]:
    cohorts = atlas.reports[id].cohorts
    notes = [c.cohort.note for c in cohorts] + [atlas.reports[id].report.note]
    texts = [text for c in cohorts for text in _texts(atlas, c.findings)] + notes
    counts = [(field, value) for c in cohorts for field, _, value, _ in c.counts()]
    for key, value in (article["aggregate"] or {}).items():
        if value is None:
            continue
        field = next(f or key for pattern, f in KEYS if re.search(pattern, key))
        if key == "n":
            held = any(c.cohort.n == value for c in cohorts) or len(atlas.reports[id].cases) == value
        elif key == "died":
            held = any(f == "died" and c.n == value for f, c in counts) or _near(f"{value} deaths", notes)
        elif isinstance(value, list):
            held = any(f == field and [c.n, c.of] == value for f, c in counts) or _in_notes(key, value, notes)
        else:
            held = _in_notes(key, value, texts) or any(f == field and _prints(c, value) for f, c in counts)
            centre = re.match(r"(mean|median)_age", key)
            ages = [c.findings.get(f"cohort_{centre[0]}", {}) for c in cohorts] if centre else []
            held = held or any(atlas.show(f).startswith(_number(value)) for a in ages for f in a.values())
            if key == "note" and id in SAID_AS_OVERLAP:
                held = any({o.a, o.b} == {id, SAID_AS_OVERLAP[id]} for o in atlas.reports[id].overlaps)
        if not held:
            yield f"aggregate {key}"


def _prints(count: Count, value: object) -> bool:
    """Tell whether a count prints as a percentage, to the decimals given."""
    figures = str(value).rstrip("%")
    if not re.fullmatch(r"\d+(\.\d+)?", figures):
        return False
    decimals = len(figures.partition(".")[2])
    return bool(abs(100 * count.n / count.of - float(figures)) <= 0.5 * 10**-decimals + 1e-9)


def _in_notes(key: str, value: object, notes: list[str]) -> bool:
    words = key.replace("_percent", "").replace("_", " ")
    figures = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    if key in ("note", "died_basis"):
        return any(figures in note for note in notes)
    clauses = [clause for note in notes for clause in re.split(r"; |\. ", note)]
    return _near(f"{words} {figures}", clauses)


def lost_facts(articles: list[Row], atlas: Atlas) -> list[str]:
    """Return the facts of the articles that the atlas does not hold, as 'accession key'."""
    lost: list[str] = []
    for number, article in enumerate(articles, 1):
        id = _id(number)
        lost += [f"{id} {what}" for what in _lost_of_report(article, id, atlas, articles)]
        lost += [f"{id} {what}" for what in _lost_of_aggregate(article, id, atlas)]
        views = {case.id: case for case in atlas.reports[id].cases}
        for place, source in enumerate(article["cases"], 1):
            case = views.get(f"{id}-{place}")
            found = _lost_of_case(source, case, atlas) if case else ["the whole case"]
            lost += [f"{id}-{place} {what}" for what in found]
    return lost


def test_the_program_writes_the_shipped_collection(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "starter" / "convert.py"), str(ARTICLES), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    other = tmp_path / "other.jsonl"
    other.write_text(SHIPPED.read_text(encoding="utf-8").replace("present", "absent", 1), encoding="utf-8")
    done = subprocess.run([*command, "--output", str(other)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == "other.jsonl differs from articles.jsonl: run without --check to write it.\n"


def test_every_fact_of_the_articles_is_in_the_atlas(articles: list[Row], atlas: Atlas) -> None:
    assert len(articles) == len(atlas.reports)
    lost = lost_facts(articles, atlas)
    assert not lost, "\n".join(lost)


def test_a_lost_fact_is_named(articles: list[Row], atlas: Atlas) -> None:
    planted = copy.deepcopy(articles)
    number = next(n for n, a in enumerate(planted) if a["cases"])
    planted[number]["cases"][0]["fever"] = True
    planted[number]["cases"][0]["outcome_detail"] = "words that no report holds"
    planted[number]["journal"] = "Journal of Nowhere"
    cohort = next(n for n, a in enumerate(planted) if isinstance((a["aggregate"] or {}).get("male"), list))
    planted[cohort]["aggregate"]["male"] = [997, 998]
    assert atlas.reports[_id(number + 1)].cases[0].status("fever") != "present"
    new = set(lost_facts(planted, atlas)) - set(lost_facts(articles, atlas))
    own = _id(number + 1)
    assert new == {
        f"{own} journal",
        f"{own}-1 fever",
        f"{own}-1 outcome_detail",
        f"{_id(cohort + 1)} aggregate male",
    }


def test_what_the_articles_do_not_say_is_not_reported(articles: list[Row], atlas: Atlas) -> None:
    shown: list[str] = []
    for number, article in enumerate(articles, 1):
        views = {case.id: case for case in atlas.reports[_id(number)].cases}
        for place, source in enumerate(article["cases"], 1):
            case = views[f"{_id(number)}-{place}"]
            for key, value in _flat(source):
                where = SIGNS.get(key) or PLACES.get(key)
                if value is None and where and _status(case, where) != "not reported":
                    shown.append(f"{case.id} {key}")
    assert shown == [f"{id} age_years" for id in sorted(AGES_IN_WORDS)]
