"""What forbids or limits taking values from a document: one issue each, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Collection

from aneatlas.core.issues import Issue, error
from aneatlas.documents.language import detect_language
from aneatlas.documents.model import Block, Document, Kind

_NOTICE_TYPES = re.compile(r"\b(correction|erratum|corrigendum|retraction|expression-of-concern|published erratum|"
                           r"retraction of publication|retraction notice|addendum)\b")  # fmt: skip
_NOTICE_TITLE = re.compile(
    r"^\W*(author |publisher )?(correction( to)?|erratum|errata|corrigend(um|a)|retraction( note| notice)?|"
    r"withdrawal|expression of concern|fe de erratas?|errata)\b\s*(:|to\b|for\b|\(|$)",
    re.I,
)
_CUT_MARK = re.compile(r"\(ABSTRACT TRUNCATED[^)]*\)\s*$|\[truncated\]\s*$|(\.{3}|…)\s*$", re.I)
_MAY_CUT = (")", "]", "...", "…")  # the last characters of every such mark
_STOPS = (".", "!", "?", ")")  # the last characters of most texts that do not break off
_ENDS = re.compile(
    r"[.!?。．！？][\s\"'”’»)\]]*(\^\S+)?$|\)$|(https?://|www\.|doi:)\S+$|NCT\d{8}$|(©|Copyright).{0,200}$",
    re.I,
)
_READ = (Kind.ABSTRACT, Kind.PARAGRAPH, Kind.ITEM)


def check_document(document: Document, name: str, languages: Collection[str] = ("en",)) -> list[Issue]:
    """Return what is wrong with a document as a source of values.

    languages: those that the extraction has rules for. A document is checked for having text, for
    being an article and not a notice about one, for its language, and for an abstract that breaks off.
    """
    prose = [block for block in document.blocks if block.kind in _READ]
    if not prose and not any(block.table for block in document.blocks):
        return [error("no-text", name, "the record has no abstract and no text.", "Read the full text.")]
    notice = _notice(document, name)
    if notice:
        return [notice]
    if not readable_parts(document, languages):
        found = _language(document, prose) or "an unknown language"
        known = ", ".join(sorted(languages))
        message = f"the text is in '{found}'; there are rules for {known} only."
        return [error("language-without-rules", name, message, "Read it by hand, or give a translation.")]
    cut = _cut(document)
    if cut:
        place = f"{name}, block {cut.id}"
        return [
            error("text-cut", place, f"the text breaks off: '…{cut.text[-40:]}'.", "Get the whole abstract.")
        ]
    return []


def readable_parts(document: Document, languages: Collection[str]) -> list[str]:
    """Return the ids of the parts to read: the main part where its language has rules, else a translation.

    A stated language is believed unless the words say clearly otherwise. Where neither the source
    nor the words tell the language, the part is not readable. Replies and reviewers' reports are
    never read for values.
    """
    for part in document.parts:
        if part.type not in ("article", "translation", "translated-abstract"):
            continue
        blocks = [b for b in document.blocks if b.part == part.id and b.kind in _READ]
        if not blocks:
            if part.id == "main" and part.language[:2] in languages and any(b.table for b in document.blocks):
                return [part.id]
            continue
        language = detect_language(" ".join(b.text for b in blocks[:40])) or part.language[:2]
        if not language and sum(len(b.text) for b in blocks) < 400:
            # too short to tell: read as English only if it holds plain ASCII words
            language = "en" if all(b.text.isascii() for b in blocks) else ""
        if language in languages:
            return [part.id]
    return []


def _language(document: Document, prose: list[Block]) -> str:
    return detect_language(" ".join(b.text for b in prose[:40])) or document.language


def _notice(document: Document, name: str) -> Issue | None:
    if _NOTICE_TYPES.search(document.article_type) or _NOTICE_TITLE.search(document.title):
        fix = "Read the article that it belongs to."
        message = f"this is a notice about an article ('{document.title[:60]}'), not the article."
        return error("notice", name, message, fix)
    return None


def _cut(document: Document) -> Block | None:
    """Return the abstract block where the text breaks off: a cut mark, or a last sentence without an end.

    Only sources that hold nothing but an abstract are checked; there, the last block decides.
    """
    if any(block.kind in (Kind.HEADING, Kind.TABLE) for block in document.blocks):
        return None
    prose = [b for b in document.blocks if b.kind in (Kind.ABSTRACT, Kind.PARAGRAPH) and b.part == "main"]
    for block in prose:
        if block.text.rstrip().endswith(_MAY_CUT) and _CUT_MARK.search(block.text):
            return block
    last = prose[-1] if prose else None
    if last and len(last.text) > 200 and not (last.text.endswith(_STOPS) or _ENDS.search(last.text)):
        return last
    return None
