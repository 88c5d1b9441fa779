"""Screening baseline-size files: plain decompression, the fast path, workers, files, a Dask cluster, peers.

Usage: [ANEATLAS_CORPORA=...] python benchmarks/screening.py [--megabytes 200] [--only NAME] [--cluster] [FILE ...]
Without files it makes three, from the real records of ANEATLAS_CORPORA/pubmed_xml where they are, else from made-up
ones. 'tiled' repeats them all (one in a thousand is a planted hit). 'natural' writes characters as the baseline does
(UTF-8, no references to characters) and thins the records with words near the names to one in a hundred, hits to one
in five thousand. 'baseline' is 'natural' with shorter records drawn more often, the chance falling exponentially with
the length, until their mean is the 6.6 kB of a file of the baseline: 30,200 records in 200 MB, as the older ones have
no references. All are more compressible than a baseline file.
Times are the best of several, of two workers the median; the ratio is to plain ISA-L decompression (igzip.open, 1 MB
reads) in the same run.
The seconds of processor time beside it say what the work costs on a machine that is busy with other things too.
pubmed_parser, in an environment of its own whose python ANEATLAS_PEERS names, parses some 20 MB of blocks taken at
even distances from the same file: with its defaults (the authors as one text, no references, no subheadings), and with
all that its `parse_medline_xml` can read, which is nearer to what a record of ours holds. Plain decompression is
compared with it too: nothing that decompresses can be faster than that.
"""

from __future__ import annotations

import argparse
import gzip
import math
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from aneatlas.literature import cutting
from aneatlas.literature.names import names_of
from aneatlas.literature.screening import Screener
from aneatlas.literature.streams import filled
from aneatlas.workflows.study import load_study

#: What pubmed_parser needs to find in every record.
JOURNAL = (
    "<Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue><Title>Journal</Title>"
    "<ISOAbbreviation>J</ISOAbbreviation></Journal>"
)
INFO = "<MedlineJournalInfo><MedlineTA>J</MedlineTA><NlmUniqueID>1</NlmUniqueID></MedlineJournalInfo>"
PLANTED = (
    f'<PubmedArticle><MedlineCitation><PMID Version="1">{{}}</PMID><Article>{JOURNAL}<ArticleTitle>A planted record: '
    "<i>acute</i> necroti&#x73;ing encephalopathy</ArticleTitle></Article>"
    f"{INFO}</MedlineCitation></PubmedArticle>\n"
)
PEER = Path(os.environ.get("ANEATLAS_PEERS", "/nonexistent"))
SETTINGS = {
    "with its defaults": "{}",
    "reading all it can (dates, authors, references, subheadings)": (
        '{"year_info_only": false, "author_list": true, "reference_list": true, "parse_downto_mesh_subterms": true}'
    ),
}
#: Prints the least seconds of three rounds, by the clock and of processor time.
PUBMED_PARSER = """
import json, sys, time
from pubmed_parser import parse_medline_xml
found = []
for _ in range(3):
    wall, processor = time.perf_counter(), time.process_time()
    for _ in parse_medline_xml(sys.argv[1], **json.loads(sys.argv[2])):
        pass
    found.append((time.perf_counter() - wall, time.process_time() - processor))
print(min(one for one, _ in found), min(two for _, two in found))
"""
#: Files that one core decompresses in a round beside two workers: some seconds, as the noise of a machine lasts.
FILES = 16
SHAPES = ("baseline", "natural", "tiled")
#: Mean bytes of a record in a file of the baseline.
BASELINE = 6622
WORDS = [
    *(
        "lung",
        "heart",
        "kidney",
        "study",
        "of",
        "patients",
        "with",
        "treatment",
        "outcome",
        "randomised",
        "trial",
    ),
    *("cells", "gene", "risk", "model", "during"),
]
NEAR = re.compile(rb"halopa|cephal|ecroti|halam|falopa", re.IGNORECASE)


def real_records() -> list[bytes]:
    folder = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent")) / "pubmed_xml"
    found: list[bytes] = []
    for path in sorted(folder.rglob("*.xml")):
        cut = (raw for _, raw in cutting.records(path.read_bytes())[0])
        # Files of the baseline hold no books.
        found += [raw for raw in cut if len(raw) < 40_000 and raw.startswith(b"<PubmedArticle")]
    return found


def made_records() -> list[bytes]:
    chance = random.Random(1)
    found = []
    for number in range(500):
        abstract = " ".join(chance.choices(WORDS, k=220)) + (
            " necrotic encephalitis" if number % 100 == 0 else ""
        )
        found.append(
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{number}</PMID><Article>{JOURNAL}'
            f"<ArticleTitle>{' '.join(chance.choices(WORDS, k=12))}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText>"
            f"</Abstract></Article>{INFO}</MedlineCitation></PubmedArticle>".encode()
        )
    return found


def utf_8(match: re.Match[bytes]) -> bytes:
    number = match.group(1).decode()
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return chr(code).encode() if code > 127 else match.group()


