"""The ANE severity score: strict limits, and a group only where what is missing cannot change it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from aneatlas.core.scores import Score
from aneatlas.core.study import Study
from aneatlas.criteria.scoring import apply

NOTHING = {"shock_at_onset": "absent", "lesion_brainstem": "absent", "age_at_onset_min": 12, "age_at_onset_max": 13, "platelets_min": 200, "platelets_max": 200, "csf_protein_min": 30, "csf_protein_max": 30}  # fmt: skip


@pytest.fixture
def score(study: Study) -> Score:
    return study.scores[0]


@pytest.mark.parametrize(
    ("cells", "lowest", "highest", "group"),
    [
        ({}, 0, 0, "low"),
        ({"shock_at_onset": "present"}, 3, 3, "medium"),
        ({"shock_at_onset": "present", "lesion_brainstem": "present"}, 5, 5, "high"),
        ({"lesion_brainstem": "", "lesion_pons": "present"}, 2, 2, "medium"),
        ({"age_at_onset_min": 48, "age_at_onset_max": 49}, 0, 0, "low"),  # exactly 48 completed months
        ({"age_at_onset_min": 49, "age_at_onset_max": 50}, 2, 2, "medium"),
        ({"age_at_onset_min": 48, "age_at_onset_max": 60}, 0, 2, ""),  # 'four years'
        ({"age_at_onset_min": 240, "age_at_onset_max": 360}, 2, 2, "medium"),
        ({"platelets_min": 100, "platelets_max": 100}, 0, 0, "low"),
        ({"platelets_min": 99, "platelets_max": 99}, 1, 1, "low"),
        ({"platelets_min": None, "platelets_max": 100, "platelets_as_given": "< 100 x 10^9/L"}, 1, 1, "low"),
        (
            {"platelets_min": None, "platelets_max": None},
            0,
            1,
            "low",
        ),  # missing, and it cannot change the group
        ({"platelets_min": None, "platelets_max": None, "platelets_low": "absent"}, 0, 0, "low"),
        ({"csf_protein_min": 60, "csf_protein_max": 60}, 0, 0, "low"),
        ({"csf_protein_min": 61, "csf_protein_max": 61}, 1, 1, "low"),
        ({"csf_protein_min": 60, "csf_protein_max": None, "csf_protein_as_given": "> 60 mg/dL"}, 1, 1, "low"),
        ({"csf_protein_min": None, "csf_protein_max": None, "csf_protein_raised": "present"}, 0, 1, "low"),
        ({"shock_at_onset": "not_reported"}, 0, 3, ""),
        ({"shock_at_onset": "", "shock": "absent"}, 0, 0, "low"),
        ({"shock_at_onset": "", "shock": "present"}, 0, 3, ""),  # shock, but not said when
        (
            {"lesion_brainstem": "", "lesion_pons": "absent"},
            0,
            2,
            "",
        ),  # a part that is spared settles nothing
    ],
)
def test_a_score_is_an_interval_and_a_group_only_where_it_is_settled(
    score: Score, cells: dict[str, Any], lowest: int, highest: int, group: str
) -> None:
    found = apply(score, NOTHING | cells)
    assert (found.lowest, found.highest, found.group) == (lowest, highest, group)


def test_a_case_of_which_nothing_is_known_can_have_any_score(score: Score) -> None:
    found = apply(score, {})
    assert (found.lowest, found.highest, found.group, found.known) == (0, 9, "", 0)


def test_groups_that_leave_a_gap_are_refused(score: Score) -> None:
    damaged = score.model_dump(by_alias=True)
    damaged["group"] = [g for g in damaged["group"] if g["id"] != "medium"]
    with pytest.raises(ValidationError, match="do not cover every possible sum"):
        Score.model_validate(damaged)
