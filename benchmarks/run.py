"""Run every benchmark, one after the other, and print its figures.

Names given as arguments choose some of them: `python benchmarks/run.py ledger publishing`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHMARKS = {"run", "generate"}
NEED_CORPORA = {"assertion", "documents", "extraction", "hpo", "merging", "speed_of_extraction"}


def main() -> int:
    """Run the benchmarks named, or all. Return 1 where one failed."""
    all_names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    chosen = sys.argv[1:] or all_names
    if unknown := set(chosen) - set(all_names):
        print(
            f"error: there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(all_names)}.",
            file=sys.stderr,
        )
        return 2
    failed = 0
    for name in chosen:
        print(f"\n== {name} ==", flush=True)
        if name in NEED_CORPORA and not os.environ.get("ANEATLAS_CORPORA"):
            print("skipped: set ANEATLAS_CORPORA to the folder of the test corpora")
            continue
        failed |= subprocess.call([sys.executable, str(HERE / f"{name}.py")]) != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