def weights(records: list[bytes], mean: float) -> list[float]:
    """Return chances that fall exponentially with the length, so that the mean length of what is drawn is `mean`."""
    low, high = 0.0, 0.01
    for _ in range(60):
        fall = (low + high) / 2
        found = [math.exp(-fall * len(raw)) for raw in records]
        drawn = sum(chance * len(raw) for chance, raw in zip(found, records, strict=True)) / sum(found)
        low, high = (fall, high) if drawn > mean else (low, fall)
    return found


def write(path: Path, megabytes: int, shape: str) -> str:
    """Write a file; return what it is made of."""
    records = real_records()
    kind = f"{len(records)} real records" if records else "500 made-up records"
    records = records or made_records()
    near: list[bytes] = []
    natural = shape != "tiled"
    if natural:
        records = [re.sub(rb"&#(x?[0-9a-fA-F]+);", utf_8, raw) for raw in records]
        near = [raw for raw in records if NEAR.search(raw)]
        records = [raw for raw in records if not NEAR.search(raw)]
    drawn = weights(records, BASELINE) if shape == "baseline" else None
    chance = random.Random(2)
    size = count = planted = 0
    with gzip.open(path, "wb", compresslevel=6) as stream:
        stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        while size < megabytes * 1_000_000:
            if drawn is None:
                chance.shuffle(records)
            for raw in records if drawn is None else chance.choices(records, drawn, k=len(records)):
                if count % (5000 if natural else 1000) == 500:
                    raw = PLANTED.format(90_000_000 + planted).encode()
                    planted += 1
                elif near and count % 100 == 50:
                    raw = chance.choice(near)
                stream.write(raw + b"\n")
                size += len(raw) + 1
                count += 1
        stream.write(b"</PubmedArticleSet>\n")
    return f"{kind}: {count} records of {size / count / 1000:.1f} kB, {planted} planted hits"


def best(what: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of several wall times in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        spent.append(time.perf_counter() - start)
    return min(spent)


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Return (wall time, processor time of all threads) in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - wall, time.process_time() - processor


def plain(path: Path) -> None:
    """Decompress with ISA-L (with zlib where it is not installed) and look at nothing."""
    try:
        from isal import igzip as library
    except ImportError:
        library = gzip
    with library.open(path, "rb") as stream:
        while stream.read(1 << 20):
            pass


@cache
def worker() -> Screener:
    return Screener(names_of(load_study()), threaded=False)


def work(path: Path) -> float:
    """Screen a file in a worker, which does everything in one thread; return its processor time in seconds."""
    screener = worker()
    return timed(lambda: screener.screen(path))[1]


def memory(path: Path) -> int:
    """Return the peak memory in MB of a process that screens one file, without what this one held when it began."""
    code = (
        "import re, sys; from pathlib import Path; from aneatlas.literature.names import names_of;"
        "from aneatlas.literature.screening import Screener; from aneatlas.workflows.study import load_study;"
        "Screener(names_of(load_study())).screen(Path(sys.argv[1]));"
        "print(int(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    return int(
        subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True).stdout
    )


