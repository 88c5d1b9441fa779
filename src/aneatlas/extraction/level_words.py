"""'Raised', 'low' or 'normal' in a sentence: to which of its laboratory tests the word belongs, and what it says of it."""

from __future__ import annotations

import re

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, sentence_of
from aneatlas.extraction.lexicon import Mention
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue

_UP = r"twice|thrice|doubled|tripled|(?:two|three|four|five|six|seven|eight|ten|twenty|hundred|\d+)[- ]?fold(?! (?:decreas|reduc|low))|elevat(?:ed|ion|ions)|rais(?:ed|ing)|risen|rich|times (?:above |over )?(?:the )?(?:upper|norm(?:al)?|higher|reference)|above (?:the )?(?:upper|norm(?:al)?|reference)|exceed(?:ed|ing)|excess(?:ive)?|too (?:much|many|high)|climb(?:ed|ing)|peak(?:ed|ing)|soar(?:ed|ing)|surged|increas(?:ed|e|es|ing)|high(?:er)?|rise|rose|deranged|disturbed|pathologic(?:al)?|impaired|abnormal(?:ly|ity|ities)?|marked(?:ly)?|positive"
_DOWN = r"below (?:the )?(?:lower|norm(?:al)?|reference)|low(?:er|ered)?|decreas(?:ed|e|ing)|reduc(?:ed|tion)|drop(?:ped|ping|s)?|fell|fallen|falling|falls?(?= (?:in|of)\b)|declin(?:ed?|ing)|sank|sunk|sinking|plummeted|subnormal|diminish(?:ed|ing)|depressed"
_LEVEL = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<normal>normal(?:ly)?(?!\s*(?:range|values?|limits?|reference|levels?)?\s*[:<>≤≥(]?\s*\d)|unremarkable|preserved|non-?contributory|within (?:the )?(?:normal|reference) (?:limits|range)|without (?:any )?(?:alterations?|abnormalit(?:y|ies)|changes?)))\b",
    re.I,
)
#: Words for a whole list, before it and after it.
_LEADING = re.compile(
    rf"\s*(?:[\w ]{{1,25}}[:,]\s*)?(?:{_UP}|{_DOWN}|normal|unremarkable)\s+(?:values?|results?|levels?|concentrations?|findings?)?\s*(?:(?:were|was|had been|are)\s+)?(?:(?:found|obtained|measured|seen|noted|recorded|observed)\s+)?(?:for|of|in)\s",
    re.I,
)
_TRAILING = re.compile(
    rf"[^.;]*?\b(?P<all>(?:were|was)\s+(?:all|each|both)\s+(?:\w+ly\s+)?(?:{_UP}|{_DOWN}|normal|unremarkable))\b",
    re.I,
)
#: 'Interleukin-6 and TNF were measured, and both proved to be elevated': a pronoun stands for the list.
_PRONOUN = re.compile(
    rf"[^.;]*?(?:[,;:]\s*(?:(?:and|but|of)\s+)?|\band\s+)(?P<all>(?:both|all|each|either|which)\b(?:\s+(?:of|them|these|which|the|two|three|four|cytokines?|markers?|parameters?|values?|levels?|tests?|enzymes?|concentrations?|results?|were|was|had|been|proved|turned|came|back|out|found|to|be)){{0,7}}\s+(?:\w+ly\s+)?(?:{_UP}|{_DOWN}|normal|unremarkable))\b",
    re.I,
)
_VERB = re.compile(r"\b(?:was|were|is|are|had|showed|revealed)\b", re.I)
#: 'Transaminases were high while ammonia ...': the word is the predicate of what stands before it, and its clause is over.
_PREDICATE = re.compile(
    r"\b(?:was|were|is|are|be|been|remained|stayed|became|proved)(?:\s+(?:both|all|each|also|still|again|only|found|to|be|\w+ly))*\s+$",
    re.I,
)
_CLAUSE_OVER = re.compile(
    r"\s*(?:[,;(]|\b(?:and|but|while|whereas|whilst|although|though|yet|however|as|with|without|when|in contrast)\b)",
    re.I,
)
#: 'Transaminases were raised, as was ammonia': the predicate holds for what follows, too.
_SAME_AGAIN = re.compile(
    r",?\s*(?:and\s+)?(?:as|so|also)\s+(?:too\s+)?(?:was|were|did)\s+(?:also\s+)?(?:(?!(?:was|were|had|but|normal|not|while|whereas)\b)[\w/-]+(?:\s*,\s*|\s+))*(?:C-)?$",
    re.I,
)
#: 'Elevated were the transaminases': the predicate stands first.
_INVERTED = re.compile(r"\s+(?:was|were)\b")
_BEGINS = re.compile(r"(?:\A|[.;:]\s*)(?:(?:\w+ly|also|only)\s+)?$", re.I)
#: 'ALT was elevated; ammonia was not.' 'ALT was not elevated, but ammonia was.'
_WAS_TOO = re.compile(
    r"(?:\s+(?:levels?|concentrations?|values?))?\s+(?:was|were)(?P<not>\s+not)?(?=\s*(?:[.,;)]|$))", re.I
)
#: 'Ammonia of 32 µmol/L was normal': its own value stands between.
_OWN_VALUE = re.compile(
    r"[^,;()\d]{0,25}\d[\d.,]*\s?[^\W\d]+(?:/[^\W\d]+)?,?\s+(?:which\s+)?(?:(?:was|is|were)\s+)?(?:\w+ly\s+)?",
    re.I,
)
_NEXT_ITEM = re.compile(r"\s*,?\s*\b(?:and|but|with|plus)\s+(?:an?\s+|the\s+)?(?:\w+ly\s+)?", re.I)
_NOUN = re.compile(
    r"\s+(?!(?:was|were|and|or|in|on|at|by|with|to|but|than|for|as|again|later)\b)[^\W\d]", re.I
)
_DIGIT = re.compile(r"\d")
#: 'Ammonia was measured, and an increase in lactate noted': the word belongs to the test that follows it.
_OF_ANOTHER = re.compile(
    r"(?:increase|rise|fall|drop|decrease|reduction|elevation|decline|excess)s?\s+(?:in|of)\s+(?!\d|(?:the\s+|its\s+|their\s+)?(?:number|count|level|concentration|value|activit)|an?\b|about\b|over\b|nearly\b|more\b)",
    re.I,
)
#: 'No increase in cells': the word is denied, whatever the scopes of the sentence say.
_NO_LEVEL = re.compile(r"\b(?:no|nor|not|never|nothing|without(?: any)?)\s+(?:\w+\s+)?$", re.I)
#: 'Normal (lactate, ammonia, transaminases)', 'within normal range: CRP, ammonia': what the list says of each item.
_HEADED = Sieve(
    r"\b(?:(?P<normal>normal|unremarkable|within (?:the )?(?:normal|reference) (?:range|limits)|in the normal range)|(?P<up>elevated|raised|increased)|(?P<down>low|decreased|reduced))(?: (?:results?|values?|findings|were|was))?\s?[:(]\s?(?P<items>[^.;:()]{3,200}?)(?=[.;:()]|$)",
    re.I,
)
_LOW_MARKER = re.compile(
    r"\s*(?:levels? )?(?:was |were |is |are |remained |:)?\s*(?:also |both |all )?(?:negative|low)\b", re.I
)
#: 'Normal on admission and rose to 900 U/L', 'initially normal enzymes became elevated'.
_HIGH = r"(?:elevated|abnormal|raised|high|increased|deranged)"
_THEN_UP = re.compile(
    rf"(?:[^.;,]{{0,50}},? (?:and|but|until),?)? ?(?:(?:then|later|subsequently|thereafter|(?:on|by|at|after|within) (?:the )?(?:(?:next|following|same|first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)?|two|three|day|days|hours?|morning|evening|admission|arrival|later)\b ?)+|(?:a|one|two|three|some|\d+) (?:hours?|days?) later),? )?(?:(?:it|they|(?:its|their|the) (?:levels?|values?|concentrations?)) )?(?:rose|climbed|soared|became (?:\w+ly )?{_HIGH}|increased (?:to|later|on|by)|had (?:\w+ly )?(?:risen|climbed|increased|become (?:\w+ly )?{_HIGH})|(?:was|were) (?:found )?(?:to be )?(?:\w+ly )?{_HIGH})\b",
    re.I,
)
_IN_BRACKETS = re.compile(r"[^,;()]{1,40}\(\s*")  # 'ammonia 35 µmol/L (normal)'


