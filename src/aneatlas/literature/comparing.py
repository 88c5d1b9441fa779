"""Compare two citations by stated rules. Each verdict names its rule and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, Levenshtein

from aneatlas.literature.citations import Citation

Result = Literal["same", "different", "version", "doubtful", "unrelated"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comparing two citations says. `weight` orders merges: identifiers before likeness."""

    result: Result
    rule: str
    why: str
    weight: float = 0.0


_UNRELATED = Verdict("unrelated", "", "too little in common")


def compare(left: Citation, right: Citation) -> Verdict:
    """Return whether two citations are one publication.

    same: merged. different: never in one cluster. version: linked. doubtful: a person looks. unrelated: nothing
    speaks for it, which is not a contradiction.
    """
    title = _title(left, right)
    people = _people(left, right)
    place = _Place(left, right)
    if left.pmid and left.pmid == right.pmid:
        return Verdict("same", "pmid", f"both have PMID {left.pmid}", 3.0)
    if left.doi and left.doi == right.doi and of_one_doi(left, right):
        return Verdict("same", "doi", f"both have DOI {left.doi}, titles alike {title:.2f}", 2.9)
    if (
        left.kind != right.kind
        and title >= 0.8
        and people >= 0.5
        and not _identical(title, place, left, right)
    ):
        kinds = " and ".join(kind or "article" for kind in (left.kind, right.kind))
        return Verdict(
            "version", "version", f"{kinds} with titles alike {title:.2f} and authors {people:.2f}"
        )
    if left.pmid and right.pmid:
        return Verdict("different", "pmid", f"PMID {left.pmid} and {right.pmid}")
    if left.doi and right.doi and left.doi != right.doi and not _same_article(left.doi, right.doi):
        return Verdict("different", "doi", f"DOI {left.doi} and {right.doi}")
    if numbers := _numbers_differ(left, right):
        return Verdict("different", "number in the title", f"the titles differ in {numbers}")
    return _by_likeness(left, right, title, people, place)


def of_one_doi(left: Citation, right: Citation) -> bool:
    """Say whether two records that have one DOI are one publication: all abstracts of a meeting may share it."""
    if not left.title or not right.title:
        return True
    title = _title(left, right)
    return title >= 0.95 or (title >= 0.6 and _people(left, right) > 0)


def _by_likeness(left: Citation, right: Citation, title: float, people: float, place: _Place) -> Verdict:
    said = f"titles alike {title:.2f}, authors {people:.2f}, {place}"
    if not left.title or not right.title:
        alike = place.agree >= 3 and not place.conflict and people >= 0.75
        return Verdict("doubtful", "place without title", said) if alike else _UNRELATED
    if place.conflict:
        alike = title >= 0.95 and people >= 0.75
        return Verdict("doubtful" if alike else "unrelated", "place differs", said)
    long = min(len(left.compact), len(right.compact)) >= 25
    if place.years and not {"page", "volume"} & set(place.agreeing):
        return Verdict("doubtful" if title >= 0.95 and people >= 0.75 else "unrelated", "another year", said)
    if title >= 0.97 and long and people >= 0.75 and (place.agree >= 1 or place.known == 0):
        return Verdict("same", "title and authors", said, 2.0 + title / 10)
    if title >= 0.9 and people >= 0.5 and place.agree >= 2:
        return Verdict("same", "title, authors and place", said, 2.0)
    if people >= 0.75 and ((title >= 0.75 and place.agree >= 3) or (title >= 0.6 and place.agree == 5)):
        return Verdict("same", "authors and place", said, 1.5)
    if title >= 0.8 and people >= 0.5 and place.agree >= 4:
        return Verdict("same", "title and place", said, 1.4)
    # A translated title: the same people on the same pages of the same volume.
    if (
        place.whole
        and {"year", "volume"} <= set(place.agreeing)
        and people >= 0.9
        and min(_sizes(left, right)) > 1
    ):
        return Verdict("same", "people and pages", said, 1.3)
    if title >= 0.95 and people >= 0.5:
        return Verdict("doubtful", "title and authors alone", said)
    return _UNRELATED


def _title(left: Citation, right: Citation) -> float:
    """Return how alike the titles are, 0 to 1; a part that one source leaves out costs little."""
    if not left.compact or not right.compact:
        return 0.0
    whole = fuzz.ratio(left.compact, right.compact) / 100
    short, long = sorted((left.compact, right.compact), key=len)
    if len(short) >= 20 and (long.startswith(short) or long.endswith(short)):
        return max(whole, 0.93)
    return whole


def _people(left: Citation, right: Citation) -> float:
    """Return the share of the shorter list of authors that the longer one holds; 0.5 where one gives none."""
    if not left.authors or not right.authors:
        return 0.5
    short, long = sorted((left.authors, right.authors), key=len)
    names = [name for name, _ in long]
    held = sum(any(_same_name(name, other) for other in names) for name, _ in short[:12])
    first = _same_name(left.authors[0][0], right.authors[0][0])
    return held / len(short[:12]) if first or held > 1 else min(held / len(short[:12]), 0.5)


