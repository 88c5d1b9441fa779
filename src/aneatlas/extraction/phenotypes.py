"""Further findings of a patient, each under its term of the Human Phenotype Ontology.

A finding is present, absent or unclear by what the sentence says of its words (`assertion`); what is told of
earlier times is a finding before this illness, with its own field. Words about relatives and about other
papers keep their role. What is only feared, looked out for, or not examined gives no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, sentence_of
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.hpo.choice import Chooser
from aneatlas.extraction.patients import Stretch
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.signs import role_of
from aneatlas.extraction.triggers import Cue

FINDING = "phenotype"
BEFORE = "phenotype_before"
AS_WRITTEN = "phenotype_as_written"
#: 'lymphopenia (patient 1)': whose finding it is.
_WHOSE = re.compile(r"\s*\((?:in )?(?:patients?|cases?) \d(?:(?:,| and|, and) \d)*\)", re.I)
#: Before 'history of': a span that makes it the story of this illness.
_RECENT = re.compile(r"\b(?:hours?|days?|weeks?|months?)['’]?(?:[\s-]+long)?[\s-]+$", re.I)
#: Words of medicine given against a finding, of its risk or of a plan: 'prophylaxis against', 'risk of'.
_NOT_HAD = Sieve(
    r"\b(?:prophylaxis (?:of|against|for)|prevention of|to prevent|risk (?:of|for)|at risk|vaccin\w+ against|"
    r"screen(?:ed|ing)? for|designed to treat|(?:can|may|could|might) cause|known to cause|investigat\w+ for|work-?up for|evaluated? for|monitor\w* for|differential diagnos[ei]s)\b[^.;]{0,80}$",
    re.I,
)


def _earlier(text: str, assertion: Assertion) -> bool:
    """Tell whether the words are of earlier times; 'a three-day history of cough' is of this illness."""
    past = [trigger for trigger in assertion.triggers if trigger.cue is Cue.HISTORICAL]
    return any(not _RECENT.search(text, 0, trigger.start) for trigger in past)


def phenotype_claims(out: Collector, stretch: Stretch, case: str, chooser: Chooser) -> Iterator[Claim]:
    """Yield the further findings that a sentence states of a patient, with the words that name them."""
    text = stretch.text
    for term in chooser.find(text):
        named = _WHOSE.match(text, term.end)
        if named and case.split()[-1] not in re.findall(r"\d+", named.group()):
            continue
        assertion = sentence_of(text).assess(term.start, term.end)
        status = assertion.status
        if status is None or (_NOT_HAD.may(text) and _NOT_HAD.pattern.search(text, 0, term.start)):
            continue
        words = text[term.start : term.end]
        label = chooser.ontology.terms[term.id].label
        rule = f"HPO '{label}' for '{words}', {assertion.explanation}"
        quote = out.span(stretch, role_of(assertion))
        field = BEFORE if _earlier(text, assertion) else FINDING
        yield Claim(case, field, status, quote, rule, item=term.id)
        if status is not Status.ABSENT:
            yield Claim(case, AS_WRITTEN, Status.PRESENT, quote, rule, " ".join(words.split()), term.id)
