"""Verify a published release: checksums, links, and every number computed again from its downloads."""

from __future__ import annotations

import csv
import hashlib
import json
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aneatlas.core.issues import Issue, ReleaseBroken, error
from aneatlas.outputs.analyses import Analysis
from aneatlas.outputs.numbers import Numbers, numbers, show_number
from aneatlas.workflows.publish import MARK, SUMS

Progress = Callable[[str, int, int], None]
_TABLES = ("cases", "reports", "findings", "cohorts", "counts", "overlaps", "labels", "codebook")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked: how many files, links and numbers."""

    version: str
    files: int
    links: int
    numbers: int


def verify_release(out: Path, progress: Progress = lambda *_: None) -> Verified:
    """Check a release. Raises ReleaseBroken with every fault found."""
    if not (out / SUMS).is_file() or not (out / MARK).is_file():
        raise ReleaseBroken(f"{out}: this is no release of ANE Atlas ({SUMS} or {MARK} is missing).")
    issues, listed = _checksums(out)
    register, mistakes = _numbers(out)
    issues += mistakes
    pages = {
        name: _read_page(out / name)
        for name in sorted(listed)
        if name.endswith(".html") and (out / name).is_file()
    }
    links = shown = 0
    for done, (name, page) in enumerate(pages.items(), start=1):
        issues += _links(name, page, pages, out)
        issues += _shown(name, page, register)
        links += len(page.links)
        shown += len(page.numbers)
        progress("pages", done, len(pages))
    if issues:
        raise ReleaseBroken(f"{out}: {len(issues)} faults. Publish it again: aneatlas publish {out}", issues)
    version = json.loads((out / MARK).read_text(encoding="utf-8"))["version"]
    return Verified(version, len(listed), links, shown)


def _checksums(out: Path) -> tuple[list[Issue], set[str]]:
    listed: dict[str, str] = {}
    for line in (out / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    issues = []
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} - {SUMS}
    for name in sorted(present - set(listed)):
        issues.append(error("file-unlisted", name, f"the file is not listed in {SUMS}."))
    for name, digest in sorted(listed.items()):
        if name not in present:
            issues.append(error("file-missing", name, "the file is missing."))
        elif hashlib.sha256((out / name).read_bytes()).hexdigest() != digest:
            issues.append(error("checksum", name, "the file was changed after publication."))
    return issues, set(listed)


def _numbers(out: Path) -> tuple[Numbers, list[Issue]]:
    try:
        rows = {}
        for name in _TABLES:
            with (out / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
                rows[name] = list(csv.DictReader(lines))
        definitions = json.loads((out / "data" / "analyses.json").read_text(encoding="utf-8"))
        analyses = [Analysis.model_validate(entry) for entry in definitions]
        published = json.loads((out / "data" / "numbers.json").read_text(encoding="utf-8"))
        computed = numbers(rows, analyses)
    except (OSError, ValueError, KeyError) as problem:
        return {}, [error("downloads", "data", f"the numbers cannot be computed again: {problem}.")]
    issues = [
        error(
            "number",
            f"data/numbers.json: {key}",
            f"it says {published.get(key)}, the tables give {computed.get(key)}.",
        )
        for key in sorted(published.keys() | computed.keys())
        if published.get(key) != computed.get(key)
    ]
    return computed, issues


@dataclass(slots=True)
class Page:
    """What a page refers to and shows: links, ids, loaded resources, numbers as (key, value, text)."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    numbers: list[tuple[str, str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: tuple[str, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.page.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.page.links.append(found["href"])
        for name in ("src", "srcset", "poster", "data", "action"):
            if name in found and tag != "data":
                self.page.loads.append(found[name])
        if tag == "link" and "href" in found:
            self.page.loads.append(found["href"])
        if tag == "data" and "data-number" in found:
            self._open, self._text = (found["data-number"], found.get("value", "")), ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._open:
            self.page.numbers.append((*self._open, self._text.strip()))
            self._open = None


def _read_page(path: Path) -> Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def _links(name: str, page: Page, pages: dict[str, Page], out: Path) -> Iterator[Issue]:
    for link in page.loads:
        if urlsplit(link).scheme or link.startswith("//"):
            yield error("external", name, f"the page loads {link} from elsewhere.")
    for link in (*page.links, *page.loads):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            if parts.path
            else name
        )
        if target in pages:
            if parts.fragment and parts.fragment not in pages[target].ids:
                yield error("link", name, f"{link} points to a place that does not exist.")
        elif not (out / target).is_file():
            yield error("link", name, f"{link} points to a file that does not exist.")


def _shown(name: str, page: Page, register: Numbers) -> Iterator[Issue]:
    for key, value, text in page.numbers:
        if key not in register:
            yield error("number", name, f"the number '{key}' is not in the register.")
        elif value != str(register[key]) or text != show_number(register[key]):
            yield error(
                "number", name, f"'{key}' is shown as {text} ({value}); the downloads give {register[key]}."
            )
