"""What sources say later: errata, concerns, updates, deletions, new versions; a review that is done and opens again.

All records are made up; they go the way of a user, through PubMed XML.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command import run

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.literature import take_files
from aneatlas.workflows.notes import notes
from aneatlas.workflows.review import Taken, candidate_view, decide, keep, queue
from aneatlas.workflows.review.telling import flow_of
from aneatlas.workflows.review.view import view_lines

ANN = "person:ann"
ANE = "Acute necrotizing encephalopathy in a made-up child of the north"
UMBRELLA = "Influenza-associated encephalopathy: a made-up survey of region"
Give = Callable[..., Taken]


def article(
    pmid: int,
    title: str = ANE,
    *links: tuple[str, int],
    types: tuple[str, ...] = ("Case Reports",),
    version: int = 1,
    month: int = 1,
    vernacular: str = "",
    journal: str = "Journal of Invented Cases",
) -> str:
    tied = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J</RefSource><PMID>{to}</PMID></CommentsCorrections>'
        for kind, to in links
    )
    kinds = "".join(f"<PublicationType>{kind}</PublicationType>" for kind in types)
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID><DateRevised><Year>2026</Year><Month>'
        f"{month:02}</Month><Day>01</Day></DateRevised><Article><Journal><JournalIssue><Volume>{pmid % 97}</Volume>"
        f"<PubDate><Year>2020</Year></PubDate></JournalIssue><Title>{journal}</Title></Journal><ArticleTitle>{title}"
        f"</ArticleTitle><Pagination><MedlinePgn>{pmid % 899}</MedlinePgn></Pagination><AuthorList><Author><LastName>Doe"
        f"</LastName></Author><Author><LastName>Roe</LastName></Author></AuthorList><PublicationTypeList>{kinds}"
        f"</PublicationTypeList><VernacularTitle>{vernacular}</VernacularTitle></Article><CommentsCorrectionsList>{tied}"
        "</CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
    )


def deleted(*pmids: int) -> str:
    return f"<DeleteCitation>{''.join(f'<PMID>{pmid}</PMID>' for pmid in pmids)}</DeleteCitation>"


@pytest.fixture
def give(ledger: Ledger, study: Study, tmp_path: Path) -> Give:
    made: list[Path] = []

    def take(*parts: str) -> Taken:
        made.append(tmp_path / f"pubmed{len(made)}.xml")
        made[-1].write_text(f"<PubmedArticleSet>{''.join(parts)}</PubmedArticleSet>", encoding="utf-8")
        taken, issues = take_files(ledger, study, [made[-1]], actor="program:test 1")
        assert issues == []
        return taken[0]

    return take


def included(ledger: Ledger, study: Study, pmid: int) -> str:
    return decide(ledger, study, str(pmid), "full_text", "include", reader=ANN).report


def step(ledger: Ledger, study: Study, pmid: int) -> str:
    return candidate_view(ledger, study, str(pmid)).step


@pytest.mark.parametrize(
    ("of_the_article", "of_the_notice", "kind", "words"),
    [
        ("ErratumIn", "ErratumFor", "Published Erratum", "an erratum was published"),
        (
            "ExpressionOfConcernIn",
            "ExpressionOfConcernFor",
            "Expression of Concern",
            "an expression of concern",
        ),
    ],
)
@pytest.mark.parametrize("side", ["article", "notice", "both"])
def test_a_notice_on_an_included_report_waits_for_a_person_as_one_note(
    give: Give,
    ledger: Ledger,
    study: Study,
    of_the_article: str,
    of_the_notice: str,
    kind: str,
    words: str,
    side: str,
) -> None:
    give(article(1))
    report = included(ledger, study, 1)
    told = article(1, ANE, (of_the_article, 2), month=5) if side != "notice" else ""
    notice = article(2, f"Notice: {ANE}", (of_the_notice, 1), types=(kind,)) if side != "article" else ""
    taken = give(told, notice)
    assert [line.split(":")[0] for line in taken.notices] == [report]
    (note,) = notes(ledger, [report])
    assert words in note["words"]
    assert "PMID 2" in note["words"]
    assert step(ledger, study, 1) == Step.INCLUDED
    if notice:
        assert step(ledger, study, 2) == Step.LEFT_OUT
        assert len(candidate_view(ledger, study, "1").records) == 1  # linked, not merged
    assert give(told, notice).notices == ()
    assert len(notes(ledger, [report])) == 1
    ledger.verify()


def test_a_retracted_report_leaves_the_figures_and_its_notice_is_no_report(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(article(1))
    report = included(ledger, study, 1)
    before = flow_of(ledger, study)
    taken = give(
        article(
            1,
            f"RETRACTED: {ANE}",
            ("RetractionIn", 2),
            types=("Case Reports", "Retracted Publication"),
            month=5,
        ),
        article(2, f"Retraction: {ANE}", ("RetractionOf", 1), types=("Retraction of Publication",)),
    )
    assert taken.retracted == (report,)
    assert (step(ledger, study, 1), step(ledger, study, 2)) == (Step.RETRACTED, Step.LEFT_OUT)
    after = flow_of(ledger, study)
    assert (before.included, after.included, after.balanced) == (1, 0, True)
    assert dict(after.searches.excluded) == {"retracted": 1}


def test_a_record_that_is_taken_back_leaves_the_queue_and_an_included_one_waits_for_a_person(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(article(1), article(2, UMBRELLA))
    report = included(ledger, study, 1)
    taken = give(deleted(1, 2))
    assert taken.withdrawn == 2
    assert (step(ledger, study, 1), step(ledger, study, 2)) == (Step.INCLUDED, Step.WITHDRAWN)
    assert "See whether it stays" in notes(ledger, [report])[0]["words"]
    assert len(taken.notices) == 1
    assert flow_of(ledger, study).balanced


def test_a_record_that_was_taken_back_stays_out_when_an_older_file_is_imported(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(article(1, UMBRELLA), article(2, UMBRELLA))
    give(deleted(1, 3))  # the review holds 1, and has never seen 3
    again = give(
        article(1, f"{UMBRELLA}, in other words", month=9), article(2, UMBRELLA), article(3, UMBRELLA)
    )
    assert [step(ledger, study, pmid) for pmid in (1, 2, 3)] == [Step.WITHDRAWN, Step.WAITING, Step.WITHDRAWN]
    assert [line.split(":")[1].split(" ")[0] for line in again.stay_out] == ["1", "3"]
    assert all(
        "PubMed took it back (DeleteCitation)" in line and "aneatlas keep" in line for line in again.stay_out
    )
    assert flow_of(ledger, study).balanced
    assert give(article(1, UMBRELLA), article(3, UMBRELLA)).stay_out == again.stay_out
    ledger.verify()


def test_a_person_keeps_a_record_that_was_taken_back_and_no_file_takes_it_back_again(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(article(1, UMBRELLA))
    give(deleted(1))
    assert keep(ledger, study, "1", why="printed on paper, seen", actor=ANN) == "pubmed:1"
    assert step(ledger, study, 1) == Step.WAITING
    give(deleted(1), article(9))
    give(article(1, f"{UMBRELLA}, in other words", month=9))
    assert give(deleted(1)).withdrawn == 0
    view = candidate_view(ledger, study, "1")
    assert (view.step, view.title) == (Step.WAITING, f"{UMBRELLA}, in other words")
    assert any("printed on paper, seen" in line for line in view_lines(view))
    with pytest.raises(FactsInvalid, match="no source took it back"):
        keep(ledger, study, "1", why="again", actor=ANN)
    with pytest.raises(FactsInvalid, match="a reason is needed"):
        keep(ledger, study, "1", why=" ", actor=ANN)
    ledger.verify()


def test_a_newer_version_takes_the_place_of_the_older_one_and_never_the_reverse(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(article(1, ANE, version=1))
    give(article(1, f"{ANE}, second version", version=2))
    give(article(1, ANE, version=1, month=6))
    view = candidate_view(ledger, study, "1")
    assert (view.title, view.records[0]["version"]) == (f"{ANE}, second version", "2")
    assert len(view.records) == 1


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        (article(2, f"{ANE}: after two years", ("UpdateOf", 1)), "UpdateOf"),
        (
            article(2, ANE, ("RepublishedFrom", 1), vernacular="Encefalopatía necrotizante aguda"),
            "RepublishedFrom",
        ),
        (article(2, ANE, journal="medRxiv : the preprint server", types=("Preprint",)), "version"),
    ],
)
def test_updates_translations_and_preprints_are_linked_and_told_to_overlap(
    give: Give, ledger: Ledger, study: Study, second: str, rule: str
) -> None:
    give(article(1))
    one = included(ledger, study, 1)
    assert give(second).linked == 1
    view = candidate_view(ledger, study, "2")
    assert [(tie["kind"], tie["rule"]) for tie in view.ties] == [("version", rule)]
    assert len(view.records) == 1
    if view.step == Step.WAITING:
        decide(ledger, study, "2", "title_abstract", "include", reader=ANN)
    two = included(ledger, study, 2)
    assert ledger.row("overlaps", f"{one}~{two}") is not None


def test_a_title_that_says_retracted_is_the_article_and_not_a_notice() -> None:
    from aneatlas.literature.merging import merge
    from aneatlas.literature.records import Author, Origin, PartialDate, Record

    def record(number: int, title: str, source: str, pages: str = "10-12") -> Record:
        return Record(
            source, Origin("made up", number), title=title, journal="Journal of Invented Cases", volume="3",
            pages=pages, date=PartialDate(2020), authors=(Author("", "Doe", "J"), Author("", "Roe", "K")),
        )  # fmt: skip

    for title in (f"RETRACTED: {ANE}", f"RETRACTED ARTICLE: {ANE}", f"[Retracted] {ANE}"):
        merging = merge([record(1, title, "a"), record(2, ANE, "b")])
        assert (len(merging.merges), len(merging.links)) == (1, 0)
    merging = merge([record(1, f"Retraction: {ANE}", "a", "88"), record(2, ANE, "b")])
    assert (len(merging.merges), len(merging.links)) == (0, 1)


def test_a_review_that_is_done_says_how_many_new_records_wait(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(*(article(number, f"{UMBRELLA} {number}") for number in range(1, 9)))
    for number in range(1, 9):
        reason = "" if number == 1 else "other_encephalopathy"
        choice = "exclude" if reason else "include"
        decide(ledger, study, str(number), "title_abstract", choice, reader=ANN, reason=reason)
    decide(ledger, study, "1", "full_text", "include", reader=ANN)
    done = queue(ledger, study, ANN).stopping
    assert done is not None
    assert (done.stop, done.new, done.missed) == (True, 0, 0)
    flow = flow_of(ledger, study)
    assert (flow.undecided, flow.searches.waiting, flow.included, flow.balanced) == (0, 0, 1, True)

    give(*(article(number, f"{UMBRELLA} {number}, later") for number in range(11, 14)), article(20))
    again = queue(ledger, study, ANN)
    assert again.stopping is not None
    assert (again.stopping.new, again.stopping.stop, again.stopping.missed) == (3, False, 3)
    assert again.stopping.sentence.endswith(
        "New since the last decision: 3, to be decided on; all that were there before were decided on."
    )
    flow = flow_of(ledger, study)
    assert (flow.records, flow.undecided, flow.searches.waiting) == (12, 3, 1)
    assert (flow.included, flow.balanced) == (1, True)

    decide(ledger, study, "11", "title_abstract", "exclude", reader=ANN, reason="not_ane")
    later = queue(ledger, study, ANN).stopping
    assert later is not None
    assert (later.new, "New since" in later.sentence) == (0, False)
    assert flow_of(ledger, study).balanced


def test_an_imported_file_stays_as_it_came(tmp_path: Path) -> None:
    home, path = tmp_path / "atlas", tmp_path / "export.ris"
    assert run(home, "init").code == 0
    path.write_text(f"TY  - JOUR\nTI  - {ANE}\nXX  - a tag of its own\nER  - \n", encoding="utf-8")
    assert run(home, "import", str(path), "--source", "Embase").code == 0
    (kept,) = (home / "imported").iterdir()
    assert kept.read_bytes() == path.read_bytes()
    path.write_text("no references\n", encoding="utf-8")
    refused = run(home, "import", str(path))
    assert (refused.code, len(list((home / "imported").iterdir()))) == (12, 1)
