"""Audit: a further look at a random sample of decided values, some of them altered on purpose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.body import dump
from aneatlas.core.dictionary import Field
from aneatlas.core.events import Draft, Json
from aneatlas.core.evidence import Provenance
from aneatlas.core.extractions import AuditDrawn, AuditItem, AuditLook
from aneatlas.core.facts import Finding
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.kinds import allowed
from aneatlas.core.permissions import allowed as permissions
from aneatlas.core.permissions import refusal as role_refusal
from aneatlas.core.states import MAY, refuse
from aneatlas.core.study import Study
from aneatlas.core.values import Category, Count, Integer, Quantity, Status, Value
from aneatlas.statistics.residual import Residual, residual_error
from aneatlas.statistics.results import Withheld
from aneatlas.store import Ledger
from aneatlas.store.parts import keys_of, rows_from
from aneatlas.store.turns import turn
from aneatlas.workflows.verification.desk import Person, plain, refused

_DECIDED = (Provenance.READ.value, Provenance.VERIFIED.value)


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit with the looks so far: place in the sample -> look."""

    drawn: AuditDrawn
    looks: dict[int, AuditLook]

    @property
    def size(self) -> int:
        """Return how many values the sample holds."""
        return len(self.drawn.items)

    @property
    def open(self) -> list[int]:
        """Return the places that nobody has looked at."""
        return [place for place in range(len(self.drawn.items)) if place not in self.looks]

    def result(self) -> Residual | Withheld:
        """Return the share of wrong values that the looks so far give."""
        plain_looks = [look for n, look in self.looks.items() if not self.drawn.items[n].altered]
        hidden = [look for n, look in self.looks.items() if self.drawn.items[n].altered]
        return residual_error(
            sum(not look.right for look in plain_looks),
            len(plain_looks),
            sum(not look.right for look in hidden),
            len(hidden),
        )


def draw(
    ledger: Ledger, study: Study, person: Person, at: str, *, size: int, altered: int, seed: int
) -> AuditDrawn:
    """Draw a sample of values that were read or verified; `altered` of them are shown changed.

    seed makes the draw repeatable. Values that cannot be changed within their kind (words, dates) stay as they are.
    Raises FactsInvalid where there are not enough values.
    """
    _allow(person)
    if size < 1 or not 0 <= altered < size:
        raise FactsInvalid("an audit needs at least one value, and fewer altered ones than values.")
    chance = random.Random(seed)
    with turn(ledger):
        rows = {k: row for k, row in rows_from(ledger, "findings") if row["provenance"] in _DECIDED}
        if len(rows) < size:
            raise FactsInvalid(f"there are only {len(rows)} values that were read or verified. Draw fewer.")
        keys = chance.sample(sorted(rows), size)
        number = max((int(key[1:]) for key in keys_of(ledger, "audits") if "~" not in key), default=0) + 1
        left = altered
        items = []
        for key in keys:
            finding = Finding.model_validate(plain(rows[key]))
            changed = other(finding, study, chance) if left else None
            left -= changed is not None
            status, value = changed or (finding.status, finding.value)
            items.append(AuditItem(finding=key, status=status, value=value, altered=changed is not None))
        chance.shuffle(items)
        body = AuditDrawn(id=f"A{number:04d}", seed=seed, of=len(rows), items=tuple(items))
        ledger.append([Draft("audit.drawn", body.id, dump(body))], at, person.name)
    return body


def look(
    ledger: Ledger, person: Person, at: str, audit: str, place: int, *, right: bool, reason: str = ""
) -> bool:
    """Say whether the value at a place of the sample is right as shown. Return whether an event was written."""
    _allow(person)
    body = AuditLook(
        id=f"{audit}~{place:05d}",
        reader=person.name,
        right=right,
        reason="" if right else _why(reason, audit),
    )
    with turn(ledger):
        if not 0 <= place < len(audit_of(ledger, audit).drawn.items):
            raise FactsInvalid(f"{audit}: there is no value {place + 1} in this sample.")
        if plain(ledger.row("audits", body.id) or {}) == dump(body):
            return False
        ledger.append([Draft("audit.looked", audit, dump(body))], at, person.name)
    return True


def audit_of(ledger: Ledger, audit: str) -> Audit:
    """Return an audit. Raises FactsInvalid for an unknown one."""
    row = ledger.row("audits", audit)
    if row is None or "~" in audit:
        raise FactsInvalid(f"{audit}: there is no such audit.")
    looks = {
        int(k[-5:]): AuditLook.model_validate(plain(r)) for k, r in rows_from(ledger, "audits", f"{audit}~")
    }
    return Audit(AuditDrawn.model_validate(plain(row)), looks)


def audits(ledger: Ledger) -> Iterator[Audit]:
    """Yield all audits, oldest first."""
    for key in sorted(key for key in keys_of(ledger, "audits") if "~" not in key):
        yield audit_of(ledger, key)


def residual(ledger: Ledger) -> Residual | Withheld:
    """Return the share of wrong values from the newest audit in which every value was looked at."""
    done = [audit for audit in audits(ledger) if not audit.open]
    return done[-1].result() if done else residual_error(0, 0)


def other(finding: Finding, study: Study, chance: random.Random) -> tuple[Status, Value | None] | None:
    """Return a wrong answer of the same form, as an honest mistake would be; None where the kind has none."""
    field = study.dictionary[finding.field].field if finding.field in study.dictionary else None
    value = finding.value
    if field is None:
        return None
    if isinstance(value, Category):
        codes = sorted(set(study.dictionary.vocabulary_of(field).terms) - {value.code})
        if not codes:
            return None
        code = chance.choice(codes)
        return finding.status, Category(raw=study.dictionary.term_name(field, code), code=code)
    if isinstance(value, Count):
        n = value.n + 1 if value.n < value.of else value.n - 1
        return finding.status, Count(raw=f"{n} of {value.of}", n=n, of=value.of)
    if isinstance(value, Integer):
        return finding.status, Integer(raw=str(value.number + 1), number=value.number + 1)
    if isinstance(value, Quantity) and value.point is not None:
        point = value.point * 10 or 1.0
        return finding.status, Quantity(
            raw=f"{point:g} {value.unit}".strip(),
            given_unit=value.unit,
            low=point,
            high=point,
            unit=value.unit,
        )
    return _other_status(finding.status, field, chance) if value is None else None


def _other_status(status: Status, field: Field, chance: random.Random) -> tuple[Status, None] | None:
    without = [
        s for s in allowed(field) if s is not status and (s is not Status.PRESENT or field.kind == "sign")
    ]
    return (chance.choice(without), None) if without else None


def _why(reason: str, where: str) -> str:
    if not reason.strip():
        raise refused(refuse("reason-missing", where))
    return " ".join(reason.split())


def _allow(person: Person) -> None:
    if MAY["audit"] not in permissions(person.roles):
        raise FactsInvalid(role_refusal(MAY["audit"]))


def shown(item: AuditItem) -> Json:
    """Return what the auditor is shown of an item: not whether it was altered."""
    return {
        "finding": item.finding,
        "status": item.status.value,
        "value": item.value.model_dump() if item.value else None,
    }
