"""The confidence of a claim: how often its family of rules was right where it was measured.

The confidence is the lower bound of Wilson's 95 % interval of the measured precision (Wilson 1927,
doi:10.1080/01621459.1927.10502953): few measurements give a low confidence, whatever their share. A
family that was not measured gives None, never a guess.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

from aneatlas.core.values import Status
from aneatlas.extraction.measured import MEASURED

if TYPE_CHECKING:
    from aneatlas.extraction.claims import Claim

_Z = 1.959963984540054
#: First words of a rule -> family. The first that fits wins.
_BY_RULE = (
    ("table cell", "table cell"), ("the pronouns", "sex by pronoun"), ("the noun or letter", "sex by noun"), ("age as written", "age"),
    ("number beside", "number with its name"), ("named as a test", "test named"), ("count ", "cohort count"), ("as written:", "variant"),
    ("agent ", "agent"), ("drug ", "treatment"), ("title: ", "title"), ("said of site", "site detail"),
)  # fmt: skip
_RULES = tuple(words for words, _ in _BY_RULE)
_BY_FIELD = (
    *((prefix, "phrase") for prefix in (
        "city", "eeg_abnormal", "imaging_resolution", "atrophy_late", "cystic_change_late", "mrs_lactate", "enhancement_pattern", "supportive_care_only", "sequelae_any",
        "unable_to_walk", "lost_to_follow_up", "vaccination_advised", "death_cause")),
    ("trigger_", "agent"), ("site_", "site"), ("thalamic_", "site"), ("treatment_", "treatment"), ("outcome_", "outcome"), ("prior_health", "prior health"),
    ("variant_", "variant"), ("phenotype", "further finding"), ("ranbp2_", "gene"), ("genetic_", "gene"),
    *((prefix, "circumstance") for prefix in (
        "influenza_vaccinated", "covid_vaccinated", "country_", "hospital", "onset_", "school_", "differentials_", "criteria_", "ane_severity", "carriers_", "episodes",
        "prior_encephalopathy", "family_history", "mri_sequences", "ct_first_normal", "same_patient")),
)  # fmt: skip


def family_of(claim: Claim) -> str:
    """Return the family of rules that made a claim, by the words of its rule and its field."""
    if claim.rule.startswith(_RULES):
        return next(family for words, family in _BY_RULE if claim.rule.startswith(words))
    return _of_field(claim.field, claim.status)


@cache
def _of_field(field: str, status: Status) -> str:
    for prefix, family in _BY_FIELD:
        if field.startswith(prefix):
            return family if status is Status.PRESENT else f"{family}, absent"
    return {Status.PRESENT: "sign", Status.ABSENT: "sign, absent"}.get(status, "sign, unclear")


def confidence_of(claim: Claim) -> float | None:
    """Return the confidence of a claim between 0 and 1, or None where its family was not measured."""
    right, compared = MEASURED.get(family_of(claim), (0, 0))
    return wilson_lower(right, compared) if compared else None


@cache
def wilson_lower(right: int, compared: int) -> float:
    """Return the lower bound of Wilson's 95 % interval, to two places."""
    share, z2 = right / compared, _Z * _Z
    centre = share + z2 / (2 * compared)
    spread = _Z * sqrt(share * (1 - share) / compared + z2 / (4 * compared * compared))
    return round(max(0.0, (centre - spread) / (1 + z2 / compared)), 2)
