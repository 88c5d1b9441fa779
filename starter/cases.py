"""A patient of an article as a case of the collection."""

from __future__ import annotations

import re

from decisions import OVERRIDES, WORDS, Record, UnknownWordError, value_of

SIGNS = {
    "fever": "fever",
    "seizures": "seizure",
    "status_epilepticus": "status_epilepticus",
    "coma": "coma",
    "altered_consciousness": "altered_consciousness",
}
IMAGING = {
    "bilateral_symmetric": "lesions_bilateral_or_symmetric",
    "haemorrhage": "imaging_haemorrhage",
    "necrosis_or_cavitation": "imaging_necrosis",
    "restricted_diffusion": "restricted_diffusion",
}
SITES = {
    "thalamus": "thalamus",
    "brainstem": "brainstem",
    "cerebellum": "cerebellum",
    "white_matter": "cerebral_white_matter",
    "basal_ganglia": "basal_ganglia",
}
CSF = {"done": "csf_done", "pleocytosis": "csf_pleocytosis", "protein_raised": "csf_protein_raised"}
LABS = {
    "transaminases_raised": "transaminases_raised",
    "ammonia_raised": "ammonia_raised",
    "crp_or_ferritin_or_il6_raised": "inflammatory_markers_raised",
    "platelets_low": "platelets_low",
}
INHERITANCE = {"familial": "familial", "recurrent": "recurrent"}
NOT_REPORTED = "not reported"


def convert_case(id: str, source: Record) -> Record:
    """Return the line of a case: its findings, and its groups (lesion sites, variants, treatments, outcome)."""
    outcome = _outcome(id, source)
    variants = _variants(source["genetics"])
    treatments = [_treatment(entry) for entry in source["treatments"]]
    findings = {
        "age_at_onset": _age(id, source["age_years"]),
        "sex": source["sex"] or NOT_REPORTED,
        **_trigger(source["trigger"]),
        **_prior_health(source["prior_health"]),
        "prodrome_days": _measure(source["prodrome_days"], "d"),
        **_signs(source, SIGNS),
        **_signs(source["lesions"], IMAGING),
        **_signs(source["csf"], CSF),
        "csf_protein": _measure(source["csf"]["protein_mg_dl"], "mg/dL"),
        **_signs(source["labs"], LABS),
        **_genetics(source["genetics"]),
        **_signs(source, INHERITANCE),
        "died": _died(id, source["outcome"], outcome["outcome_level"]),
    }
    groups = {
        "lesions": {site: {"site_involved": _sign(source["lesions"][key])} for key, site in SITES.items()},
        **({"variants": variants} if variants else {}),
        **({"treatments": treatments} if treatments else {}),
        "outcome": [outcome],
    }
    return {"id": id, "label": source["case"], "findings": findings, "groups": groups}


def _sign(given: bool | None) -> str:
    return NOT_REPORTED if given is None else "present" if given else "absent"


def _signs(source: Record, fields: dict[str, str]) -> dict[str, str]:
    return {field: _sign(source[key]) for key, field in fields.items()}


def _measure(given: float | None, unit: str) -> str:
    return NOT_REPORTED if given is None else f"{given:g} {unit}"


def _age(id: str, years: float | None) -> str:
    """Whole and half years stay as written; other decimals of a year were months."""
    if years is None:
        return str(OVERRIDES["ages"].get(id, NOT_REPORTED))
    if years == int(years):
        return f"{int(years)} years"
    if (2 * years).is_integer():
        return f"{years} years"
    return f"{round(years * 12)} months"


def _trigger(words: str | None) -> dict[str, str]:
    if words is None:
        return {"trigger_agent": NOT_REPORTED}
    coded = WORDS["triggers"].get(words)
    if coded is None:
        return {"trigger_agent": value_of("agent", words)}
    findings = {"trigger_agent": coded["agent"]}
    if coded.get("detail"):
        findings["trigger_detail"] = words
    if "method" in coded:
        findings["trigger_method"] = coded["method"]
    if "coinfection" in coded:
        findings["coinfection"] = coded["coinfection"]
    if "certainty" in coded:
        findings["trigger_certainty"] = coded["certainty"]
    return findings


