"""Tables and lists as spreadsheets and databases leave them: nothing in them is lost without a word. All are made up."""

from __future__ import annotations

from pathlib import Path

from aneatlas.literature.reading import read_file


def test_a_table_whose_lines_end_with_a_carriage_return_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"Title,DOI\rFirst,10.1234/a\rSecond,10.1234/b\r")
    assert [record.doi for record in read_file(path).records] == ["10.1234/a", "10.1234/b"]


def test_a_missing_quotation_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('Title,DOI\nFirst,10.1234/a\n"Second,10.1234/b\nThird,10.1234/c\n')
    batch = read_file(path)
    assert batch.records[0].title == "First"
    assert [(issue.code, issue.where) for issue in batch.issues] == [("row-without-end", "x.csv, line 3")]


def test_a_cell_of_several_lines_at_the_end_of_a_table_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('Title,Abstract\nFirst,"one\ntwo"\n')
    assert read_file(path).issues == ()


def test_columns_of_one_name_and_what_is_no_identifier_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("PMID,Title,Note,Note,PMCID\n31234567.0,First,a,b,none\nunknown,Second,,c,PMC7\n")
    first, second = read_file(path).records
    assert (first.pmid, first.other) == ("31234567", {"Note": ("a", "b"), "PMCID": ("none",)})
    assert (second.pmid, second.pmcid, second.other) == ("", "PMC7", {"PMID": ("unknown",), "Note": ("c",)})


def test_the_authors_of_pubmeds_own_table_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        'PMID,Title,Authors\n1,First,"Aardvark B, van der Beispiel CD."\n2,Second,"Aardvark, B"\n'
    )
    first, second = read_file(path).records
    assert [author.name for author in first.authors] == ["Aardvark B", "van der Beispiel CD"]
    assert [(author.family, author.given) for author in second.authors] == [("Aardvark", "B")]


def test_what_is_no_identifier_far_down_a_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("\n".join(map(str, range(30_000_000, 30_010_000))) + "\nno identifier\n")
    batch = read_file(path)
    assert len(batch.records) == 10_000
    assert [issue.where for issue in batch.issues] == ["x.txt, line 10001"] * 2


def test_a_doi_with_angle_brackets_is_read_to_its_end(tmp_path: Path) -> None:
    first, second = (f"10.1002/(SICI)1000-0000(199901)1:2<{page}::AID-X{page}>3.0.CO;2-A" for page in (3, 4))
    path = tmp_path / "x.txt"
    path.write_text(f"{first}; https://doi.org/{second}\n")
    assert [record.doi for record in read_file(path).records] == [first.lower(), second.lower()]
    path.write_text(f"TY  - JOUR\nTI  - First\nDO  - {first}\nER  - \n")
    assert [record.doi for record in read_file(path).records] == [first.lower()]
