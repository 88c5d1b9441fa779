"""Compare: what this version of the rules proposes differently from an earlier run's file of claims."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from aneatlas.core.issues import FileUnreadable
from aneatlas.extraction.changes import Changes, Proposal, compare, proposal_of, proposal_of_row
from aneatlas.extraction.claims import EXTRACTOR
from aneatlas.workflows.reading import Extracted


def load_proposals(path: Path) -> list[Proposal]:
    """Read the claims of the rules from a file that `aneatlas extract --format jsonl` printed.

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
        if proposal.extractor == EXTRACTOR:
            found.append(proposal)
    return found


def changes_since(old: Iterable[Proposal], results: Iterable[Extracted]) -> Changes:
    """Return how the rules' claims of these results differ from the proposals of an earlier run of the same files."""
    claims = (claim for result in results for claim in result.claims)
    return compare(old, (proposal_of(claim) for claim in claims if claim.extractor == EXTRACTOR))
