"""The time that medspaCy's default pipeline takes, for comparison: run by benchmarks/extraction.py (see negation.py).

    python pipeline.py NUMBER

Reads JSON lines (one text each), writes the seconds of processor time of one pass over all but the first NUMBER of
them, which are gone over before; loading is left out.
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
    warming = int(sys.argv[1])
    for text in texts[:warming]:
        nlp(text)
    begun = time.process_time()
    for text in texts[warming:]:
        nlp(text)
    json.dump(time.process_time() - begun, sys.stdout)


if __name__ == "__main__":
    main()
