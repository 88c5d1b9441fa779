"""Correct the record: one finding recorded anew, or withdrawn, with who, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aneatlas.core.body import dump, text_fault
from aneatlas.core.dictionary import Subject
from aneatlas.core.events import Draft, Event
from aneatlas.core.evidence import Citation, Provenance, Quote, Role
from aneatlas.core.facts import RECORD_FIELDS, Finding, Withdrawal, finding_key
from aneatlas.core.issues import FactsInvalid, Issue, error, errors
from aneatlas.core.kinds import read
from aneatlas.core.parsing import NotUnderstood, parse_count
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate, unknown_field
from aneatlas.core.study import Study
from aneatlas.core.values import Status, Value
from aneatlas.documents.model import Document
from aneatlas.store import Ledger
from aneatlas.store.failures import translated
from aneatlas.store.parts import report_state_rows, subjects_rows
from aneatlas.workflows.evidence import FOLDER, StoredDocuments, find_quote, quote_in
from aneatlas.workflows.place import now
from aneatlas.workflows.reading import save_document, save_source


def record_finding(
    ledger: Ledger,
    study: Study,
    subject: str,
    field: str,
    entry: str,
    *,
    item: str = "",
    why: str,
    actor: str,
    article: Path | None = None,
    document: Document | None = None,
    words: str = "",
) -> list[Issue]:
    """Record what a person read in the report of a case, cohort or report; return warnings.

    With `article` and `words`, the words behind the value: they must stand in the article; its text is kept
    with the atlas, and the value rises to the level 'read', checked by one reader. With `document` instead of
    `article`, they must stand in a text that is kept already.

    `entry` is words as in a collection file ('17 months', 'not reported'; for a count of a cohort
    '8 of 12'). A field of the record itself (title, DOI, label) amends the record. What stood there before
    stays in the history. Raises FactsInvalid; nothing is written then.
    """
    if fault := text_fault(entry):
        raise _refusal([error("text", f"{subject} {field}", f"{fault}.")])
    if field not in study.dictionary:
        raise _refusal([unknown_field(field, study.dictionary, f"{subject} {field}")])
    if bool(words.strip()) != (article is not None or document is not None):
        lacking = "--article" if words.strip() else "--words"
        raise _refusal(
            [
                error(
                    "quote",
                    f"{subject} {field}",
                    "a quote needs the article and its words.",
                    f"Give {lacking} too.",
                )
            ]
        )
    if field in RECORD_FIELDS:
        state = subjects_rows(ledger, subject)
    else:
        state = report_state_rows(ledger, subject.partition("-")[0])
    if field in RECORD_FIELDS and item:
        raise _refusal(
            [error("item", f"{subject} {field}", "this field does not repeat.", "Leave --item out.")]
        )
    if field in RECORD_FIELDS:
        draft = _amendment(state, study, subject, field, entry, why)
    else:
        draft = _finding(state, study, subject, field, entry, item, why, actor)
    if article is None and document is None:
        return _write(ledger, Gate(study, state), draft, actor)
    if field in RECORD_FIELDS:
        raise _refusal([error("quote", f"{subject} {field}", "a field of the record takes no quote.")])
    report = subject.partition("-")[0]
    where, quote = _quoted(article, document, words, report)
    role = draft.body["evidence"][0]["role"]
    evidence = [quote.model_copy(update={"role": Role(role)}).model_dump(mode="json")]
    body = draft.body | {"evidence": evidence, "provenance": Provenance.READ.value}
    gate = Gate(study, state, {where.hash: where})
    draft = replace(draft, body=body)
    _check(gate, draft)
    if article is not None:
        with translated(str(ledger.home / FOLDER)):
            save_document(where, ledger.home / FOLDER)
            save_source(article.read_bytes(), where, ledger.home / FOLDER)
    return _write(ledger, Gate(study, state, StoredDocuments(ledger)), draft, actor)


def _quoted(
    article: Path | None, document: Document | None, words: str, report: str
) -> tuple[Document, Quote]:
    if document is None:
        return find_quote(article or Path(), words, report)
    return document, quote_in(document, words, report)


def _finding(
    state: State, study: Study, subject: str, field: str, entry: str, item: str, why: str, actor: str
) -> Draft:
    report = subject.partition("-")[0]
    counted = subject in state.tables["cohorts"] and study.dictionary[field].group.subject is Subject.CASE
    where = f"{subject} {field}"
    value: Value | None
    if counted:
        try:
            status, value = Status.PRESENT, parse_count(entry)
        except NotUnderstood as problem:
            raise _refusal([error("count", where, f"{problem}.")]) from problem
    else:
        status, value, issues = read(entry, study.dictionary[field].field, study.dictionary, where)
        if errors(issues):
            raise _refusal(issues)
    finding = Finding(
        subject=subject,
        field=field,
        item=item,
        status=status,
        value=value,
        evidence=(
            Citation(
                report=report,
                read=str(state.tables["reports"].get(report, {}).get("read", "abstract")),
                role=Role.COHORT if counted else Role.THIS_PATIENT,
            ),
        ),
        provenance=Provenance.ENTERED,
        proposer=actor,
    )
    return Draft("finding.recorded", subject, dump(finding), why)


_RECORDS: dict[Subject, tuple[str, str]] = {
    Subject.REPORT: ("reports", "report"),
    Subject.CASE: ("cases", "case"),
    Subject.COHORT: ("cohorts", "cohort"),
}


def _amendment(state: State, study: Study, subject: str, field: str, entry: str, why: str) -> Draft:
    table, thing = _RECORDS[study.dictionary[field].group.subject]
    row = state.tables[table].get(subject)
    if row is None:
        raise _refusal([error("id-unknown", f"{subject} {field}", f"there is no {thing} {subject}.")])
    name = RECORD_FIELDS[field]
    number = study.dictionary[field].field.kind == "integer" and entry.isdecimal()
    body = {key: value for key, value in row.items() if key != "event"} | {
        name: int(entry) if number else entry
    }
    if name == "title":
        body["title_is_description"] = False
    return Draft(f"{thing}.amended", subject, body, why)


def set_standing(
    ledger: Ledger, study: Study, report: str, standing: str, reason: str, *, why: str, actor: str
) -> list[Issue]:
    """Say that a report is included, excluded or retracted; its cases leave or enter the figures with it.

    `reason` is one of study.toml for an excluded report. Raises FactsInvalid.
    """
    state = subjects_rows(ledger, report)
    row = state.tables["reports"].get(report)
    if row is None:
        raise _refusal([error("id-unknown", report, f"there is no report {report}.")])
    body = {key: value for key, value in row.items() if key != "event"} | {
        "standing": standing,
        "reason": reason,
    }
    return _write(ledger, Gate(study, state), Draft("report.amended", report, body, why), actor)


def decide_overlap(
    ledger: Ledger, study: Study, one: str, other: str, state: str, kind: str, *, why: str, actor: str
) -> list[Issue]:
    """Note, confirm or reject that two reports or cases tell of the same patients. Raises FactsInvalid.

    `kind` may be empty for a pair that is noted already; the reason becomes the basis.
    """
    a, b = sorted((one, other))
    known = ledger.row("overlaps", f"{a}~{b}") or {}
    body = {"a": a, "b": b, "kind": kind or known.get("kind", ""), "state": state, "basis": why}
    if known and state == "suspected":
        raise _refusal(
            [error("overlap-twice", f"{a}~{b}", "the overlap is noted already.", "Confirm or reject it.")]
        )
    present = subjects_rows(ledger, a, b)
    if known:
        present.tables["overlaps"] = {f"{a}~{b}": known}
    return _write(ledger, Gate(study, present), Draft("overlap.noted", f"{a}~{b}", body, why), actor)


@dataclass(frozen=True, slots=True)
class Change:
    """One event of a history in words: number, time (UTC), who, its kind, what changed, and why ('' where not said).

    field, item, entry: of a finding, which it is and what was written; '' elsewhere.
    """

    seq: int
    at: str
    actor: str
    kind: str
    what: str
    why: str
    field: str = ""
    item: str = ""
    entry: str = ""

    def __str__(self) -> str:
        reason = f"  ({self.why})" if self.why else ""
        return f"{self.seq:>7}  {self.at}  {self.actor}  {self.kind}  {self.what}{reason}"


def history(ledger: Ledger, subject: str, field: str = "") -> Iterator[Change]:
    """Yield every event of a subject in words; with `field`, those on this one field alone."""
    before: dict[str, object] = {}
    for event in ledger.events(subject=subject):
        former = before
        if event.kind.partition(".")[0] in ("report", "case", "cohort"):
            before = event.body
        about = event.body.get("field") or str(event.body.get("key", "")).partition("/")[2].partition("/")[0]
        if field and about != field:
            continue
        what = _what(event, former)
        item = event.body.get("item") or str(event.body.get("key", "")).partition("/")[2].partition("/")[2]
        entry = what.partition(" = ")[2] if event.kind == "finding.recorded" else ""
        told = (str(about), str(item), entry) if event.kind.startswith("finding.") else ("", "", "")
        yield Change(event.seq, event.at, event.actor, event.kind, what, event.why, *told)


def _what(event: Event, before: Mapping[str, object]) -> str:
    body = event.body
    if event.kind.endswith(".amended"):
        changed = (f"{k}: {v}" for k, v in body.items() if before.get(k) != v)
        return "; ".join([*changed, *(f"{k}: removed" for k in sorted(before.keys() - body.keys()))])
    if event.kind == "finding.recorded":
        value = body.get("value")
        place = "/".join(str(body[key]) for key in ("field", "item") if body.get(key))
        return f"{place} = {value['raw'] if value else Status(body['status']).words}"
    if event.kind == "overlap.noted":
        return f"{body['a']} and {body['b']}: {body.get('state', 'suspected')}, {body['kind']}"
    if event.kind == "search.run":
        stated = "unknown how many" if body.get("stated") is None else body["stated"]
        days = f"{body.get('since') or 'the beginning'} to {body['until']}"
        state = "" if body["complete"] else ", not complete"
        return (
            f"{body['source']}, search '{body['search']}' version {body['version']}, {days}: {stated} stated, "
            f"{body['read']} read, {body['new']} new{state}; query: {body.get('query') or 'none'}"
        )
    if "key" in body:
        return str(body["key"])
    return "/".join(str(body[key]) for key in ("field", "item") if body.get(key))


def withdraw_finding(
    ledger: Ledger, study: Study, subject: str, field: str, *, item: str = "", why: str, actor: str
) -> None:
    """Withdraw a finding: the field counts as not looked for again. Raises FactsInvalid."""
    draft = Draft("finding.withdrawn", subject, dump(Withdrawal(key=finding_key(subject, field, item))), why)
    _write(ledger, Gate(study, report_state_rows(ledger, subject.partition("-")[0])), draft, actor)


def _write(ledger: Ledger, gate: Gate, draft: Draft, actor: str) -> list[Issue]:
    issues = _check(gate, draft)
    ledger.append([draft], now(), actor)
    return issues


def _check(gate: Gate, draft: Draft) -> list[Issue]:
    issues = gate.check(draft) + gate.check_cases()
    if not draft.why.strip():
        raise FactsInvalid(f"{draft.subject}: a change needs a reason. Say why: --why '...'.")
    if fault := text_fault(draft.why):
        raise FactsInvalid(f"{draft.subject}, the reason: {fault}. Nothing was written.")
    if errors(issues):
        raise _refusal(issues)
    return issues


def _refusal(issues: list[Issue]) -> FactsInvalid:
    return FactsInvalid(f"{errors(issues)[0]} Nothing was written.", errors(issues)[1:])
