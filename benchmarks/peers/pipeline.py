"""The time that medspaCy's default pipeline takes, for comparison: run by benchmarks/speed_of_extraction.py.

    python pipeline.py NUMBER

Reads JSON lines (kind, text), goes over them in their order, and writes one JSON object: kind -> seconds of processor
time over all its texts but the first NUMBER. Loading is left out, and its logs are off.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections import Counter

logging.disable(logging.CRITICAL)
try:
    from loguru import logger

    logger.remove()
except ImportError:
    pass

import medspacy  # noqa: E402


def main() -> None:
    """Time one pass."""
    texts: list[tuple[str, str]] = [json.loads(line) for line in sys.stdin]
    nlp = medspacy.load()
    warming = int(sys.argv[1])
    seen: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for kind, text in texts:
        begun = time.process_time()
        nlp(text)
        seen[kind] += 1
        if seen[kind] > warming:
            seconds[kind] += time.process_time() - begun
    json.dump(seconds, sys.stdout)


if __name__ == "__main__":
    main()
