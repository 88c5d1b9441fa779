"""Records that share an identifier, come in another format, or speak of one another by DOI. All are made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command import run

from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.literature import take_files
from aneatlas.workflows.review import Taken, candidate_view, decide, join, link

ANN = "person:ann"
ANE = "Acute necrotizing encephalopathy in a made-up child of the north"
Give = Callable[[str], Taken]


def ris(title: str, author: str, *more: str) -> str:
    lines = (
        "TY  - JOUR",
        f"TI  - {title}",
        f"AU  - {author}",
        "T2  - Journal of Invented Cases",
        "PY  - 2020",
        *more,
    )
    return "\n".join((*lines, "ER  - ", ""))


def nbib(pmid: int, title: str, *more: str) -> str:
    return "\n".join((f"PMID- {pmid}", f"TI  - {title}", "FAU - Doe, Jo", "DP  - 2020", *more, ""))


def xml(pmid: int, title: str, *links: tuple[str, int]) -> str:
    tied = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J</RefSource><PMID>{to}</PMID></CommentsCorrections>'
        for kind, to in links
    )
    return (
        f'<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><DateRevised><Year>2026</Year>'
        f"<Month>01</Month><Day>05</Day></DateRevised><Article><ArticleTitle>{title}</ArticleTitle></Article>"
        f"<CommentsCorrectionsList>{tied}</CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )


def notice(doi: str) -> str:
    return (
        '<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="retraction"><front><article-meta>'
        '<article-id pub-id-type="doi">10.1234/notice</article-id><title-group><article-title>A notice on a made-up article'
        '</article-title></title-group><related-article related-article-type="retracted-article" ext-link-type="doi" '
        f'xlink:href="{doi}"/></article-meta></front></article>'
    )


@pytest.fixture
def give(ledger: Ledger, study: Study, tmp_path: Path) -> Give:
    made: list[Path] = []

    def take(text: str) -> Taken:
        made.append(tmp_path / f"given{len(made)}")
        made[-1].write_text(text, encoding="utf-8")
        taken, issues = take_files(ledger, study, [made[-1]], actor="program:test 1")
        assert issues == []
        return taken[0]

    return take


def included(ledger: Ledger, study: Study, record: str) -> str:
    if candidate_view(ledger, study, record).step != Step.SOUGHT:
        decide(ledger, study, record, "title_abstract", "include", reader=ANN)
    return decide(ledger, study, record, "full_text", "include", reader=ANN).report


def standing(ledger: Ledger, report: str) -> str:
    row = ledger.row("reports", report)
    assert row is not None
    return str(row.get("standing", "included"))


def test_an_export_that_tells_less_of_a_record_takes_nothing_from_it(
    give: Give, ledger: Ledger, study: Study
) -> None:
    title, own = "A made-up child of the north after influenza", "DO  - 10.1234/poor"
    give(ris(title, "Doe, J", own, "AB  - The invented child had acute necrotizing encephalopathy."))
    before = candidate_view(ledger, study, "imported-files:10.1234/poor")
    assert give(ris(title, "Doe, J", own)).changed == 0
    assert candidate_view(ledger, study, "imported-files:10.1234/poor").step == before.step == Step.SOUGHT
    fuller = ris(
        title, "Doe, J", own, "VL  - 7", "AB  - The invented girl had acute necrotizing encephalopathy."
    )
    assert give(fuller).changed == 1


@pytest.mark.parametrize(
    "second",
    [
        ris("Two sisters with lesions of the thalami after dengue", "Roe, K", "DO  - 10.1234/meeting"),
        ris(
            "Acute necrotizing encephalopathy in an invented infant of the coast",
            "Roe, K",
            "DO  - 10.1234/meeting",
        ),
    ],
    ids=["another title", "the like title of other people"],
)
def test_abstracts_of_one_meeting_that_share_its_doi_are_all_kept(
    give: Give, ledger: Ledger, second: str
) -> None:
    first = ris(ANE, "Doe, J", "DO  - 10.1234/meeting")
    taken = give(first + second)
    assert (taken.new, taken.known, taken.merged) == (2, 0, 0)
    assert give(second + first + "\n").changed == 0
    assert len(list(ledger.present().rows("records"))) == 2


def test_a_title_that_was_reworded_is_a_newer_state_of_its_record(give: Give, ledger: Ledger) -> None:
    give(ris(ANE, "Doe, J", "DO  - 10.1234/one"))
    taken = give(ris(f"RETRACTED: {ANE}", "Doe, J", "DO  - 10.1234/one"))
    assert (taken.new, taken.changed) == (0, 1)


def test_a_retraction_that_medline_text_tells_later_is_followed(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(xml(1, ANE))
    report = included(ledger, study, "1")
    given = nbib(1, ANE, "PT  - Retracted Publication", "LR  - 20260301")
    assert give(given).retracted == (report,)
    assert standing(ledger, report) == "retracted"


@pytest.mark.parametrize("revised", ["20250101", "20260105"], ids=["older", "the same state"])
def test_medline_text_takes_the_place_of_no_newer_or_richer_record(
    give: Give, ledger: Ledger, study: Study, revised: str
) -> None:
    give(xml(1, ANE))
    assert give(nbib(1, f"{ANE}, reworded", f"LR  - {revised}")).changed == 0
    assert candidate_view(ledger, study, "1").title == ANE


def test_a_notice_that_names_an_article_by_its_doi_retracts_it(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(ris(ANE, "Doe, J", "DO  - 10.1234/One"))
    report = included(ledger, study, "10.1234/one")
    taken = give(notice("https://doi.org/10.1234/ONE"))
    assert (taken.retracted, taken.linked) == ((report,), 1)
    assert standing(ledger, report) == "retracted"


def test_a_retraction_that_was_known_before_the_report_is_followed(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(xml(2, f"Retraction: {ANE}", ("RetractionOf", 1)))
    give(xml(1, ANE))
    assert standing(ledger, included(ledger, study, "1")) == "retracted"


def test_a_retracted_record_that_a_person_merges_takes_its_report_out_of_the_figures(
    give: Give, ledger: Ledger, study: Study
) -> None:
    give(ris(ANE, "Doe, J"))
    one = next(key for key, _ in ledger.present().rows("records"))
    report = included(ledger, study, one)
    give(nbib(7, "Otherwise named", "PT  - Retracted Publication"))
    join(ledger, study, one, "pubmed:7", why="the same pages", actor=ANN)
    assert standing(ledger, report) == "retracted"


def test_reports_that_a_person_links_as_versions_overlap(give: Give, ledger: Ledger, study: Study) -> None:
    give(nbib(1, ANE))
    give(nbib(2, "Acute necrotizing encephalopathy: another made-up child of the far south"))
    one, two = included(ledger, study, "1"), included(ledger, study, "2")
    link(ledger, study, "pubmed:1", "pubmed:2", why="the same patient", actor=ANN)
    assert ledger.row("overlaps", f"{one}~{two}") is not None
    ledger.verify()


def test_a_file_that_is_cut_is_taken_as_far_as_it_goes_and_the_command_says_that_it_failed(
    tmp_path: Path,
) -> None:
    home, path = tmp_path / "atlas", tmp_path / "cut.xml"
    assert run(home, "init").code == 0
    path.write_text(xml(1, ANE).removesuffix("</PubmedArticleSet>"), encoding="utf-8")
    done = run(home, "import", str(path))
    assert (done.code, "1 records read: 1 new" in done.out) == (12, True)
    assert [line.split(":")[0] for line in done.err.splitlines()] == ["error", "error"]
    assert "What could be read is in the review" in done.err
    path.write_text(xml(1, ANE), encoding="utf-8")
    again = run(home, "import", str(path))
    assert (again.code, "1 records read: 0 new" in again.out, again.err) == (0, True, "")
