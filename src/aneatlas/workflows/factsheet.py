"""The living fact sheet: load it, list what has drifted, record an editor's decision, guard a publication."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from aneatlas.core.acceptance import Acceptance, DriftCode
from aneatlas.core.body import dump, text_fault
from aneatlas.core.events import Draft
from aneatlas.core.facts import Withdrawal
from aneatlas.core.issues import FactsInvalid, Issue, SheetDrifted, StudyInvalid, error
from aneatlas.core.replay import Present
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis, results
from aneatlas.outputs.atlas import build
from aneatlas.outputs.factsheet.check import check_sheet
from aneatlas.outputs.factsheet.drift import Drift, bases, digest, drifts, slots
from aneatlas.outputs.factsheet.load import parse_sheet
from aneatlas.outputs.factsheet.model import Sheet
from aneatlas.outputs.factsheet.quantities import Quantities, quantities
from aneatlas.outputs.factsheet.shown import good_until, has_enough
from aneatlas.outputs.numbers import Numbers, numbers
from aneatlas.outputs.tables import tables
from aneatlas.store import Ledger
from aneatlas.workflows.place import now

HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Looked:
    """A sheet looked at on a day: what has drifted, and until when nothing new falls due.

    enough is False where too few patients are described: then there is no sheet, and nothing drifts.
    """

    sheet: Sheet
    figures: Quantities
    drifts: Sequence[Drift]
    good_until: date
    enough: bool

    @property
    def open(self) -> list[Drift]:
        """Return the drifts that nobody has decided on."""
        return [drift for drift in self.drifts if drift.accepted is None]


def today(environment: Mapping[str, str] = os.environ) -> date:
    """Return the day of publication: SOURCE_DATE_EPOCH (reproducible-builds.org), where set, else today (UTC)."""
    given = environment.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(given), UTC).date()
    except (ValueError, OverflowError, OSError) as problem:
        raise FactsInvalid(f"SOURCE_DATE_EPOCH is '{given}', which is no time in seconds.") from problem


def load_sheet(analyses: Sequence[Analysis], folder: Path | None = None) -> Sheet | None:
    """Return the fact sheet of a study folder, by default the shipped one; None for a study without a sheet.

    Raises StudyInvalid with every mistake.
    """
    root: Traversable = folder or files("aneatlas") / "study"
    place = root / "factsheet"
    if not place.is_dir():
        return None
    sheet = parse_sheet(dict(_files(place, "")))
    if issues := check_sheet(sheet, analyses):
        raise StudyInvalid(f"the fact sheet has {len(issues)} mistakes", issues)
    return sheet


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            found += _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".toml"):
            found.append((f"{prefix}{entry.name}", entry.read_bytes()))
    return found


def acceptances(present: Present) -> dict[str, Acceptance]:
    """Return the editors' decisions by statement."""
    return {
        key: Acceptance.model_validate({name: value for name, value in row.items() if name != "event"})
        for key, row in present.rows("acceptances")
    }


def look(
    sheet: Sheet, figures: Quantities, register: Numbers, made: Mapping[str, Acceptance], day: date
) -> Looked:
    """Compare a sheet with the figures on a day. `made` are the editors' decisions."""
    enough = has_enough(sheet, register)
    found = drifts(sheet, figures, day, made) if enough else []
    return Looked(sheet, figures, found, good_until(sheet, found) if enough else date.max, enough)


def refuse_drift(looked: Looked) -> None:
    """Raise SheetDrifted with every drift that no editor has decided on."""
    if found := looked.open:
        what = "1 sentence needs" if len(found) == 1 else f"{len(found)} sentences need"
        raise SheetDrifted(
            f"the fact sheet: {what} an editor's decision; nothing was published. Reword it in the study's "
            "factsheet folder, or decide: aneatlas factsheet accept STATEMENT --why '...'",
            [_issue(drift) for drift in found],
        )


def _issue(drift: Drift) -> Issue:
    return error(f"drift-{drift.code}", drift.statement, drift.message)


def check_sheet_of(
    ledger: Ledger, study: Study, analyses: list[Analysis], folder: Path | None, day: date
) -> Looked:
    """Look at the sheet of an atlas. Raises StudyInvalid for mistakes, or for a study without a sheet."""
    sheet = load_sheet(analyses, folder)
    if sheet is None:
        raise StudyInvalid("this study has no fact sheet (no folder 'factsheet').")
    present = ledger.present()
    rows = {name: table.rows for name, table in tables(build(present, study)).items()}
    named = {slot.analysis for statement in sheet.statements for slot in slots(statement)}
    computed = results([analysis for analysis in analyses if analysis.id in named], rows)
    register = numbers(rows, computed)
    return look(sheet, quantities(computed), register, acceptances(present), day)


def accept(
    ledger: Ledger,
    study: Study,
    analyses: list[Analysis],
    statement: str,
    *,
    why: str,
    actor: str,
    day: date,
    until: date | None = None,
    folder: Path | None = None,
) -> Acceptance:
    """Record that an editor lets a statement stand, for its present figures and until a day.

    Without `until`, half a year from `day`. Raises FactsInvalid; nothing is written then.
    """
    looked = check_sheet_of(ledger, study, analyses, folder, day)
    codes = _codes(looked, statement)
    if not why.strip():
        raise FactsInvalid(f"{statement}: a decision needs a reason. Say why: --why '...'.")
    if fault := text_fault(why):
        raise FactsInvalid(f"{statement}, the reason: {fault}. Nothing was written.")
    end = until or day + HALF_A_YEAR
    if end < day:
        raise FactsInvalid(f"{statement}: {end} has passed. Choose a later day: --until YYYY-MM-DD.")
    body = Acceptance(
        statement=statement,
        codes=codes,
        digest=digest(looked.sheet, statement),
        figures=tuple(bases(looked.sheet, statement, looked.figures)),
        until=end,
        reason=why.strip(),
    )
    ledger.append([Draft("acceptance.made", statement, dump(body), why.strip())], now(), actor)
    return body


def _codes(looked: Looked, statement: str) -> tuple[DriftCode, ...]:
    known = ["sheet", *(s.id for s in looked.sheet.statements)]
    if statement not in known:
        near = difflib.get_close_matches(statement, known, n=1, cutoff=0.0)[0]
        raise FactsInvalid(f"the fact sheet has no statement '{statement}'; the nearest is '{near}'.")
    codes = tuple(dict.fromkeys(d.code for d in looked.drifts if d.statement == statement))
    if not codes:
        raise FactsInvalid(f"{statement}: nothing is wrong with it, so there is nothing to decide.")
    return codes


def withdraw(ledger: Ledger, statement: str, *, why: str, actor: str) -> None:
    """Take back a decision; the statement is judged by its figures again. Raises FactsInvalid."""
    if ledger.row("acceptances", statement) is None:
        raise FactsInvalid(f"{statement}: there is no decision to take back.")
    if not why.strip():
        raise FactsInvalid(f"{statement}: a change needs a reason. Say why: --why '...'.")
    if fault := text_fault(why):
        raise FactsInvalid(f"{statement}, the reason: {fault}. Nothing was written.")
    draft = Draft("acceptance.withdrawn", statement, dump(Withdrawal(key=statement)), why.strip())
    ledger.append([draft], now(), actor)
