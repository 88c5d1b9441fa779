"""DOI, PMID and PMCID in one form each."""

from __future__ import annotations

import re
from urllib.parse import unquote

#: Publishers built DOIs from the identifiers of SICI (ANSI/NISO Z39.56), which have '<' and '>' in their middle.
_SICI = r"\(SICI\)[^\s\"<>]+<[^\s\"<>]+>[0-9.]+CO;2-[0-9A-Z#]"
_DOI = re.compile(rf"(?i)10\.\d{{4,9}}(?:\.\d+)*/(?:{_SICI}|[^\s\"<>]+)")
_PMID = re.compile(r"[1-9]\d{0,8}")
_PMCID = re.compile(r"(?:PMC)?([1-9]\d{0,9})(?:\.\d+)?", re.IGNORECASE)


def doi(text: str) -> str:
    """Return the first DOI in a text in lower case, without resolver, label or closing punctuation; '' if none.

    DOIs compare without regard to case (DOI Handbook, section 2.4).
    """
    found = _DOI.search(unquote(text) if "%2f" in text.lower() else text)
    if not found:
        return ""
    value = found.group().rstrip(".,;:'\u2019\u201d")
    while value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1]
    while value.endswith("]") and value.count("[") < value.count("]"):
        value = value[:-1]
    return value.lower()


def pmid(text: str) -> str:
    """Return a PMID's digits, '' where the text is none."""
    value = re.sub(
        r"(?i)^\s*(?:pmid[:\s]*|(?:https?://)?(?:pubmed|www)\.ncbi\.nlm\.nih\.gov/(?:pubmed/)?)", "", text
    )
    value = re.sub(r"\.0$", "", value.strip().strip("/"))  # a spreadsheet's number: '31234567.0'
    return value if _PMID.fullmatch(value) else ""


def pmcid(text: str) -> str:
    """Return a PMCID as 'PMC' and digits, '' where the text is none."""
    found = _PMCID.fullmatch(text.strip())
    return f"PMC{found.group(1)}" if found else ""
