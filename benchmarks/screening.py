"""Screening a baseline-size file: decompress, scan, parse, the whole fast path, and the slow path beside it.

Usage: [ANEATLAS_CORPORA=...] python benchmarks/screening.py [--megabytes 200] [--workers 2] [--keep FILE] [FILE ...]
Without files it makes one: real records of ANEATLAS_CORPORA/pubmed_xml where they are, else made-up ones,
tiled in random order, with planted hits. A tiled file is not a baseline file: its ratio of compression and
its share of candidates differ.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from aneatlas.literature import cutting
from aneatlas.literature.names import names_of
from aneatlas.literature.screening import Screener
from aneatlas.literature.streams import chunks
from aneatlas.workflows.study import load_study

PLANTED = (
    '<PubmedArticle><MedlineCitation><PMID Version="1">{}</PMID><Article><ArticleTitle>A planted record: <i>acute</i> '
    "necroti&#x73;ing encephalopathy</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
)
WORDS = [
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
    "cells",
    "gene",
    "risk",
    "model",
    "during",
]


def real_records() -> list[bytes]:
    folder = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent")) / "pubmed_xml"
    found: list[bytes] = []
    for path in sorted(folder.rglob("*.xml")):
        found += [raw for _, raw in cutting.records(path.read_bytes()) if len(raw) < 40_000]
    return found


def made_records() -> list[bytes]:
    chance = random.Random(1)
    found = []
    for number in range(500):
        abstract = " ".join(chance.choices(WORDS, k=220))
        found.append(
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{number}</PMID><Article><ArticleTitle>'
            f"{' '.join(chance.choices(WORDS, k=12))}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText>"
            "</Abstract></Article></MedlineCitation></PubmedArticle>".encode()
        )
    return found


def tiled(path: Path, megabytes: int) -> tuple[int, int, str]:
    """Write the file; return (records, planted hits, what it is made of)."""
    import gzip

    records = real_records()
    kind = f"{len(records)} real records" if records else "500 made-up records"
    records = records or made_records()
    chance = random.Random(2)
    size = count = planted = 0
    with gzip.open(path, "wb", compresslevel=6) as stream:
        stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        while size < megabytes * 1_000_000:
            chance.shuffle(records)
            for raw in records:
                if count % 1000 == 500:
                    stream.write(PLANTED.format(90_000_000 + planted).encode())
                    planted += 1
                    count += 1
                stream.write(raw + b"\n")
                size += len(raw) + 1
                count += 1
        stream.write(b"</PubmedArticleSet>\n")
    return count, planted, kind


def best(what: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several wall times in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        spent.append(time.perf_counter() - start)
    return min(spent)


def drain(stream: Iterator[bytes]) -> int:
    return sum(map(len, stream))


@cache
def _screener() -> Screener:
    return Screener(names_of(load_study()), threaded=False)


def _screen(path: Path) -> int:
    return len(_screener().screen(path).hits)


def measure(path: Path, workers: int) -> None:
    start = time.perf_counter()
    screener = Screener(names_of(load_study()))
    print(f"compile names and filter: {time.perf_counter() - start:.2f} s; engine {screener.filter.engine}")
    plain_time = best(lambda: drain(chunks(path, threaded=False)))
    size = drain(chunks(path, threaded=False)) / 1e6
    print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB packed, {size:.0f} MB of XML")
    print(f"  decompress               {size / plain_time:7.0f} MB/s  {plain_time:.2f} s")
    blocks = [block for _, block in cutting.blocks(chunks(path))][:100]
    held = sum(map(len, blocks)) / 1e6
    scan = best(lambda: [screener.filter.scan(block) for block in blocks])
    print(f"  scan (filter and checks) {held / scan:7.0f} MB/s")
    whole = best(lambda: screener.screen(path))
    result = screener.screen(path)
    print(
        f"  fast path, one process   {size / whole:7.0f} MB/s  {whole:.2f} s = {whole / plain_time:.2f} x plain decompression; "
        f"{result.records} records, {result.parsed} parsed, {len(result.hits)} hits, {len(result.issues)} issues"
    )
    print(
        f"  peak memory of this process so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(_screen, [path] * workers))
            start = time.perf_counter()
            list(pool.map(_screen, [path] * workers * 2))
            spent = time.perf_counter() - start
        rate = size * workers * 2 / spent
        print(
            f"  {workers} workers                {rate:7.0f} MB/s = {rate * plain_time / size:.2f} x plain decompression on one"
        )
    part = b"".join(blocks[: max(1, int(20 / (held / len(blocks))))])
    begins = b"" if b"<PubmedArticleSet" in part[:4096] else b"<PubmedArticleSet>"
    sample = begins + part + b"</PubmedArticleSet>"
    start = time.perf_counter()
    slow = screener.screen_slowly([sample], "x")
    slow_time = time.perf_counter() - start
    fast = screener.screen_stream([sample], "x")
    bytes_only = Screener(names_of(load_study()), hyperscan=False).screen_stream([sample], "x")
    same = [hit.record.pmid for hit in slow.hits] == [hit.record.pmid for hit in fast.hits]
    same_bytes = [hit.record.pmid for hit in slow.hits] == [hit.record.pmid for hit in bytes_only.hits]
    print(
        f"  slow path (parse all)    {len(sample) / 1e6 / slow_time:7.1f} MB/s on {len(sample) / 1e6:.0f} MB, {len(slow.hits)} hits"
    )
    print(f"  agreement of slow and fast path: {same}; of slow path and byte searches: {same_bytes}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--megabytes", type=int, default=200)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    for path in given.files:
        measure(path, given.workers)
    if not given.files:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tiled.xml.gz"
            count, planted, kind = tiled(path, given.megabytes)
            print(f"made of {kind}: {count} records, {planted} planted hits")
            measure(path, given.workers)


if __name__ == "__main__":
    main()
