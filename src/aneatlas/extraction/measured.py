"""How often each family of rules was right on the development half (`benchmarks/collection_facts.py --write`).

Family -> (claims that the collection's facts confirm, claims compared). Counts alone, no text.
"""

from __future__ import annotations

MEASURED: dict[str, tuple[int, int]] = {}
