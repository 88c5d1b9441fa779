"""The aggregate of an article as cohorts of the collection."""

from __future__ import annotations

import re

from decisions import OVERRIDES, WORDS, Record

LABELS = {
    "ane": "All ANE patients of the report",
    "mixed": "A wider group than ANE",
    "review": "Patients of earlier reports",
}
CENTRES = {
    "median_age_months": ("cohort_median_age", "mo"),
    "median_age_years": ("cohort_median_age", "y"),
    "mean_age_years": ("cohort_mean_age", "y"),
}


class _Aggregate:
    """Sorts the entries of an aggregate into counts, findings and words."""

    def __init__(self, source: Record, decided: Record) -> None:
        self.n: int | None = source.get("n")
        self.decided = decided
        self.counts: dict[str, dict[str, str]] = {}
        self.findings: dict[str, str] = {}
        self.words: list[str] = [decided["stated"]] if "stated" in decided else []
        self._deaths(source)
        for key, value in source.items():
            if key not in ("n", "died", "note"):
                self._entry(key, value)
        for key, printed in decided.get("added", {}).items():
            self._count(key, printed)

    def _deaths(self, source: Record) -> None:
        derived = ", derived" if self.decided.get("derived") else ""
        if "died" in self.decided:
            self.counts["died"] = {"present": self.decided["died"]}
        elif source.get("died") is not None and self.n:
            self.counts["died"] = {"present": f"{source['died']} of {self.n}{derived}"}

    def _count(self, key: str, printed: str) -> None:
        field, item = WORDS["counts"][key]
        self.counts.setdefault(field, {})[item] = printed

    def _entry(self, key: str, value: object) -> None:
        if key in CENTRES:
            field, unit = CENTRES[key]
            self.findings[field] = f"{value:g} {unit}"
        elif key == "died_basis":
            self.findings["cohort_deaths_basis"] = str(value)
        elif key in WORDS["counts"] and isinstance(value, list):
            self._pair(key, value)
        elif key in WORDS["counts"] and self.n and (percent := self._percent(key, value)):
            self._share(key, value, percent)
        else:
            self.words.append(_in_words(key, value))

    def _pair(self, key: str, value: list[int]) -> None:
        field, item = WORDS["counts"][key]
        if key in self.decided.get("words", []):
            self.words.append(f"{key} {value[0]} of {value[1]}")
        elif key in self.decided.get("counts", {}):
            self._count(key, self.decided["counts"][key])
        elif item in self.counts.get(field, {}) and not self.decided.get("derived"):
            self.words.append(f"{key} {value[0]} of {value[1]}")
        else:
            derived = ", derived" if self.decided.get("derived") else ""
            self._count(key, f"{value[0]} of {value[1]}{derived}")

    def _percent(self, key: str, value: object) -> str:
        """Return the figures of a percentage of all members, or '' where the value is none."""
        if isinstance(value, str) and self.decided.get("of_all") and re.fullmatch(r"\d+(\.\d+)?%", value):
            return value.rstrip("%")
        return f"{value:g}" if isinstance(value, int | float) and key.endswith("_percent") else ""

    def _share(self, key: str, value: object, percent: str) -> None:
        if self.n and _whole_numbers(percent, self.n) == 1:
            self._count(key, f"{percent}% of {self.n}")
        else:
            self.words.append(f"{key} {value}")


def _whole_numbers(percent: str, of: int) -> int:
    """Return how many whole numbers out of `of` print as the percentage, with its decimals."""
    half = 0.5 * 10 ** -len(percent.partition(".")[2])
    return sum(abs(100 * n / of - float(percent)) <= half + 1e-9 for n in range(of + 1))


def _in_words(key: str, value: object) -> str:
    if isinstance(value, list):
        value = f"{value[0]} {'to' if 'range' in key else 'of'} {value[1]}"
    percent = "%" if "_percent" in key else ""
    return f"{key.replace('_percent', '').replace('_', ' ')}: {value}{percent}"


def convert_cohorts(id: str, article: Record) -> list[Record]:
    """Return the cohorts of an article: the group of its aggregate, and its own ANE patients within a wider one."""
    source, decided = article["aggregate"], OVERRIDES["cohorts"].get(id, {})
    if not source or decided.get("none"):
        return []
    whom = decided.get("whom", "review" if article["article_type"] == "review" else "ane")
    read = _Aggregate(source, decided)
    n = decided.get("n", read.n)
    if n is None and not read.counts and not read.words:
        return []
    also = f"Also stated, not coded: {'; '.join(read.words)}" if read.words else ""
    note = ". ".join(filter(None, [source.get("note", ""), also]))
    cohort = {
        "id": f"{id}-A",
        "label": decided.get("label", LABELS[whom]),
        "whom": whom,
        **({"n": n} if n is not None else {}),
        **({"note": note} if note else {}),
        **({"findings": read.findings} if read.findings else {}),
        **({"counts": read.counts} if read.counts else {}),
    }
    own = decided.get("own", article["n_cases"] if whom == "mixed" else 0) or 0
    if own <= len(article["cases"]):
        return [cohort]
    label = "ANE patients among them" if whom == "mixed" else "Own ANE patients"
    return [cohort, {"id": f"{id}-B", "label": label, "whom": "ane", "n": own}]


def whole_group(id: str, n: int) -> Record:
    """Return the cohort of an article that says no more than the number of its patients."""
    return {"id": f"{id}-A", "label": LABELS["ane"], "whom": "ane", "n": n}
