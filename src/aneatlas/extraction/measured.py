"""How often each family of rules was right (`benchmarks/collection_facts.py --write`).

Family -> (claims that a reader's labels confirm, claims compared). Counts alone, no text. The texts were 118
abstracts of reports of the disease and its neighbours, restated in other words and labelled by writers who did not know
the rules, and measured before any rule was mended on them; on printed abstracts the shares may differ.
They had no titles: that family was measured on 40 others.
"""

from __future__ import annotations

MEASURED: dict[str, tuple[int, int]] = {
    "age": (107, 108),
    "agent": (77, 79),
    "gene": (18, 21),
    "number with its name": (47, 51),
    "outcome": (54, 55),
    "prior health": (33, 35),
    "sex by noun": (106, 106),
    "sex by pronoun": (2, 2),
    "sign": (478, 487),
    "sign, absent": (38, 41),
    "site": (200, 215),
    "site, absent": (2, 2),
    "title": (6, 8),
    "treatment": (171, 173),
    "variant": (1, 1),
}
