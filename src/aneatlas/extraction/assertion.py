"""Assertion: what a sentence says about words in it.

`Sentence(text).assess(start, end)` looks at the triggers of the sentence and answers whether the
words at `start:end` are negated, doubtful, history, somebody else's, hypothetical, or a test that
was not done, and which trigger says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from aneatlas.core.values import Status
from aneatlas.extraction.dispatch import Dispatcher
from aneatlas.extraction.triggers import FINITE_VERB, PSEUDO, RULES, TERMINATORS, Cue, Reach


def _bound(pattern: str) -> str:
    left = r"(?<!\w)" if re.match(r"\w|\(\?:[\w(]", pattern) else ""
    right = "" if pattern.endswith((r"\)", r"(?=\w)", r"\w)", "-")) else r"(?!\w)"
    return f"{left}(?:{pattern}){right}"


def _rules() -> tuple[list[str], list[tuple[Cue, Reach] | None]]:
    patterns = [_bound(p) for p in PSEUDO]
    meaning: list[tuple[Cue, Reach] | None] = [None] * len(patterns)
    for cue, reach, group in RULES:
        patterns.extend(_bound(p) for p in group)
        meaning.extend([(cue, reach)] * len(group))
    return patterns, meaning


_PATTERNS, _MEANING = _rules()
_TRIGGERS = Dispatcher(_PATTERNS)
_STOPS = Dispatcher([*(_bound(p) for p in TERMINATORS), ";", r"(?<=\s)[–—-]\s", r"\.\s"])
_NO = re.compile(r"no|without|not", re.I)
_JOINS = re.compile(r"\s*,\s*(?:(and|or|nor)\s+)?|\s+(and|or|nor|as well as)\s+", re.I)
_IS_NOT = re.compile(r"\b(?:was|were|is|are)(?: thus| therefore| hence| however| also)? not$", re.I)
_PREDICATES = re.compile(
    r"(?P<first>[^,.;]{1,40}),\s(?!(?:nor|or|and|but)\b)(?:(?!\b(?:or|nor)\b)[^.;]){1,80}?,?\sand\s(?:was|were|had|has|showed|lay|did|became|remained|involved)\b",
    re.I,
)
_AND_NO = re.compile(r"(?:,|\band)\s+(?=(?:nor|no|nobody|nothing|neither)\b)", re.I)
#: 'No pleocytosis, elevated liver enzymes': an item that says of itself how it is stands outside a denial,
#: unless 'or' joins the row to its end.
_OWN_LEVEL = re.compile(
    r",\s+(?:and\s+)?(?:an?\s+)?(?:\w+ly\s+)?(?:elevated|raised|increased|high|low|decreased|reduced|normal|abnormal|positive|mild|marked)\s|\s+and\s+(?:an?\s+)?normal\s",
    re.I,
)
#: 'Was not involved, and liver function was normal': a clause of its own.
_OWN_CLAUSE = re.compile(
    r",\s+(?:and\s+|but\s+)?(?!(?:or|nor)\b)(?:[\w'’/-]+ ){1,8}?(?:was|were|had|showed|remained|is|are|became|rose|fell)\b",
    re.I,
)
#: 'As steroids had not been given, ...': the main clause is not denied.
_SUBORDINATE = re.compile(r"(?:since|because|as|although|though|while|when)\b[^,;]*$", re.I)
_NOUN_AFTER = re.compile(r"(?:[ -](?!(?:an?|the|he|she|it|his|her|and|but|with)\b)[\w-]+){0,3}", re.I)
_ROW = re.compile(r"\b(?:or|nor)\b", re.I)
_OWN_LEVEL_FIRST = re.compile(
    r"\s*(?:an?\s+)?(?:\w+ly\s+)?(?:elevated|raised|increased|high|low|decreased|reduced|normal|abnormal|positive)\b",
    re.I,
)
#: 'Influenza A positive, RSV negative': each item has its own result.
_RESULT = re.compile(
    r"(?:\b(?:positive|negative|detected|present|normal|elevated|raised)|\([+−–-]\))\s*[,;]\s*(?:and\s+)?",
    re.I,
)
_CAUSE_OF = re.compile(
    r"\b(?:cause|focus|source|origin|reason|explanation|a?etiology|nature|agent)s?\s+(?:(?:was|were|could be|had been) (?:ever )?(?:found|identified|detected|established|given|apparent|evident|seen) )?(?:of|for|behind)\s+(?:(?:the|his|her|this|these|their|its|such)\s+)?(?:\w+\s+)?$",
    re.I,
)
_CLOSED = re.compile(r"[)\]]")
_DONE_LATER = re.compile(
    r"\b(?:was|were|is|are|had been|has been)\s(?:performed|done|obtained|available|carried out|undertaken|conducted|given|administered|used|sampled|collected|drawn|taken|attempted|requested)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger with its scope in the sentence."""

    cue: Cue
    start: int
    end: int
    scope: tuple[int, int]
    words: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is said of some words. `triggers` are those in whose scope the words stand."""

    cues: frozenset[Cue] = field(default_factory=frozenset)
    triggers: tuple[Trigger, ...] = ()

    def __contains__(self, cue: Cue) -> bool:
        return cue in self.cues

    @property
    def negated(self) -> bool:
        """Say whether the finding is denied for the time and person spoken of."""
        return Cue.NEGATED in self.cues and Cue.NOT_DONE not in self.cues

    @property
    def status(self) -> Status | None:
        """Return the status that the words give a finding of the person spoken of; None where they give none.

        Hypothetical words and tests not done give none; doubt gives 'unclear', whatever else is said.
        """
        if self.cues & {Cue.HYPOTHETICAL, Cue.NOT_DONE}:
            return None
        if Cue.UNCERTAIN in self.cues:
            return Status.UNCLEAR
        return Status.ABSENT if Cue.NEGATED in self.cues else Status.PRESENT

    @property
    def explanation(self) -> str:
        """Return the triggers in words: \"negated by 'no evidence of'\"."""
        return ", ".join(f"{t.cue.value} by '{t.words}'" for t in self.triggers) or "stated"


