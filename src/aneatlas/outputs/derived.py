"""Columns of the flat table that are worked out from the findings, each by the rule that stands in its description.

A derived answer is empty where the findings do not settle it; its `_status` column then tells whether the
findings behind it were looked for ('not_reported') or not ('').
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aneatlas.core.kinds import Cell
from aneatlas.core.study import Study
from aneatlas.core.values import Age, Category, Quantity, Status
from aneatlas.criteria.scoring import apply
from aneatlas.outputs.atlas import CaseView

Derived = dict[str, Cell]

# Age bands in months [low, high): CDC's bands for children, and three for adults (project convention).
AGE_BANDS: Mapping[str, tuple[int, int]] = {
    "0-4": (0, 60), "5-11": (60, 144), "12-17": (144, 216), "18-39": (216, 480), "40-64": (480, 780), "65+": (780, 1441),
}  # fmt: skip
AGE_CLASSES: Mapping[str, tuple[int, int]] = {"child": (0, 216), "adult": (216, 1441)}
BRAINSTEM = ("brainstem", "midbrain", "pons", "medulla")
DAY = 24.0  # hours

DERIVED: tuple[tuple[str, str, str], ...] = (
    ("age_group", "string", f"Age band in years ({', '.join(AGE_BANDS)}) that holds the whole interval of the age; empty where it does not fit one band."),
    ("age_class_status", "string", "Status of the age."),
    ("age_class", "string", "child (under 18 years) or adult, where the interval of the age lies on one side."),
    ("age_group_status", "string", "Status of the age."),
    ("period", "string", "Decade in which the report was published, as 2010s; empty where the year is not known."),
    ("outcome_final", "string", "Outcome level: died where any assessment says so, else the level of the last assessment."),
    ("outcome_final_status", "string", "Status of the outcome."),
    ("outcome_class", "string", "died; survived_without_disability (recovered, or sequelae denied), survived_with_disability (any impairment, or sequelae named), survived_not_told (alive, no more is told)."),
    ("outcome_class_status", "string", "Status of the outcome."),
    ("trigger_known", "string", "yes where a trigger is named, none where the text says that none was found, else empty."),
    ("trigger_group", "string", "influenza, covid_19, hhv6, dengue (or another flavivirus not told apart), another_agent, agent_not_named, or none_found where the text says so."),
    ("trigger_group_status", "string", "Status of the trigger."),
    ("sites_named", "string", "yes where at least one lesion site is named as involved, else empty."),
    ("brainstem", "string", "Lesion of the brainstem or of a part of it: status. A part that is spared does not settle the whole."),
    ("severity_lowest", "integer", "Lowest ANE severity score that the known items allow."),
    ("severity_highest", "integer", "Highest ANE severity score that the known items allow."),
    ("severity_group", "string", "low, medium or high where every score between the two lies in one group, else empty."),
    ("severity_group_status", "string", "present where the group is settled; not_reported where an item was looked for and the group stays open."),
    ("given_corticosteroid", "string", "Was a corticosteroid given: status. Absent only where the text denies it or any treatment of the immune system."),
    ("given_ivig", "string", "Was intravenous immunoglobulin given: status, by the same rule."),
    ("given_plasma_exchange", "string", "Was plasma exchange given: status, by the same rule."),
    ("given_tocilizumab", "string", "Was tocilizumab given: status, by the same rule."),
    ("steroid_timing", "string", "First corticosteroid after the neurological onset: within_24h, 24_to_48h, after_48h, after_24h (later than 24 hours, no more is told), time_not_told, or never."),
    ("steroid_timing_status", "string", "Status of the corticosteroid."),
    ("steroid_time_told", "string", "present where the text tells when the first corticosteroid was given, or that none was; else not_reported, or empty where treatments were not looked for."),
    ("ranbp2_result", "string", "found, not_found, tested (result not told) or not_tested (the text says so)."),
    ("ranbp2_result_status", "string", "Status of the test."),
    ("genetic_group", "string", "genetic where a RANBP2 variant was found or the disease is familial; sporadic where RANBP2 was tested and no variant found."),
    ("genetic_group_status", "string", "Status of test and family."),
    ("csf_pattern", "string", "protein_only, cells_only, both or neither raised in the spinal fluid, where both are told."),
    ("csf_pattern_status", "string", "Status of the two answers."),
    ("liver_pattern", "string", "transaminases_only, ammonia_only, both or neither raised, where both are told."),
    ("liver_pattern_status", "string", "Status of the two answers."),
    ("treatments_n", "integer", "Number of treatments recorded."),
    ("provenance", "string", "Lowest level of provenance among the findings of the case."),
)  # fmt: skip


def before_fields(view: CaseView, study: Study) -> Derived:
    """Return the derived columns that need the findings of the case."""
    age = cell(view.status("age_at_onset"))
    year = view.report.year
    group = study.dictionary.group("treatments")
    found: Derived = {
        "age_group": _band(view, AGE_BANDS),
        "age_class": _band(view, AGE_CLASSES),
        "age_group_status": age,
        "age_class_status": age,
        "period": f"{year // 10 * 10}s" if year else "",
        "outcome_final": final_outcome(view),
        "outcome_final_status": _outcome_status(view),
        "trigger_known": _trigger(view),
        "trigger_group": trigger_group(view),
        "trigger_group_status": cell(view.status("trigger_agent")),
        "sites_named": "yes"
        if Status.PRESENT in (f.status for f in view.findings.get("site_involved", {}).values())
        else "",
        "brainstem": joined([cell(view.status("site_involved", site)) for site in BRAINSTEM]),
        "treatments_n": len(view.items(group)) if group else 0,
        "provenance": view.provenance.value if view.provenance else "",
    }
    return found | _outcome_class(view) | _treatments(view) | _genes(view)


def after_fields(row: Mapping[str, Cell], study: Study) -> Derived:
    """Return the derived columns that are read off the other columns of the row."""
    found: Derived = {
        **_pattern(row, "csf_pattern", ("csf_protein_raised", "protein"), ("csf_pleocytosis", "cells")),
        **_pattern(
            row, "liver_pattern", ("transaminases_raised", "transaminases"), ("ammonia_raised", "ammonia")
        ),
    }
    score = next((score for score in study.scores if score.id == "ane_severity"), None)
    if score is None:
        return found
    scored = apply(score, row)
    asked = [item.sign or f"{item.field}_status" for item in score.item if not item.sites]
    looked = any(row.get(name) for name in asked) or bool(row.get("brainstem"))
    return found | {
        "severity_lowest": scored.lowest,
        "severity_highest": scored.highest,
        "severity_group": scored.group,
        "severity_group_status": "present" if scored.group else "not_reported" if looked else "",
    }


def cell(status: Status | None) -> str:
    """Return a status as it stands in a table; '' for a field that has not been looked for."""
    return status.value if status else ""


def joined(statuses: Sequence[str]) -> str:
    """Join the statuses of a whole (named first) and its parts: a part that is absent says little of the whole."""
    if "present" in statuses:
        return "present"
    if statuses[0] == "absent" or set(statuses) == {"absent"}:
        return "absent"
    return "not_reported" if any(statuses) else ""


def final_outcome(view: CaseView) -> str:
    """Return the outcome level: died where any assessment says so, else that of the last assessment."""
    levels = [
        (int(item), finding.value.code)
        for item, finding in view.findings.get("outcome_level", {}).items()
        if isinstance(finding.value, Category) and finding.status is Status.PRESENT
    ]
    if any(code == "died" for _, code in levels):
        return "died"
    return max(levels)[1] if levels else ""


def _outcome_status(view: CaseView) -> str:
    if final_outcome(view):
        return Status.PRESENT.value
    found = list(view.findings.get("outcome_level", {}).values())
    return cell(found[-1].status if found else None)


def _outcome_class(view: CaseView) -> Derived:
    level, died, sequelae = final_outcome(view), view.status("died"), view.status("sequelae_any")
    if died is Status.PRESENT or level == "died":
        value = "died"
    elif level:
        value = "survived_without_disability" if level == "recovered" else "survived_with_disability"
    elif sequelae is Status.PRESENT and died is Status.ABSENT:
        value = "survived_with_disability"
    elif died is Status.ABSENT:
        value = "survived_without_disability" if sequelae is Status.ABSENT else "survived_not_told"
    else:
        value = ""
    return _with_status("outcome_class", value, (died, sequelae))


def _with_status(name: str, value: str, behind: Iterable[Status | None]) -> Derived:
    looked = "not_reported" if any(behind) else ""
    return {name: value, f"{name}_status": "present" if value else looked}


def _band(view: CaseView, bands: Mapping[str, tuple[int, int]]) -> str:
    found = view.finding("age_at_onset")
    if found is None or not isinstance(found.value, Age):
        return ""
    age = found.value
    return next((name for name, (low, high) in bands.items() if low <= age.low and age.high <= high), "")


def _trigger(view: CaseView) -> str:
    status = view.status("trigger_agent")
    return {Status.PRESENT: "yes", Status.ABSENT: "none"}.get(status, "") if status else ""


def trigger_group(view: CaseView) -> str:
    """Return the group of the agent that the report holds responsible, '' where it names none."""
    if view.status("trigger_agent") is Status.ABSENT:
        return "none_found"
    agent = view.code("trigger_agent")
    if agent.startswith("influenza"):  # not parainfluenza
        return "influenza"
    if agent.startswith("unnamed_") or agent == "sepsis_no_pathogen":
        return "agent_not_named"
    named = {
        "sars_cov_2": "covid_19",
        "hhv6": "hhv6",
        "dengue": "dengue",
        "dengue_or_flavivirus": "dengue",
        "": "",
    }
    return named.get(agent, "another_agent")


def _treatments(view: CaseView) -> Derived:
    classes = {
        item: finding.value.code
        for item, finding in view.findings.get("treatment_class", {}).items()
        if isinstance(finding.value, Category)
    }
    denied = (
        view.status("immunotherapy_given") is Status.ABSENT
        or view.status("supportive_care_only") is Status.PRESENT
    )
    looked = bool(classes) or denied or view.status("immunotherapy_given") is not None
    found: Derived = {}
    for name in ("corticosteroid", "ivig", "plasma_exchange", "tocilizumab"):
        said = [view.status("treatment_given", item) for item, code in classes.items() if code == name]
        if any(status in (None, Status.PRESENT) for status in said):
            value = "present"
        elif Status.ABSENT in said or denied:
            value = "absent"
        else:
            value = "not_reported" if looked else ""
        found[f"given_{name}"] = value
    given = str(found["given_corticosteroid"])
    courses = [item for item, code in classes.items() if code == "corticosteroid"]
    timing = _timing(view, courses) if given == "present" else "never" if given == "absent" else ""
    status = "present" if timing else given
    told = "present" if timing not in ("", "time_not_told") else "not_reported" if status else ""
    return found | {"steroid_timing": timing, "steroid_timing_status": status, "steroid_time_told": told}


def _timing(view: CaseView, courses: Iterable[str]) -> str:
    """Return when the first of several courses began; the order of what is known decides."""
    said = {
        _start(view, item)
        for item in courses
        if view.status("treatment_given", item) in (None, Status.PRESENT)
    }
    if "within_24h" in said:
        return "within_24h"
    if "time_not_told" in said:  # the course whose time is not told may have been the first
        return "time_not_told"
    return next(name for name in ("24_to_48h", "after_24h", "after_48h") if name in said)


def _start(view: CaseView, item: str) -> str:
    found, within = view.finding("treatment_start", item), view.status("treatment_within_24h", item)
    value = found.value if found else None
    low, high = (value.low, value.high) if isinstance(value, Quantity) else (None, None)
    if within is Status.PRESENT or (high is not None and high <= DAY):
        return "within_24h"
    if low is not None and (low > 2 * DAY or (low == 2 * DAY and high != low)):
        return "after_48h"
    if low is not None and low >= DAY:
        return "24_to_48h" if high is not None and high <= 2 * DAY else "after_24h"
    return "after_24h" if within is Status.ABSENT else "time_not_told"


def _genes(view: CaseView) -> Derived:
    tested, found = view.status("ranbp2_tested"), view.status("ranbp2_variant_found")
    pathogenic, familial = view.status("ranbp2_pathogenic"), view.status("familial")
    if Status.PRESENT in (found, pathogenic):
        result = "found"
    elif found is Status.ABSENT:
        result = "not_found"
    else:
        result = {Status.PRESENT: "tested", Status.ABSENT: "not_tested"}.get(tested, "") if tested else ""
    group = (
        "genetic"
        if result == "found" or familial is Status.PRESENT
        else "sporadic"
        if result == "not_found"
        else ""
    )
    behind = (tested, found, pathogenic)
    return _with_status("ranbp2_result", result, behind) | _with_status(
        "genetic_group", group, (*behind, familial)
    )


def _pattern(row: Mapping[str, Cell], name: str, first: tuple[str, str], second: tuple[str, str]) -> Derived:
    one, two = str(row.get(first[0]) or ""), str(row.get(second[0]) or "")
    words = {
        ("present", "absent"): f"{first[1]}_only",
        ("absent", "present"): f"{second[1]}_only",
        ("present", "present"): "both",
        ("absent", "absent"): "neither",
    }
    value = words.get((one, two), "")
    return {name: value, f"{name}_status": "present" if value else "not_reported" if one or two else ""}
