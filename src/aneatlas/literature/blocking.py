"""Which records are compared at all: those that share a key. No key depends on one field alone being right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from aneatlas.literature.citations import Citation

#: A key shared by more records than this says nothing ('editorial').
_TOO_MANY = 60


def keys(item: Citation) -> Iterator[str]:
    """Yield the keys of a citation."""
    if item.doi:
        yield f"doi {item.doi}"
    if item.pmid:
        yield f"pmid {item.pmid}"
    family = item.authors[0][0] if item.authors else ""
    if item.compact:
        yield f"begin {item.compact[:24]}"
        yield f"end {item.compact[-24:]}"
        longest = sorted(item.words, key=lambda word: (-len(word), word))[:4]
        for two in combinations(sorted(longest), 2):
            yield f"words {two[0]} {two[1]} {item.year}"
        if family:
            for word in longest[:2]:
                yield f"author {family} {word}"
    if item.first_page:
        if item.volume:
            yield f"place {item.volume} {item.first_page}"
        if family:
            yield f"page {family} {item.first_page}"
        yield f"year {item.year} {item.first_page} {item.last_page}"
    if family and item.volume:
        yield f"volume {family} {item.volume} {item.year}"


def pairs(found: Sequence[Citation]) -> Iterator[tuple[int, int]]:
    """Yield each pair of places that share a key, once."""
    # Most keys are those of one record: only its place is kept, and of a key only its hash (two keys of one hash are
    # two more records compared, no more).
    alone: dict[int, int] = {}
    blocks: dict[int, list[int]] = {}
    for place, item in enumerate(found):
        for key in dict.fromkeys(map(hash, keys(item))):
            if (other := alone.setdefault(key, place)) != place:
                blocks.setdefault(key, [other]).append(place)
    alone.clear()
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if 1 < len(block) <= _TOO_MANY:
            for pair in combinations(block, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair
