"""What forbids taking values from a document. All texts are invented."""

import pytest

from aneatlas.documents.language import detect_language
from aneatlas.documents.model import Kind
from aneatlas.documents.read import read_bytes, sniff

ENGLISH = (
    "A previously healthy girl of 17 months was admitted with fever and a seizure. The MRI of the brain "
    "showed lesions in both thalami. She was treated with steroids and she was discharged after three weeks. "
    "At the last visit she had a mild weakness of the left arm."
)
SPANISH = (
    "Una niña previamente sana fue ingresada en el hospital con fiebre y una crisis. La resonancia del cerebro "
    "mostró lesiones en los dos tálamos. La paciente fue tratada con esteroides y se recuperó en tres semanas "
    "sin secuelas para la marcha."
)


def _codes(data: str, name: str = "a.txt") -> list[str]:
    [reading] = read_bytes(data.encode(), name)
    return [issue.code for issue in reading.issues]


def _article(title: str, body: str, kind: str = "case-report") -> str:
    return (
        f'<article article-type="{kind}" xml:lang="en"><front><article-meta><title-group><article-title>{title}'
        f"</article-title></title-group><abstract><p>{body}</p></abstract></article-meta></front></article>"
    )


def test_a_sound_text_has_no_issue() -> None:
    assert _codes(ENGLISH) == []
    assert _codes(_article("A case", ENGLISH), "a.xml") == []


@pytest.mark.parametrize(
    "title",
    [
        "Correction to: A case",
        "Erratum",
        "Corrigendum: A case",
        "Author Correction: A case",
        "Retraction: A case",
    ],
)
def test_a_notice_is_not_the_article(title: str) -> None:
    assert _codes(_article(title, ENGLISH), "a.xml") == ["notice"]


def test_a_notice_by_its_type_and_a_title_that_only_sounds_like_one() -> None:
    assert _codes(_article("A case", ENGLISH, "correction"), "a.xml") == ["notice"]
    assert _codes(_article("Correction of hyponatraemia in a child", ENGLISH), "a.xml") == []


def test_a_language_without_rules() -> None:
    assert _codes(SPANISH) == ["language-without-rules"]
    assert _codes("一歳の女児が発熱とけいれんで入院した。頭部画像では両側視床に病変があった。") == [
        "language-without-rules"
    ]


def test_a_translation_with_rules_is_read() -> None:
    text = _article("Un caso", SPANISH).replace(
        "</article>",
        f'<sub-article article-type="translation" xml:lang="en" id="s1"><body><p>{ENGLISH}</p></body></sub-article></article>',
    )
    assert _codes(text, "a.xml") == []


@pytest.mark.parametrize(
    "end", [" The CSF showed a", " (ABSTRACT TRUNCATED AT 250 WORDS)", " The MRI showed..."]
)
def test_an_abstract_that_breaks_off(end: str) -> None:
    assert _codes(ENGLISH + end) == ["text-cut"]


@pytest.mark.parametrize(
    "end", [" See https://example.org/x", " (J Invented 2001)", " Copyright 2001, the authors", '"']
)
def test_an_abstract_that_ends_otherwise(end: str) -> None:
    assert _codes(ENGLISH + end) == []


def test_detected_languages() -> None:
    assert detect_language(ENGLISH) == "en"
    assert detect_language(SPANISH) == "es"
    assert detect_language("Fever 38.5") == ""
    german = "Das Kind war vorher gesund und wurde mit Fieber und einem Anfall in die Klinik gebracht, wo eine Bildgebung des Kopfes erfolgte und die Herde in den Thalami zeigte."
    assert detect_language(german) == "de"


def test_formats_are_told_by_content() -> None:
    assert sniff(b"%PDF-1.7", "a.txt") == "pdf"
    assert sniff(b"<!DOCTYPE html><html>", "a.xml") == "html"
    assert sniff(b"<PubmedArticleSet>", "a") == "pubmed"
    assert sniff(b'<?xml version="1.0"?><article>', "a") == "jats"
    assert sniff(b"PMID- 12\nTI  - x", "a") == "medline"
    assert sniff(b"A child had fever.", "a") == "text"


def test_plain_text_has_title_headings_and_line_addresses() -> None:
    [reading] = read_bytes(f"An invented case\n\nCase report\n\n{ENGLISH}\nSecond line.\n".encode(), "a.txt")
    document = reading.document
    assert document is not None
    assert document.title == "An invented case"
    [block] = document.of_kind(Kind.PARAGRAPH)
    assert (block.section, block.source) == (("Case report",), "lines 5-6")
    assert block.original == f"{ENGLISH}\nSecond line."
