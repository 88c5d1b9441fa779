"""The time that medspaCy's default pipeline takes, for comparison: run by benchmarks/extraction.py (see negation.py).

Reads JSON lines (one text each), writes the seconds of one pass over all of them, loading left out.
"""

from __future__ import annotations

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)
try:
    from loguru import logger

    logger.remove()
except ImportError:
    pass

import medspacy  # noqa: E402


def main() -> None:
    """Time one pass."""
    texts = [json.loads(line) for line in sys.stdin]
    nlp = medspacy.load()
    nlp(texts[0])
    begun = time.perf_counter()
    for text in texts:
        nlp(text)
    json.dump(time.perf_counter() - begun, sys.stdout)


if __name__ == "__main__":
    main()
