"""Genetic variants in their many spellings, written the HGVS way (varnomen.hgvs.org; syntax only, no look-up).

'c.1754C>T', 'c. 1754 C > T', '1754C→T'; 'p.Thr585Met', 'p.(Thr585Met)', 'Thr585Met', 'p.T585M', 'T585M'.
A bare 'T585M' counts only where a gene stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.extraction.sieve import Sieve

_THREE = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly", "H": "His", "I": "Ile",
    "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "X": "Ter", "*": "Ter",
}  # fmt: skip
_NAMES = "|".join(sorted(set(_THREE.values())))
_CDNA = Sieve(
    r"(?<![\w.])(?:c\s?\.\s?)(?P<at>[-*]?\d+(?:[+-]\d+)?)\s?(?P<a>[ACGT])\s?(?:>|→|-->|/|to)\s?(?P<b>[ACGT])(?![a-z])"
)
_BARE = re.compile(r"(?<![\w.])(?P<at>\d{2,5})\s?(?P<a>[ACGT])\s?(?:>|→|-->)\s?(?P<b>[ACGT])(?!\w)")
_INDEL = Sieve(
    r"(?<![\w.])c\s?\.\s?(?P<at>\d+(?:[+-]\d+)?(?:_\d+(?:[+-]\d+)?)?)\s?(?P<base>[ACGT]*)\s?(?P<what>del(?:ins)?[ACGT]*|dup[ACGT]*|ins[ACGT]+)(?!\w)"
)
_LONG = Sieve(
    rf"(?<![\w.])(?:p\s?\.\s?)?\(?(?P<a>{_NAMES})\s?-?(?P<at>\d{{1,5}})\s?(?:-|→|>)?\s?(?P<b>{_NAMES}|fs(?:\*\d+|Ter\d+)?|\*|=)\)?(?!\w)",
    re.I,
)
_SHORT = re.compile(
    r"(?<![\w.])(?P<p>p\s?\.\s?)?\(?(?P<a>[ARNDCQEGHILKMFPSTWYV])(?P<at>\d{2,5})(?P<b>[ARNDCQEGHILKMFPSTWYVX*])\)?(?!\w)"
)
_DIGIT = re.compile(r"\d")
_TO_DIGIT = re.compile(r"(?<=[a-z])\s?-?\d", re.I)
_LOWER = frozenset(name.lower() for name in _THREE.values())
_GENE = Sieve(
    r"\b(?P<gene>RANBP2|RAN ?BP2|RAN-binding protein 2|CPT2|SCN1A|NUP214|DBR1|TLR3|UNC93B1|TRAF3|TICAM1|IRF3|SERPINE1|POLG)\b"
)
_ZYGOSITY = Sieve(
    r"\b(?P<z>compound heterozygous|heterozygous|homozygous|hemizygous|heteroplasmic|heterozygote|homozygote)\b",
    re.I,
)
_INHERITED = Sieve(
    r"\b(?P<d>de novo)\b|\b(?:inherited from|transmitted by|also found in) (?:the |his |her )?(?P<p>mother|father)|\b(?P<a>maternal|paternal)ly inherited",
    re.I,
)


@dataclass(frozen=True, slots=True)
class VariantMention:
    """A part of a variant: the field, its normal form, and where the words stand."""

    field: str
    value: str
    start: int
    end: int


def find_variants(text: str) -> Iterator[VariantMention]:
    """Yield genes, cDNA and protein changes, zygosity and inheritance of a sentence."""
    gene = _GENE.search(text)
    if not gene and not _DIGIT.search(text):
        return  # a change has a number
    coding = "c." in text or "c ." in text
    for match in _CDNA.finditer(text) if coding else ():
        yield VariantMention("variant_cdna", f"c.{match['at']}{match['a']}>{match['b']}", *match.span())
    for match in _INDEL.finditer(text) if coding else ():
        yield VariantMention("variant_cdna", f"c.{match['at']}{match['what']}{match['base']}", *match.span())
    if gene:
        for match in _BARE.finditer(text):
            yield VariantMention("variant_cdna", f"c.{match['at']}{match['a']}>{match['b']}", *match.span())
    for match in _LONG.finditer(text) if _LONG.may(text) and _numbered(text) else ():
        last = match["b"].capitalize() if match["b"][0].isalpha() and match["b"][:2] != "fs" else match["b"]
        yield VariantMention(
            "variant_protein", f"p.{match['a'].capitalize()}{match['at']}{last}", *match.span()
        )
    for match in _SHORT.finditer(text) if gene or "p." in text or "p ." in text else ():
        if match["p"] or gene:
            yield VariantMention(
                "variant_protein", f"p.{_THREE[match['a']]}{match['at']}{_THREE[match['b']]}", *match.span()
            )
    if gene:
        name = "RANBP2" if gene["gene"].upper().startswith("RAN") else gene["gene"]
        yield VariantMention("variant_gene", name, *gene.span())
        for match in _ZYGOSITY.finditer(text):
            yield VariantMention(
                "variant_zygosity",
                match["z"].lower().replace("compound heterozygous", "compound_heterozygous"),
                *match.span(),
            )
        for match in _INHERITED.finditer(text):
            value = (
                "de_novo"
                if match["d"]
                else {"mother": "maternal", "father": "paternal"}.get(
                    (match["p"] or "").lower(), (match["a"] or "").lower()
                )
            )
            yield VariantMention("variant_inheritance", value, *match.span())


def _numbered(text: str) -> bool:
    """Say whether a number follows what may be the name of an amino acid."""
    return any(text[max(0, m.start() - 3) : m.start()].lower() in _LOWER for m in _TO_DIGIT.finditer(text))
