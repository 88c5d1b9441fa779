"""Sentences that speak of a disease, a drug or a treatment in general: what they name is no patient's.

'Bilateral thalamic lesions are the hallmark', 'steroids and hypothermia have been tried with variable success'.
"""

from __future__ import annotations

import re

from aneatlas.extraction.alternatives import Alternatives

_OFTEN = r"(?:often|usually|typically|commonly|frequently|generally|mostly|mainly|sometimes|occasionally|rarely|classically|characteristically|invariably|variably|widely)"
_GENERAL = Alternatives(
    rf"""\b(?:is|are|remains?)\s+(?:\w+\s+)?(?:the|its|an?|among\s+the|one\s+of\s+the)\s+(?:\w+\s+){{0,2}}?(?:hallmarks?|(?:usual|main|typical|characteristic|classical|key|cardinal|most\s+(?:common|frequent|typical))\s+(?:\w+\s+){{0,2}}?(?:places?|sites?|findings?|features?|signs?|lesions?|locations?|treatments?))\b
    | \b(?:usual|typical|characteristic|classical|cardinal)\s+(?:\w+\s+){{0,4}}?(?:findings|features|lesions|images|pattern|sites)(?:\s+\w+)?\s+(?:is|are|includes?|comprises?|consists?)\b
    | \bhallmarks?\b(?:\s+of\s+[\w\s]{{3,40}}?)?\s+(?:is|are)\b | \b(?:is|are)\s+the\s+hallmark
    | \b(?:is|are)\s+(?:also\s+)?{_OFTEN}\s+(?:\w+\s+)?(?:seen|found|used|given|tried|affected|involved|observed|present|reported|described|administered|recommended|supportive)\b
    | \b(?:is|are)\s+(?:\w+\s+){{0,2}}?(?:involved|affected|seen|found)\s+to\s+a\s+variable\s+extent
    | \b(?:may|can|might)\s+(?:also\s+)?(?:be\s+(?:used|tried|considered|given|seen|found|helpful|useful|of\s+(?:help|benefit))|cause|produce|affect|involve|show|mimic)\b
    | \b(?:has|have)\s+(?:all\s+|also\s+|each\s+)?(?:been\s+)?(?:tried|proposed|advocated|suggested|recommended|attempted)\b
    | \bwere\s+all\s+tried\b | \bcome\s+forward\s+as\b
    | \b(?:treatment|therapy|management)(?:\s+of\s+(?:\w+\s+){{1,4}}?)?\s*(?:options?\s+)?(?:includes?|consists?\s+of|comprises?|rests?\s+on|is\s+(?:mainly\s+|mostly\s+|largely\s+|still\s+|only\s+)?(?:supportive|symptomatic))\b
    | \bno\s+(?:definitive|established|specific|standard|uniform|agreed)\s+(?:\w+\s+)?(?:guidelines?|treatments?|therap(?:y|ies)|consensus)\b
    | \b(?:is|are|remains?)\s+(?:still\s+|highly\s+|strongly\s+|\w+ly\s+)?(?:controversial|debated|uncertain|unproven|unclear|essential|advised|advisable|recommended|indicated|warranted|promising)\b
    | \b(?:is|are)\s+(?:the\s+)?treatments?\s+(?:in\s+use|of\s+choice) | \bform\s+the\s+treatment
    | \b(?:some|many|most|several|other|few)\s+(?:authors?|centres?|centers?|clinicians?|experts?|groups?|guidelines?)\b | ^others\s+(?:have|had)\b
    | \b(?:diagnosis|suspicion)\s+(?:\w+\s+)?(?:rests?|relies|is\s+based|depends)\s+(?:up)?on\b | \b(?:method|modality|technique|investigation|tool|drug|therapy)\s+of\s+choice\b
    | \b(?:suggests?|indicates?|predicts?|portends?|implies|imply|points?\s+to|heralds?)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?:ANE\b|prognosis|outcome|acute\s+necroti|course|diagnosis) | \b(?:is|are)\s+associated\s+with\s+(?:an?\s+)?(?:\w+\s+)?(?:prognosis|outcome)
    | \b(?:is|are)\s+(?:\w+\s+)?active\s+against\b | \bplays?\s+an?\s+(?:\w+\s+)?(?:part|role)\b | ^whether\b | \b(?:is|are)\s+not\s+(?:yet\s+)?known\b
    | \b(?:unclear|unknown|uncertain|open|debated)\s+(?:\w+\s+)?whether\b | \bsteroids?\s+follow\b | \b(?:immunoglobulins?|measures)\s+follow\b
    | \b(?:intensive\s+care\s+units?|clinicians?|physicians?|p(?:a)?ediatricians?|doctors?|radiologists?)\s+(?:should|must|need\s+to|ought)\b""",
    re.I | re.X,
)
#: Past tense of what was done to or seen in somebody: such a sentence tells of a patient, whatever else it says.
_TOLD = Alternatives(
    r"\b(?:he|she|his|her|our (?:patient|case)|the (?:patient|boy|girl|child|infant|baby|man|woman))\b|\b(?:showed|revealed|disclosed|demonstrated|depicted|displayed|was (?:given|started|treated|performed|administered|begun|initiated|intubated|admitted)|were (?:given|started|administered|begun|initiated|performed))\b",
    re.I,
)
_OF_DISEASE = Alternatives(
    r"\b(?:hallmark|guidelines?|literature|in general|options? (?:include|are)|treatment of (?:ANE|the disease))\b",
    re.I,
)


def speaks_generally(text: str) -> bool:
    """Say whether a sentence is about the disease or its treatment in general, and tells nothing of one patient."""
    if not _GENERAL.search(text):
        return False
    return not _TOLD.search(text) or _OF_DISEASE.search(text) is not None
