"""Publishing: time, memory and size for generated cases; the filter of the case browser in Chromium."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1_250, 2_500, 5_000)


def prepare(home: Path, cases: int) -> None:
    """Create an atlas of generated cases, whose figures the sentences of the fact sheet need not fit."""
    from generate import collection

    from aneatlas.store import open_ledger
    from aneatlas.workflows.facts import take_collection
    from aneatlas.workflows.factsheet import accept, check_sheet_of, today
    from aneatlas.workflows.publish import load_analyses
    from aneatlas.workflows.study import load_study

    study = load_study()
    text = "\n".join(collection(study, cases)) + "\n"
    ledger, actor = open_ledger(home, create=True), "program:benchmark"
    take_collection(
        ledger,
        study,
        "generated",
        text.encode(),
        "2026-01-02T03:04:05Z",
        actor,
    )
    analyses = load_analyses(study)
    for statement in sorted(
        {drift.statement for drift in check_sheet_of(ledger, study, analyses, None, today()).open}
    ):
        accept(ledger, study, analyses, statement, why="generated cases", actor=actor, day=today())


def measure(home: Path, out: Path) -> None:
    """Publish in this process and print seconds, peak memory (MB) and files as JSON."""
    from aneatlas.store import open_ledger
    from aneatlas.workflows.publish import load_analyses, publish
    from aneatlas.workflows.study import load_study

    start = time.perf_counter()
    study = load_study()
    done = publish(open_ledger(home), study, load_analyses(study), out)
    took = time.perf_counter() - start
    peak = (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )
    print(json.dumps({"seconds": took, "megabytes": peak, "files": done.files}))


def filter_times(out: Path) -> list[float]:
    """Return the milliseconds from a change of a filter to the painted result, in Chromium."""
    import threading

    from playwright.sync_api import sync_playwright

    from aneatlas.workflows.preview import serve

    server = serve(out, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = """async (value) => {
        const box = document.querySelector('[name=sex]');
        const start = performance.now();
        box.value = value;
        box.dispatchEvent(new Event('input', {bubbles: true}));
        box.dispatchEvent(new Event('change', {bubbles: true}));
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        return performance.now() - start;
    }"""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-quic"]
        )
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/cases.html")
        page.wait_for_load_state("networkidle")
        times = [page.evaluate(script, value) for value in ("female", "male", "", "female", "", "male") * 3]
        browser.close()
    server.shutdown()
    return times


def home_bytes(out: Path) -> int:
    """Return the bytes of the home page with everything that it loads."""
    from aneatlas.workflows.verify import _Reader

    reader = _Reader()
    reader.feed((out / "index.html").read_text(encoding="utf-8"))
    files = {out / load for load in reader.page.loads if not load.startswith("#")}
    return (out / "index.html").stat().st_size + sum(path.stat().st_size for path in files)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", nargs=2, type=Path, metavar=("HOME", "OUT"), help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="keep the largest site in this folder")
    options = parser.parse_args()
    if options.measure:
        measure(*options.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        print(
            "cases    publish     per case   peak memory   files    (to reach: 60 s and 1,000 MB for 5,000)"
        )
        for cases in SIZES:
            home, out = Path(folder) / f"atlas-{cases}", Path(folder) / f"site-{cases}"
            prepare(home, cases)
            command = [sys.executable, __file__, "--measure", str(home), str(out)]
            done = json.loads(subprocess.check_output(command, env={**os.environ, "DATABASE_URL": ""}))
            print(
                f"{cases:>5,}  {done['seconds']:>7.1f} s  {1000 * done['seconds'] / cases:>7.2f} ms   "
                f"{done['megabytes']:>8,.0f} MB   {done['files']:>6,}"
            )
        print(
            f"home page with all it loads: {home_bytes(out) / 1000:,.0f} kB of 5,000 cases (to reach: 200 kB)"
        )
        start = time.perf_counter()
        subprocess.check_call(
            [sys.executable, "-m", "aneatlas", "verify", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        print(f"verify of that release: {time.perf_counter() - start:.1f} s")
        times = filter_times(out)
        print(
            f"filter in Chromium, 5,000 cases: median {statistics.median(times):.0f} ms, "
            f"worst of {len(times)} {max(times):.0f} ms (to reach: 100 ms)"
        )
        if options.keep:
            out.rename(options.keep)


if __name__ == "__main__":
    main()
