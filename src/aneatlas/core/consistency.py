"""Contradictions between the findings of one case: each finding may be possible, both together not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aneatlas.core.facts import Finding
from aneatlas.core.issues import Issue, error, warning
from aneatlas.core.values import Category, Quantity, Status

if TYPE_CHECKING:
    from aneatlas.core.study import Study


def case_issues(case: str, findings: Iterable[Finding], study: Study) -> list[Issue]:
    """Return the contradictions of a case: outcomes that exclude each other, signs that imply each other."""
    found = list(findings)
    return _outcomes(case, found) + _implications(case, found, study)


def _outcomes(case: str, findings: list[Finding]) -> list[Issue]:
    levels: dict[int, str] = {}
    times: dict[int, Quantity] = {}
    for finding in findings:
        if finding.field == "outcome_level" and isinstance(finding.value, Category):
            levels[int(finding.item)] = finding.value.code
        if finding.field == "outcome_time" and isinstance(finding.value, Quantity):
            times[int(finding.item)] = finding.value
    said = next((f.status for f in findings if f.field == "died"), None)
    died = [item for item, level in levels.items() if level == "died"]
    issues = []
    if died and said is Status.ABSENT:
        issues.append(
            error(
                "died-and-lived", f"{case} died", f"assessment {died[0]} says that the patient died, 'died' is absent.",
                "Correct one of the two.",
            )
        )  # fmt: skip
    if levels and not died and said is Status.PRESENT:
        issues.append(
            error(
                "died-and-lived", f"{case} died", "the patient died, yet no assessment has the outcome level 'died'.",
                "Add an assessment with outcome_level 'died'.",
            )
        )  # fmt: skip
    for death in died:
        for item, level in levels.items():
            if level == "died" or _is_before(times.get(item), times.get(death)):
                continue
            issues.append(
                error(
                    "died-and-lived", f"{case} outcome_level",
                    f"assessment {death} says that the patient died, assessment {item} says '{level.replace('_', ' ')}'.",
                    "Give outcome_time for both, with the death later, or keep one of the two.",
                )
            )  # fmt: skip
    return issues


def _is_before(earlier: Quantity | None, later: Quantity | None) -> bool:
    if earlier is None or later is None or earlier.high is None or later.low is None:
        return False
    return earlier.high <= later.low


def _implications(case: str, findings: list[Finding], study: Study) -> list[Issue]:
    status: dict[tuple[str, str], Status] = {(f.field, f.item): f.status for f in findings}
    issues = []
    for rule in study.implications:
        when = status.get((rule.when, rule.when_item))
        then = status.get((rule.then, rule.then_item))
        if when is Status.PRESENT and then is Status.ABSENT:
            make = error if rule.level == "error" else warning
            issues.append(
                make("contradiction", f"{case} {rule.then}", rule.message, "Look at the source again.")
            )
    return issues
