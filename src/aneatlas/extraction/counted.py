"""How many patients a text says it has, and whether it is about a group of whom nobody is told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aneatlas.documents.model import Block, Kind
from aneatlas.extraction.ages import find_ages
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.naming import introduces
from aneatlas.extraction.numbers import to_number
from aneatlas.extraction.patient_words import LABEL, STATED, STATED_TITLE
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue

_PEOPLE = r"(?:cases|patients|children|siblings|infants|boys|girls|adults|brothers|sisters|twins|men|women|neonates|toddlers|adolescents|teenagers|relatives)"
_FEW = r"(?P<n>(?<![\w-])[2-6]|two|three|four|five|six)"
_MANY = rf"(?:{_FEW}\s+(?!of\b|out\b)(?:[\w/-]+\s+){{0,5}}?{_PEOPLE}|(?P<pair>twins|twin (?:brothers|sisters|girls|boys)|(?:a )?brother and (?:a |his )?sister|(?:a )?sister and (?:a |her )?brother|mother and (?:her )?(?:son|daughter|child)|father and (?:his )?(?:son|daughter|child)|(?:son|daughter) and (?:his |her )?(?:mother|father)|(?:sibling|sib|twin) pair|pair of (?:[\w-]+ )?(?:siblings|brothers|sisters|twins)))\b"
_ANY_FEW = Sieve(_MANY, re.I)
#: Wordings by which a text states its own few patients.
_OWN_FEW = tuple(
    Sieve(pattern, re.I)
    for pattern in (
        rf"\b(?:we|our|here|herein|hereby|this (?:report|paper|article|study)|present report|the authors|by (?:report|describ|present)ing)\b[^.;:]{{0,60}}?\b{_MANY}",
        rf"^(?:[A-Z]\w+(?: \w+){{0,2}}:\s+)?(?:(?:in|of|from|among)\s+)?(?:our|the|these|an?)?\s*(?:(?:mono|di)zygotic\s+|identical\s+|fraternal\s+|premature\s+)*{_MANY}\b[^.;]{{0,80}}\b(?:was|were|had|are|developed|presented|became|fell)\b",
        rf"^(?:presented|reported|described) (?:here )?(?:are|were) (?:the )?{_MANY}",
        rf"\b{_MANY}\b[^.;]{{0,80}}\b(?:are|is) (?:here |hereby |herein )?(?:reported|described|presented|discussed|outlined|documented|illustrated)\b",
        rf"\b(?:was|were) (?:diagnosed|seen|observed|used|found|made|identified|encountered|given|tried|described|reported) in\s+{_MANY}",
        rf"\bcourses? of\s+{_MANY}",
        rf"\b(?:in|of) {_MANY}\b[^.;]{{0,60}}\b(?:was|were|is|are) (?:studied|reviewed|examined|analy[sz]ed|described|investigated|compared|evaluated|performed)\b",
        rf"^\W*(?:an?\s+)?{_MANY}\b[^.;]{{0,80}}\b(?:is|are|was|were) (?:here |herein )?(?:reported|described|presented)\b",
        rf"^(?:[^.;,]{{0,40}}|(?:in|on|between|from|during)\b[^.;]{{0,45}}),\s+{_MANY}\b[^.;]{{0,80}}\bwere (?:admitted|treated|seen|referred|diagnosed|hospitali[sz]ed)\b",
    )
)
#: 'Two of the siblings developed the disease', of a family of whom the others stayed well; 'in three of our patients'.
_SOME_OF = (
    Sieve(
        rf"^{_FEW} of (?:the|these) (?:siblings|children|brothers|sisters)(?:\s|,?\s[^.;]{{0,40}}\s)(?:developed|had|suffered|fell ill|became ill|were (?:affected|ill))\b",
        re.I,
    ),
    Sieve(rf"\b(?:in|of|by|with) {_FEW} of our (?:own )?(?:patients|children|cases)\b", re.I),
)
_TITLE_FEW = Sieve(rf"(?:^|\bin\s+|:\s*(?:report of\s+)?){_MANY}", re.I)
#: Sentences within which a text without abstract states its patients.
_EARLY = 25
#: Patients of others, or of whom the text speaks in passing.
_NOT_STATED = re.compile(
    r"\b(?:previous(?:ly)?|earlier|literature|published|other|others|further|additional|more than|less than|at least|only|so far|to date|et al|have been|has been|had been|worldwide|controls?|(?:19|20)\d\d\s+(?:in|by)|up to|approximately|about)\b",
    re.I,
)
#: 'The two older boys', of several.
_WHICH_OF = re.compile(r"\bthe\s+\w+\s+(?:older|elder|younger|remaining|surviving|last|first)\b", re.I)
#: 'Two children were treated, one of whom is presented.'
_ONE_TOLD = Sieve(
    r"\bone of (?:whom|them|these)\b[^.;,]{0,20}\b(?:is|was|will be) (?:here |now |herein )?(?:presented|described|reported)\b",
    re.I,
)
_FURTHER = re.compile(r"\b(?:other|others|further|additional)\b", re.I)
_ONE_OF = re.compile(
    r"\b(?:sibship|family|families|group|set) (?:of|with)\s+$|\b(?:one|each|first|second|third|fourth|last|youngest|oldest|eldest|older|younger|elder|mother|father) (?:of|among)\s+(?:the\s+)?$|\b(?:his|her|with|other)\s+$",
    re.I,
)


def stated_number(blocks: Sequence[Block], sentences: Iterable[tuple[Block, str]]) -> int | None:
    """Return the number of patients, two or more, that a text states."""
    title = next((b.text for b in blocks if b.kind is Kind.TITLE), "")
    if match := STATED_TITLE.search(title):
        number = to_number(match["n"])
        if number and number >= 2:
            return number
    sentences = list(sentences)
    if any(_ONE_TOLD.search(text) for _, text in sentences):
        return None
    few = _few(title, _TITLE_FEW)
    summary = any(b.kind is Kind.ABSTRACT for b in blocks)
    for place, (block, text) in enumerate(sentences):
        if block.kind not in (Kind.TITLE, Kind.ABSTRACT, Kind.PARAGRAPH):
            continue
        match = STATED.search(text)
        number = to_number(match["n"] or match["n2"]) if match else None
        if match and _FURTHER.search(match.group()):
            number = None  # 'three other cases have been published'
        if match and number and number >= 2 and not _of_others(text, match):
            return number
        early = block.kind is Kind.ABSTRACT if summary else place < _EARLY
        if few is None and early and block.kind is not Kind.TITLE and _ANY_FEW.may(text):
            few = next((n for p in _OWN_FEW if (n := _few(text, p))), None)
        if few is None and early:
            few = next((to_number(m["n"]) for p in _SOME_OF if (m := p.search(text))), None)
    return few


def _few(text: str, pattern: Sieve) -> int | None:
    match = pattern.search(text)
    if match is None or _NOT_STATED.search(match.group()) or _of_others(text, match):
        return None
    if _WHICH_OF.search(match.group()):
        return None
    place = match.start("n") if match["n"] else match.start("pair")
    if _ONE_OF.search(text[:place]):
        return None
    return 2 if match["pair"] else to_number(match["n"])


def _of_others(text: str, match: re.Match[str]) -> bool:
    return Cue.LITERATURE in sentence_of(text).assess(*match.span()).cues


def is_cohort(stated: int | None, texts: Iterable[str]) -> bool:
    """A group without individual patients: twenty or more, or four or more of whom nobody is introduced."""
    if not stated or stated < 4:
        return False
    if stated >= 20:
        return True
    return not any(
        LABEL.search(text) or any(introduces(text, age, ()) for age in find_ages(text)) for text in texts
    )
