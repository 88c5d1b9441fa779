"""The screening decisions on the titles and labels of the starter collection: what is missed, what is wrong.

The collection is a development set: the rules were written with it in sight.
"""

from __future__ import annotations

import json
from collections import Counter

from aneatlas.literature.decisions import Choice, decide
from aneatlas.literature.names import names_of
from aneatlas.literature.records import AbstractPart, Origin, PartialDate, Record
from aneatlas.workflows.init import starter_bytes
from aneatlas.workflows.study import load_study

#: The collection's words for the class -> the classes of `decisions` that agree with it.
CLASSES = {
    "case_report": {"case report", "review with own cases"},
    "case_series": {"case series", "cohort"},
    "cohort": {"cohort", "case series"},
    "genetic_study": {"genetic study"},
    "review": {"review without own cases", "review with own cases", "guideline"},
}


def main() -> None:
    """Print the figures."""
    names = names_of(load_study())
    tables: dict[str, Counter[str]] = {"titles": Counter(), "titles and labels": Counter()}
    errors: list[str] = []
    agreed = told = 0
    for line in starter_bytes().decode().splitlines()[1:]:
        article = json.loads(line)["report"]
        title, label = article["title"], article.get("label_used", "")
        described = article.get("title_is_description", False)
        ours = article["type"] != "other"
        for kind in tables:
            if kind == "titles" and described:
                continue
            parts = (AbstractPart(label),) if kind != "titles" and label else ()
            record = Record(
                "test",
                Origin("starter collection"),
                title=title,
                abstract=parts,
                date=PartialDate(article.get("year")),
            )
            result = decide(record, names)
            named = bool(result.found.labels)
            group = "ANE" if ours else "near miss"
            tables[kind][f"{group}, {'named' if named else 'not named'}: {result.choice}"] += 1
            if ours and named and result.choice is Choice.EXCLUDE:
                errors.append(f"MISSED ({kind}): {title}: {result.reasons[0]}")
            if not ours and result.choice is Choice.INCLUDE:
                errors.append(f"INCLUDED ({kind}): {title}: {result.reasons[0]}; label '{label}'")
            if kind == "titles" and ours and str(result.kind) != "unclear":
                told += 1
                agreed += str(result.kind) in CLASSES[article["type"]]
                if str(result.kind) not in CLASSES[article["type"]]:
                    errors.append(f"CLASS {article['type']} read as {result.kind}: {title}")
    for kind, table in tables.items():
        print(f"\n{kind}:")
        for key, count in sorted(table.items()):
            print(f"  {key:40} {count:4}")
        near = [key for key in table if key.startswith("near miss")]
        total, included = sum(table[k] for k in near), sum(table[k] for k in near if k.endswith("include"))
        ours_named = sum(v for k, v in table.items() if k.startswith("ANE, named"))
        lost = table["ANE, named: exclude"]
        print(
            f"  ANE reports whose text names the disease: {ours_named - lost} of {ours_named} included or maybe"
        )
        print(
            f"  near misses not included: {total - included} of {total} ({(total - included) / max(total, 1):.1%})"
        )
    print(f"\nclass told by the title alone: {told}, in agreement {agreed} ({agreed / max(told, 1):.1%})")
    print("\n" + "\n".join(errors))


if __name__ == "__main__":
    main()
