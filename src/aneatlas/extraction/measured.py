"""How often each family of rules was right (`benchmarks/collection_facts.py --write`).

Family -> (claims that a reader's labels confirm, claims compared). Counts alone, no text. The texts were 40 abstracts
of reports of the disease and its neighbours, restated in other words and labelled by writers who did not know the
rules, and measured before any rule was mended on them; on printed abstracts the shares may differ.
"""

from __future__ import annotations

MEASURED: dict[str, tuple[int, int]] = {
    "age": (36, 36),
    "agent": (32, 38),
    "gene": (5, 5),
    "number with its name": (5, 7),
    "outcome": (18, 20),
    "prior health": (12, 12),
    "sex by noun": (38, 38),
    "sign": (131, 139),
    "sign, absent": (10, 10),
    "site": (61, 61),
    "site, absent": (2, 2),
    "title": (6, 8),
    "treatment": (57, 61),
}