class Sentence:
    """One sentence with its triggers and their scopes, found once."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property  # many sentences are never asked about
    def stops(self) -> list[tuple[int, int]]:
        """Return the places of the termination words."""
        return [(m.start(), m.end()) for _, m in _STOPS.find(self.text)]

    @cached_property
    def triggers(self) -> tuple[Trigger, ...]:
        """Return the triggers in the order of the text."""
        return self._find()

    def assess(self, start: int, end: int) -> Assertion:
        """Return what the sentence says about its words `start:end`."""
        found = [t for t in self.triggers if self._holds(t, start, end)]
        if _CAUSE_OF.search(self.text, max(0, start - 60), start):  # 'no cause of the fever was found'
            found = [t for t in found if t.cue is not Cue.NEGATED]
        negations = [t for t in found if t.cue is Cue.NEGATED]
        if (
            len(negations) == 2
            and negations[0].end <= negations[1].start
            and "nor" not in {n.words.lower() for n in negations}
        ):
            found = self._double(found, negations)
        cues = {t.cue for t in found}
        if self._undone(found, end):
            cues.add(Cue.NOT_DONE)
        return Assertion(frozenset(cues), tuple(found))

    def _holds(self, trigger: Trigger, start: int, end: int) -> bool:
        first, last = trigger.scope
        overlaps = trigger.start < end and start < trigger.end
        return first <= start and end <= last + 1 and not overlaps

    def _double(self, found: list[Trigger], negations: list[Trigger]) -> list[Trigger]:
        """'was not negative for' affirms: two negations that touch cancel each other."""
        between = self.text[negations[0].end : negations[1].start].strip()
        if between or not re.match(r"negative|absen|exclud|rul", negations[1].words, re.I):
            return found
        return [t for t in found if t not in negations]

    def _undone(self, found: list[Trigger], end: int) -> bool:
        """'No lumbar puncture was performed' denies the doing, not a finding."""
        no = any(t.cue is Cue.NEGATED and re.fullmatch(r"no|neither|nor", t.words, re.I) for t in found)
        if not no:
            return False
        stop = next((s for s, _ in self.stops if s >= end), len(self.text))
        return _DONE_LATER.search(self.text, end, stop) is not None

    def _find(self) -> tuple[Trigger, ...]:
        found: list[Trigger] = []
        for index, match in _TRIGGERS.find(self.text):
            meaning = _MEANING[index]
            if meaning is None:
                continue
            cue, reach = meaning
            for scope in self._scopes(match, cue, reach):
                found.append(Trigger(cue, match.start(), match.end(), scope, match.group().strip(" ,;:")))
        return tuple(found)

    def _scopes(self, match: re.Match[str], cue: Cue, reach: Reach) -> list[tuple[int, int]]:
        scopes = []
        if reach in (Reach.AFTER, Reach.BOTH) or (cue is Cue.FAMILY and match.start() == 0):
            scopes.append((match.end(), self._forward(match, cue)))
        if reach in (Reach.BEFORE, Reach.BOTH):
            scopes.append((self._backward(match, cue), match.start()))
        if cue is Cue.LITERATURE:
            return [(0, len(self.text))]
        return scopes

    def _forward(self, match: re.Match[str], cue: Cue) -> int:
        """A scope ends at a termination word; that of a 'no' inside a list ends with its own item."""
        end = next(
            (s for s, e in self.stops if s >= match.end() and not self._of_kin(s, e, cue)), len(self.text)
        )
        end = self._closing_bracket(match.end(), end)
        if match.group().lower() == "non-":  # 'non-specific' denies one word
            return min(end, match.end() + len(re.match(r"\w*", self.text[match.end() :]).group()))  # type: ignore[union-attr]
        if match.group().lower() == "absent":  # 'absent reflexes' denies the noun it stands before
            return min(end, match.end() + len(_NOUN_AFTER.match(self.text, match.end()).group()))  # type: ignore[union-attr]
        if cue is Cue.NEGATED:
            end = self._before_own(match, end)
        if cue in (Cue.NEGATED, Cue.NOT_DONE) and _SUBORDINATE.match(self.text, 0, match.start()):
            clause = _OWN_CLAUSE.search(self.text, match.end(), end)
            end = clause.start() if clause else end
        if cue is Cue.NEGATED and self._inside_list(match):
            return self._item_end(match.end(), end)
        if cue is Cue.NEGATED and _IS_NOT.search(self.text, 0, match.end()):
            return self._predicate_end(match.end(), end)
        return end

    def _of_kin(self, start: int, end: int, cue: Cue) -> bool:
        """'His sister had tested positive for influenza': what she was positive for is hers."""
        return cue is Cue.FAMILY and self.text[start:end].lower() == "positive for"

    def _before_own(self, match: re.Match[str], end: int) -> int:
        """Return where a denial ends before an item with its own level, or before a clause with its own verb."""
        if not _ROW.search(self.text, match.end(), end) and not _OWN_LEVEL_FIRST.match(
            self.text, match.end()
        ):
            level = _OWN_LEVEL.search(self.text, match.end(), end)
            end = level.start() if level else end
        if _IS_NOT.search(self.text, 0, match.end()):
            clause = _OWN_CLAUSE.search(self.text, match.end(), end)
            end = clause.start() if clause else end
        return end

    def _predicate_end(self, start: int, end: int) -> int:
        """'Was not symmetrical, restricted diffusion, and had ...': a row of predicates, of which 'not' denies the first."""
        row = _PREDICATES.match(self.text, start)
        return min(end, start + row.end("first") - row.start()) if row and row.end("first") < end else end

    def _closing_bracket(self, start: int, end: int) -> int:
        """A scope that begins inside brackets ends with them."""
        depth = 0
        for place in range(start, end):
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.text[place], 0)
            if depth < 0:
                return place
        return end

    def _inside_list(self, match: re.Match[str]) -> bool:
        """Say whether something affirmed stands before this negation in the same list: 'fever, no rash, and'."""
        before = self.text[: match.start()].rstrip()
        return (
            bool(_NO.match(match.group()))
            and before.endswith((",", " and", " or", "&"))
            and len(before.split()) > 1
        )

    def _item_end(self, start: int, end: int) -> int:
        """Return the end of a list item, or of the list if its last items are joined by 'or'."""
        joins = list(_JOINS.finditer(self.text, start, end))
        words = [(join.group(1) or join.group(2) or "").lower() for join in joins]
        if not joins:
            return end
        for place, word in enumerate(words):
            if word in ("or", "nor"):
                return joins[place + 1].start() if place + 1 < len(joins) else end
            if word:
                return joins[place].start() if "," in joins[place].group() or place else end
        return end if len(joins) > 1 else joins[0].start()  # 'no murmurs, rubs, gallops': one list

    def _backward(self, match: re.Match[str], cue: Cue) -> int:
        """A scope backwards begins after a termination word, or where an own clause begins."""
        start = max((e for s, e in self.stops if e <= match.start()), default=0)
        start = max(start, self.text.rfind(": ", 0, match.start()) + 1)
        bracket = max(self.text.rfind(sign, 0, match.start()) for sign in "([")
        if bracket >= start and not _CLOSED.search(self.text, bracket, match.start()):
            inside = self.text[bracket + 1 : match.start()]
            start = bracket + 1 if re.search(r"\w", inside) else start  # '(PCR negative)' denies the PCR
        if cue in (Cue.FAMILY, Cue.HISTORICAL):
            own = [m.end() for m in _AND_NO.finditer(self.text, start, match.start())]
            return max(own, default=start)  # 'nothing special in her history, and no illness in the family'
        if cue is Cue.NEGATED:
            start = max([m.end() for m in _RESULT.finditer(self.text, start, match.start())], default=start)
        for join in reversed(
            list(re.finditer(r",\s*(?:and\s+)?|\s+and\s+", self.text[start : match.start()]))
        ):
            if FINITE_VERB.search(self.text, start, start + join.start()):
                return start + join.end()
        return start


@lru_cache(maxsize=8192)
def sentence_of(text: str) -> Sentence:
    """Return the sentence with its triggers; the same text is analysed once."""
    return Sentence(text)


def assess(text: str, start: int, end: int) -> Assertion:
    """Return what a sentence says about its words `start:end` (see Sentence.assess)."""
    return sentence_of(text).assess(start, end)
