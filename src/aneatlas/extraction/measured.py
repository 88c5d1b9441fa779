"""How often each family of rules was right on the development half (`benchmarks/collection_facts.py --write`).

Family -> (claims that the collection's facts confirm, claims compared). Counts alone, no text. The texts
were 25 abstracts restated in other words, not the printed ones, and the rules were mended on them: on
printed abstracts the shares may be lower.
"""

from __future__ import annotations

MEASURED: dict[str, tuple[int, int]] = {
    "age": (20, 20),
    "agent": (24, 24),
    "number with its name": (2, 4),
    "outcome": (17, 17),
    "prior health": (15, 15),
    "sex by noun": (19, 19),
    "sex by pronoun": (1, 1),
    "sign": (97, 101),
    "sign, absent": (11, 12),
    "site": (38, 38),
    "title": (5, 5),
    "treatment": (21, 22),
}
