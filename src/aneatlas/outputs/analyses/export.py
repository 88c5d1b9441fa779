"""A result for other programs and for notebooks: rows, a dictionary, JSON, CSV, a table of text or of HTML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from aneatlas.outputs.analyses.result import Comparison, Estimate, Result, Stratum

COLUMNS = (
    "group", "label", "n", "of", "total", "reports", "patients", "unit", "estimate", "lower", "upper", "least", "most",
    "model", "model_lower", "model_upper", "status", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one count, ready to be read by a person or a program.

    result: everything (see `Result`). rows(): one dictionary per estimate, with the keys `COLUMNS`: shares as
    fractions, None where a number is withheld. to_dict(): all of it, nested, as JSON knows it. In a notebook
    it shows itself as a table.
    """

    result: Result

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per estimate."""
        return [_row(stratum, estimate) for stratum in self.result.strata for estimate in stratum.estimates]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain dictionaries and lists; issues as sentences."""
        r = self.result
        overlapping = r.overlapping
        return {
            "id": r.id,
            "title": r.title,
            "question": r.analysis.plain,
            "method": r.analysis.method,
            "citation": r.analysis.citation,
            "note": r.analysis.note,
            "where": [{"column": w.column, "is": list(w.values)} for w in r.analysis.where],
            "warnings": [issue.message for issue in r.warnings],
            "unsplit": r.unsplit,
            "strata": [_stratum(s) for s in r.strata],
            "comparisons": [_comparison(c) for c in r.comparisons],
            "overlaps": None
            if overlapping is None
            else {
                "rule": overlapping.rule,
                "left_out": [asdict(o) for o in overlapping.omitted],
                "left_out_where_suspected": [asdict(o) for o in overlapping.merged_omitted],
                "differs": overlapping.differs,
                "all_merged": [asdict(v) for v in overlapping.merged],
                "none_merged": [asdict(v) for v in overlapping.separate],
            },
        }

    def to_json(self) -> str:
        """Return the whole result as JSON; a number that is withheld is null, never NaN."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def to_csv(self) -> str:
        """Return the rows as CSV."""
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows())
        return out.getvalue()

    def __str__(self) -> str:
        """Return the rows as a table of text, with what must be said beside it."""
        head, lines = _cells(self.result)
        widths = [max(len(line[i]) for line in (head, *lines)) for i in range(len(head))]
        drawn = [
            "  ".join(
                c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))
            )
            for line in (head, *lines)
        ]
        said = [self.result.title, self.result.analysis.plain, "", *(line.rstrip() for line in drawn)]
        return "\n".join([*said, "", *self.remarks()]).rstrip() + "\n"

    def remarks(self) -> list[str]:
        """Return the sentences that belong beside the table: reasons, warnings, overlaps, what divides nobody."""
        r = self.result
        found = [f"Warning: {issue.message}" for issue in r.warnings]
        for stratum in r.strata:
            name = f"{stratum.name}: " if stratum.name else ""
            reasons = dict.fromkeys(e.reason for e in stratum.estimates if e.reason)
            found += [f"{name}{reason}" for reason in reasons]
            found += [f"{name}{issue.message}" for issue in stratum.warnings]
            found += [
                f"{name}no model: {e.model_reason}"
                for e in stratum.estimates
                if e.model_reason and e.model_reason != e.reason
            ]
            if r.analysis.kind not in ("tally", "undercount", "series"):
                found.append(
                    f"{name}known in {stratum.known} of {stratum.total}; not reported in {stratum.unreported}; not looked for in {stratum.unread}."
                )
        if r.analysis.by:
            found.append(f"In no group: {r.unsplit}.")
        if r.overlapping is not None and r.overlapping.differs:
            for words, variants in (("all suspected", r.overlapping.merged), ("no", r.overlapping.separate)):
                told = "; ".join(f"{v.label} {v.n} of {v.of}" for v in variants[:6])
                found.append(f"With {words} overlaps merged: {told}.")
        return list(dict.fromkeys(found))

    def _repr_html_(self) -> str:
        head, lines = _cells(self.result)
        body = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in line)}</tr>" for line in lines)
        heads = "".join(f"<th>{escape(c)}</th>" for c in head)
        remarks = "".join(f"<li>{escape(line)}</li>" for line in self.remarks())
        caption = f"{escape(self.result.title)}. {escape(self.result.analysis.plain)}"
        return (
            f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
            f"<ul>{remarks}</ul>"
        )


def _row(stratum: Stratum, e: Estimate) -> dict[str, Any]:
    share = e.unit == "share"
    model = e.model
    cells = (
        stratum.name, e.label, e.n, e.of, e.total, e.reports, e.patients, e.unit, e.estimate, e.lower, e.upper,
        e.least if share else None, e.most if share else None, model.estimate if model else None,
        model.lower if model else None, model.upper if model else None, e.status, e.reason,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def _stratum(s: Stratum) -> dict[str, Any]:
    return {
        "group": s.name, "value": s.value, "total": s.total, "known": s.known, "unreported": s.unreported, "unread": s.unread,
        "reports": s.reports, "warnings": [issue.message for issue in s.warnings],
        "estimates": [_estimate(s, e) for e in s.estimates], "points": [asdict(p) for p in s.points],
        "other_methods": [asdict(v) for v in s.alternatives], "curve": [asdict(step) for step in s.curve],
        "funnel": asdict(s.funnel) if s.funnel else None, "dates": asdict(s.dates) if s.dates else None,
        "treatments_over_time": asdict(s.lanes) if s.lanes else None,
    }  # fmt: skip


def _estimate(s: Stratum, e: Estimate) -> dict[str, Any]:
    more = {
        "key": e.key, "method": e.method, "model_reason": e.model_reason, "cases": list(e.cases),
        "model_of_reports": asdict(e.model) if e.model else None, "warnings": [issue.message for issue in e.warnings],
    }  # fmt: skip
    return _row(s, e) | more


def _comparison(c: Comparison) -> dict[str, Any]:
    found = asdict(c) | {"warnings": [issue.message for issue in c.warnings]}
    return {name: None if value in (float("inf"), float("-inf")) else value for name, value in found.items()}


def _cells(result: Result) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the head and the rows of the table as a person reads it."""
    kind = result.analysis.kind
    named = kind == "features"
    whole = kind in ("tally", "undercount")
    head = ("Group", "What") + (
        ("Reports", "Patients") if kind == "tally" else ("Counted", "Estimate", "95 % interval") if whole
        else ("Named", "Denied", "Silent", "Bounds") if named
        else ("n of known", "Share", "95 % interval", "Bounds", "Model", "Reports")
    )  # fmt: skip
    return head, [(s.name, e.label, *_numbers(kind, e)) for s in result.strata for e in s.estimates]


def _numbers(kind: str, e: Estimate) -> Sequence[str]:
    bounds = _span(e.least, e.most)
    if kind == "tally":
        return str(e.n), str(e.patients)
    if kind == "undercount":
        given = e.estimate is not None and e.lower is not None and e.upper is not None
        counted = "counted" if e.status == "shown" else "withheld"
        return (
            str(e.n),
            f"{e.estimate:.0f}" if given else counted,
            f"{e.lower:.0f} to {e.upper:.0f}" if given else counted,
        )
    if kind == "features":
        return str(e.n), str(e.of - e.n), str(e.total - e.of), bounds
    if e.estimate is None:
        return f"{e.n} of {e.of}", "withheld", "withheld", bounds, "withheld", str(e.reports)
    model = f"{100 * e.model.estimate:.1f} ({_span(e.model.lower, e.model.upper)})" if e.model else "none"
    return (
        f"{e.n} of {e.of}",
        f"{100 * e.estimate:.1f}",
        _span(e.lower, e.upper),
        bounds,
        model,
        str(e.reports),
    )


def _span(low: float | None, high: float | None) -> str:
    return "none" if low is None or high is None else f"{100 * low:.1f} to {100 * high:.1f}"
