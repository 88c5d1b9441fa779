"""Write the starter collection from a file of articles, one JSON object per line.

python starter/convert.py PATH/articles.jsonl [--output FILE] [--check]

`--check` compares the file with what would be written; exit 1 where they differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cases import convert_case
from cohorts import convert_cohorts, whole_group
from decisions import COLLECTION, OVERRIDES, Record, UnknownWordError, labels, value_of

HEADER = {
    "collection": {
        "name": "ANE Atlas starter collection",
        "version": "2026.1",
        "provenance": "citation",
        "proposer": "starter collection 2026.1, machine-assisted",
        "licence": "CC-BY-4.0",
        "statement": "Facts taken from public abstracts and the opening pages of articles, machine-assisted, "
        "not yet verified by a reader.",
    }
}
NO_CASES = ("other", "review")  # article types without ANE patients of their own


def convert(articles: list[Record]) -> str:
    """Return the text of the collection. Raises UnknownWordError."""
    lines = [HEADER, *(_line(f"R{n:04d}", article, articles) for n, article in enumerate(articles, start=1))]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _line(id: str, article: Record, articles: list[Record]) -> Record:
    cases = [convert_case(f"{id}-{n}", case) for n, case in enumerate(article["cases"], start=1)]
    cohorts = [] if article["article_type"] == "other" else convert_cohorts(id, article)
    patients = 0 if article["article_type"] in NO_CASES else article["n_cases"] or 0
    if patients > len(cases) and not cohorts:
        cohorts = [whole_group(id, patients)]
    overlaps = [
        {"with": other, "kind": entry["kind"], "basis": entry["basis"]}
        for entry in OVERRIDES["overlaps"]
        if entry["of"] == id
        for other in entry["with"]
    ]
    parts = {"cases": cases, "cohorts": cohorts, "overlaps": overlaps}
    return {"report": _report(id, article, articles), **{key: part for key, part in parts.items() if part}}


def _report(id: str, article: Record, articles: list[Record]) -> Record:
    title, kind, used = article["title"].strip(), article["article_type"], article["label_used"] or ""
    printed = {key: article[key] for key in ("journal", "year", "doi", "pmid", "pmcid", "url")}
    excluded = (
        {"standing": "excluded", "reason": OVERRIDES["reasons"].get(id, "")} if kind in NO_CASES else {}
    )
    report = {
        "id": id,
        "title": title,
        "title_is_description": _is_description(id, title),
        **printed,
        "country": value_of("country", article["country"]) if article["country"] else "",
        "type": "other" if kind == "other" else value_of("report_type", kind),
        "read": article["read"].replace(" ", "_"),
        "label_used": used,
        "labels": labels(used),
        **excluded,
        "note": _note(id, article, articles),
        "contradictions": OVERRIDES["contradictions"].get(id, []),
    }
    return {key: value for key, value in report.items() if value}


def _is_description(id: str, title: str) -> bool:
    shown = title.startswith("[") or "title not shown" in title or "(PMC" in title
    return shown or id in OVERRIDES["described"]


def _note(id: str, article: Record, articles: list[Record]) -> str:
    """Return the remarks, with what is named as the same patients and is no other article of the collection."""
    named = [] if id in OVERRIDES["same_patients_declared"] else article.get("same_patient_as", [])
    others = [other for other in articles if other is not article]
    lost = [name for name in named if not any(_is(other, name) for other in others)]
    remark = f"Named as possibly the same patients, not in this collection: {'; '.join(lost)}" if lost else ""
    return ". ".join(filter(None, [article.get("note") or "", remark]))


def _is(article: Record, name: str) -> bool:
    return bool(article["title"].lower().startswith(name.lower()[:40]) or article["url"] == name)


def main() -> int:
    """Run the program; returns the exit code: 0 done, 1 different or not convertible."""
    parser = argparse.ArgumentParser(description="Write the starter collection from a file of articles.")
    parser.add_argument("articles", type=Path)
    parser.add_argument("--output", type=Path, default=COLLECTION, help="the collection's file")
    parser.add_argument("--check", action="store_true", help="compare the file instead of writing it")
    given = parser.parse_args()
    try:
        lines = given.articles.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        text = convert([json.loads(line) for line in lines])
        if given.check and given.output.read_text(encoding="utf-8") != text:
            print(f"{given.output.name} differs from {given.articles.name}: run without --check to write it.")
            return 1
        if not given.check:
            given.output.write_text(text, encoding="utf-8")
    except (OSError, ValueError, UnknownWordError) as problem:
        print(f"{given.articles.name}: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
