"""A damaged file costs what is damaged: one issue that says where, and the rest goes through.

The records are made up for these tests.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from aneatlas.literature.names import names_of
from aneatlas.literature.reading import read_file
from aneatlas.literature.screening import Screener
from aneatlas.workflows.study import load_study


def article(pmid: int, title: str = "A made-up title") -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><ArticleTitle>{title}</ArticleTitle>'
        "</Article></MedlineCitation></PubmedArticle>"
    )


def xml(*articles: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n'
    return (head + "\n".join(articles) + "\n</PubmedArticleSet>").encode()


def pmids(path: Path) -> list[str]:
    return [record.pmid for record in read_file(path).records]


def test_a_truncated_gzip_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    plain = xml(*(article(number, f"Title {number * 7919 % 10007}") for number in range(1, 2001)))
    packed = gzip.compress(plain)
    path = tmp_path / "baseline.xml.gz"
    path.write_bytes(packed[: len(packed) // 2])
    batch = read_file(path)
    assert 500 < len(batch.records) < 2000
    assert [record.pmid for record in batch.records] == [str(n) for n in range(1, len(batch.records) + 1)]
    truncated = [issue for issue in batch.issues if issue.code == "file-truncated"]
    assert len(truncated) == 1
    assert "baseline.xml.gz, byte " in truncated[0].where


def test_damaged_gzip_data_are_named_and_what_stands_before_is_read(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(xml(*(article(n, f"Title {n * 7919 % 10007}") for n in range(1, 5001)))))
    middle = len(packed) // 2
    packed[middle : middle + 40] = b"\xff" * 40
    path = tmp_path / "x.gz"
    path.write_bytes(packed)
    batch = read_file(path)
    assert "file-truncated" in {issue.code for issue in batch.issues}
    assert len(batch.records) > 500


def test_one_broken_record_costs_one_record(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1), article(2).replace("</ArticleTitle>", "</Wrong>"), article(3)))
    batch = read_file(path)
    assert [record.pmid for record in batch.records] == ["1", "3"]
    (issue,) = batch.issues
    offset = path.read_bytes().index(b"<PubmedArticle>", path.read_bytes().index(b">1<"))
    assert issue.code == "broken-record"
    assert issue.where == f"x.xml, byte {offset}"


def test_a_record_that_lost_its_end_does_not_take_the_next_one_with_it(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1), article(2).removesuffix("</PubmedArticle>"), article(3)))
    batch = read_file(path)
    assert [record.pmid for record in batch.records] == ["1", "3"]
    assert [issue.code for issue in batch.issues] == ["broken-record"]


def test_characters_that_are_no_utf_8_are_marked_and_the_record_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1), article(2, "Caf\xe9"), article(3)).replace("é".encode(), b"\xe9"))
    batch = read_file(path)
    assert [record.title for record in batch.records] == ["A made-up title", "Caf\ufffd", "A made-up title"]
    (issue,) = batch.issues
    assert issue.code == "wrong-encoding"
    assert issue.where == f"x.xml, byte {path.read_bytes().index(bytes([0xE9]))}"


def test_another_declared_encoding_is_read_as_declared(tmp_path: Path) -> None:
    text = xml(article(1, "Encéphalopathie")).decode()
    latin, wide = tmp_path / "latin.xml", tmp_path / "wide.xml"
    latin.write_bytes(text.replace("utf-8", "ISO-8859-1").encode("latin-1"))
    wide.write_bytes(text.replace("utf-8", "UTF-16").encode("utf-16"))
    for path in (latin, wide):
        assert [record.title for record in read_file(path).records] == ["Encéphalopathie"], path.name


@pytest.mark.parametrize("declared", ["utf-16", "utf-32", "no-such-encoding", "base64"])
def test_an_encoding_that_cannot_be_is_not_believed(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1, "Encéphalopathie")).replace(b'"utf-8"', f'"{declared}"'.encode()))
    batch = read_file(path)
    assert [record.title for record in batch.records] == ["Encéphalopathie"]
    assert batch.issues == ()


@pytest.mark.parametrize("left", [b"", b"\n", b"\n<PubmedArt", b"\n<DeleteCitation><PMID>7</PMID>"])
def test_a_file_that_ends_between_two_records_is_named(tmp_path: Path, left: bytes) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1), article(2)).removesuffix(b"\n</PubmedArticleSet>") + left)
    batch = read_file(path)
    assert [record.pmid for record in batch.records] == ["1", "2"]
    (issue,) = batch.issues
    assert issue.code == "file-truncated"
    assert issue.where == f"x.xml, byte {path.stat().st_size}"


def test_records_without_a_set_around_them_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(article(1) + article(2))
    assert read_file(path).issues == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>", "not-a-reference-file"),
        (b"<html><head><title>Error</title></head></html>", "not-a-reference-file"),
        (b"<?xml version='1.0'?><eSearchResult><ERROR>none</ERROR></eSearchResult>", "not-a-reference-file"),
        (b"", "file-empty"),
        (b"Dear all, here are the papers.", "not-a-reference-file"),
        (b"\x1f\x8b\x08", "file-truncated"),
        (
            b"%PDF-1.4\r%\xe2\xe3\xcf\xd3\r\n1 0 obj\r<< /Title (doi, title) >>\rendobj\r",
            "not-a-reference-file",
        ),
        (
            "TY  - JOUR\r\nTI  - No mark of its encoding\r\nER  - \r\n".encode("utf-16-le"),
            "not-a-reference-file",
        ),
    ],
)
def test_what_is_no_reference_file_is_refused_in_one_line(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "download.xml"
    path.write_bytes(content)
    batch = read_file(path)
    assert batch.records == ()
    (issue,) = batch.issues
    assert issue.code == code
    assert str(issue).startswith("download.xml")
    assert "\n" not in str(issue)


def test_entities_are_not_expanded_and_no_file_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not read me")
    bomb = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}"><!ENTITY b "{"lol" * 50}">]>'
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1, "T &a; &b;"), article(2)).replace(b"?>\n", b"?>" + bomb.encode(), 1))
    batch = read_file(path)
    assert "do not read me" not in str(batch.records)
    assert "lollol" not in str(batch.records)
    assert batch.records[-1].pmid == "2"


def test_a_ris_record_without_end_is_not_merged_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x.ris"
    path.write_text("TY  - JOUR\nTI  - First\n\nTY  - JOUR\nTI  - Second\nER  - \nTY  - JOUR\nTI  - Third\n")
    batch = read_file(path)
    assert [record.title for record in batch.records] == ["First", "Second", "Third"]
    assert [issue.where for issue in batch.issues] == ["x.ris, line 1", "x.ris, line 7"]


def test_a_broken_bibtex_entry_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(
        "@article{a, title={First}, year={2001}}\n@article{b, title={Broken\n@article{c, title={Third}}\n"
    )
    batch = read_file(path)
    assert {record.title for record in batch.records} == {"First", "Third"}
    assert [issue.code for issue in batch.issues] == ["broken-record"]


def test_entries_of_bibtex_with_one_key_are_two_publications(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.bib"
    path.write_text(
        "@article{a, title={First}, doi={none}}\n@article{a, title={Second}}\n@article{b, title={Broken"
    )
    batch = read_file(path)
    assert [record.title for record in batch.records] == ["First", "Second"]
    assert batch.records[0].other["doi"] == ("none",)
    assert [issue.code for issue in batch.issues] == ["broken-record"]
    assert capfd.readouterr().err == ""


def test_a_text_file_in_another_encoding_is_marked_and_read(tmp_path: Path) -> None:
    path = tmp_path / "x.ris"
    path.write_bytes(b"TY  - JOUR\nTI  - Caf\xe9\nER  - \n")
    batch = read_file(path)
    assert [record.title for record in batch.records] == ["Café"]
    assert [issue.where for issue in batch.issues] == ["x.ris, byte 20"]


@pytest.mark.parametrize(
    ("title", "read"),
    [
        (b"Enc\xe9phalopathie n\xe9crosante", "Encéphalopathie nécrosante"),
        ("Encéphalopathie".encode() + b" \xe9", "Encéphalopathie \ufffd"),
        ("急性坏死性脑病".encode("gb18030"), ""),
    ],
    ids=["western European", "UTF-8 with one wrong byte", "Chinese"],
)
def test_letters_of_western_europe_are_read_and_no_others_are_guessed(
    tmp_path: Path, title: bytes, read: str
) -> None:
    path = tmp_path / "x.ris"
    path.write_bytes(b"TY  - JOUR\r\nTI  - " + title + b"\r\nER  - \r\n")
    batch = read_file(path)
    assert [issue.code for issue in batch.issues] == ["wrong-encoding"]
    assert batch.records[0].title == read if read else "\ufffd" in batch.records[0].title


def test_damaged_endnote_xml_gives_the_records_before_the_damage(tmp_path: Path) -> None:
    record = "<record><titles><title>{}</title></titles></record>"
    path = tmp_path / "x.xml"
    path.write_text(f"<xml><records>{record.format('One')}{record.format('Two')}<record><titles>")
    batch = read_file(path)
    assert [item.title for item in batch.records] == ["One", "Two"]
    assert [issue.code for issue in batch.issues] == ["broken-record"]


@pytest.mark.parametrize("encoding", ["x-unknown", "hex", "rot13", "idna", "undefined", "utf-32", "zlib"])
def test_a_declared_encoding_that_cannot_be_is_not_followed(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.xml"
    title = "Acute necrotizing encephalopathy of Zoë, made up"
    path.write_bytes(xml(article(1, title)).replace(b"utf-8", encoding.encode()))
    assert [record.title for record in read_file(path).records] == [title]
    found = Screener(names_of(load_study())).screen(path)
    assert ([hit.record.title for hit in found.hits], found.issues) == ([title], [])


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("cut", ["</PubmedArticleSet>", "<ArticleTitle>Third"])
def test_a_file_that_ends_before_its_last_tag_is_not_taken_for_whole(
    tmp_path: Path, cut: str, packed: bool
) -> None:
    plain = xml(article(1), article(2), article(3, "Third"))
    data = plain[: plain.index(cut.encode())]
    path = tmp_path / "x.xml"
    path.write_bytes(gzip.compress(data) if packed else data)
    for found in (read_file(path).issues, Screener(names_of(load_study())).screen(path).issues):
        assert [issue.code for issue in found if "its last tag" in issue.message] == ["file-truncated"]
    path.write_bytes(plain)
    assert Screener(names_of(load_study())).screen(path).issues == list(read_file(path).issues) == []


def test_what_is_wrong_with_a_record_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml(article(1, "A made-up \x00 title")))
    (issue,) = read_file(path).issues
    assert "\n" not in str(issue)
