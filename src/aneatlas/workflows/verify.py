"""Verify a published release: checksums, links, and every number computed again from its downloads."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from os.path import isfile  # false, never an exception, for a path that cannot be looked at
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aneatlas.core.issues import Issue, ReleaseBroken, error
from aneatlas.outputs.analyses import Analysis, results
from aneatlas.outputs.numbers import Numbers, numbers, show_number
from aneatlas.workflows.count import read_tables
from aneatlas.workflows.publish import MARK, SUMS

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked: how many files, links and numbers."""

    version: str
    files: int
    links: int
    numbers: int


def verify_release(out: Path, progress: Progress = lambda *_: None) -> Verified:
    """Check a release. Raises ReleaseBroken with every fault found, whatever became of the files."""
    if not isfile(out / SUMS) or not isfile(out / MARK):
        raise ReleaseBroken(f"{out}: this is no release of ANE Atlas ({SUMS} or {MARK} is missing).")
    issues, names = _checksums(out)
    version, mistakes = _version(out)
    issues += mistakes
    register, mistakes = _numbers(out)
    issues += mistakes
    pages, mistakes = _pages(out, names)
    issues += mistakes
    links = shown = 0
    for done, (name, page) in enumerate(pages.items(), start=1):
        issues += _links(name, page, pages, out)
        if register is not None:
            issues += _shown(name, page, register)
        links += len(page.links)
        shown += len(page.numbers)
        progress("pages", done, len(pages))
    if issues:
        faults = "1 fault" if len(issues) == 1 else f"{len(issues)} faults"
        raise ReleaseBroken(f"{out}: {faults}. Publish it again: aneatlas publish {out}", issues)
    return Verified(version, len(names), links, shown)


def _checksums(out: Path) -> tuple[list[Issue], set[str]]:
    """Compare the files with the list of checksums; return the names listed, or present where it cannot be read."""
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if isfile(path)} - {SUMS}
    try:
        lines = (out / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as problem:
        return [_unreadable(SUMS, problem)], present
    listed: dict[str, str] = {}
    issues = []
    for number, line in enumerate(lines, start=1):
        digest, _, name = line.partition("  ")
        if name:
            listed[name] = digest
        else:
            issues.append(error("checksum", f"{SUMS}:{number}", "the line is no checksum and name."))
    for name in sorted(present - set(listed)):
        issues.append(error("file-unlisted", name, f"the file is not listed in {SUMS}."))
    for name, digest in sorted(listed.items()):
        if name not in present:
            issues.append(error("file-missing", name, "the file is missing."))
            continue
        try:
            found = hashlib.sha256((out / name).read_bytes()).hexdigest()
        except OSError as problem:
            issues.append(_unreadable(name, problem))
            continue
        if found != digest:
            issues.append(error("checksum", name, "the file was changed after publication."))
    return issues, set(listed)


def _version(out: Path) -> tuple[str, list[Issue]]:
    try:
        mark = json.loads((out / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        return "", [_unreadable(MARK, problem)]
    version = mark.get("version") if isinstance(mark, dict) else None
    if not isinstance(version, str):
        return "", [error("release", MARK, "it names no version.")]
    return version, []


def _numbers(out: Path) -> tuple[Numbers | None, list[Issue]]:
    """Compute the register from the downloads and compare; None where that cannot be done."""
    try:
        rows = read_tables(out)
        definitions = json.loads((out / "data" / "analyses.json").read_text(encoding="utf-8"))
        analyses = [Analysis.model_validate(entry) for entry in definitions]
        computed = numbers(rows, results(analyses, rows))
    except Exception as problem:  # a damaged table can fail anywhere in the computation
        text = f"the numbers cannot be computed again: {_said(problem)}."
        return None, [error("downloads", "data", text)]
    where = "data/numbers.json"
    try:
        published = json.loads((out / where).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        return computed, [_unreadable(where, problem)]
    if not isinstance(published, dict):
        return computed, [error("number", where, "it is no table of keys and numbers.")]
    return computed, [
        error(
            "number",
            f"{where}: {key}",
            f"it says {published.get(key)}, the tables give {computed.get(key)}.",
        )
        for key in sorted(published.keys() | computed.keys())
        if published.get(key) != computed.get(key)
    ]


def _unreadable(name: str, problem: Exception) -> Issue:
    return error("unreadable", name, f"the file cannot be read: {_said(problem)}.")


def _said(problem: Exception) -> str:
    """Return in one line what an exception says."""
    if isinstance(problem, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(problem, OSError):
        name = f" ({Path(str(problem.filename)).name})" if problem.filename else ""
        return f"{(problem.strerror or str(problem)).lower()}{name}"
    if isinstance(problem, KeyError):
        return f"there is no {problem}"
    return " ".join(str(problem).split())[:200] or type(problem).__name__


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


def _pages(out: Path, names: set[str]) -> tuple[dict[str, Page], list[Issue]]:
    pages, issues = {}, []
    for name in sorted(names):
        if not name.endswith(".html") or not isfile(out / name):
            continue
        reader = _Reader()
        try:
            reader.feed((out / name).read_text(encoding="utf-8"))
        except (
            OSError,
            ValueError,
            AssertionError,
        ) as problem:  # AssertionError: markup the parser gives up on
            issues.append(_unreadable(name, problem))
        else:
            pages[name] = reader.page
    return pages, issues


def _links(name: str, page: Page, pages: dict[str, Page], out: Path) -> Iterator[Issue]:
    loads = set(page.loads)
    for link in dict.fromkeys((*page.loads, *page.links)):
        try:
            parts = urlsplit(link)
        except ValueError:
            yield error("link", name, f"{link} is no address.")
            continue
        if link in loads and (parts.scheme or link.startswith("//")):
            yield error("external", name, f"the page loads {link} from elsewhere.")
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
        elif not isfile(out / target):
            yield error("link", name, f"{link} points to a file that does not exist.")


def _shown(name: str, page: Page, register: Numbers) -> Iterator[Issue]:
    for key, value, text in page.numbers:
        if key not in register:
            yield error("number", name, f"the number '{key}' is not in the register.")
        elif value != str(register[key]) or text != show_number(register[key]):
            yield error(
                "number", name, f"'{key}' is shown as {text} ({value}); the downloads give {register[key]}."
            )
