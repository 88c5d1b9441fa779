"""What imaging shows beyond the sites: which sequences, a first CT that was normal, and what is said of each site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.keys import Keys
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.sites import SiteMention
from aneatlas.extraction.triggers import Cue

_SEQUENCES = Sieve(
    r"\b(?:(?P<flair>FLAIR|fluid[- ]attenuated inversion[- ]recovery)|(?P<adc>ADC|apparent diffusion coefficient)|(?P<dwi>DWI|diffusion[- ](?:weighted|limited)|diffusion (?:restriction|MR)|restricted diffusion)|(?P<swi_or_t2star>SWI|susceptibility[- ]weighted|gradient[- ](?:recalled[- ])?echo|GRE\b|T2\*)|(?P<mrs>(?:MR|magnetic resonance) spectroscopy|proton MR spectro\w+)|(?P<mra_or_mrv>(?:MR|magnetic resonance) (?:angiography|venography)|MRA|MRV)|(?P<t2>T2(?:-?\s?weighted|WI?|\b(?!\*)))|(?P<contrast_t1>(?:contrast|gadolinium)[- ]enhanced T1|post-?contrast)|(?P<t1>T1(?:-?\s?weighted|WI?)?\b))",
    re.I,
)
_SEQUENCE_KEYS = Keys(
    "flair|fluid|adc|apparent|dwi|diffusion|swi|suscept|gradient|gre|t2|t1|spectro|angiogra|venogra|mra|mrv|contrast"
)
_CT = r"(?:(?:brain|head|cranial|cerebral|initial|first|urgent|emergency|non-?contrast|unenhanced)\s+)*(?:CT|computed tomograph(?:y|ic)|computeri[sz]ed tomograph(?:y|ic))(?:\s*\(CT\))?(?:\s+(?:scans?|imaging|of the (?:brain|head)|findings?|brain|head|on (?:admission|day \w+)|performed|at presentation))*"
_CT_NORMAL = Sieve(
    rf"\b{_CT}\s+(?:(?:was|were|is|appeared|remained|had been)\s+(?:initially\s+)?(?P<not>not\s+)?(?P<normal>normal|unremarkable)|(?:showed|revealed|demonstrated|disclosed)\s+(?P<none>no\s+(?:\w+\s+){{0,3}}(?:abnormalit\w+|patholog\w+|lesions?|findings?|changes?)))|\b(?P<before>normal|unremarkable)\s+(?:initial\s+|first\s+)?{_CT}",
    re.I,
)
_CT_LESION = Sieve(
    rf"\b(?:first|initial)\s+{_CT}\s+(?:showed|revealed|demonstrated|disclosed)\s+(?!no\b|normal)(?:\w+\s+){{0,4}}?(?:lesions?|hypodens\w+|low[- ]densit\w+|hypoattenuat\w+|(?:o)?edema|swelling|h(?:a)?emorrhag\w+)",
    re.I,
)


def find_sequences(text: str) -> tuple[str, int, int] | None:
    """Return the MRI sequences that a sentence names, as 'a; b', with the place of the first."""
    if not _SEQUENCE_KEYS.within(text):
        return None
    found = list(_SEQUENCES.finditer(text))
    values = [str(m.lastgroup) for m in found if Cue.NOT_DONE not in sentence_of(text).assess(*m.span())]
    if not values:
        return None
    return "; ".join(sorted(set(values))), found[0].start(), found[0].end()


def find_first_ct(text: str) -> tuple[Status, int, int] | None:
    """Return whether the first CT was normal, where the sentence says so; later CTs say nothing of the first."""
    if "CT" not in text and "omograph" not in text:
        return None
    if re.search(
        r"\b(?:repeat\w*|second|follow[- ]?up|later|subsequent)\b[^.;]{0,20}(?:CT|tomograph)", text, re.I
    ):
        return None
    for pattern, status in ((_CT_NORMAL, Status.PRESENT), (_CT_LESION, Status.ABSENT)):
        match = pattern.search(text)
        if not match or re.search(r"chest|thora|abdom", text[max(0, match.start() - 15) : match.end()], re.I):
            continue
        assertion = sentence_of(text).assess(*match.span())
        if assertion.cues & {Cue.FAMILY, Cue.LITERATURE, Cue.HYPOTHETICAL, Cue.UNCERTAIN}:
            continue
        negated = status is Status.PRESENT and match["not"] is not None
        return (Status.ABSENT if negated else status), match.start(), match.end()
    return None


_CHANGES = r"(?:lesions?|signals?|signal (?:changes?|abnormalit\w+|alterations?)|(?:hyper|hypo)(?:intens|dens)\w+|changes|abnormalit\w+|involvement|necrosis|h(?:a)?emorrhages?|plaques|foci|(?:gyral|cortical) swelling)"
_BOTH_SIDES = Sieve(
    rf"\b(?P<one>unilateral (?:[\w-]+,? ){{0,4}}?{_CHANGES}|{_CHANGES}(?: of the \w+)? (?:was|were) (?:strictly |only )?unilateral)|\b(?:bilateral(?:ly)?,? (?:and )?(?:(?!lung|pleural|pulmonary|retinal|chest|hilar|basal (?:infiltr|opac)|optic)[\w-]+,? ){{0,4}}?{_CHANGES}|{_CHANGES}(?:,? (?!(?:and|but|with)\b)[\w-]+){{0,4}},? (?:bilateral(?:ly)?|(?:on|of|in|over) (?:both|the two) (?:(?:cerebral )?hemispheres|sides)))\b",
    re.I,
)
_BRAIN = re.compile(
    r"\bMRI?s?\b|magnetic resonance|\bCT\b|tomograph|imaging|brain|cerebr|scans?\b|gr[ae]y matter|autopsy",
    re.I,
)


def find_both_sides(text: str) -> tuple[Status, int, int] | None:
    """Return whether lesions whose sites are not named are called bilateral, or unilateral (absent)."""
    match = _BOTH_SIDES.search(text)
    if match is None or not _BRAIN.search(text) or re.search(r"chest|X-?ray|lung|fundus|retina", text, re.I):
        return None
    assertion = sentence_of(text).assess(*match.span())
    if assertion.status is not Status.PRESENT or assertion.cues & {
        Cue.FAMILY,
        Cue.LITERATURE,
        Cue.HISTORICAL,
    }:
        return None
    return (Status.ABSENT if match["one"] else Status.PRESENT), match.start(), match.end()


_IMAGES = r"(?:neuro-?imaging|imaging|MRI?|MRIs|MR imaging|CT|magnetic resonance(?: imag\w+)?(?: \(MRI\))?|scans?|radiology)"
_SHOWS = r"(?:shows?|reveals?|demonstrates?|discloses?|displays?|depicts?)"
_RULE = r"(?:as a rule|typically|usually|characteristically|classically|generally|commonly|often|frequently|mostly|always|invariably|in general|in most cases)"
_IN_GENERAL = Sieve(
    rf"\bin (?:ANEC?|MERS|ADEM|acute necroti\w+ \w+|(?:the|this) (?:disease|disorder|condition|entity|syndrome)),? (?:the )?{_IMAGES} {_SHOWS}\b|\b{_IMAGES},? {_RULE},? {_SHOWS}\b|\b{_IMAGES} {_SHOWS},? {_RULE}\b|\b{_IMAGES} (?:\w+ )?(?:helps?|aids?|assists?|serves?|contributes?|allows?|permits?)\b|\b{_IMAGES} (?:is|are) (?:\w+ )?(?:helpful|useful|valuable|indispensable|of (?:\w+ )?(?:help|value|use)|needed|decisive|the key|key)\b"
    rf"|\b{_RULE} (?:includes?|involves?|affects?|comprises?|spares?)\b|\b(?:is|are) {_RULE} (?:\w+ )?(?:involved|affected|seen|found|present|spared)\b|\b(?:lesions?|changes|abnormalities) (?:\w+ )?(?:tend to|are prone to)\b|\b(?:distinguish(?:es)?|differentiates?|sets?) (?:ANEC?\b|acute necroti\w+|the (?:disease|disorder|condition|entity)|this (?:disease|disorder|condition|entity))"
    rf"|\bdiagnosis (?:is|can be|may be) (?:\w+ )?(?:made|established|suggested|confirmed|based|reached|suspected)\b|\b(?:imaging|radiological|radiologic|neuroradiological|MRI?|CT) (?:features|findings|hallmarks|criteria|characteristics|signs) (?:comprise|include|are|consist|encompass)\b"
    rf"|\b{_SHOWS} [^.;]{{5,120}} in (?:ANEC?|acute necroti\w+ enceph\w+|this (?:disease|disorder|condition|entity|syndrome|encephalopathy))(?: \(ANEC?\))?(?=[.,;]|$)",
    re.I,
)
_TOLD_OF_ONE = Sieve(
    r"\b(?:he|she|his|her|our|this (?:patient|child|boy|girl|case)|the (?:patient|boy|girl|child|infant|baby|man|woman)|was|were|had|showed|revealed|disclosed|demonstrated|depicted|displayed)\b",
    re.I,
)


def images_in_general(text: str) -> bool:
    """Say whether a sentence tells what images of the disease show: 'MRI helps by revealing lesions of the thalami'."""
    return _IN_GENERAL.within(text) and not _TOLD_OF_ONE.within(text)


#: 'Lesions confined to the thalami': what is not named there was not affected.
_CONFINED = Sieve(
    r"\b(?:lesions|abnormalities|changes|hyperintensities|involvement|alterations)\b[^.;]{0,60}?(?<!mainly )(?<!mostly )(?<!largely )(?<!almost )(?<!nearly )(?<!not )(?<!chiefly )(?<!initially )(?<!primarily )(?<!first )(?<!predominantly )(?<!essentially )\b(?:confined|restricted|limited)(?: (?:entirely|exclusively|strictly|only|solely))? to ",
    re.I,
)
#: What was left, or one kind of change alone, says nothing of other sites.
_OF_A_PART = re.compile(
    r"\b(?:follow|later|residual|regress|resol|repeat|months?|second|control|persist|remain|vanish|disappear|enhanc|h(?:a)?emorrh|bleed|diffusion|ADC|cavit|necro)\w*",
    re.I,
)
#: Regions of the brain -> the sites of the vocabulary in them.
_REGIONS: dict[str, frozenset[str]] = {
    "thalamus": frozenset({"thalamus"}),
    "brainstem": frozenset({"brainstem", "midbrain", "pons", "medulla"}),
    "cerebellum": frozenset({"cerebellum", "cerebellar_white_matter", "dentate_nucleus"}),
    "cerebral_white_matter": frozenset({"cerebral_white_matter", "periventricular_white_matter"}),
    "basal_ganglia": frozenset({"basal_ganglia", "putamen", "caudate", "globus_pallidus"}),
}


def left_free(text: str, sites: list[SiteMention]) -> tuple[list[str], int, int] | None:
    """Return the regions that words such as 'confined to' leave free, and where the words stand."""
    match = _CONFINED.search(text) if sites else None
    if match is None or _OF_A_PART.search(text):
        return None
    assertion = sentence_of(text).assess(*match.span())
    named = {site.site for site in sites}
    if (
        assertion.status is not Status.PRESENT
        or assertion.cues & {Cue.FAMILY, Cue.LITERATURE, Cue.HISTORICAL}
        or not any(match.end() <= site.start <= match.end() + 25 for site in sites)
        or not named <= frozenset().union(*_REGIONS.values())
    ):
        return None
    return [region for region, members in _REGIONS.items() if not named & members], *match.span()


#: What may be said of a site -> the words for it. They count for the sites that follow within the clause.
_OF_SITE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern, re.I))
    for field, pattern in (
        ("site_restricted_diffusion", r"\b(?:restricted diffusion|diffusion restriction|restriction of diffusion|reduced diffusion|diffusion[- ](?:restricted|limited))\b"),
        ("site_haemorrhage", r"\b(?:(?:micro|petechial |punctate )?h(?:a)?emorrhag(?:es?|ic)|petechiae)\b(?! necroti| encephal)"),
        ("site_cavitation", r"\b(?:cavit(?:ation|y|ies|ating)|cystic (?:change|degeneration|lesions?)|necrosis|necrotic)\b"),
        ("site_t2_hyperintense", r"\b(?:hyperintens\w+|high (?:T2 )?signal|T2 (?:prolongation|hyperintens\w+)|increased T2 signal)\b"),
    )
)  # fmt: skip
_BETWEEN = re.compile(
    r"^[\s,(]*(?:(?:was|were|is|are|seen|found|noted|lesions?|changes?|signals?|areas?|intensit\w+|foci|symmetric(?:al)?|bilateral(?:ly)?|involving|affecting|in|of|within|at|over|on|both|the|with|multiple|small|some|T2|FLAIR|deep|and|inhomogeneous|numerous|showed|had)\b[\s,(]*)*$",
    re.I,
)


def site_findings(text: str, sites: list[SiteMention]) -> Iterator[tuple[str, SiteMention, Status]]:
    """Yield (field, site, status) for what a sentence says of its sites: 'haemorrhage in both thalami and the pons'."""
    if not sites:
        return
    sentence = sentence_of(text)
    for field, pattern in _OF_SITE:
        for match in pattern.finditer(text):
            assertion = sentence.assess(*match.span())
            if assertion.status not in (Status.PRESENT, Status.ABSENT) or assertion.cues & {
                Cue.FAMILY,
                Cue.LITERATURE,
                Cue.HISTORICAL,
            }:
                continue
            for site in _following(text, match.end(), sites) or _just_before(
                text, match.start(), match.end(), sites
            ):
                yield field, site, assertion.status


def _following(text: str, place: int, sites: list[SiteMention]) -> list[SiteMention]:
    """The sites of the list that begins right after the words."""
    found: list[SiteMention] = []
    for site in sorted(sites, key=lambda s: s.start):
        if site.start < place:
            continue
        between = text[place : site.start]
        if not (
            _BETWEEN.match(between)
            if not found
            else re.fullmatch(
                r"[\s,]*(?:(?:and|as well as|the|both|bilateral|left|right|of)\b[\s,]*)*", between
            )
        ):
            break
        found.append(site)
        place = site.end
    return found


def _just_before(text: str, start: int, end: int, sites: list[SiteMention]) -> list[SiteMention]:
    """'Thalamic haemorrhage', 'the thalami showed necrosis': the site that stands before."""
    near = [
        s
        for s in sites
        if s.end <= start
        and re.fullmatch(
            r"[\s]*(?:(?:lesions?|showed|with|had|revealed|were|was)\b[\s]*){0,2}", text[s.end : start]
        )
    ]
    return near[-1:]
