"""Sentences of the gate and the workflows in the reader's language.

The rules speak one language and know nothing of the web. Here stands each sentence that can reach a reader, with
places for what varies; a sentence that comes is looked up by its form, and said again in the reader's language. A test
compares this list with the sentences of the rules, so that none is forgotten.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from aneatlas.core.values import Status
from aneatlas.web import terms

NOTHING = "Nothing was written."
SENTENCES = (
    # the gate
    noop("'{a}' is no field of the dictionary"),
    noop("The nearest is '{a}'; all are in the codebook"),
    noop("there is no {a}"),
    noop("Register it first"),
    noop("'{a}' is no label of names.toml"),
    noop("the report contradicts itself: {a}"),
    noop("'{a}' is no kind of event"),
    noop("'{a}' is no reason of study.toml"),
    noop("{a} counts {b} patients, more than {c}"),
    noop("Correct that first"),
    noop("the id {a} does not begin with its report, {b}"),
    noop("{a} exists already"),
    noop("Give a new id, or amend the existing entry"),
    noop("this is part of the record, not a finding"),
    noop("Write it into the record of {a}, or run: aneatlas record {b} {c} ..."),
    noop("{a} cannot be '{b}'"),
    noop("a {a} where a {b} belongs"),
    noop("'{a}' is no value of {b}; the nearest is '{c}'"),
    noop("the canonical unit is {a}, not {b}"),
    noop("'{a}' is no {b}; the nearest is '{c}'"),
    noop("'{a}' is no {b}{c}"),
    noop("number the {a} (1, 2, ...)"),
    noop("a cohort holds counts: n of N"),
    noop("'{a}': the cohort has {b} patients only"),
    noop("name the counted value (and, for a lesion, the site before it)"),
    noop("'{a}' is no value of {b}"),
    noop("{a} and {b} belong to one report"),
    noop("the overlap of {a} and {b} is noted already"),
    noop("{a} {b} belongs to {c} already"),
    noop("Add the cases to that report, or correct the identifier"),
    noop("{a} '{b}' is not known; the nearest is '{c}'"),
    noop("this field describes a {a}, not a {b}"),
    noop("a sign has no value"),
    noop("{a} is present without a value"),
    noop("this field does not repeat"),
    noop("patients cannot be counted by a {a}"),
    noop("the counts of {a} add up to {b}, more than {c}"),
    noop("Can one patient be counted twice here?"),
    noop("the counts of {a} add up to {b} of {c}: {d} unaccounted for"),
    noop("Is the rest not reported, or is a count wrong?"),
    noop("{a} belongs to it"),
    noop("Remove or withdraw that first"),
    # values
    noop("'{a}' is not a value of {b}; the nearest is '{c}'"),
    noop("'{a}' names no value"),
    noop("'{a}' is not a whole number"),
    noop("the text is empty"),
    noop("'{a}' does not have the form of this identifier ({b})"),
    noop("'{a}' carries no information; give the status 'not reported' instead"),
    noop("'{a}' is no answer here"),
    noop("Write a value, or one of: {a}"),
    noop("Write one of: {a}"),
    noop("'{a}' is impossible: {b} lies between {c} and {d}"),
    noop("'{a}' is implausible: {b} lies between {c} and {d}"),
    noop("Look at the source again"),
    noop("'{a}' is not an age; write for example '17 months', '3 years 2 months' or 'toddler'"),
    noop("'{a}': the range runs backwards"),
    noop("'{a}' is not one age; write for example '3 years 2 months'"),
    noop("'{a}' is not a number with a unit; write for example '3 {b}' or '<5 {c}'"),
    noop("'{a}': {b}; use one of {c}"),
    noop("'{a}': {b} cannot be converted to {c}"),
    noop("'{a}': a comparator and a range together have no clear meaning"),
    noop("'{a}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    noop("'{a}': there is no month {b}"),
    noop("'{a}': that month has no day {b}"),
    noop("'{a}' is not a count; write '8 of 12' or '66.7% of 12'"),
    noop("'{a}': {b} whole numbers of {c} would print as {d}%"),
    noop("'{a}': {b} of {c} is more than the whole"),
    # consistency
    noop("assessment {a} says that the patient died, 'died' is absent"),
    noop("Correct one of the two"),
    noop("the patient died, yet no assessment has the outcome level 'died'"),
    noop("Add an assessment with outcome_level 'died'"),
    noop("assessment {a} says that the patient died, assessment {b} says '{c}'"),
    noop("Give outcome_time for both, with the death later, or keep one of the two"),
    # quotes and texts
    noop("the document {a} is not in the store"),
    noop("Add the document first, or cite the report without a quote"),
    noop("the anchor is outside the document"),
    noop("Mark the words again"),
    noop("the quoted words do not stand in the document at this place"),
    noop("the text has {a} characters; at most {b} are allowed"),
    noop("the text holds the control character {a} (a line break or tab counts as one)"),
    # verification
    noop("each patient of each reader must be tied exactly once"),
    noop("the patient has no label"),
    noop("Name them"),
    noop("its {a} letters for groups are used up"),
    noop("two patients are tied to the case {a}. Tie each to its own"),
    noop("{a} gave no answer to take"),
    noop("a reader answered this, or it does not stand. Decide it in its row"),
    noop("{a} entries cannot stand; {b}"),
    noop("an audit needs at least one value, and fewer altered ones than values"),
    noop("there is no such audit"),
    noop("there are only {a} values that were read or verified. Draw fewer"),
    noop("there is no value {a} in this sample"),
    # screening
    noop("'{a}' is no stage. Use title_abstract or full_text"),
    noop("{a} is the report {b} already. Change its standing: aneatlas standing {c} ..."),
    noop("{a} stands at '{b}': nothing is decided on its {c} now"),
    noop("its full text was decided on already. Undo that first"),
    noop("'{a}' is no reason of study.toml. Use one of: {b}"),
    noop("your decision changed meanwhile; it is now '{a}'. Look at it and decide again"),
    noop("{a} has decided nothing at this stage. Nothing was undone"),
    noop(
        "{a} has {b} already; its inclusion cannot be undone. Exclude it instead: aneatlas standing {c} excluded --reason ..."
    ),
    # notes, reports of errors, corrections
    noop("the report is empty. Say what is wrong"),
    noop("the report has {a} characters; at most {b} are kept. Shorten it"),
    noop("say what was done, or why nothing was changed"),
    noop("there is no report of an error {a}"),
    noop("another editor was faster; it is now '{a}' with the answer '{b}'"),
    noop("the note is empty. Write what is to be discussed"),
    noop("the note has {a} characters; at most {b} are kept. Shorten it"),
    noop("there is no note {a}"),
    noop("there is no note {a} on {b} to answer"),
    noop("the note {a} was changed meanwhile. Look at it again; nothing was written"),
    noop("the note {a} is of {b}: only its author takes it back"),
    noop("a change needs a reason. Say why: --why '...'"),
    noop("{a} was changed meanwhile: it is now '{b}'. Look at it and send again"),
    noop("a quote needs the article and its words"),
    noop("Give {a} too"),
    noop("Leave --item out"),
    noop("a field of the record takes no quote"),
    noop("there is no {a} {b}"),
    noop("there is no report {a}"),
    noop("the overlap is noted already"),
    noop("Confirm or reject it"),
)
_PLACE = re.compile(r"\{([a-e])\}")
_WHERE = re.compile(
    r"(?P<where>(?:R\d{4,}\S*?|A\d{4,}|[a-z]+:\S+?|patient \S+?|the reason)(?:,? [^:]*?)?): (?P<rest>.+)"
)


def translated(text: str) -> str:
    """Return a sentence of the rules in the reader's language, '' where it has none there."""
    plain = text.strip()
    if (get_language() or "en").startswith("en") or not plain:
        return text
    if plain.endswith(NOTHING) and plain != NOTHING:
        said = translated(plain.removesuffix(NOTHING))
        return said and f"{said} {_(NOTHING)}"
    if (whole := _(plain)) != plain:
        return str(whole)
    if (found := _WHERE.fullmatch(plain)) and (rest := translated(found["rest"])):
        return f"{found['where']}: {rest}"
    bare = plain if plain.endswith("...") else plain.removesuffix(".")
    for sentence, form in _forms():
        if (found := form.fullmatch(bare)) and _(sentence) != sentence:
            return str(_(sentence)).format(**{k: _part(v) for k, v in found.groupdict().items()}) + (
                "." if plain != bare else ""
            )
    return ""


def _part(words: str) -> str:
    """Return what stood in a place of a sentence: a status, a name of the study, or a sentence of its own."""
    for status in Status:
        if words == status.words:
            return terms.status(status)
    return translated(words) or words


@cache
def _forms() -> list[tuple[str, re.Pattern[str]]]:
    """Return each sentence with the pattern of what it can be; the longest fixed wording is tried first."""
    found = []
    for sentence in sorted(SENTENCES, key=lambda one: -len(_PLACE.sub("", one))):
        parts = _PLACE.split(sentence)
        pattern = "".join(
            f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
        )
        found.append((sentence, re.compile(pattern, re.DOTALL)))
    return found