def _of_list(text: str, mention: Mention) -> re.Match[str] | None:
    """'Normal results were obtained for A, B and C', 'A (138), B (29) and C (41) were all raised': one word for a list."""
    start = max(text.rfind(";", 0, mention.start), text.rfind(". ", 0, mention.start)) + 1
    lead = _LEADING.match(text, start)
    if lead and lead.end() <= mention.start and not _LEVEL.search(text, lead.end(), mention.start):
        return _LEVEL.search(text, start, lead.end())
    for pattern in (_TRAILING, _PRONOUN):
        tail = pattern.match(text, mention.end)
        if tail and not _LEVEL.search(text, mention.end, tail.start("all")):
            return _LEVEL.search(text, tail.start("all"), tail.end())
    return None


def level_beside(text: str, mention: Mention, assertion: Assertion) -> tuple[Status, str] | None:
    """'Raised', 'low' or 'normal' beside a laboratory test: the nearest word within the clause."""
    first = (
        max(
            text.rfind(";", 0, mention.start),
            text.rfind(". ", 0, mention.start),
            text.rfind(" but ", 0, mention.start),
        )
        + 1
    )
    last = min(
        (
            p
            for p in (
                text.find(";", mention.end),
                text.find(" but ", mention.end),
                text.find(" while ", mention.end),
            )
            if p >= 0
        ),
        default=len(text),
    )
    wanted = "up" if mention.mode == "raised" else "down"
    for headed in _HEADED.finditer(text):
        inside = headed.start("items") <= mention.start and mention.end <= headed.end("items")
        if not inside or _LEVEL.search(headed["items"]) or _DIGIT.search(headed["items"]):
            continue
        said = f"in a list after '{text[headed.start() : headed.start('items')].strip()}'"
        if headed["normal"]:
            return Status.ABSENT, said
        if headed[wanted] and mention.mode != "panel":
            return Status.PRESENT, said
    if mention.field == "inflammatory_markers_raised" and _LOW_MARKER.match(text, mention.end):
        return Status.ABSENT, "said to be low or negative"
    nearest: tuple[int, re.Match[str]] | None = None
    for near in _LEVEL.finditer(text, max(first, mention.start - 60), min(last, mention.end + 70)):
        distance = mention.start - near.end() if near.end() <= mention.start else near.start() - mention.end
        between = (
            text[near.end() : mention.start]
            if near.end() <= mention.start
            else text[mention.end : near.start()]
        )
        if near.end() <= mention.start and _PREDICATE.search(text, max(0, near.start() - 50), near.start()):
            if _SAME_AGAIN.fullmatch(between):
                between = " "
            elif _CLAUSE_OVER.match(between):
                continue  # 'transaminases were high while ammonia ...'
        if near.end() <= mention.start and _BEGINS.search(text, max(0, near.start() - 25), near.start()):
            between = _INVERTED.sub("", between, count=1)
        if near.start() >= mention.end and _OF_ANOTHER.match(text, near.start()):
            continue
        verbs = len(_VERB.findall(between))
        if (
            near.start() >= mention.end
            and (
                (
                    _DIGIT.search(between)
                    and not _IN_BRACKETS.fullmatch(between)
                    and not _OWN_VALUE.fullmatch(between)
                )
                or verbs > 1
            )
        ) or (near.end() <= mention.start and verbs):
            continue  # the word belongs to another test
        distance += 25 * len(re.findall(r",(?!\s?\d{3})", between)) + 40 * len(
            re.findall(r"\bwith\b", between)
        )
        if near.start() >= mention.end and _NEXT_ITEM.fullmatch(between) and _NOUN.match(text, near.end()):
            distance += 40  # 'a normal cell count and too much protein'
        if nearest is None or distance < nearest[0]:
            nearest = (distance, near)
    beside = nearest[1] if nearest is not None and nearest[0] <= 70 else None
    if (word := _of_list(text, mention) or beside) is None:
        elliptic = _WAS_TOO.match(text, mention.end)
        before = _LEVEL.search(text, 0, mention.start) if elliptic else None
        if elliptic is None or before is None or before.lastgroup != wanted or mention.mode == "panel":
            return None
        status = Status.ABSENT if elliptic["not"] else Status.PRESENT
        return status, f"after '{before.group()}'"
    said = f"beside '{word.group()}'"
    if Cue.UNCERTAIN in assertion:
        return Status.UNCLEAR, said
    negated = (
        sentence_of(text).assess(word.start(), word.end()).negated
        or assertion.negated
        or _NO_LEVEL.search(text, 0, word.start()) is not None
    )
    if word.lastgroup == wanted and mention.mode != "panel":
        return (Status.ABSENT if negated else Status.PRESENT), said
    if word.lastgroup == "normal" and not negated:
        if mention.mode == "raised" and _THEN_UP.match(text, max(mention.end, word.end())):
            return Status.PRESENT, "which rose later"
        return Status.ABSENT, said
    return None
