"""Extraction, measured on abstracts of the starter collection's articles: the facts there are the gold.

    ANEATLAS_ARTICLES=FOLDER python benchmarks/collection_facts.py [--errors] [--write]

FOLDER holds one text per report of the collection with cases, named by its accession (R0001.txt): the
abstract without its title, gathered by whoever runs this; no such text is part of the project. Reports
with an even number are the development half, whose errors `--errors` lists; those with an odd number
are held out and only scored. `--write` writes the counts by family of rules on the development half, or on texts with
labels, to `extraction/measured.py`, from which every claim's confidence is computed.

Beside a text may lie the labels that a reader gave it (R0001.json, `labelled`): they are the gold then, complete for
that text, and any name will do (X001.txt). All texts with labels are one group, which `--errors` lists in full;
`--quiet` prints no more than its totals, for texts that must stay unseen.

What counts: the fields that the collection states of a case (FIELDS). A patient of ours is compared
with the case of the collection with which it agrees best in age and sex, then in all facts. An agent or a site is right
if it is the one stated or a kind of it. A claim about a field that the collection leaves open ('not
reported') counts as wrong: this is the strict precision; beside it stands the precision over claims
that contradict a stated fact. Exception: bilateral or symmetric lesions, which half of the collection's
lines keep for the word 'symmetric' (its notes say so); an open one is not counted against us. Claims with doubt ('unclear') propose nothing and are left out.

Recall is counted twice: over all facts, and over the facts whose words can stand in the text at hand:
those for whose field one of the stems in STEMS occurs in it, for ages a number of the age, for agents and
drugs the first letters of one of their names. The collection was read from longer texts for some reports.
The collection is machine-assisted and not verified by a reader; its errors count as ours.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

from labelled import Fact, facts_of

from aneatlas.core.kinds import read
from aneatlas.core.parsing import NotUnderstood, parse_age
from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.confidence import confidence_of, family_of
from aneatlas.extraction.extract import Extraction, extract
from aneatlas.workflows.init import starter_bytes
from aneatlas.workflows.study import load_study

STEMS: dict[str, str] = {
    "sex": r"boy|girl|\bmale|female|\bman\b|woman|\bhis\b|\bher\b|\bhe\b|\bshe\b|brother|sister|\bson\b|daughter",
    "prior_health": r"health|previous|\bwell\b|history|comorbid|asthma|diabet|myeloma|hypertens",
    "prodrome_days": r"day|hour|week",
    "fever": r"fever|febrile|pyrexi|hypertherm|°",
    "seizure": r"seiz|convuls|epilept",
    "status_epilepticus": r"status epilepticus",
    "coma": r"\bcoma",
    "altered_consciousness": r"conscious|coma|mental|letharg|drows|stupor|somnol|sleep|sensori|respons|confus|vigilan|apath|disorient|delir|obnubil|encephalopathy,",
    "lesions_bilateral_or_symmetric": r"bilateral|symmetr|both thal|thalami",
    "imaging_haemorrhage": r"h(?:a)?emor|petechi|bleed",
    "imaging_necrosis": r"necrosis|necrotic|cavit|cyst",
    "restricted_diffusion": r"diffusion|cytotoxic",
    "csf_done": r"cerebrospinal|\bCSF\b|lumbar|spinal fluid",
    "csf_pleocytosis": r"pleocyt|cell|leu[kc]ocyt|normal|clear",
    "csf_protein_raised": r"protein|dissociation|normal",
    "transaminases_raised": r"transamin|liver|hepat|\bAST\b|\bALT\b|SGOT|SGPT|aminotransfer",
    "ammonia_raised": r"ammon",
    "inflammatory_markers_raised": r"inflammat|CRP|reactive protein|ferritin|interleukin|IL-6|procalciton",
    "platelets_low": r"platelet|thrombo",
    "genetic_test_done": r"gene|mutation|variant|exome",
    "ranbp2_tested": r"RANBP2|RAN-binding|Ran-binding",
    "ranbp2_variant_found": r"RANBP2|RAN-binding|Ran-binding",
    "ranbp2_pathogenic": r"RANBP2|RAN-binding|Ran-binding",
    "familial": r"famil|brother|sibling|sister",
    "recurrent": r"recur|episode",
    "outcome_level": r"died|death|dead|fatal|lethal|demise|sequelae|recover|deficit|impair|disab|retard|outcome|normal",
    "site:thalamus": r"thalam",
    "site:brainstem": r"brain ?stem|pons|pont|midbrain|medulla|mesenceph|peduncle",
    "site:cerebellum": r"cerebell",
    "site:cerebral_white_matter": r"white matter|periventric|centrum",
    "site:basal_ganglia": r"basal gangl|putamen|caudate|pallid|striat|lentiform",
}  # fmt: skip
CLASS_STEMS = {
    "corticosteroid": r"steroid|methyl-?pred|predni|cortico|dexameth", "ivig": r"immunoglobulin|IVIG|gammaglob", "plasma_exchange": r"plasma",
    "tocilizumab": r"tocilizumab", "antiviral": r"antivir|anti-?influenza|oseltam|acicl|acycl|ganciclovir|remdesivir|peramivir|foscarnet",
    "antiseizure": r"antiepil|antisei|anticonv|phenobarb|levetir|midazolam|valpro|phenytoin", "antibiotic": r"antibio|ceftri|vancomy|meropenem",
    "neuroprotection_icp": r"mannitol|drainage|hypothermi|saline|craniectomy", "other_immunotherapy": r"immuno", "other_anti_cytokine": r"anakinra|siltuximab",
    "supportive": r"support|ventilat", "other": r"drainage|ventilat|sedat|fluids",
}  # fmt: skip
FIELDS = (*(f for f in STEMS if not f.startswith("site:")), "age_at_onset", "trigger_agent")
SITES = {
    "thalamus": {"thalamus"}, "brainstem": {"brainstem", "midbrain", "pons", "medulla"}, "cerebellum": {"cerebellum", "cerebellar_white_matter", "dentate_nucleus"},
    "cerebral_white_matter": {"cerebral_white_matter", "periventricular_white_matter"}, "basal_ganglia": {"basal_ganglia", "putamen", "caudate", "globus_pallidus"},
}  # fmt: skip
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_GROUP = {site: group for group, members in SITES.items() for site in members}


@dataclass(slots=True)
class Case:
    """A case of the collection: its stated facts, and the fields it was asked about."""

    facts: set[Fact] = field(default_factory=set)
    asked: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class Half:
    """The counts of one half."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    families: Counter[tuple[str, bool]] = field(default_factory=Counter)
    bins: list[tuple[float, bool]] = field(default_factory=list)
    articles: int = 0
    right_number: int = 0
    errors: list[str] = field(default_factory=list)


