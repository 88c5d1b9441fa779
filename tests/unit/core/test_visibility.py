"""Who sees what of an extraction: every combination of role, phase and own or another's."""

from __future__ import annotations

import pytest

from aneatlas.core.permissions import Role
from aneatlas.core.visibility import PHASES, Sight, hears, sees_content, sight

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


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("viewer_reads", [True, False])
@pytest.mark.parametrize("author_reads", [True, False])
@pytest.mark.parametrize("phase", PHASES)
def test_readers_hear_each_other_once_all_have_submitted(
    phase: str, author_reads: bool, viewer_reads: bool, own: bool
) -> None:
    blind = phase == "reading" and author_reads and viewer_reads and not own
    assert hears(phase, author_reads, viewer_reads, own) is not blind


def test_an_unknown_phase_is_refused() -> None:
    with pytest.raises(ValueError, match="is no phase"):
        hears("published", author_reads=True, viewer_reads=True, own=False)
    with pytest.raises(ValueError, match="is no phase"):
        sight(Role.EDITOR, "published", own=False)
