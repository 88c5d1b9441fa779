"""Labels that stand beside a text, in the shape of the starter collection's source: what the text itself says.

A reader writes them; `cases` holds one entry for each patient (age_years, sex, trigger, lesions, csf, labs, genetics,
treatments, outcome, ...), and null is 'the text does not say'. They become the facts that `collection_facts` compares.
"""

from __future__ import annotations

import re
from typing import Any

from aneatlas.core.study import Study

#: A fact: field, item (site, class of treatment) and value or status.
Fact = tuple[str, str, str]
SIGNS = {
    "fever": "fever", "seizures": "seizure", "status_epilepticus": "status_epilepticus", "coma": "coma",
    "altered_consciousness": "altered_consciousness", "familial": "familial", "recurrent": "recurrent",
}  # fmt: skip
LESIONS = {
    "bilateral_symmetric": "lesions_bilateral_or_symmetric", "haemorrhage": "imaging_haemorrhage",
    "necrosis_or_cavitation": "imaging_necrosis", "restricted_diffusion": "restricted_diffusion",
}  # fmt: skip
SITES = {
    "thalamus": "thalamus", "brainstem": "brainstem", "cerebellum": "cerebellum",
    "white_matter": "cerebral_white_matter", "basal_ganglia": "basal_ganglia",
}  # fmt: skip
CSF = {"done": "csf_done", "pleocytosis": "csf_pleocytosis", "protein_raised": "csf_protein_raised"}
LABS = {
    "transaminases_raised": "transaminases_raised", "ammonia_raised": "ammonia_raised",
    "crp_or_ferritin_or_il6_raised": "inflammatory_markers_raised", "platelets_low": "platelets_low",
}  # fmt: skip
CLASSES = {
    "corticosteroid": "corticosteroid", "ivig": "ivig", "plasma exchange": "plasma_exchange", "tocilizumab": "tocilizumab",
    "antiviral": "antiviral", "antiseizure": "antiseizure", "antibiotic": "antibiotic",
    "other immunotherapy": "other_immunotherapy", "neuroprotection/icp": "neuroprotection_icp", "supportive": "supportive",
}  # fmt: skip
_HEALTHY = re.compile(r"health|\bwell\b|^no\b|unremarkable|nothing|without|uneventful|normal", re.I)


def facts_of(case: dict[str, Any], study: Study) -> tuple[set[Fact], set[tuple[str, str]]]:
    """Return the facts of a labelled patient, and the (field, item) pairs on which its labels are complete."""
    facts: set[Fact] = set()
    asked: set[tuple[str, str]] = set()

    def note(name: str, item: str, value: str) -> None:
        asked.add((name, item))
        if value:
            facts.add((name, item, value))

    def sign(given: bool | None) -> str:
        return "" if given is None else "present" if given else "absent"

    note("age_at_onset", "", _age(case["age_years"]))
    note("sex", "", case["sex"] or "")
    agent = _agent(case["trigger"], study)
    if agent is not None:
        note("trigger_agent", "", agent)
    health = case["prior_health"] or ""
    note("prior_health", "", health and ("previously_healthy" if _HEALTHY.search(health) else "comorbidity"))
    days = case["prodrome_days"]
    note("prodrome_days", "", "" if days is None else f"{days} d")
    for key, name in SIGNS.items():
        note(name, "", sign(case[key]))
    for part, table in (("lesions", LESIONS), ("csf", CSF), ("labs", LABS)):
        for key, name in table.items():
            note(name, "", sign(case[part][key]))
    for key, site in SITES.items():
        note("site_involved", site, sign(case["lesions"][key]))
    genes = case["genetics"]
    note("genetic_test_done", "", sign(genes["tested"]))
    if genes["gene"] == "RANBP2":
        note("ranbp2_tested", "", "present")
    for entry in case["treatments"]:
        kind = CLASSES.get(str(entry["class"]).lower())
        if kind:
            note("treatment", kind, "present")
    asked |= {("treatment", kind) for kind in CLASSES.values()}
    note("outcome_level", "", (case["outcome"] or "").replace(" ", "_"))
    return facts, asked


def _age(years: float | None) -> str:
    if years is None:
        return ""
    return f"{years:g} years" if float(2 * years).is_integer() else f"{round(years * 12)} months"


def _agent(words: str | None, study: Study) -> str | None:
    """Return the agent that words name; '' for none stated, None for words that the vocabulary does not know."""
    if not words:
        return ""
    vocabulary = study.dictionary.vocabularies["agent"]
    tries = [words, *re.split(r"\s*[(;,]\s*", words), *re.split(r"\s+(?:and|with|plus)\s+|[,/+]", words)]
    tries += [re.sub(r"[()]", " ", words), re.sub(r"\s*\(.*?\)", "", words), re.sub(r"\s+", "", words)]
    for one in tries:
        if (term := vocabulary.find(" ".join(one.split()))) is not None:
            return term.value
    return None