def _prior_health(words: str | None) -> dict[str, str]:
    if words is None:
        return {"prior_health": NOT_REPORTED}
    if words in WORDS["simply_healthy"]:
        return {"prior_health": "previously_healthy"}
    if words in WORDS["healthy"]:
        return {"prior_health": "previously_healthy", "prior_health_detail": words}
    coded = "unclear" if words in WORDS["health_unclear"] else "comorbidity"
    return {"prior_health": coded, "prior_health_detail": words}


def _genetics(source: Record) -> dict[str, str]:
    """A RANBP2 variant that is not named is found, and unclear as to pathogenicity."""
    ranbp2 = source["gene"] == "RANBP2"
    untested = "absent" if source["tested"] is False else NOT_REPORTED
    found, pathogenic = NOT_REPORTED, NOT_REPORTED
    pending = ranbp2 and source["variant"] == "result awaited"
    if pending:
        found = pathogenic = "not assessable"
    elif ranbp2 and source["variant"] == "no mutation in the coding region":
        found = pathogenic = "absent"
    elif ranbp2:
        found, pathogenic = "present", "unclear"
    return {
        "genetic_test_done": _sign(source["tested"]),
        "ranbp2_tested": "present" if ranbp2 else untested,
        "ranbp2_variant_found": found,
        "ranbp2_pathogenic": pathogenic,
        **({"genetic_result_pending": "present"} if pending else {}),
        **({"other_gene_finding": "present"} if source["gene"] and not ranbp2 else {}),
    }


def _variants(source: Record) -> list[dict[str, str]]:
    if source["gene"] is None or source["variant"] in ("no mutation in the coding region", "result awaited"):
        return []
    if source["gene"] == "RANBP2":
        return [{"variant_gene": "RANBP2", "variant_description": source["variant"]}]
    try:
        variants = WORDS["variants"][source["variant"]]
    except KeyError:
        raise UnknownWordError(
            f"the variant '{source['variant']}' is not in starter/words.toml: add it."
        ) from None
    return [{"variant_gene": gene, "variant_description": words} for gene, words in variants.items()]


def _treatment(source: Record) -> dict[str, str]:
    name, given = source["name"], source["class"]
    table, key = ("treatment_names", name) if given == "other" else ("treatment_classes", given)
    if key not in WORDS[table]:
        raise UnknownWordError(f"the treatment '{name}' ({given}) is not in starter/words.toml: add it.")
    drugs = [drug for drug in WORDS["drugs"] if re.search(rf"(?<![a-z]){drug}", name.lower())]
    return {
        "treatment_class": WORDS[table][key],
        "treatment_as_written": name,
        **({"treatment_agent": value_of("drug", drugs[0])} if drugs else {}),
        "treatment_start": _measure(source["hours_from_neurological_onset"], "h"),
    }


def _outcome(id: str, source: Record) -> dict[str, str]:
    level = NOT_REPORTED
    if source["outcome"]:
        level = source["outcome"].replace(" ", "_")
    elif source["outcome_detail"] and id in OVERRIDES["survived"] + OVERRIDES["outcome_unclear"]:
        level = "unclear"
    outcome = {"outcome_level": level}
    if source["outcome_detail"]:
        outcome["outcome_detail"] = source["outcome_detail"]
    if source["follow_up_months"] is not None:
        outcome["outcome_time"] = _measure(source["follow_up_months"], "mo")
    return outcome


def _died(id: str, outcome: str | None, level: str) -> str:
    if id in OVERRIDES["death_unclear"]:
        return "unclear"
    if outcome == "died":
        return "present"
    if outcome or id in OVERRIDES["survived"]:
        return "absent"
    return "unclear" if level == "unclear" else NOT_REPORTED