def gold_cases(line: dict[str, object], study: Study) -> list[Case]:
    """Return the cases of one line of the collection, through the dictionary."""
    found = []
    cases: list[dict[str, dict[str, object]]] = line.get("cases", [])  # type: ignore[assignment]
    for row in cases:
        case = Case()
        for name, words in row["findings"].items():
            if name in FIELDS:
                _note(case, name, "", str(words), study)
        groups: dict[str, dict[str, dict[str, str]]] = row.get("groups", {})  # type: ignore[assignment]
        for site, entry in groups.get("lesions", {}).items():
            if "site_involved" in entry:
                _note(case, "site_involved", site, entry["site_involved"], study)
        for treatment in groups.get("treatments", ()):
            kind = treatment.get("treatment_class", "")  # type: ignore[attr-defined]
            if kind and kind != "not reported":
                case.facts.add(("treatment", kind, "present"))
        for outcome in groups.get("outcome", ()):
            level = outcome.get("outcome_level", "not reported")  # type: ignore[attr-defined]
            if level not in ("not reported", "unclear"):
                case.facts.add(("outcome_level", "", level))
        case.asked |= {("outcome_level", ""), *(("treatment", kind) for kind in CLASS_STEMS)}
        found.append(case)
    return found


def _note(case: Case, name: str, item: str, words: str, study: Study) -> None:
    case.asked.add((name, item))
    status, value, _ = read(words, study.dictionary[name].field, study.dictionary, name)
    if value is not None:
        case.facts.add((name, item, words))
    elif status in (Status.PRESENT, Status.ABSENT):
        case.facts.add((name, item, status.value))


