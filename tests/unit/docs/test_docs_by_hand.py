"""The pages written by hand: every command in them exists, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from aneatlas.cli import app

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), ROOT / "GLOSSARY.md", ROOT / "CONTRIBUTING.md"], key=lambda path: path.as_posix()
)  # fmt: skip
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SHELL = ("", "sh", "bash", "console")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _commands(text: str) -> list[list[str]]:
    found = []
    for language, body in BLOCK.findall(text):
        if language not in SHELL:
            continue
        for line in body.replace("\\\n", " ").splitlines():
            words = shlex.split(line.strip().removeprefix("$ "), comments=True)
            while words and ("=" in words[0] and not words[0].startswith("-")):
                words = words[1:]  # NAME=value before a command
            if words and Path(words[0]).name in ("aneatlas", "make"):
                found.append([Path(words[0]).name, *words[1:]])
    return found


def _mistake(words: list[str]) -> str:
    command = get_command(app)
    path = []
    rest = words[1:]
    while rest and hasattr(command, "commands") and rest[0] in command.commands:
        path.append(rest[0])
        command, rest = command.commands[rest[0]], rest[1:]
    if hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        return f"'{' '.join(words)}': there is no command '{rest[0]}'"
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    wrong = [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known]
    return f"'{' '.join(words)}': no option {wrong[0]}" if wrong else ""


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_commands_exist(page: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for words in _commands(page.read_text(encoding="utf-8")):
        if words[0] == "make":
            asked = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
            assert set(asked) <= set(targets), f"{words}: no such target"
        else:
            assert _mistake(words) == ""


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, place = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{_name(page)}: {link}"
        if place and file.suffix == ".md":
            heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert place in slugs, f"{_name(page)}: {link}"


def test_wrong_commands_are_found() -> None:
    found = _commands(
        "```sh\nDATABASE_URL=x aneatlas ledger export out.jsonl --hom y\naneatlas frobnicate\n```"
    )
    assert _mistake(found[0]) == "'aneatlas ledger export out.jsonl --hom y': no option --hom"
    assert _mistake(found[1]) == "'aneatlas frobnicate': there is no command 'frobnicate'"
    assert _mistake(["aneatlas", "ledger", "verify", "--home", "x"]) == ""


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [
        path
        for path in (ROOT / "docs").rglob("*")
        if path.suffix in (".md", ".json") and path.name != "README.md"
    ]
    missing = [
        path.relative_to(ROOT / "docs").as_posix()
        for path in pages
        if path.parent.name != "decisions" and path.relative_to(ROOT / "docs").as_posix() not in index
    ]
    assert missing == []
