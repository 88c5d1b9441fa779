"""Which class a report has and whether it goes on, each with its reasons; nothing here is final.

Rules work on the title, the abstract, the publication types and the subject headings. A decision names
the rule and the words that it rests on, so that a person can see at once why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from aneatlas.literature.folding import letters, plain
from aneatlas.literature.names import Found, Match, Names
from aneatlas.literature.records import Record, texts
from aneatlas.literature.stems import BESIDE


class Kind(StrEnum):
    """The class of a report."""

    CASE_REPORT = "case report"
    CASE_SERIES = "case series"
    COHORT = "cohort"
    GENETIC = "genetic study"
    REVIEW_WITH_CASES = "review with own cases"
    REVIEW = "review without own cases"
    BIOLOGY = "biology"
    GUIDELINE = "guideline"
    NEWS = "news"
    NEAR_MISS = "near miss"
    UNCLEAR = "unclear"


class Choice(StrEnum):
    """What happens to a report: read, shown to a person, or left out."""

    INCLUDE = "include"
    MAYBE = "maybe"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, where it found what, and the words."""

    rule: str
    place: str = ""
    quote: str = ""

    def __str__(self) -> str:
        return f"{self.rule} ({self.place}: {self.quote})" if self.quote else self.rule


@dataclass(frozen=True, slots=True)
class Decision:
    """The class of a report, the choice, the names found and the reasons in the order of the rules."""

    choice: Choice
    kind: Kind
    reasons: tuple[Reason, ...]
    found: Found


#: (class, publication types, words in the title), tried in this order.
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)"
_TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.NEWS, r"\bnewspaper|\bnews (?:report|item)"),
        (Kind.GUIDELINE, r"\bguidelines?\b|\bconsensus\b|\bpractice parameter|指南|ガイドライン"),
        (Kind.GENETIC, r"\bmutations?\b(?!.*\bcase report)|\bvariants? (?:in|of) \w+\b(?!.*case report)|\bautosomal dominant|"
                       r"\bgenetic (?:study|analysis|background|predisposition|susceptibility)|polymorphism|haplotype|\bgenotyp|"
                       r"\bexome"),
        (Kind.REVIEW_WITH_CASES, r"\bcases?\b.*\band (?:a |systematic |the )*(?:literature )?(?:review|meta-?analysis)|"
                                 r"\breport\b.*\breview of the literature|文献复习"),
        (Kind.REVIEW, r"\breview\b|\bmeta-?analysis|\bomim\b|\bgenereviews|\bupdate on\b|综述|総説"),
        (Kind.CASE_SERIES, rf"\bcase series|\b(?:{_NUMBER}) (?:\w+ ){{0,3}}(?:cases|patients|children|infants|siblings|adults|boys|girls)|"
                           r"\breport of (?:two|three|four|\d+)|\btwo (?:\w+ ){0,2}cases|[2-9]\s*例|\b[2-9] cases"),
        (Kind.CASE_REPORT, r"\bcase report|\ba (?:\w+ ){0,4}case\b|\bcase of\b|\bin an? (?:\w+[- ]){0,5}(?:boy|girl|child|infant|woman|man|"
                           r"adult|patient|neonate|toddler|teenager|adolescent)\b|\bautopsy\b|\bcase:|\bcaso\b|(?<!\d)1\s*例|一例|症例|\b1례"),
        (Kind.COHORT, r"\bcohort|retrospective|prospective|multicent|\bsurveillance|\brisk factors|\boutcomes?\b|\bprognos|"
                      r"\bclinical (?:features|characteristics|profile|spectrum)|\bpatients with\b|\bchildren with\b|\bin children\b|"
                      r"临床|臨床"),
        (Kind.BIOLOGY, r"\bmice\b|\bmouse\b|\bin vitro\b|\bknockout|\bnuclear pore|\bsumoyl|\bcells?\b|\bendotheli|\brats?\b"),
    )
)  # fmt: skip
_TYPES = (
    ("Case Reports", Kind.CASE_REPORT),
    ("Practice Guideline", Kind.GUIDELINE),
    ("Guideline", Kind.GUIDELINE),
    ("Consensus", Kind.GUIDELINE),
    ("News", Kind.NEWS),
    ("Newspaper Article", Kind.NEWS),
    ("Systematic Review", Kind.REVIEW),
    ("Meta-Analysis", Kind.REVIEW),
    ("Review", Kind.REVIEW),
)
_ANIMALS = re.compile(
    r"\b(?:dogs?|canine|pugs?|terriers?|cattle|calves|bovine|horses?|equine|cats?|feline|fish|mice|rats?)\b"
)
_PATIENTS = re.compile(
    r"\bwe (?:report|describe|present)\b|\bour (?:patients?|cases?)\b|\bour institution|\bwere admitted\b"
)
_HERPES = re.compile(r"\bherpes simplex\b|\bhsv\b")
_LIKE = re.compile(
    r"\b(?:resembl\w+|mimick?\w*|simulating|similar to|not|unlike)\s+(?:an? |the )?$", re.IGNORECASE
)
_NO_PATIENTS = frozenset((Kind.NEWS, Kind.GUIDELINE, Kind.BIOLOGY, Kind.REVIEW))
#: Before this year 'acute necrotizing encephalitis' meant another disease (dossier, section 1.4).
_OLD = 1990


def decide(record: Record, names: Names) -> Decision:
    """Return the decision on one record."""
    return decision(record, names.find(texts(record)), names)