def _sizes(left: Citation, right: Citation) -> tuple[int, int]:
    return len(left.authors), len(right.authors)


def _same_name(left: str, right: str) -> bool:
    if left == right:
        return True
    if min(len(left), len(right)) < 4:
        return False
    # 'Le Quintrec' is also filed under Quintrec.
    return left.endswith(right) or right.endswith(left) or JaroWinkler.similarity(left, right) >= 0.92


class _Place:
    """Where two citations say that they stand: journal, year, volume, issue, pages."""

    def __init__(self, left: Citation, right: Citation) -> None:
        self.agreeing: list[str] = []
        self.differing: list[str] = []
        self._note("journal", _journal(left, right))
        years = abs(left.year - right.year) if left.year and right.year else None
        self._note("year", None if years is None else years == 0)
        if _shifted(left, right) or _shifted(right, left):
            self.agreeing += ["volume", "issue"]
        else:
            self._note("volume", left.volume == right.volume if left.volume and right.volume else None)
            self._note("page", _page(left, right))
            issues = left.issue and right.issue and (left.issue == right.issue or not _running(left, right))
            self._note("issue", left.issue == right.issue if issues else None)
        self.whole = left.first_page == right.first_page != left.last_page == right.last_page != ""
        self.years = years or 0

    def _note(self, what: str, agrees: bool | None) -> None:
        if agrees is not None:
            (self.agreeing if agrees else self.differing).append(what)

    @property
    def known(self) -> int:
        return len(self.agreeing) + len(self.differing)

    @property
    def agree(self) -> int:
        return len(self.agreeing)

    @property
    def conflict(self) -> bool:
        """Say whether the places contradict each other: by page or issue, or by two of the other parts."""
        other = [part for part in self.differing if part != "issue"]
        number = "issue" in self.differing and "page" not in self.agreeing
        return "page" in self.differing or number or len(other) > 1 or self.years > 1

    def __str__(self) -> str:
        same, other = ", ".join(self.agreeing) or "nothing", ", ".join(self.differing) or "nothing"
        return f"same {same}; different {other}"


def _shifted(left: Citation, right: Citation) -> bool:
    """Say whether the left source put the volume into the issue and the issue into the pages: '(26) 9' for '26(9)'."""
    moved = not left.volume and left.issue and left.first_page
    return bool(moved and left.issue == right.volume and left.first_page == right.issue)


def _running(left: Citation, right: Citation) -> bool:
    """Say whether an issue is a running number (of a journal, or of an export), which contradicts nothing."""
    return max(len(left.issue), len(right.issue)) > 2


def _page(left: Citation, right: Citation) -> bool | None:
    """Say whether the pages agree: the first one, or the last one where the first has one wrong digit."""
    if not left.first_page or not right.first_page:
        return None
    one, two = left.first_page, right.first_page
    if one == two or (
        one.lstrip("abcdefghijklmnopqrstuvwxyz") == two.lstrip("abcdefghijklmnopqrstuvwxyz") and left.volume
    ):
        return True
    ranges = left.last_page != one and right.last_page != two
    return ranges and left.last_page == right.last_page and Levenshtein.distance(one, two) <= 1


def _journal(left: Citation, right: Citation) -> bool | None:
    """Say whether two journal names can be one: word by word one is the beginning of the other."""
    if not left.journal or not right.journal:
        return None
    short, long = sorted((left.journal, right.journal), key=len)
    place = held = 0
    for word in short:
        for at in range(place, len(long)):
            if long[at].startswith(word) or word.startswith(long[at]):
                place, held = at + 1, held + 1
                break
    if held / len(short) >= 0.75:
        return True
    if fuzz.token_set_ratio(" ".join(short), " ".join(long)) >= 80:
        return True
    return None if any(len(word) <= 4 for word in short) else False


def _numbers_differ(left: Citation, right: Citation) -> str:
    """Return the numbers ('part 1', 'part 2') in which two otherwise like titles differ."""
    ours = {word for word in left.words if _numeral(word)}
    theirs = {word for word in right.words if _numeral(word)}
    apart = ours ^ theirs
    return (
        " and ".join(sorted(apart)) if ours and theirs and apart and ours - theirs and theirs - ours else ""
    )


def _numeral(word: str) -> bool:
    return word.isdigit() or word in ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def _same_article(left: str, right: str) -> bool:
    """Say whether two DOIs differ only in a version or supplement mark ('.../v1' and '.../v2')."""
    return left.split("/v")[0] == right.split("/v")[0]


def _identical(title: float, place: _Place, left: Citation, right: Citation) -> bool:
    """Say whether two records of different kinds stand in one place: then the kinds are a source's whim.

    A source may add the name of the meeting to that of the journal, or 'Erratum:' to the title of an erratum.
    """
    agreeing = set(place.agreeing)
    if {"page", "volume", "year"} <= agreeing and title >= 0.9:
        return True
    whim = {left.kind, right.kind} == {"meeting", ""} and title >= 0.97
    return whim and {"journal", "year"} <= agreeing and "page" not in place.differing
