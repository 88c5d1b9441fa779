"""Hostile and broken input is data: one line each, within bounded memory, never a traceback."""

import gzip
import resource
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from aneatlas.documents.read import read_bytes
from aneatlas.documents.reading import MAX_BYTES

BOMB = b"""<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><article><body><p>&c;</p></body></article>"""


def _zip() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"0" * 10_000_000)
    return buffer.getvalue()


def _codes(data: bytes, name: str = "a.xml") -> list[str]:
    [reading] = read_bytes(data, name)
    assert reading.document is None
    assert all("\n" not in str(issue) for issue in reading.issues)
    return [issue.code for issue in reading.issues]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "entity-declarations"),
        (BOMB.decode().encode("utf-16"), "entity-declarations"),
        (b"<article>" + b"<sec>" * 250 + b"x" + b"</sec>" * 250 + b"</article>", "too-deep"),
        (b'<?xml version="1.0"?><article>' + b"<sec>" * 100_000, "damaged-xml"),
        (b'<?xml version="1.0"?><article><body><p>cut he', "damaged-xml"),
        (b'<?xml version="1.0" encoding="UTF-8"?><article><p>caf\xe9</p></article>', "wrong-encoding"),
        (b'<?xml version="1.0" encoding="zip"?><article><p>x</p></article>', "wrong-encoding"),
        (b'<?xml version="1.0"?><article><p>nu\x00ll</p></article>', "null-bytes"),
        (b'<?xml version="1.0"?><note>no article</note>', "not-jats"),
        (_zip(), "archive"),
        (gzip.compress(b"<article/>" * 1000, mtime=0), "archive"),
        (b"", "no-text"),
        (b"  \n ", "no-text"),
    ],
)
def test_refused_in_one_issue(data: bytes, code: str) -> None:
    assert _codes(data) == [code]


def test_text_with_a_wrong_encoding_or_null_bytes() -> None:
    assert _codes("fièvre".encode("latin-1"), "a.txt") == ["wrong-encoding"]
    assert _codes(b"fe\x00ver", "a.txt") == ["null-bytes"]


def test_an_external_entity_is_neither_opened_nor_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    head = f'<!DOCTYPE article [<!ENTITY x SYSTEM "file://{secret}">]>'
    assert _codes(f"{head}<article><body><p>&x;</p></body></article>".encode()) == ["entity-declarations"]
    dtd = f'<!DOCTYPE article SYSTEM "file://{secret}"><article><body><p>An &unknown; word.</p></body></article>'
    [reading] = read_bytes(dtd.encode(), "a.xml")
    assert reading.document is not None
    assert [b.text for b in reading.document.blocks] == ["An &unknown; word."]


def test_a_stylesheet_instruction_and_comments_are_ignored() -> None:
    data = b'<?xml version="1.0"?><?xml-stylesheet href="http://example.org/x"?><article><body><p>A<!-- b -->c d.</p></body></article>'
    [reading] = read_bytes(data, "a.xml")
    assert reading.document is not None
    assert reading.document.blocks[0].text == "Ac d."


def test_too_many_bytes_are_refused_before_they_are_parsed() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = b"<article>" + b"<p>" * (MAX_BYTES // 3)
    assert _codes(data) == ["too-large"]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 6 * MAX_BYTES  # the data themselves, and no tree of them


def test_deep_html_is_refused_or_read_without_recursion_failure() -> None:
    [reading] = read_bytes(b"<html><body>" + b"<div>" * 50_000 + b"x", "a.html")
    assert reading.document is None
    assert reading.issues[0].code in ("too-deep", "damaged-html", "no-text")


def test_html_with_hostile_content_stays_text() -> None:
    words = "A child had fever and a seizure and was taken to hospital by its mother. " * 5
    page = f'<html><body><article><p>{words}</p><p>&lt;script&gt;x&lt;/script&gt;</p><img src=x onerror="y"></article></body></html>'
    [reading] = read_bytes(page.encode(), "a.html")
    assert reading.document is not None
    assert [b.text for b in reading.document.blocks][1:] == ["<script>x</script>"]