def our_facts(claims: list[Claim]) -> dict[Fact, Claim]:
    """Return the facts that our claims of one patient state, each with the claim that states it."""
    found: dict[Fact, Claim] = {}
    classes = {c.item: c.value for c in claims if c.field == "treatment_class"}
    for claim in claims:
        if claim.status not in (Status.PRESENT, Status.ABSENT) or claim.role.value != "this_patient":
            continue
        present = claim.status is Status.PRESENT
        if claim.field == "site_involved":
            if claim.item in _GROUP and (present or claim.item in SITES):
                found.setdefault(("site_involved", _GROUP[claim.item], claim.status.value), claim)
        elif claim.field == "treatment_given":
            if present and claim.item in classes:
                found.setdefault(("treatment", classes[claim.item], "present"), claim)
        elif claim.field in ("icu", "invasive_ventilation") and present:
            found.setdefault(("treatment", "supportive", "present"), claim)
        elif claim.field in FIELDS:
            found.setdefault((claim.field, "", claim.value or claim.status.value), claim)
        if present and (
            claim.field in ("thalamic_lesions_bilateral", "lesions_symmetric", "site_symmetric")
            or (claim.field == "site_side" and claim.value == "bilateral")
        ):
            found.setdefault(("lesions_bilateral_or_symmetric", "", "present"), claim)
    levels = [f for f in found if f[0] == "outcome_level"]
    if len(levels) > 1:  # the latest outcome counts, as in the collection
        kept = max(levels, key=lambda f: (f[2] == "died", found[f].item))
        found = {f: c for f, c in found.items() if f[0] != "outcome_level" or f == kept}
    return found


def agree(gold: Fact, ours: Fact) -> bool:
    """Say whether two facts of the same field and item say the same."""
    name, wanted, got = gold[0], gold[2], ours[2]
    if name == "age_at_onset":
        try:
            first, second = parse_age(wanted), parse_age(got)
        except NotUnderstood:
            return wanted == got
        half = 0.5 if wanted.endswith("months") else 0.0  # labels of infants are rounded to months
        return first.low - half <= second.high and second.low <= first.high + half
    if name == "trigger_agent":
        # 'H1N1' of 2009 and later is written with and without its year
        return (
            got == wanted or got.startswith((f"{wanted}_", f"{wanted}pdm")) or wanted.startswith(f"{got}pdm")
        )
    if name == "prodrome_days":
        numbers = [[float(n) for n in re.findall(r"\d+(?:\.\d+)?", w)] or [-1.0] for w in (wanted, got)]
        scale = 1 / 24 if re.search(r"\bh(?:ours?)?\b", got) else 7 if "week" in got else 1
        return min(numbers[0]) - 0.01 <= numbers[1][-1] * scale <= max(numbers[0]) + 0.01
    return wanted == got


def in_text(fact: Fact, text: str, study: Study) -> bool:
    """Say whether the words of a fact can stand in the text: the stated rule for the second recall."""
    name, item, value = fact
    if name == "age_at_onset":
        numbers = re.findall(r"\d+", value)
        spelled = [_WORDS[int(n) - 1] for n in numbers if 0 < int(n) <= len(_WORDS)]
        return any(re.search(rf"(?<!\d){n}(?!\d)", text) for n in numbers) or any(
            w in text.lower() for w in (*spelled, "half", "toddler", "infant", "adult")
        )
    if name == "trigger_agent":
        known = study.dictionary.vocabularies["agent"]
        names = {s for s, v in known.spellings.items() if v == value} | {known.terms[value].name.casefold()}
        stems = {n[:6] for n in names if len(n) >= 4}
        return any(stem in text.casefold() for stem in stems)
    stem = (
        CLASS_STEMS.get(item, r"\w")
        if name == "treatment"
        else STEMS[f"site:{item}" if name == "site_involved" else name]
    )
    return re.search(stem, text, re.I) is not None


