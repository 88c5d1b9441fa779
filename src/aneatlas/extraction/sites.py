"""Lesion sites of imaging sentences, with side, symmetry and what is said of the lesions there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Dictionary
from aneatlas.extraction.terms import TermMention, finder_of

IMAGING = re.compile(
    r"\bMRI?\b|magnetic resonance|\bCT\b|tomograph|neuroimaging|imaging|\bscans?\b|\blesions?\b|hyperintens|hypointens|hypodens|low[- ]density|high signal|signal (?:abnormalit|change|intensit)|T2|FLAIR|\bDWI\b|\bautopsy\b|post-?mortem|necropsy",
    re.I,
)
_BILATERAL = re.compile(r"\b(?:bilateral(?:ly)?|both|symmetric(?:al)?(?:ly)?)\b", re.I)
_SYMMETRIC = re.compile(r"\b(?<!a)symmetric(?:al)?(?:ly)?\b", re.I)
_LEFT, _RIGHT = re.compile(r"\bleft\b", re.I), re.compile(r"\bright\b", re.I)
_SKIP = frozenset({"spinal_cord", "cord", "cortex", "bulb", "cerebral_cortex"})
#: Spellings that stand for sites of the vocabulary, with words between.
_ALSO = re.compile(
    r"\b(?P<cerebral_white_matter>cerebral)(?= and cerebellar (?:deep )?white[- ]matter)|\b(?P<midbrain>cerebral ped[iu]nc(?:les?|ul\w*))|\b(?P<brainstem>ponto-?(?:bulbar|medullary) junction|tegmentum)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class SiteMention:
    """A site in an imaging sentence; `side` is 'bilateral', 'left', 'right' or ''."""

    site: str
    start: int
    end: int
    side: str
    symmetric: bool


def find_sites(text: str, dictionary: Dictionary, context: str = "") -> Iterator[SiteMention]:
    """Yield the lesion sites of a sentence that speaks of imaging (or follows one that does)."""
    terms = list(finder_of(dictionary.vocabularies["lesion_site"], _SKIP).find(text))
    lower = text.lower()
    for match in (
        _ALSO.finditer(text) if any(key in lower for key in ("cerebral", "ponto", "tegment")) else ()
    ):
        if not any(t.start < match.end() and match.start() < t.end for t in terms):
            terms.append(TermMention(str(match.lastgroup), *match.span()))
    if not terms or not (
        IMAGING.search(text) or (IMAGING.search(context) and re.search(r"involv|affect|extend", text, re.I))
    ):
        return
    for term in terms:
        near = text[max(0, term.start - 60) : term.start]
        near = re.split(r"[.;]|\bleft\b|\bright\b", near)[-1] if _BILATERAL.search(near) else near
        side = ""
        if (
            _BILATERAL.search(near)
            or re.search(r"thalami\b|putamina\b|insulae\b|hippocampi\b", text[term.start : term.end])
            or re.match(r"\s+bilaterally", text[term.end :])
        ):
            side = "bilateral"
        elif _LEFT.search(near[-15:]):
            side = "left"
        elif _RIGHT.search(near[-15:]):
            side = "right"
        yield SiteMention(term.value, term.start, term.end, side, bool(_SYMMETRIC.search(near)))
