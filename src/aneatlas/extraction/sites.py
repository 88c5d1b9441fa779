"""Lesion sites of imaging sentences, with side, symmetry and what is said of the lesions there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aneatlas.core.dictionary import Dictionary
from aneatlas.extraction.keys import Keys
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.terms import TermMention, finder_of

IMAGING = Sieve(
    r"\bMRI?s?\b|radiolog|signal|changes|\bfoci\b|sonograph|ultrasound|echogenic|attenuation|\bDWI\b|necrosis|necrotic|(?:o)?edema|swelling|swollen|h(?:a)?emorrhag|bleeding|petechi|infarct|cavit|cyst|symmetrical|malacia|involvement of|magnetic resonance|\bCT\b|tomograph|neuroimaging|imaging|\bscans?\b|\blesions?\b|hyperintens|hypointens|hypodens|low[- ]density|high signal|signal (?:abnormalit|change|intensit)|diffusion|\bbright\b|\bbrunt\b|destr(?:oy|uct)|hypoattenuat|abnormal|neurons|T2|FLAIR|\bDWI\b|\bautopsy\b|post-?mortem|necropsy",
    re.I,
)
_BILATERAL = re.compile(
    r"\b(?:bilat(?:eral(?:ly)?|\.)|B/L|both|the two|either|each side|each thalamus|two sides|symmetric(?:al)?(?:ly)?)(?!\w)",
    re.I,
)
_SYMMETRIC = re.compile(r"\b(?<!a)symmetric(?:al)?(?:ly)?\b", re.I)
_LEFT, _RIGHT = re.compile(r"\bleft\b", re.I), re.compile(r"\bright\b", re.I)
#: A list of sites that ends in '... of both sides' or ', bilaterally,'.
_LIST_OF_BOTH = re.compile(
    r"(?:(?:,|\s)+(?!(?:was|were|is|are|had|has|showed|but|with|without|while|whereas|left|right|no|not)\b)[\w-]+){0,8}?,?\s+(?:(?:of|on|at) (?:both|either|each|the two) sides?|(?<=, )bilateral(?:ly)?(?=\s*[,.;]))\b",
    re.I,
)
_SKIP = frozenset({"cord", "cortex", "bulb", "cerebral_cortex"})
#: Spellings that stand for sites of the vocabulary, with words between.
_ALSO = Sieve(
    r"\b(?P<cerebral_white_matter>cerebral(?= and cerebellar (?:deep )?white[- ]matter)|corona(?:e)? radiata|centra semiovalia|centrum ovale|(?:diffuse|widespread|extensive|confluent|patchy) leu[ck]o-?encephalopathy)|(?P<thalamus>bithalamic|(?<=ganglio)-?thalamic|(?<=capsulo)-?thalamic|thalamo(?=-?(?:caps|mesen|stri|gangl))|thalamus|(?:medial |lateral )?pulvinars?)|\b(?P<putamen>putaminal)|\b(?P<caudate>caudates?|caudate heads?)|\b(?P<basal_ganglia>ganglio(?=-?\s?thalamic)|(?:striatal|(?:corpus |corpora )striat\w+|(?<!area )striata|lentiform nuclei|lenticular nucle(?:us|i)|lentiform|ganglionic|ganglio(?=-?\s?thalamic)|deep (?:cerebral )?(?:gr[ae]y (?:matter )?)?nuclei|(?:deep )?nuclear gr[ae]y matter)\b)|\b(?P<internal_capsule>(?:posterior limbs? of the )?internal capsul(?:es|ar))|\b(?P<external_capsule>external capsul(?:es|ar))|\b(?P<hippocampus>hippocampal)|\b(?P<corpus_callosum>splenial|callosal)|\b(?P<medulla>bulbar|medullary)(?= (?:lesion|signal|involv|swelling|(?:o)?edema))|\b(?P<cerebellum>vermis|vermian|cerebelli)\b|\b(?P<insula>insular)\b|\b(?P<hypothalamus>hypothalamic)\b|\b(?P<amygdala>amygdalar?)\b|\b(?P<globus_pallidus>pallidal|globi pallidi)|\b(?P<midbrain>mesencephalic|cerebral ped[iu]nc(?:les?|ul\w*))|\b(?P<brainstem>ponto-?(?!cerebell)\w+(?: junction| region)?|brainstems|tegment(?:um|al))",
    re.I,
)

_ALSO_KEYS = Keys(
    "cerebral|leu|mesenceph|corona|centr|thalam|pulvin|putam|caudate|stria|lent|ganglio|nuclei|nuclear|brainstems|capsul|hippocamp|splenial|callosal|bulbar|medull|verm|cerebelli|insular|hypothal|amygd|pallid|globi|ponto|tegment"
)
#: The name of a site in words that tell of its function, not of a lesion: 'brainstem reflexes', 'cerebellar ataxia'.
_FUNCTION = re.compile(
    r"[\s-]*(?:(?:auditory|motor|somatosensory)\s+)?(?:reflex(?:es)?|signs?|ataxia|functions?|dysfunction|failure|syndrome|disease|symptoms?|evoked|responses?|tests?|testing|release|gliomas?|tumou?rs?|encephalitis|tap|biops\w+|tonsil\w*|mutism|death|palsy|hypoplasia|herniation|compression|displacement|(?:was |were |is |appeared )?(?:\w+ly )?(?:compressed|displaced|squeezed|shifted|herniated)|(?:and \w+ )?(?:reflexes|responses))\b",
    re.I,
)
#: The same, where the function, or a pressure from outside, is named before the site.
_FUNCTION_BEFORE = re.compile(
    r"\b(?:compress(?:ion of|ed|ing)|displac(?:ement of|ed|ing)|pressure (?:on|upon)|pressing on|herniation of|shift of|(?:dys)?functions? of|reflexes of|functional|medulla of)\s+(?:the\s+)?(?:\w+\s+)?$",
    re.I,
)
_KIDNEY = re.compile(r"\s+of\s+the\s+(?:kidney|adrenal|bone|cerebell)", re.I)
#: Sites whose sentence need not name imaging where it says that they are affected.
_INVOLVED = Sieve(
    r"\b(?:(?:un)?involv\w+|(?:un)?affect\w+|spar(?:ed|ing)|extend\w*|damage\w*|intact|(?:looked|appeared|seemed) normal|escaped)\b",
    re.I,
)
_SPARED_AFTER = re.compile(
    r"\s+(?:had |has )?escaped\b|\s+(?:show(?:ed|s)?|revealed|had|displayed|contained|exhibited)\s+no\s+(?:(?:signal|clear|definite|obvious|visible|evident|such|structural|pathological|apparent)\s+){0,2}(?:abnormalit|lesion|change|alteration|involvement|damage|patholog)\w*|\s+(?:did|does) not (?:show|reveal|contain|have|harbou?r|display)|(?:\s+|,\s*|:\s*)(?:(?:and|or)\s+[\w ]{3,20}\s+)?(?:normal|spared|unremarkable|unaffected|uninvolved)(?=\s*[,.;)]|$)|(?:,\s*(?:however|by contrast|in contrast|on the other hand|conversely|though|too|alone),)?(?:(?!\b(?:while|whereas|although|though|but|yet)\b)[^.;,]){0,30}?\b(?:(?:was|were)\s+not(?=\s*[.,;]|\s+(?:involved|affected))|(?:was|were|is|are|appeared|looked|remained|being)\s+(?:(?:relatively|completely|entirely|also|otherwise|all|both)\s+)*(?:spared|normal|unremarkable|intact|preserved|unaffected|uninvolved|free\s+(?:of|from)\s+(?:any\s+)?(?:lesions?|abnormalit\w+|changes?|involvement|disease))\b)",
    re.I,
)
_SPARED_BEFORE = re.compile(
    r"\b(?:none (?:in|of)|(?<!was )(?<!were )spar(?:ed|ing)(?: of)?|normal(?:-appearing)?)\s+(?:(?:the|both|bilateral|deep|and|or|left|right)[\s,]+|[\w-]+(?:\s+(?:matter|ganglia|nucle(?:us|i)))?(?:,|\s+(?:and|or)\b)[\s]*){0,8}$",
    re.I,
)
_ITEM = r"(?:(?!(?:was|were|is|are|had|has|have|showed|revealed|with|without|in|of|on|at|from|no|not|nor|neither|lesions?|normal)\b)[\w-]+[\s,]+)"
#: 'In both patients the brainstem was involved to a varying extent': perhaps not in each of them.
_VARIED = Sieve(
    r"\b(?:involved|affected|abnormal)\s+(?:to\s+(?:an?\s+)?(?:varying|variable|different|differing)\s+(?:extents?|degrees?)|variably|inconsistently)\b|\bvariabl[ey]\s+(?:involve\w*|affected)",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:in|of)\s+(?:all|both|the\s+(?:two|three|four))\b|\b(?:patients|cases|children)\b", re.I
)
#: 'The brainstem, the cerebellum and the white matter looked normal': a list that is the subject of its clause.
_SPARED_LIST = Sieve(
    rf"(?:^|[.;:]\s|\b(?:but|while|whereas|although|though|and|yet|however),?\s)(?P<list>{_ITEM}{{2,16}}?)(?:was|were|appeared|looked|seemed|remained)\s+(?:(?:\w+ly|all|both|also|otherwise|each)\s+)*(?:spared|normal|unremarkable|intact|preserved|unaffected|uninvolved|not\s+(?:\w+ly\s+)?(?:affected|involved))\b",
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
    sites = list(_sites(text, dictionary))
    sides = {(site.site, site.side) for site in sites if not site.spared}
    for site in sites:
        # 'one lesion in the right thalamus, a smaller one in the left thalamus'
        both = (site.site, "left") in sides and (site.site, "right") in sides and not site.spared
        yield replace(site, side="bilateral") if both else site


def _sites(text: str, dictionary: Dictionary) -> Iterator[SiteMention]:
    terms = list(finder_of(dictionary.vocabularies["lesion_site"], _SKIP).find(text))
    for match in _ALSO.finditer(text) if _ALSO_KEYS.within(text) else ():
        if not any(t.start < match.end() and match.start() < t.end for t in terms):
            terms.append(TermMention(str(match.lastgroup), *match.span()))
    if not terms or not (IMAGING.search(text) or _INVOLVED.search(text)):
        return
    lists = [match.span("list") for match in _SPARED_LIST.finditer(text)] if len(terms) > 1 else []
    varied = _VARIED.search(text) if _SEVERAL.search(text) else None
    for term in terms:
        if varied and not re.search(r"\b(?:while|whereas|but)\b|;", text[term.end : varied.start()]):
            continue
        if (
            _FUNCTION.match(text, term.end)
            or _FUNCTION_BEFORE.search(text, 0, term.start)
            or _KIDNEY.match(text, term.end)
        ):
            continue
        if term.value == "spinal_cord" and not re.search(
            r"involv|lesion|signal|hyperintens|affect", text, re.I
        ):
            continue
        spared = bool(_SPARED_AFTER.match(text, term.end) or _SPARED_BEFORE.search(text, 0, term.start))
        spared = spared or any(first <= term.start and term.end <= last for first, last in lists)
        near = text[max(0, term.start - 60) : term.start]
        near = re.split(r"[.;]|\bleft\b|\bright\b", near)[-1] if _BILATERAL.search(near) else near
        side = ""
        if (
            _BILATERAL.search(near)
            or re.search(r"thalami\b|putamina\b|insulae\b|hippocampi\b", text[term.start : term.end])
            or re.match(
                r"\s+(?:\w+\s+){0,2}bilaterally|\s+(?:\w+\s+){0,3}(?:on|at) (?:both|either|each|the two) sides?|\s+(?:\w+\s+){0,2}(?:left and right|right and left)\b|,? (?:of|in) (?:both|the two) (?:cerebral )?hemispheres",
                text[term.end :],
            )
            or _LIST_OF_BOTH.match(text, term.end)
            or re.match(r"bithalamic", text[term.start : term.end], re.I)
        ):
            side = "bilateral"
        elif _LEFT.search(near[-15:]):
            side = "left"
        elif _RIGHT.search(near[-15:]):
            side = "right"
        yield SiteMention(term.value, term.start, term.end, side, bool(_SYMMETRIC.search(near)), spared)
