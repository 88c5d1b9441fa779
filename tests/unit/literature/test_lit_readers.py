"""What each reader takes from its format. The records are made up for these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from aneatlas.literature import dates, identifiers
from aneatlas.literature.reading import read_file
from aneatlas.literature.records import PartialDate, Record

PUBMED = """<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="2">7</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1111-2222</ISSN><JournalIssue CitedMedium="Print">
<Volume>3</Volume><Issue>4</Issue><PubDate><MedlineDate>1998 Nov-Dec</MedlineDate></PubDate></JournalIssue>
<Title>Journal of Examples</Title></Journal>
<ArticleTitle>[Growth of <i>Exemplum</i> at 10<sup>9</sup> per litre &amp; H<sub>2</sub>O].</ArticleTitle>
<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To show.</AbstractText><AbstractText>End.</AbstractText>
<CopyrightInformation>Nobody.</CopyrightInformation></Abstract>
<AuthorList CompleteYN="N"><Author ValidYN="Y"><LastName>Muster</LastName><ForeName>Erika B</ForeName>
<Initials>EB</Initials><Suffix>Jr</Suffix><Identifier Source="ORCID">0000-0001-0000-0009</Identifier>
<AffiliationInfo><Affiliation>Institute of Examples.</Affiliation></AffiliationInfo></Author>
<Author><CollectiveName>Example Group</CollectiveName></Author></AuthorList><Language>ger</Language>
<PublicationTypeList><PublicationType UI="D002363">Case Reports</PublicationType></PublicationTypeList>
<VernacularTitle>Wachstum von Exemplum.</VernacularTitle></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Ex. 2000;1:1</RefSource>
<PMID>9</PMID><Note>n</Note></CommentsCorrections></CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">Brain</DescriptorName>
<QualifierName UI="Q1" MajorTopicYN="Y">pathology</QualifierName></MeshHeading></MeshHeadingList>
<OtherAbstract Type="Publisher" Language="ger"><AbstractText>Zu zeigen.</AbstractText></OtherAbstract>
<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">example</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/EX.1</ArticleId><ArticleId IdType="pmc">PMC12</ArticleId>
</ArticleIdList><ReferenceList><Reference><Citation>Other work.</Citation><ArticleIdList>
<ArticleId IdType="doi">10.1000/not-mine</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle><DeleteCitation><PMID Version="1">21</PMID><PMID Version="1">22</PMID></DeleteCitation>
</PubmedArticleSet>"""


def only(tmp_path: Path, content: str) -> Record:
    path = tmp_path / "file"
    path.write_text(content)
    batch = read_file(path)
    assert batch.issues == ()
    (record,) = batch.records
    return record


def test_a_pubmed_record_keeps_every_field_and_its_meaning(tmp_path: Path) -> None:
    record = only(tmp_path, PUBMED)
    assert record.title == "[Growth of Exemplum at 10⁹ per litre & H₂O]."
    assert (record.pmid, record.version, record.pmcid, record.doi) == ("7", "2", "PMC12", "10.1000/ex.1")
    assert record.date == PartialDate(1998, 11, None, "1998 Nov-Dec")
    assert [(part.label, part.text, part.kind) for part in record.abstract] == [
        ("AIM", "To show.", ""), ("", "End.", ""), ("", "Nobody.", "copyright")
    ]  # fmt: skip
    assert [(part.language, part.text) for part in record.abstract_other] == [("ger", "Zu zeigen.")]
    person, group = record.authors
    assert (person.name, person.orcid, person.affiliations) == (
        "Erika B Muster Jr", "0000-0001-0000-0009", ("Institute of Examples.",)
    )  # fmt: skip
    assert (group.name, group.group) == ("Example Group", True)
    assert record.vernacular_title == "Wachstum von Exemplum."
    assert record.mesh[0].qualifiers == (("pathology", "Q1", True),)
    assert (record.links[0].kind, record.links[0].pmid, record.retracted) == ("RetractionIn", "9", True)
    assert record.references[0].ids == (("doi", "10.1000/not-mine"),)
    assert record.other["MedlineCitation@Status"] == ("MEDLINE",)


def test_withdrawn_records_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "update.xml"
    path.write_text(PUBMED)
    assert read_file(path).deleted == ("21", "22")


def test_medline_text(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        "\nPMID- 11\nTI  - A title that goes on\n      in the next line.\nTT  - Ein Titel.\nAB  - Text.\nFAU - Muster, Erika B\n"
        "AU  - Muster EB\nAD  - Institute.\nLA  - ger\nPT  - Case Reports\nMH  - Brain/*pathology\nDP  - 2001 Spring\n"
        "RIN - J Ex. 2003;1:2. PMID: 99\nAID - 10.1000/y.2 [doi]\nPMC - PMC34\nGR  - X1\n",
    )
    assert record.title == "A title that goes on in the next line."
    assert (record.vernacular_title, record.doi, record.pmcid) == ("Ein Titel.", "10.1000/y.2", "PMC34")
    assert record.date == PartialDate(2001, None, None, "2001 Spring")
    assert (record.authors[0].family, record.authors[0].initials) == ("Muster", "EB")
    assert record.mesh[0].qualifiers == (("pathology", "", True),)
    assert (record.links[0].kind, record.links[0].pmid) == ("RetractionIn", "99")
    assert record.other == {"GR": ("X1",), "AID": ("10.1000/y.2 [doi]",)}


def test_ris_keeps_repeated_and_unknown_tags(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        "\ufeffTY  - JOUR\r\nTI  - One\r\nT1  - Another form\r\nAU  - Muster, Erika\r\nAU  - Ex, A.\r\nPY  - 2009///\r\n"
        "SP  - 3\r\nEP  - 9\r\nAB  - First line\r\nsecond line\r\nKW  - a\r\nb\r\nXX  - odd\r\nDO  - doi:10.1000/Z(1)2\r\nER  - \r\n",
    )
    assert (record.title, record.other["T1"]) == ("One", ("Another form",))
    assert [author.family for author in record.authors] == ["Muster", "Ex"]
    assert (record.year, record.pages, record.doi) == (2009, "3-9", "10.1000/z(1)2")
    assert record.abstract_text == "First line second line"
    assert record.keywords == ("a", "b")
    assert record.other["XX"] == ("odd",)


def test_bibtex_reads_latex_and_keeps_text_after_a_percent_sign(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        '@article{k1,\n title = {{ANE} in 60% of {\\"U}bungen},\n author = "M{\\"u}ller, Jos{\\\'e} and Ex, A.",\n'
        " year = 2010, journal = {J Ex}, pages = {1--2}, doi = {10.1000/A}, url = {http://x.example/a%20b~c}, odd = {kept}\n}",
    )
    assert record.title == "ANE in 60% of Übungen"
    assert [author.name for author in record.authors] == ["Müller, José", "Ex, A."]
    assert (record.year, record.doi, record.urls) == (2010, "10.1000/a", ("http://x.example/a%20b~c",))
    assert record.other == {"odd": ("kept",), "key": ("k1",)}


def test_endnote_xml(tmp_path: Path) -> None:
    style = '<style face="normal">{}</style>'
    record = only(
        tmp_path,
        "<xml><records><record><ref-type name='Journal Article'>17</ref-type><contributors><authors><author>"
        + style.format("Muster, E.")
        + "</author></authors></contributors><titles><title>"
        + style.format("A <i/>title")
        + "</title><secondary-title>J Ex</secondary-title></titles><dates><year>2011</year></dates>"
        "<electronic-resource-num>https://doi.org/10.1000/B</electronic-resource-num><label>mine</label></record></records></xml>",
    )
    assert (record.title, record.journal, record.year, record.doi) == ("A title", "J Ex", 2011, "10.1000/b")
    assert record.authors[0].family == "Muster"
    assert record.other["label"] == ("mine",)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_read_with_any_separator(tmp_path: Path, mark: str) -> None:
    head = mark.join(("Title", "Publication_Year", "DOI", "Authors", "my column"))
    row = mark.join(('"A, B; C"', "2012", "10.1000/C", "['Muster, E', 'Ex, A']", "kept"))
    row = row.replace("['Muster, E', 'Ex, A']", "\"['Muster, E', 'Ex, A']\"")
    record = only(tmp_path, f"{head}\n{row}\n")
    assert (record.title, record.year, record.doi) == ("A, B; C", 2012, "10.1000/c")
    assert [author.family for author in record.authors] == ["Muster", "Ex"]
    assert record.other == {"my column": ("kept",)}


def test_a_list_of_identifiers(tmp_path: Path) -> None:
    path = tmp_path / "ids.txt"
    path.write_text("PMID\n123456\nPMID: 234567\n10.1000/abc\nhttps://doi.org/10.1000/DEF\n")
    batch = read_file(path)
    assert [(record.pmid, record.doi) for record in batch.records] == [
        ("123456", ""), ("234567", ""), ("", "10.1000/abc"), ("", "10.1000/def")
    ]  # fmt: skip


def test_jats_front_matter(tmp_path: Path) -> None:
    record = only(
        tmp_path,
        '<article article-type="case-report" xml:lang="en"><front><journal-meta><journal-title>J Ex</journal-title>'
        '</journal-meta><article-meta><article-id pub-id-type="pmid">5</article-id>'
        '<article-id pub-id-type="doi">10.1000/J</article-id><title-group><article-title>A <italic>case</italic>'
        "</article-title></title-group><contrib-group><contrib contrib-type='author'><name><surname>Ex</surname>"
        '<given-names>A</given-names></name><xref ref-type="aff" rid="a1"/></contrib><aff id="a1">Here</aff></contrib-group>'
        "<pub-date pub-type='ppub'><year>2013</year></pub-date><abstract><sec><title>Aim</title><p>To.</p></sec></abstract>"
        "</article-meta></front></article>",
    )
    assert (record.title, record.pmid, record.doi, record.year) == ("A case", "5", "10.1000/j", 2013)
    assert (record.authors[0].name, record.authors[0].affiliations) == ("A Ex", ("Here",))
    assert (record.abstract[0].label, record.abstract[0].text) == ("Aim", "To.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019 Nov-Dec", (2019, 11, None)),
        ("2014//", (2014, None, None)),
        ("2020/03/11/", (2020, 3, 11)),
        ("2017 Nov 15", (2017, 11, 15)),
        ("Spring 1999", (1999, None, None)),
        ("18 March 2021", (2021, None, None)),
        ("no date", (None, None, None)),
        ("2020 13 40", (2020, None, None)),
    ],
)
def test_partial_dates_say_only_what_is_printed(text: str, expected: tuple[int | None, ...]) -> None:
    date = dates.parse(text)
    assert (date.year, date.month, date.day) == expected
    assert date.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://doi.org/10.1000/ABC.", "10.1000/abc"),
        ("doi:10.1016/S0387-7604(96)00063-0", "10.1016/s0387-7604(96)00063-0"),
        ("(see 10.1000/x)", "10.1000/x"),
        ("http://dx.doi.org/10.1000%2Fy", "10.1000/y"),
        ("none", ""),
    ],
)
def test_dois_have_one_form(text: str, expected: str) -> None:
    assert identifiers.doi(text) == expected
