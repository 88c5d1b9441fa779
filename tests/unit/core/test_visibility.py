"""Who sees what of an extraction: every combination of role, phase and own or another's."""

from __future__ import annotations

import pytest

from aneatlas.core.permissions import Role
from aneatlas.core.visibility import PHASES, Sight, sees_content, sight

# role -> what is seen of another's extraction in the phases open, reading, read, settled:
# - nothing, p progress, c content. One's own is always seen.
OF_OTHERS = {
    Role.READER: "---c",
    Role.SCREENER: "---c",
    Role.EXTRACTOR: "pppc",
    Role.ADJUDICATOR: "ppcc",
    Role.EDITOR: "pppc",
    Role.ADMINISTRATOR: "pppc",
}
SIGHTS = {"-": Sight.NOTHING, "p": Sight.PROGRESS, "c": Sight.CONTENT}


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("role", list(Role))
def test_sight_of_each_role_in_each_phase(role: Role, phase: str, own: bool) -> None:
    expected = SIGHTS["c" if own else OF_OTHERS[role][PHASES.index(phase)]]
    assert sight(role, phase, own) is expected


@pytest.mark.parametrize("phase", ["open", "reading"])
def test_nobody_sees_the_content_of_anothers_work_before_all_have_submitted(phase: str) -> None:
    assert not sees_content(list(Role), phase, own=False)


def test_an_unknown_phase_is_refused() -> None:
    with pytest.raises(ValueError, match="is no phase"):
        sight(Role.EDITOR, "published", own=False)