def matched(gold: list[Case], ours: list[dict[Fact, Claim]]) -> Iterator[tuple[Case, dict[Fact, Claim]]]:
    """Pair cases and patients so that ages and sexes agree best, then all else; what is left over stands alone."""
    size = max(len(gold), len(ours))
    cases = [*gold, *(Case() for _ in range(size - len(gold)))]
    people = [*ours, *({} for _ in range(size - len(ours)))]

    def score(order: tuple[int, ...]) -> tuple[int, int]:
        alike = [
            a[0]
            for case, place in zip(cases, order, strict=True)
            for a in case.facts
            for b in people[place]
            if a[:2] == b[:2] and agree(a, b)
        ]
        return sum(name in ("age_at_onset", "sex", "trigger_agent") for name in alike), len(alike)

    orders = permutations(range(size)) if size <= 5 else [tuple(range(size))]
    best = max(orders, key=score)
    yield from ((case, people[place]) for case, place in zip(cases, best, strict=True))


def compare(
    name: str,
    text: str,
    gold: list[Case],
    result: Extraction,
    half: Half,
    study: Study,
    *,
    complete: bool = False,
) -> None:
    """Count one article. complete: every fact stands in the text, as its labels were made from it alone."""
    half.articles += 1
    half.right_number += len(result.cases) == len(gold)
    if len(result.cases) != len(gold):
        half.errors.append(f"{name} patients: {len(gold)} in the collection, ours {len(result.cases)}")
    ours = [our_facts([c for c in result.claims if c.case == label]) for label in result.cases]
    for case, claims in matched(gold, ours):
        for fact in case.facts:
            same = [f for f in claims if f[:2] == fact[:2]]
            right = any(agree(fact, f) for f in same)
            stated = complete or in_text(fact, text, study)
            half.counts[fact[0], "right"] += right
            half.counts[fact[0], "missed"] += not right
            half.counts[fact[0], "missed, stated"] += not right and stated
            half.counts[fact[0], "contradicted"] += bool(same) and not right
            if fact[2] in ("present", "absent"):
                half.counts["", "statuses"] += 1
                half.counts["", "turned"] += fact[2] == "present" and any(f[2] == "absent" for f in same)
            if not right:
                half.errors.append(
                    f"{name} missed{'' if stated else ' (not in the text)'}: {fact}; ours {[f[2] for f in same]}"
                )
        numbered = any(f[0] == "age_at_onset" for f in case.facts)
        named = any(f[0] == "trigger_agent" for f in case.facts)
        for fact, claim in claims.items():
            if case.asked and fact[:2] not in case.asked:
                continue
            if complete and fact[0] == "age_at_onset" and fact[2].isalpha() and not numbered:
                continue  # labels hold ages in numbers alone: 'adult' is none of them
            if complete and fact[0] == "trigger_agent" and fact[2].startswith("unnamed_") and not named:
                continue  # nor do they hold an agent without a name: 'a respiratory infection'
            right = any(agree(f, fact) for f in case.facts if f[:2] == fact[:2])
            if not right and fact[0] == "lesions_bilateral_or_symmetric":
                continue
            family = family_of(claim)
            half.families[family, right] += 1
            confidence = confidence_of(claim)
            if confidence is not None:
                half.bins.append((confidence, right))
            half.counts[fact[0], "wrong"] += not right
            if not right:
                half.errors.append(f"{name} wrong: {fact} <- {claim.rule} | {claim.quote.text[:160]}")


def scores(half: Half, names: set[str]) -> tuple[float, float, float, float, float]:
    """Return strict precision, precision against stated facts, recall, recall over stated words, F1 (strict, stated)."""
    total: Counter[str] = Counter()
    for (name, what), number in half.counts.items():
        if name in names:
            total[what] += number
    right = total["right"]
    strict = right / max(right + total["wrong"], 1)
    lenient = right / max(right + total["contradicted"], 1)
    recall = right / max(right + total["missed"], 1)
    stated = right / max(right + total["missed, stated"], 1)
    return strict, lenient, recall, stated, 2 * strict * stated / max(strict + stated, 1e-9)


def calibration_error(pairs: list[tuple[float, bool]], size: float = 0.1) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al. 2017, arXiv:1706.04599)."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for pair in pairs:
        bins.setdefault(int(pair[0] / size), []).append(pair)
    return sum(
        abs(sum(c for c, _ in members) - sum(right for _, right in members)) for members in bins.values()
    ) / max(len(pairs), 1)


