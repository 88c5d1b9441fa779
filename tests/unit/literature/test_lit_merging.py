"""Records of one publication are merged by stated rules; versions are linked; every merge can be undone.

The citations are made up for these tests.
"""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aneatlas.literature.citations import citation, pages
from aneatlas.literature.merging import Merge, clusters, merge, undone
from aneatlas.literature.records import Author, Link, Origin, PartialDate, Record

BASE = Record(
    "test",
    Origin("test"),
    title="Symmetric lesions of the thalamus in a made-up child: a case report",
    authors=(Author("Muster, Erika", "Muster", "Erika"), Author("Beispiel, Otto", "Beispiel", "Otto")),
    journal="Journal of Made-up Medicine",
    volume="12",
    issue="3",
    pages="101-108",
    date=PartialDate(2015),
)


def but(**fields: object) -> Record:
    return dataclasses.replace(BASE, **fields)  # type: ignore[arg-type]


SAME = {
    "abbreviated journal and initials": but(
        journal="J Made Up Med", pages="101-8", authors=(Author("Muster E"), Author("Beispiel O"))
    ),
    "other case, no subtitle": but(title="SYMMETRIC LESIONS OF THE THALAMUS IN A MADE-UP CHILD"),
    "a typing error": but(title="Symetric lesions of the thalamus in a made-up child: a case report"),
    "no authors": but(authors=()),
    "no place": but(journal="", volume="", issue="", pages="", date=PartialDate()),
    "year of the print": but(date=PartialDate(2016)),
    "volume and issue one place too far": but(volume="", issue="12", pages="3"),
    "translated": but(title="[Symmetrische Thalamusläsionen bei einem erfundenen Kind]"),
    "a note on an erratum": but(title=BASE.title + ".[Erratum appears in J Made Up Med. 2016;13:5]"),
    "accents and particles": but(
        authors=(Author("Müster, E.", "Müster", "E"), Author("von Beispiel, O", "von Beispiel", "O"))
    ),
}
NOT_SAME = {
    "the second part": but(title=BASE.title.replace("report", "report, part 2"), pages="109-115"),
    "another issue without pages": but(issue="4", pages=""),
    "other people": but(
        authors=(Author("Anders, A", "Anders", "A"), Author("Fremd, B", "Fremd", "B")), pages="201-208"
    ),
    "other pages": but(pages="301-309", volume="14"),
    "another title": but(title="Dengue fever in travellers: what to look for", pages="55-60"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_publication_is_merged(name: str) -> None:
    (found,) = merge([BASE, SAME[name]]).merges
    assert (found.left, found.right) == (0, 1)
    assert found.rule
    assert found.why


@pytest.mark.parametrize("name", NOT_SAME)
def test_another_publication_is_not_merged(name: str) -> None:
    assert merge([BASE, NOT_SAME[name]]).merges == ()


def test_identifiers_decide_before_likeness() -> None:
    other = but(title="Quite another title given by a source", authors=(), pages="")
    assert merge([but(pmid="1"), dataclasses.replace(other, pmid="1")]).merges[0].rule == "pmid"
    assert merge([but(pmid="1"), but(pmid="2")]).merges == ()
    assert merge([but(doi="10.1000/a"), but(doi="10.1000/b")]).merges == ()
    assert merge([but(doi="10.1000/a", journal=""), but(doi="10.1000/a", pages="5")]).merges[0].rule == "doi"


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (but(journal="medRxiv", volume="", issue="", pages="", doi="10.1101/2015.01.01"), "preprint"),
        (but(title="Erratum: " + BASE.title, pages="300", volume="13"), "erratum"),
        (but(title="Reply to: " + BASE.title, pages="300", volume="13"), "reply"),
        (
            but(
                journal="Proceedings of the Made-up Congress",
                volume="",
                issue="",
                pages="7",
                entry_type="CONF",
            ),
            "meeting",
        ),
        (but(pages="300", volume="13", links=(Link("ErratumFor"),)), "erratum"),
    ],
)
def test_a_version_is_linked_and_not_merged(record: Record, kind: str) -> None:
    found = merge([BASE, record])
    assert found.merges == ()
    assert [link.kind for link in found.links] == ["version"]
    assert kind in found.links[0].why


def test_a_cluster_never_holds_two_records_that_differ() -> None:
    found = merge([but(pmid="1"), but(), but(pmid="2")])
    assert len(found.merges) == 1
    assert len(clusters(3, found.merges)) == 2
    assert any("but PMID" in item.why for item in found.doubtful)


def test_a_record_without_title_is_shown_to_a_person() -> None:
    found = merge([BASE, but(title="")])
    assert found.merges == ()
    assert [item.rule for item in found.doubtful] == ["place without title"]


def test_two_notices_of_one_erratum_are_merged_and_the_article_is_linked() -> None:
    notice = {"issue": "9", "pages": "616", "volume": "12"}
    ours = but(
        title="Erratum: " + BASE.title + " (Journal of Made-up Medicine (March 2015) (12: 101-8))", **notice
    )
    theirs = but(title=BASE.title + " (vol 12, pg 101, 2015)", **notice)
    found = merge([ours, theirs, BASE])
    assert [(item.left, item.right) for item in found.merges] == [(0, 1)]
    assert {item.right for item in found.links} == {2}


def test_undoing_a_merge_leaves_the_others() -> None:
    merges = (Merge(0, 1, "a", "x"), Merge(1, 2, "b", "y"), Merge(3, 4, "c", "z"))
    assert clusters(5, merges) == [(0, 1, 2), (3, 4)]
    assert clusters(5, undone(merges, (2, 1))) == [(0, 1), (2,), (3, 4)]


@given(st.permutations([BASE, *SAME.values(), *NOT_SAME.values()]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_records_changes_no_cluster(records: list[Record]) -> None:
    def made(items: list[Record]) -> set[frozenset[int]]:
        found = clusters(len(items), merge(items).merges)
        return {frozenset(id(items[place]) for place in cluster) for cluster in found}

    start = [BASE, *SAME.values(), *NOT_SAME.values()]
    assert made(records) == made(start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("91-5", ("91", "95")),
        ("S12-8", ("s12", "s18")),
        ("101–108", ("101", "108")),
        ("e45", ("e45", "e45")),
        ("", ("", "")),
    ],
)
def test_pages_are_written_in_full(text: str, expected: tuple[str, str]) -> None:
    assert pages(text) == expected


@pytest.mark.parametrize("name", ["Smith JA", "Smith, J. A.", "J. A. Smith", "John A Smith", "SMITH, JOHN"])
def test_an_author_has_one_form(name: str) -> None:
    family, comma, given = name.partition(",")
    author = Author(name, family if comma else "", given.strip())
    assert citation(but(authors=(author,))).authors == (("smith", "j"),)
