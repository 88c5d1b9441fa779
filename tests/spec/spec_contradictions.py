"""Specification: findings that exclude each other."""

from __future__ import annotations

from spec_table import Chapter, Table
from spec_world import read_lines, report


def _case(findings: str) -> tuple[str]:
    entries = dict(part.split(": ") for part in findings.split("; ") if part)
    lesions = {
        name.partition(" ")[2]: {"site_involved": word} for name, word in entries.items() if " " in name
    }
    plain = {name: word for name, word in entries.items() if " " not in name}
    case = {"id": "R0001-1", "label": "Patient", "findings": plain, "groups": {"lesions": lesions}}
    return _said(case)  # fmt: skip


def _course(assessments: str, died: str) -> tuple[str]:
    items = []
    for part in assessments.split("; ") if assessments else []:
        level, _, time = part.partition(" at ")
        items.append({"outcome_level": level} | ({"outcome_time": time} if time else {}))
    findings = {"died": died} if died else {}
    return _said(
        {
            "id": "R0001-1",
            "label": "Patient",
            "findings": findings,
            "groups": {"outcome": items} if items else {},
        }
    )


def _said(case: dict[str, object]) -> tuple[str]:
    _, issues = read_lines([{"report": report(1), "cases": [case]}])
    return (f"{issues[0].level.value}: {issues[0].message}" if issues else "taken",)


CHAPTER = Chapter(
    "Contradictions",
    "Two findings may each be possible and together not. Such a pair is refused (error) or shown (warning); it is "
    "never mended silently. The pairs stand in `consistency.toml`.",
    (
        Table(
            "Signs that imply each other", "", ("findings of one case",), ("result",), _case,
            (
                ("status_epilepticus: present; seizure: present", "taken"),
                ("status_epilepticus: present; seizure: not reported", "taken"),
                ("status_epilepticus: present; seizure: absent", "error: status epilepticus is present, yet seizures are said to be absent."),
                ("status_epilepticus: absent; seizure: absent", "taken"),
                ("coma: present; altered_consciousness: absent", "error: coma is present, yet altered consciousness is said to be absent."),
                ("csf_pleocytosis: present; csf_done: absent", "error: CSF cells are reported, yet no CSF is said to have been taken."),
                ("ranbp2_pathogenic: present; ranbp2_tested: absent", "error: a pathogenic RANBP2 variant is present, yet RANBP2 is said not to have been tested."),
                ("thalamic_lesions_bilateral: present; lesion thalamus: absent", "error: bilateral thalamic lesions are present, yet the thalamus is said to be spared."),
                ("shock: present; hypotension: absent", "warning: shock is present, yet hypotension is said to be absent."),
            ),
        ),
        Table(
            "Death and survival",
            "A patient may have been assessed alive and have died later, if the times say so.",
            ("assessments, in order", "died"), ("result",), _course,
            (
                ("died", "", "taken"),
                ("died", "present", "taken"),
                ("recovered", "present", "error: the patient died, yet no assessment has the outcome level 'died'."),
                ("", "present", "taken"),
                ("recovered", "absent", "taken"),
                ("died", "absent", "error: assessment 1 says that the patient died, 'died' is absent."),
                ("severe_impairment at 1 mo; died at 6 mo", "", "taken"),
                ("severe_impairment at 6 mo; died at 1 mo", "", "error: assessment 2 says that the patient died, assessment 1 says 'severe impairment'."),
                ("severe_impairment; died", "", "error: assessment 2 says that the patient died, assessment 1 says 'severe impairment'."),
                ("severe_impairment at 1 mo; recovered at 1 year", "", "taken"),
            ),
        ),
    ),
)  # fmt: skip