def main() -> None:
    """Print the figures of both halves; with --errors those of the development half one by one."""
    folder = os.environ.get("ANEATLAS_ARTICLES", "")
    if not folder or not Path(folder).is_dir():
        print("skipped: ANEATLAS_ARTICLES names no folder of texts (R0001.txt, ...)")
        return
    study = load_study()
    if any(Path(folder).glob("*.json")):
        _labelled(Path(folder), study)
        return
    halves = {"development (even)": Half(), "held out (odd)": Half()}
    for row in starter_bytes().decode().splitlines()[1:]:
        line = json.loads(row)
        name = line["report"]["id"]
        path = Path(folder, f"{name}.txt")
        if not line.get("cases") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        title = "" if line["report"].get("title_is_description") else line["report"]["title"]
        [reading] = read_bytes(f"{title}\n\n{text}".encode(), path.name)
        half = halves["development (even)" if int(name[1:]) % 2 == 0 else "held out (odd)"]
        if reading.document is None:
            half.errors.append(f"{name}: {reading.issues}")
            continue
        result = extract(reading.document, name, study)
        compare(name, f"{title} {text}", gold_cases(line, study), result, half, study)
    _print(halves)
    if "--errors" in sys.argv:
        print(*halves["development (even)"].errors, sep="\n")
    if "--write" in sys.argv:
        _write(halves["development (even)"])


def _labelled(folder: Path, study: Study) -> None:
    """Print the figures of texts that bring their own labels."""
    half = Half()
    for path in sorted(folder.glob("*.txt")):
        labels = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        text = path.read_text(encoding="utf-8")
        [reading] = read_bytes(text.encode(), path.name)
        if reading.document is None:
            half.errors.append(f"{path.stem}: {reading.issues}")
            continue
        result = extract(reading.document, path.stem, study)
        gold = [Case(*facts_of(case, study)) for case in labels["cases"]]
        compare(path.stem, text, gold, result, half, study, complete=True)
    _print({"labelled texts": half})
    if "--errors" in sys.argv:
        print(*half.errors, sep="\n")
    if "--write" in sys.argv:
        _write(half)


def _print(halves: dict[str, Half]) -> None:
    for label, half in halves.items():
        names = {name for name, _ in half.counts if name}
        strict, lenient, recall, stated, f1 = scores(half, names)
        print(
            f"{label}: {half.articles} articles, patients right in {half.right_number} "
            f"({half.right_number / max(half.articles, 1):.1%})"
        )
        print(
            f"  precision {strict:.3f} (claims that contradict a stated fact alone: {lenient:.3f}), recall {stated:.3f} "
            f"of the facts whose words stand in the text, {recall:.3f} of all, F1 {f1:.3f}"
        )
        turned, statuses = half.counts["", "turned"], half.counts["", "statuses"]
        print(f"  absent for present: {turned} of {statuses} ({turned / max(statuses, 1):.2%})")
        print(f"  calibration error of the confidences: {calibration_error(half.bins):.3f}")
        if "--quiet" in sys.argv:
            continue
        print(f"  {'field':34}{'P':>7}{'R':>7}{'R all':>7}{'right':>7}{'wrong':>7}{'missed':>7}")
        for name in sorted(names):
            p, _, r_all, r, _ = scores(half, {name})
            counts = (half.counts[name, key] for key in ("right", "wrong", "missed"))
            print(f"  {name:34}{p:7.3f}{r:7.3f}{r_all:7.3f}" + "".join(f"{n:7}" for n in counts))


def _write(half: Half) -> None:
    families = sorted({family for family, _ in half.families})
    rows = "\n".join(
        f'    "{f}": ({half.families[f, True]}, {half.families[f, True] + half.families[f, False]}),'
        for f in families
    )
    path = Path(__file__).parent.parent / "src/aneatlas/extraction/measured.py"
    head, _, _ = path.read_text(encoding="utf-8").partition("MEASURED: ")
    path.write_text(
        f"{head}MEASURED: dict[str, tuple[int, int]] = {{\n{rows}\n}}\n",
        encoding="utf-8",
    )
    print(f"written: {path.name}, {len(families)} families")


if __name__ == "__main__":
    main()
