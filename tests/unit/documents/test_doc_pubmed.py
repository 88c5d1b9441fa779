"""PubMed records to documents. The records are invented."""

from aneatlas.documents.model import Document, Kind
from aneatlas.documents.read import read_bytes

RECORD = """<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article>
<Journal><Title>J Invented</Title></Journal><ArticleTitle>An invented case of <i>something</i>.</ArticleTitle>
<Abstract><AbstractText Label="CASE REPORT">A boy had platelets of 45 x 10<sup>9</sup>/L.</AbstractText>
<AbstractText Label="CONCLUSION">He recovered.</AbstractText><CopyrightInformation>C</CopyrightInformation></Abstract>
<AuthorList><Author><LastName>Doe</LastName><AffiliationInfo><Affiliation>A Hospital.</Affiliation></AffiliationInfo>
</Author></AuthorList><Language>spa</Language>
<PublicationTypeList><PublicationType UI="D002363">Case Reports</PublicationType></PublicationTypeList></Article>
<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Un texto inventado.</AbstractText></OtherAbstract>
<KeywordList><Keyword>fever</Keyword><Keyword>coma</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.5555/y</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle>"""


def _set(*records: str, spacing: str = "\n") -> bytes:
    body = spacing.join(records)
    head = '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "pubmed.dtd">'
    return f"{head}<PubmedArticleSet>{body}</PubmedArticleSet>".encode()


def _documents(data: bytes) -> list[Document]:
    return [reading.document for reading in read_bytes(data, "p.xml") if reading.document]


def test_a_structured_abstract_has_a_block_for_each_part() -> None:
    [document] = _documents(_set(RECORD.format(pmid=1)))
    first, second, other = document.of_kind(Kind.ABSTRACT)
    assert (first.label, first.text) == ("CASE REPORT", "A boy had platelets of 45 x 10^9/L.")
    assert (second.label, second.text) == ("CONCLUSION", "He recovered.")
    assert other.part != "main"
    assert document.title == "An invented case of something."
    assert document.identifiers == {"pmid": "1", "doi": "10.5555/y", "pmcid": "PMC1"}
    assert document.article_type == "case reports"
    assert document.language == "en"  # of the abstract; the article is Spanish
    assert [b.text for b in document.of_kind(Kind.KEYWORDS)] == ["fever; coma"]


def test_a_record_has_the_same_addresses_in_whatever_file_it_comes() -> None:
    one = RECORD.format(pmid=1)
    alone = _documents(_set(one))[0]
    first, second = _documents(_set(RECORD.format(pmid=2), one, spacing="\n\n  "))
    assert second.hash == alone.hash
    assert first.hash != alone.hash


def test_a_record_without_abstract_says_so() -> None:
    bare = "<PubmedArticle><MedlineCitation><PMID>3</PMID><Article><ArticleTitle>T.</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    [reading] = read_bytes(_set(bare), "p.xml")
    assert [issue.code for issue in reading.issues] == ["no-text"]
    assert not reading.usable


def test_no_record_is_one_issue() -> None:
    [reading] = read_bytes(_set(), "p.xml")
    assert reading.document is None
    assert [issue.code for issue in reading.issues] == ["not-pubmed"]


MEDLINE = b"""
PMID- 11
TI  - An invented case in MEDLINE
      format.
LA  - eng
AB  - A girl of 17 months had fever
      and a seizure. She recovered.
AD  - A Hospital.
PT  - Case Reports
LID - 10.5555/z [doi]

PMID- 12
TI  - Another.
AB  - A boy had coma. He died.
"""


def test_medline_text() -> None:
    first, second = _documents(MEDLINE)
    assert first.title == "An invented case in MEDLINE format."
    [abstract] = first.of_kind(Kind.ABSTRACT)
    assert abstract.text == "A girl of 17 months had fever and a seizure. She recovered."
    assert abstract.source == "lines 5-6"
    assert abstract.original.splitlines()[1] == "      and a seizure. She recovered."
    assert first.identifiers == {"pmid": "11", "doi": "10.5555/z"}
    assert second.identifiers == {"pmid": "12"}