def decision(record: Record, found: Found, names: Names) -> Decision:
    """Return the decision on a record whose names were found before."""
    kind, why = classify(record)
    reasons = [*_strong(found), why]
    sure = [match for match in found.labels if match.kind in ("preferred", "synonym", "abbreviation")]
    clear = [match for match in sure if match.supported and not _doubted(match, found)]
    for rule in _withdrawals(record):
        return Decision(Choice.EXCLUDE, kind, (rule, *reasons), found)
    if sure and (animal := _animal(record)):
        return Decision(Choice.MAYBE, Kind.NEAR_MISS, (animal, *reasons), found)
    doubtful = [match for match in sure if match not in clear]
    if doubtful and not clear:
        # The name has another meaning too; thalamus or gene beside it, in later years, make it clear.
        if "thalamus_or_gene" in found.supports and not _old_or_herpes(record):
            clear = doubtful
        else:
            reason = Reason(
                "the name has another meaning, and nothing beside it decides",
                doubtful[0].place,
                doubtful[0].quote,
            )
            return Decision(Choice.MAYBE, kind, (reason, *reasons), found)
    if clear and (likened := _likened(clear, record)):
        return Decision(Choice.MAYBE, kind, (likened, *reasons), found)
    if clear and kind in _NO_PATIENTS:
        return Decision(Choice.MAYBE, kind, (Reason(f"named, but the class is '{kind}'"), *reasons), found)
    if clear:
        return Decision(Choice.INCLUDE, kind, tuple(reasons), found)
    if found.labels:
        first = found.labels[0]
        reason = Reason(
            f"only a name of kind '{first.kind}': patients may be among those described",
            first.place,
            first.quote,
        )
        return Decision(Choice.MAYBE, kind, (reason, *reasons), found)
    return _near_miss_only(record, found, names, why)


def _near_miss_only(record: Record, found: Found, names: Names, why: Reason) -> Decision:
    if not found.near_misses:
        return Decision(Choice.EXCLUDE, Kind.UNCLEAR, (Reason("no name of the disease"),), found)
    for match in found.near_misses:
        beside = _beside(record, match)
        if match.kind == "person" and beside:
            reason = Reason(
                f"near miss with '{beside}' beside it: {names.reasons[match.id]}", match.place, match.quote
            )
            return Decision(Choice.MAYBE, Kind.NEAR_MISS, (reason, why), found)
    match = found.near_misses[0]
    reason = Reason(f"near miss: {names.reasons[match.id]}", match.place, match.quote)
    return Decision(Choice.EXCLUDE, Kind.NEAR_MISS, (reason,), found)


def _beside(record: Record, match: Match) -> str:
    """Return the thalamic or necrotizing word in the record, '' without one."""
    for _, text in texts(record):
        low = letters(plain(text))
        for stem in BESIDE:
            if stem in low:
                return stem
    return ""


def _strong(found: Found) -> Iterator[Reason]:
    for match in found.labels[:3]:
        support = "" if match.supported else ", without the words that it needs"
        yield Reason(f"name '{match.id}' ({match.kind}){support}", match.place, match.quote)


def _doubted(match: Match, found: Found) -> bool:
    """Say whether the same words are also a near miss that a person decides."""
    return any(
        other.kind == "person" and other.number == match.number and other.start <= match.start and match.end <= other.end
        for other in found.near_misses
    )  # fmt: skip


def _withdrawals(record: Record) -> Iterator[Reason]:
    if record.retracted:
        yield Reason("retracted: the report is shown as retracted and leaves the figures")
    for text in ("Retraction of Publication", "Published Erratum", "Expression of Concern"):
        if text in record.publication_types:
            yield Reason(f"'{text}': linked to the publication that it speaks of, no report of its own")


def _animal(record: Record) -> Reason | None:
    headings = {heading.name for heading in record.mesh}
    if "Animals" in headings and "Humans" not in headings:
        return Reason("animals, not people", "mesh", "Animals")
    found = _ANIMALS.search(record.title.casefold())
    return (
        Reason("animals, not people", "title", found.group()) if found and "Humans" not in headings else None
    )


def _likened(matches: list[Match], record: Record) -> Reason | None:
    """Return a reason where the title only likens another disease to this one, and no other text names it."""
    if any(match.place != "title" for match in matches):
        return None
    title = plain(record.title)
    found = [_LIKE.search(title[: match.start]) for match in matches]
    return Reason("another disease that is likened to it", "title", found[0].group()) if found[0] else None


def _old_or_herpes(record: Record) -> bool:
    if record.year is not None and record.year < _OLD:
        return True
    return any(_HERPES.search(text.casefold()) for place, text in texts(record) if place == "title")


def classify(record: Record) -> tuple[Kind, Reason]:
    """Return the class of a report and what it rests on: the title first, then its types, then the abstract."""
    title = letters(plain(f"{record.title} {record.vernacular_title}"))
    for kind, pattern in _TITLE:
        if found := pattern.search(title):
            return _with_own_cases(kind, record), Reason(
                f"class '{kind}' by the title", "title", found.group()
            )
    for name, kind in _TYPES:
        if name in record.publication_types:
            return _with_own_cases(kind, record), Reason(
                f"class '{kind}' by the publication type", "type", name
            )
    abstract = letters(plain(record.abstract_text))
    if found := re.search(r"\b\d{1,2}[- ](?:year|month|week|day)[- ]old\b", abstract):
        return Kind.CASE_REPORT, Reason("class 'case report' by the abstract", "abstract", found.group())
    if found := re.search(r"\b(?:patients|children|cases) (?:were|was|with)\b", abstract):
        return Kind.COHORT, Reason("class 'cohort' by the abstract", "abstract", found.group())
    return Kind.UNCLEAR, Reason("nothing tells the class")


def _with_own_cases(kind: Kind, record: Record) -> Kind:
    own = kind is Kind.REVIEW and _PATIENTS.search(letters(plain(record.abstract_text)))
    return Kind.REVIEW_WITH_CASES if own else kind
