"""Compare: what the rules, and the language model where it is asked, propose differently from an earlier run's file of claims."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from aneatlas.core.issues import FileUnreadable
from aneatlas.extraction.changes import Changes, Proposal, compare, proposal_of, proposal_of_row
from aneatlas.workflows.reading import Extracted


def load_proposals(path: Path) -> list[Proposal]:
    """Read the claims from a file that `aneatlas extract --format jsonl` printed.

    Raises FileUnreadable, naming the first line that is no claim.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise FileUnreadable(f"{path}: {getattr(problem, 'strerror', None) or 'not UTF-8 text'}.") from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            proposal = proposal_of_row(json.loads(line))
        except (ValueError, KeyError, TypeError):
            raise FileUnreadable(
                f"{path}:{number}: no claim; give a file that 'aneatlas extract --format jsonl' printed."
            ) from None
        found.append(proposal)
    return found


def changes_since(old: Iterable[Proposal], results: Iterable[Extracted]) -> Changes:
    """Return how the claims of these results differ from the proposals of an earlier run of the same files.

    Rules are compared with rules. A language model's claims are compared with a model's, where one was asked now;
    else the earlier ones are left out.
    """
    before, asked = list(old), False
    now: list[Proposal] = []
    for result in results:
        asked = asked or result.proposed is not None
        now.extend(proposal_of(claim) for claim in result.claims)
    kinds = (True, False) if asked else (True,)
    parts = [
        compare(*([p for p in side if p.by_rules is rules] for side in (before, now))) for rules in kinds
    ]
    return Changes(
        tuple(change for part in parts for change in part.added),
        tuple(change for part in parts for change in part.removed),
        tuple(change for part in parts for change in part.changed),
        sum(part.same for part in parts),
    )
