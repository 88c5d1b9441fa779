"""Lesion sites of imaging sentences, with side, symmetry and what is said of the lesions there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Dictionary
from aneatlas.extraction.keys import Keys
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.terms import TermMention, finder_of

IMAGING = Sieve(
    r"\bMRI?s?\b|radiolog|signal|changes|\bfoci\b|sonograph|ultrasound|echogenic|attenuation|\bDWI\b|necrosis|necrotic|(?:o)?edema|swelling|swollen|h(?:a)?emorrhag|bleeding|petechi|infarct|cavit|cyst|symmetrical|malacia|involvement of|magnetic resonance|\bCT\b|tomograph|neuroimaging|imaging|\bscans?\b|\blesions?\b|hyperintens|hypointens|hypodens|low[- ]density|high signal|signal (?:abnormalit|change|intensit)|T2|FLAIR|\bDWI\b|\bautopsy\b|post-?mortem|necropsy",
    re.I,
)
_BILATERAL = re.compile(
    r"\b(?:bilateral(?:ly)?|both|either|each side|each thalamus|two sides|symmetric(?:al)?(?:ly)?)\b", re.I
)
_SYMMETRIC = re.compile(r"\b(?<!a)symmetric(?:al)?(?:ly)?\b", re.I)
_LEFT, _RIGHT = re.compile(r"\bleft\b", re.I), re.compile(r"\bright\b", re.I)
_SKIP = frozenset({"cord", "cortex", "bulb", "cerebral_cortex"})
#: Spellings that stand for sites of the vocabulary, with words between.
_ALSO = Sieve(
    r"\b(?P<cerebral_white_matter>cerebral(?= and cerebellar (?:deep )?white[- ]matter)|corona(?:e)? radiata|centra semiovalia|centrum ovale)|(?P<thalamus>bithalamic|thalamus|(?:medial |lateral )?pulvinars?)|\b(?P<putamen>putaminal)|\b(?P<caudate>caudates?|caudate heads?)|\b(?P<basal_ganglia>striatal|(?:corpus |corpora )striat\w+|lentiform nuclei|lenticular nucle(?:us|i)|lentiform|ganglionic|deep nuclei)\b|\b(?P<internal_capsule>(?:posterior limbs? of the )?internal capsul(?:es|ar))|\b(?P<external_capsule>external capsul(?:es|ar))|\b(?P<hippocampus>hippocampal)|\b(?P<corpus_callosum>splenial|callosal)|\b(?P<medulla>bulbar|medullary)(?= (?:lesion|signal|involv|swelling|(?:o)?edema))|\b(?P<cerebellum>vermis|vermian|cerebelli)\b|\b(?P<insula>insular)\b|\b(?P<hypothalamus>hypothalamic)\b|\b(?P<amygdala>amygdalar?)\b|\b(?P<globus_pallidus>pallidal|globi pallidi)|\b(?P<midbrain>mesencephalic|cerebral ped[iu]nc(?:les?|ul\w*))|\b(?P<brainstem>ponto-?(?:bulbar|medullary) junction|tegmentum)",
    re.I,
)

_ALSO_KEYS = Keys(
    "cerebral|mesenceph|corona|centr|thalam|pulvin|putam|caudate|stria|lent|ganglionic|deep nuclei|capsul|hippocamp|splenial|callosal|bulbar|medull|verm|cerebelli|insular|hypothal|amygd|pallid|globi|ponto|tegment"
)
#: The name of a site in words that tell of its function, not of a lesion: 'brainstem reflexes', 'cerebellar ataxia'.
_FUNCTION = re.compile(
    r"[\s-]*(?:(?:auditory|motor|somatosensory)\s+)?(?:reflex(?:es)?|signs?|ataxia|functions?|dysfunction|syndrome|symptoms?|evoked|responses?|tests?|testing|release|glioma|encephalitis|tap|biops\w+|herniation|compression)\b",
    re.I,
)
#: Sites whose sentence need not name imaging where it says that they are affected.
_INVOLVED = Sieve(r"\b(?:involv\w+|affect\w+|spar(?:ed|ing)|extend\w*|damage\w*|intact)\b", re.I)
_SPARED_AFTER = re.compile(
    r"[^.;,]{0,30}?\b(?:(?:was|were)\s+not(?=\s*[.,;]|\s+(?:involved|affected))|(?:was|were|appeared|looked|remained)\s+(?:relatively\s+|completely\s+|also\s+)?(?:spared|normal|unremarkable|intact|preserved|unaffected|uninvolved)\b)",
    re.I,
)
_SPARED_BEFORE = re.compile(
    r"\b(?:(?<!was )(?<!were )spar(?:ed|ing)(?: of)?|normal(?:-appearing)?)\s+(?:(?:the|both|bilateral|deep|and|or|left|right)[\s,]+|[\w-]+(?:\s+(?:matter|ganglia|nucle(?:us|i)))?(?:,|\s+(?:and|or)\b)[\s]*){0,8}$",
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
    spared: bool = False


def find_sites(text: str, dictionary: Dictionary, context: str = "") -> Iterator[SiteMention]:
    """Yield the lesion sites of a sentence that speaks of imaging (or follows one that does)."""
    terms = list(finder_of(dictionary.vocabularies["lesion_site"], _SKIP).find(text))
    for match in _ALSO.finditer(text) if _ALSO_KEYS.within(text) else ():
        if not any(t.start < match.end() and match.start() < t.end for t in terms):
            terms.append(TermMention(str(match.lastgroup), *match.span()))
    terms = [t for t in terms if not _FUNCTION.match(text, t.end)]
    if not terms or not (IMAGING.search(text) or _INVOLVED.search(text)):
        return
    for term in terms:
        if term.value == "spinal_cord" and not re.search(
            r"involv|lesion|signal|hyperintens|affect", text, re.I
        ):
            continue
        spared = bool(_SPARED_AFTER.match(text, term.end) or _SPARED_BEFORE.search(text, 0, term.start))
        near = text[max(0, term.start - 60) : term.start]
        near = re.split(r"[.;]|\bleft\b|\bright\b", near)[-1] if _BILATERAL.search(near) else near
        side = ""
        if (
            _BILATERAL.search(near)
            or re.search(r"thalami\b|putamina\b|insulae\b|hippocampi\b", text[term.start : term.end])
            or re.match(
                r"\s+(?:\w+\s+){0,2}bilaterally|\s+(?:\w+\s+){0,3}(?:on|at) (?:both|either|each|the two) sides?|\s+(?:\w+\s+){0,2}(?:left and right|right and left)\b|\s+of both hemispheres",
                text[term.end :],
            )
            or re.match(r"bithalamic", text[term.start : term.end], re.I)
        ):
            side = "bilateral"
        elif _LEFT.search(near[-15:]):
            side = "left"
        elif _RIGHT.search(near[-15:]):
            side = "right"
        yield SiteMention(term.value, term.start, term.end, side, bool(_SYMMETRIC.search(near)), spared)
