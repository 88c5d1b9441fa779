"""How often each family of rules was right on the development half (`benchmarks/collection_facts.py --write`).

Family -> (claims that the collection's facts confirm, claims compared). Counts alone, no text. The texts
were 25 abstracts restated in other words, not the printed ones, and the rules were mended on them: on
printed abstracts the shares may be lower.
"""

from __future__ import annotations

MEASURED: dict[str, tuple[int, int]] = {
    "age": (20, 20),
    "agent": (16, 16),
    "number with its name": (2, 4),
    "outcome": (16, 16),
    "prior health": (15, 15),
    "sex by noun": (19, 19),
    "sex by pronoun": (1, 1),
    "sign": (92, 95),
    "sign, absent": (10, 12),
    "site": (38, 38),
    "title": (13, 13),
    "treatment": (21, 22),
}