def measure(path: Path) -> None:
    start = time.perf_counter()
    screener = Screener(names_of(load_study()))
    print(f"  compile names and filter {time.perf_counter() - start:.1f} s; engine {screener.filter.engine}")
    # In turns, so that a busy moment of the machine meets both.
    pairs = [(timed(lambda: plain(path)), timed(lambda: screener.screen(path))) for _ in range(7)]
    alone, whole = (min(pair[side][0] for pair in pairs) for side in (0, 1))
    alone_cpu, whole_cpu = (min(pair[side][1] for pair in pairs) for side in (0, 1))
    result = screener.screen(path)
    size = result.size / 1e6
    print(
        f"  {path.stat().st_size / 1e6:.0f} MB packed, {size:.0f} MB of XML, {result.records} records, "
        f"{result.parsed} parsed, {len(result.hits)} hits, {len(result.issues)} issues"
    )
    print(f"  plain decompression    {size / alone:6.0f} MB/s  {alone:.3f} s, processor {alone_cpu:.3f} s")
    print(
        f"  one process            {size / whole:6.0f} MB/s  {whole:.3f} s = {whole / alone:.2f} x plain decompression, "
        f"processor {whole_cpu:.3f} s = {whole_cpu / alone_cpu:.2f} x"
    )
    blocks = [
        bytearray(b[start:stop]) for _, (b, start, stop) in cutting.blocks(filled(path, threaded=False))
    ]
    sample = blocks[:: max(1, sum(map(len, blocks)) // 20_000_000)]
    scan = best(lambda: [screener.filter.scan(block) for block in sample])
    print(f"  scan alone             {sum(map(len, sample)) / 1e6 / scan:6.0f} MB/s")
    print(f"  peak memory            {memory(path)} MB of a process that screens it")
    two_workers(path, size)
    times = {
        files: best(lambda files=files: [screener.screen(path) for _ in range(files)], 1)
        for files in (1, 4, 16)
    }  # type: ignore[misc]
    print(
        "  files                  "
        + ", ".join(f"{n}: {t:.2f} s ({t / n:.3f} a file)" for n, t in times.items())
    )
    agreement(screener, sample, whole / size, whole_cpu / size, alone_cpu / size)


def two_workers(path: Path, size: float) -> None:
    """Compare two workers with plain decompression on one core, in turns, again and again.

    Two processes that only decompress are timed too: what the second core of this machine is worth.
    """
    with ProcessPoolExecutor(2) as pool:
        one = min(pool.map(work, [path] * 8))
        rounds = [
            (
                timed(lambda: [plain(path) for _ in range(FILES)])[0] / FILES,
                timed(lambda: list(pool.map(plain, [path] * (2 * FILES))))[0] / (2 * FILES),
                timed(lambda: list(pool.map(work, [path] * (2 * FILES))))[0] / (2 * FILES),
            )
            for _ in range(9)
        ]
    ratios = sorted(alone / both for alone, _, both in rounds)
    second = statistics.median(alone / pair for alone, pair, _ in rounds)
    both = statistics.median(both for _, _, both in rounds)
    print(
        f"  two workers            {size / both:6.0f} MB/s = {statistics.median(ratios):.2f} x plain decompression on one "
        f"core (median of {len(rounds)} rounds in turns, {ratios[0]:.2f} to {ratios[-1]:.2f}); processor {one:.3f} s a file; "
        f"two processes that only decompress {second:.2f} x"
    )


def agreement(
    screener: Screener, blocks: list[bytearray], wall: float, processor: float, alone: float
) -> None:
    """Screen a sample of blocks in every way, and let pubmed_parser parse the same.

    wall, processor: seconds that the fast path takes for a megabyte of the whole file; alone: decompression, processor.
    """
    part = b"".join(blocks)
    begins = b"" if b"<PubmedArticleSet" in part[:4096] else b"<PubmedArticleSet>"
    sample = begins + part + (b"" if b"</PubmedArticleSet>" in part[-4096:] else b"</PubmedArticleSet>")
    start = time.perf_counter()
    slow = screener.screen_slowly([sample], "x")
    spent = time.perf_counter() - start
    fast = screener.screen_stream([sample], "x")
    other = Screener(names_of(load_study()), hyperscan=False).screen_stream([sample], "x")
    found = [[hit.record.pmid for hit in result.hits] for result in (slow, fast, other)]
    print(
        f"  slow path (parse all)  {len(sample) / 1e6 / spent:6.1f} MB/s on {len(sample) / 1e6:.0f} MB, {len(slow.hits)} hits"
    )
    print(
        f"  agreement: slow and fast {found[0] == found[1]}, slow and plain byte searches {found[0] == found[2]}"
    )
    against_pubmed_parser(sample, wall, processor, alone)


def against_pubmed_parser(sample: bytes, wall: float, processor: float, alone: float) -> None:
    if not PEER.exists():
        print("  pubmed_parser          not run; ANEATLAS_PEERS names no python")
        return
    megabytes = len(sample) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.xml.gz"
        path.write_bytes(gzip.compress(sample, 1))
        for name, options in SETTINGS.items():
            done = subprocess.run(
                [PEER, "-W", "ignore", "-c", PUBMED_PARSER, path, options],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                print("  pubmed_parser          failed: " + (done.stderr.strip().splitlines() or ["?"])[-1])
                return
            clock, spent = (float(part) / megabytes for part in done.stdout.split())
            print(
                f"  pubmed_parser          {1 / clock:6.1f} MB/s {name}; the fast path is {clock / wall:.0f} x as fast by "
                f"the clock, {spent / processor:.0f} x by processor time (decompression alone {spent / alone:.0f} x)"
            )


def cluster(path: Path) -> None:
    """Screen 16 copies on a local Dask cluster of three processes; one is killed after the second result."""
    import signal
    import warnings

    from distributed import LocalCluster

    from aneatlas.workflows.screening import Standing, screen

    warnings.simplefilter("ignore")
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None, silence_logs=60) as local,
    ):
        for number in range(16):
            (Path(folder) / f"{number:02}.xml.gz").symlink_to(path.resolve())
        pid = next(iter(local.workers.values())).pid

        def kill(at: Standing) -> None:
            if at.done == 2:
                os.kill(pid, signal.SIGKILL)

        start = time.perf_counter()
        found = screen([Path(folder)], scheduler=local.scheduler_address, progress=kill)
        spent = time.perf_counter() - start
        here = screen([Path(folder)])
    print(
        f"  Dask, three workers, one killed: {len(found.files)} files in {spent:.1f} s; same result as here: {found.files == here.files}"
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--megabytes", type=int, default=200)
    options.add_argument("--only", choices=SHAPES, help="make this file alone")
    options.add_argument("--cluster", action="store_true", help="also on a local Dask cluster")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for path in given.files:
            print(path.name)
        files = list(given.files)
        for name in () if files else (given.only,) if given.only else SHAPES:
            path = Path(folder) / f"{name}.xml.gz"
            print(f"{name}: made of {write(path, given.megabytes, name)}")
            files.append(path)
        for path in files:
            print(path.name)
            measure(path)
        if given.cluster:
            cluster(files[0])
    print(
        f"  peak memory of the benchmark itself {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


if __name__ == "__main__":
    main()
