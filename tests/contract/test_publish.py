"""A release: deterministic, whole or not at all, verifiable; every download says the same in every format."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ACTOR, AT

from aneatlas.core.issues import FactsInvalid, LedgerBusy, ReleaseBroken
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis
from aneatlas.store import Ledger, archive, open_ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.publish import load_analyses, make_release, publish
from aneatlas.workflows.verify import verify_release


@pytest.fixture(scope="module")
def analyses(study: Study) -> list[Analysis]:
    return load_analyses(study)


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes) -> Path:
    """A ledger that holds the starter collection, as a file: tests open their own copy."""
    ledger = open_ledger(tmp_path_factory.mktemp("atlas"), create=True)
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    path = archive.backup(ledger)
    assert path is not None
    return path


@pytest.fixture
def filled(tmp_path: Path, backup: Path) -> Ledger:
    ledger = open_ledger(tmp_path / "atlas", create=True)
    archive.import_ledger(ledger, backup)
    return ledger


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, backup: Path, study: Study, analyses: list[Analysis]
) -> Path:
    folder = tmp_path_factory.mktemp("published")
    ledger = open_ledger(folder / "atlas", create=True)
    archive.import_ledger(ledger, backup)
    return publish(ledger, study, analyses, folder / "site").out


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_ledger_gives_the_same_bytes(
    site: Path, filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    again = publish(filled, study, analyses, tmp_path / "elsewhere" / "site").out
    assert tree(again) == tree(site)


def test_a_second_run_does_no_work(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    first = publish(filled, study, analyses, tmp_path / "site")
    stamp = (tmp_path / "site" / "index.html").stat().st_mtime_ns
    second = publish(filled, study, analyses, tmp_path / "site")
    assert (first.unchanged, second.unchanged) == (False, True)
    assert (tmp_path / "site" / "index.html").stat().st_mtime_ns == stamp
    assert second.files == first.files


def test_a_publication_that_fails_leaves_the_old_site(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    out = tmp_path / "site"
    publish(filled, study, analyses, out)
    before = tree(out)
    make_release(filled, "2026.1", "", ACTOR)

    def stop(what: str, done: int, of: int) -> None:
        if what == "pages":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(filled, study, analyses, out, stop)
    assert tree(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site.n")] == []
    publish(filled, study, analyses, out)
    assert verify_release(out).version == "2026.1"


def test_a_publication_that_died_between_its_renames_is_mended(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    out = tmp_path / "site"
    publish(filled, study, analyses, out)
    out.rename(tmp_path / ".site.old")
    (tmp_path / ".site.new").mkdir()
    publish(filled, study, analyses, out)
    assert verify_release(out).files > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["atlas", "site"]


def test_two_publications_into_one_folder(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    def meanwhile(what: str, done: int, of: int) -> None:
        with pytest.raises(LedgerBusy, match="another publication"):
            publish(filled, study, analyses, tmp_path / "site")

    calls: list[int] = []

    def once(what: str, done: int, of: int) -> None:
        if not calls:
            calls.append(1)
            meanwhile(what, done, of)

    publish(filled, study, analyses, tmp_path / "site", once)
    assert calls == [1]


def test_a_release_is_named_once_and_backed_up(filled: Ledger) -> None:
    make_release(filled, "2026.1", "first", ACTOR)
    assert len(list((filled.home / "backups").iterdir())) == 1
    with pytest.raises(FactsInvalid, match="was released already"):
        make_release(filled, "2026.1", "again", ACTOR)
    with pytest.raises(FactsInvalid, match="is no version"):
        make_release(filled, "first", "", ACTOR)


def test_a_good_release_verifies(site: Path) -> None:
    found = verify_release(site)
    assert found.files > 300
    assert found.links > 5000
    assert found.numbers > 500


def replace(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode(), 1)

    return change


# file -> what is done to it, and what the verifier must say about it even with mended checksums
DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a number on a page": ("index.html", replace('data-number="cases.total">95<', 'data-number="cases.total">94<'), "'cases.total' is shown as 94"),
    "a value in a table": ("data/reports.csv", replace(",included,", ",excluded,"), "the tables give"),
    "a published number": ("data/numbers.json", replace('"cases.total": 95', '"cases.total": 96'), "cases.total: it says 96, the tables give 95"),
    "a link": ("index.html", replace('href="about.html', 'href="aboot.html'), "points to a file that does not exist"),
    "a resource from elsewhere": ("index.html", replace("</body>", '<img alt="" src="https://example.org/x.png"></body>'), "loads https://example.org/x.png from elsewhere"),
    "a number without a key": ("index.html", replace('data-number="cases.total"', 'data-number="cases.totl"'), "'cases.totl' is not in the register"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(what: str, site: Path, tmp_path: Path) -> None:
    import hashlib

    name, change, message = DAMAGE[what]
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    content = change((copy / name).read_bytes())
    (copy / name).write_bytes(content)
    with pytest.raises(ReleaseBroken) as broken:
        verify_release(copy)
    assert any(issue.code == "checksum" and issue.where == name for issue in broken.value.issues)
    sums = (copy / "SHA256SUMS").read_text().splitlines()
    mended = [
        f"{hashlib.sha256(content).hexdigest()}  {name}" if s.endswith(f"  {name}") else s for s in sums
    ]
    (copy / "SHA256SUMS").write_text("\n".join(mended) + "\n")
    with pytest.raises(ReleaseBroken) as broken:
        verify_release(copy)
    assert any(message in str(issue) for issue in broken.value.issues), [str(i) for i in broken.value.issues]


def test_a_missing_and_an_added_file_are_found(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    (copy / "data" / "reports.ris").unlink()
    (copy / "extra.html").write_text("<p>")
    with pytest.raises(ReleaseBroken) as broken:
        verify_release(copy)
    codes = {(issue.code, issue.where) for issue in broken.value.issues}
    assert {("file-missing", "data/reports.ris"), ("file-unlisted", "extra.html")} <= codes


def rows(site: Path, name: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO((site / "data" / f"{name}.csv").read_text(encoding="utf-8"), newline=""))
    )


TABLES = (
    "cases", "reports", "findings", "lesions", "treatments", "outcome", "variants", "cohorts", "counts", "overlaps",
    "codebook", "labels",
)  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_all_formats_of_a_table_agree(site: Path, name: str) -> None:
    import pyarrow.parquet

    from_csv = [{key: cell for key, cell in row.items() if cell != ""} for row in rows(site, name)]
    lines = (site / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert [{k: str(v) for k, v in json.loads(line).items()} for line in lines] == from_csv
    parquet = pyarrow.parquet.read_table(site / "data" / f"{name}.parquet")
    assert parquet.num_rows == len(from_csv)
    for row, expected in zip(parquet.to_pylist(), from_csv, strict=True):
        given = {k: v for k, v in row.items() if v is not None}
        assert {k: type(v)(expected[k]) for k, v in given.items()} == given
        assert given.keys() == expected.keys()
    with sqlite3.connect(site / "data" / "aneatlas.sqlite") as database:
        assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (len(from_csv),)
    database.close()


def test_column_names_are_unique(site: Path) -> None:
    for name in TABLES:
        header = (site / "data" / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        assert len(header) == len(set(header)), name


def test_every_value_carries_its_level_of_provenance(site: Path) -> None:
    assert {row["provenance"] for row in rows(site, "findings")} == {"citation"}
    assert all(json.loads(row["evidence"]) for row in rows(site, "findings"))
    assert (
        "not yet verified by a reader"
        in json.loads((site / "data" / "datapackage.json").read_text())["description"]
    )


def test_the_data_package_describes_the_tables(site: Path) -> None:
    package = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]]
    for resource in package["resources"]:
        table = rows(site, resource["name"])
        fields = resource["schema"]["fields"]
        if table:
            assert list(table[0]) == [field["name"] for field in fields]
        key = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in table]
        assert len(key) == len(set(key)), resource["name"]
        for field in fields:
            cells = [row[field["name"]] for row in table if row[field["name"]] != ""]
            if field["type"] == "integer":
                assert all(cell.lstrip("-").isdecimal() for cell in cells), field
            if field["type"] == "number":
                assert all(float(cell) == float(cell) for cell in cells), field


def test_the_json_schema_accepts_the_starter_collection(site: Path, starter: bytes) -> None:
    import jsonschema

    schema = json.loads((site / "data" / "collection.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for line in starter.decode().splitlines():
        assert list(validator.iter_errors(json.loads(line))) == []
    wrong = {"report": {"id": "R1", "title": "x", "type": "cohort", "read": "abstract"}}
    assert list(validator.iter_errors(wrong))


def test_citations_can_be_read_back(site: Path) -> None:
    import bibtexparser
    import rispy

    included = [row for row in rows(site, "reports") if row["standing"] == "included"]
    entries = rispy.loads((site / "data" / "reports.ris").read_text(encoding="utf-8"))
    assert [entry["title"] for entry in entries] == [row["title"] for row in included]
    library = bibtexparser.parse_string((site / "data" / "reports.bib").read_text(encoding="utf-8"))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [row["report_id"] for row in included]


def test_no_name_of_a_person_of_the_ledger_is_published(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    from aneatlas.workflows.correct import record_finding

    record_finding(filled, study, "R0001-1", "fever", "present", why="planted", actor="person:Ada Example")
    out = publish(filled, study, analyses, tmp_path / "site").out
    assert not [name for name, content in tree(out).items() if b"Ada Example" in content]


def test_the_two_sites_change_places(tmp_path: Path) -> None:
    from aneatlas.workflows.publish import _exchange

    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(name)
    _exchange(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old" / "page").read_text() == "new"


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aneatlas.workflows import publish as room

    monkeypatch.setattr(room, "_swapped", lambda one, other: False)
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(name)
    room._exchange(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old" / "page").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]
