"""What the sources' interfaces are asked, and what their answers say. All answers are invented."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from aneatlas.literature.records import Link, Origin, PartialDate
from aneatlas.literature.sources import europepmc, eutils, listing
from aneatlas.literature.sources.asking import Answer, Refused, check_status, plain, retry_after
from aneatlas.literature.sources.europepmc_records import record_of

NOW = datetime(2026, 1, 15, 12, 0, 0, tzinfo=UTC).timestamp()


class TestStatus:
    @pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
    def test_what_passes_may_be_asked_again(self, status: int) -> None:
        with pytest.raises(Refused) as refused:
            check_status(Answer(status, b""), NOW)
        assert refused.value.again

    @pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 414, 501])
    def test_what_stays_is_not_asked_again(self, status: int) -> None:
        with pytest.raises(Refused) as refused:
            check_status(Answer(status, b"<h1>Not <b>so</b></h1>"), NOW)
        assert not refused.value.again
        assert f"status {status}" in refused.value.reason

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("0", 0.0), ("120", 120.0), ("Thu, 15 Jan 2026 12:01:30 GMT", 90.0), ("Thu, 15 Jan 2026 11:00:00 GMT", 0.0),
            ("Thursday, 15-Jan-26 12:00:10 GMT", 10.0), ("", None), ("soon", None), ("-5", None), ("1e9", None),
        ],
    )  # fmt: skip
    def test_retry_after_is_seconds_or_a_date(self, value: str, seconds: float | None) -> None:
        assert retry_after(value, NOW) == seconds

    def test_a_sources_words_become_one_short_line(self) -> None:
        assert plain("<p>A\tlong\n story</p>\x07") == "A long story"
        assert len(plain("word " * 500)) < 310


class TestEutils:
    def test_a_search_result(self) -> None:
        result = {"count": "2", "idlist": ["11", "12"], "webenv": "MCID_1", "querykey": "1"}
        result |= {"errorlist": {"phrasesnotfound": ["xyz"], "fieldsnotfound": []}, "warninglist": None}
        found = eutils.parse_search(json.dumps({"esearchresult": result}).encode())
        assert found == eutils.Found(2, ("11", "12"), "MCID_1", "1", ("phrasesnotfound: xyz",))

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"", "no JSON"),
            (b"[]", "no result"),
            (b'{"esearchresult": []}', "no result"),
            (b'{"esearchresult": {"ERROR": "Invalid db\tname"}}', "esearch: Invalid db name"),
            (b'{"error": "error forwarding request"}', "error forwarding request"),
            (b'{"esearchresult": {"count": "x", "idlist": []}}', "no count"),
            (b'{"esearchresult": {"count": "3", "idlist": null}}', "no count"),
            (b'{"esearchresult": {"count": "3", "idlist": ["1"]}}', "states 3 records and lists 1"),
        ],
    )
    def test_what_is_no_search_result(self, body: bytes, reason: str) -> None:
        with pytest.raises(Refused, match=reason):
            eutils.parse_search(body)

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"", "gave nothing"),
            (b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", "Unable to obtain query #1"),
            (b'{"error":"API rate limit exceeded"}', "API rate limit exceeded"),
            (b"<html><body>Maintenance</body></html>", "Maintenance"),
            (b"<PubmedArticleSet><PubmedArticle><MedlineCitation>", "cut off"),
        ],
    )  # fmt: skip
    def test_what_is_no_set_of_records(self, body: bytes, reason: str) -> None:
        with pytest.raises(Refused, match=reason):
            eutils.parse_fetch(body, "x")

    @pytest.mark.parametrize("body", [b"<PubmedArticleSet></PubmedArticleSet>\n", b"<PubmedArticleSet/>"])
    def test_an_empty_set_has_no_records(self, body: bytes) -> None:
        assert eutils.parse_fetch(body, "x") == ([], [])

    def test_windows_of_dates(self) -> None:
        assert eutils.between("a OR b", date(1700, 1, 1), date(2020, 2, 29)) == (
            '(a OR b) AND ("1700/01/01"[crdt] : "2020/02/29"[crdt])'
        )
        first, last = date(2020, 1, 1), date(2020, 1, 2)
        assert eutils.halves(first, last) == ((first, first), (last, last))
        (a, b), (c, d) = eutils.halves(eutils.FIRST_DAY, eutils.LAST_DAY)
        assert (a, d) == (eutils.FIRST_DAY, eutils.LAST_DAY)
        assert (c - b).days == 1

    def test_an_empty_key_is_not_sent(self) -> None:
        assert eutils.identity("aneatlas") == (("tool", "aneatlas"),)


CORE = {
    "id": "99999991", "source": "MED", "pmid": "99999991", "pmcid": "PMC9999991", "doi": "10.5555/INVENTED.1",
    "title": "An invented <i>title</i> &amp; more, p<0.05.",
    "authorList": {"author": [
        {"fullName": "Example A", "firstName": "Ada", "lastName": "Example", "initials": "A",
         "authorId": {"type": "ORCID", "value": "0000-0002-1825-0097"},
         "authorAffiliationDetailsList": {"authorAffiliation": [{"affiliation": "Institute of Invention, Utopia."}]}},
        {"collectiveName": "The Invented Group"},
    ]},
    "journalInfo": {"issue": "3", "volume": "12", "dateOfPublication": "2026 Jun", "monthOfPublication": 6,
                    "yearOfPublication": 2026,
                    "journal": {"title": "Journal of Invention", "medlineAbbreviation": "J Inv", "issn": "1234-5679",
                                "essn": "2345-678X"}},
    "pubYear": "2026", "pageInfo": "101-115", "language": "eng",
    "abstractText": "<h4>Background</h4>Invented, 10<sup>9</sup>/L, CRP <5 mg/L.<h4>Case</h4>A child.",
    "pubTypeList": {"pubType": ["Case Reports", "Retracted Publication"]},
    "keywordList": {"keyword": ["thalamus", "thalamus"]},
    "meshHeadingList": {"meshHeading": [
        {"majorTopic_YN": "Y", "descriptorName": "Leukoencephalitis, Acute Hemorrhagic", "meshQualifierList": {
            "meshQualifier": [{"abbreviation": "DI", "qualifierName": "diagnosis", "majorTopic_YN": "Y"}]}},
    ]},
    "commentCorrectionList": {"commentCorrection": [
        {"id": "88888888", "source": "MED", "type": "Retraction in", "reference": "J Inv. 2026;13:1."},
        {"id": "PPR77", "source": "PPR", "type": "Preprint in", "note": "loader"},
        {"id": "77777777", "source": "MED", "type": "Some new tie"},
    ]},
    "isOpenAccess": "Y", "citedByCount": 7, "firstIndexDate": "2026-06-02",
}  # fmt: skip


class TestEuropePmc:
    def test_every_field_of_a_result_has_its_place(self) -> None:
        record = record_of(CORE, Origin("x", 1))
        assert record.title == "An invented title & more, p<0.05."
        assert (record.pmid, record.pmcid, record.doi) == ("99999991", "PMC9999991", "10.5555/invented.1")
        assert [(part.label, part.text) for part in record.abstract] == [
            ("Background", "Invented, 10⁹/L, CRP <5 mg/L."),
            ("Case", "A child."),
        ]
        assert (record.journal, record.journal_abbreviation) == ("Journal of Invention", "J Inv")
        assert (record.volume, record.issue, record.pages) == ("12", "3", "101-115")
        assert record.issn == ("1234-5679", "2345-678X")
        assert record.date == PartialDate(2026, 6, None, "2026 Jun")
        ada, group = record.authors
        assert (ada.name, ada.family, ada.initials, ada.orcid) == (
            "Ada Example",
            "Example",
            "A",
            "0000-0002-1825-0097",
        )
        assert ada.affiliations == ("Institute of Invention, Utopia.",)
        assert (group.name, group.group) == ("The Invented Group", True)
        assert record.mesh[0].major
        assert record.mesh[0].qualifiers == (("diagnosis", "", True),)
        assert record.keywords == ("thalamus",)
        assert record.links == (
            Link("RetractionIn", "J Inv. 2026;13:1.", "88888888"),
            Link("UpdateOf", "PPR77", "", "loader"),
            Link("Some new tie", "", "77777777"),
        )
        assert record.retracted
        assert record.other["isOpenAccess"] == ("Y",)
        assert record.other["citedByCount"] == ("7",)

    def test_a_bare_result_is_a_record_too(self) -> None:
        record = record_of({"id": "1", "source": "AGR"}, Origin("x", 1))
        assert (record.title, record.authors, record.date) == ("", (), PartialDate())

    def test_a_preprint_names_its_server_and_its_authors(self) -> None:
        result = {"id": "PPR1", "source": "PPR", "bookOrReportDetails": {"publisher": "Invented Server"}}
        result |= {"authorString": "Example A, Sample B.", "pubYear": "2021", "versionNumber": 2}
        record = record_of(result, Origin("x", 1))
        assert (record.journal, record.entry_type, record.version, record.year) == (
            "Invented Server", "preprint", "2", 2021,
        )  # fmt: skip
        assert [author.name for author in record.authors] == ["Example A", "Sample B"]

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{", "no JSON"),
            (b"3", "no page"),
            (b'{"errCode": 404, "errMsg": "No such field"}', "No such field"),
            (b'{"hitCount": 3}', "without count or results"),
            (b'{"resultList": {"result": []}}', "without count or results"),
        ],
    )
    def test_what_is_no_page(self, body: bytes, reason: str) -> None:
        with pytest.raises(Refused, match=reason):
            europepmc.parse_page(body)

    @pytest.mark.parametrize(
        ("mark", "results", "following"),
        [("b", [{"id": "1"}], "b"), ("a", [{"id": "1"}], ""), ("b", [], ""), (None, [{"id": "1"}], "")],
    )
    def test_the_last_page_has_no_other_mark_or_no_results(
        self, mark: str | None, results: list[dict[str, str]], following: str
    ) -> None:
        data: dict[str, object] = {"hitCount": 1, "resultList": {"result": results}}
        if mark:
            data["nextCursorMark"] = mark
        assert europepmc.parse_page(json.dumps(data).encode(), "a").next == following

    @pytest.mark.parametrize("name", ["", "PMC", "123", "PMC1/../x", "PMC1?x"])
    def test_only_an_identifier_becomes_a_part_of_an_address(self, name: str) -> None:
        with pytest.raises(ValueError, match="names no full text"):
            europepmc.text_ask(name)

    def test_a_cut_article_is_refused(self) -> None:
        assert europepmc.check_text(b"<article>x</article>\n") == b"<article>x</article>\n"
        for body in (b"<html></html>", b"<article><body>"):
            with pytest.raises(Refused):
                europepmc.check_text(body)


class TestListing:
    def test_an_index_page_gives_the_files_alone(self) -> None:
        page = (
            '<a href="/pubmed/">Parent</a> <a href="README.txt">R</a> <a href="pubmed26n0002.xml.gz">2</a> '
            '<a href="pubmed26n0002.xml.gz.md5">m</a> <A HREF=pubmed26n0001.xml.gz>1</A> <a href="pubmed26n0001_stats.html">s</a>'
        )
        assert listing.files_in(page) == ["pubmed26n0001.xml.gz", "pubmed26n0002.xml.gz"]

    @pytest.mark.parametrize(
        ("text", "digest"),
        [
            ("MD5(pubmed26n0001.xml.gz)= 0123456789ABCDEF0123456789abcdef\n", "0123456789abcdef0123456789abcdef"),
            ("0123456789abcdef0123456789abcdef  pubmed26n0001.xml.gz", "0123456789abcdef0123456789abcdef"),
            ("<html>not found</html>", ""),
            ("0123456789abcdef0123456789abcdef00", ""),
        ],
    )  # fmt: skip
    def test_a_checksum_file(self, text: str, digest: str) -> None:
        assert listing.checksum_in(text) == digest
