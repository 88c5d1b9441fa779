"""The fast path finds what the slow one finds, however a name is written in XML."""

from __future__ import annotations

import gzip
import html
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aneatlas.literature.bytefilter import ByteFilter
from aneatlas.literature.folding import IGNORABLE, letters, plain
from aneatlas.literature.names import Names
from aneatlas.literature.screening import Screener
from aneatlas.literature.stems import Clause, clauses
from aneatlas.literature.writings import EXOTIC, LATIN, forms

#: Names with what must stand beside them, and near misses; made for these tests.
PHRASES = [
    "acute necrotizing encephalopathy",
    "acute necrotising encephalopathies",
    "encephalopathy, acute necrotizing",
    "acute haemorrhagic necrotising encephalopathy",
    "acute necrotizing encephalitis",
    "influenza-associated encephalopathy",
    "encephalopathy, acute, infection-induced, susceptibility to, 3",
    "IIAE3 with thalamic lesions",
    "acute hemorrhagic leukoencephalitis, thalamic",
    "急性壊死性脳症",
    "急性坏死性脑病",
    "급성 괴사성 뇌병증",
    "encefalopatía necrotizante aguda",
    "encéphalopathie nécrosante aiguë",
    "akute nekrotisierende Enzephalopathie",
    "encefalopatia necrosante aguda",
    "encefalopatia necrotizzante acuta",
    "akut nekrotizan ensefalopati",
    "острая некротизирующая энцефалопатия",
    "subacute necrotizing encephalopathy",
    "necrotizing enterocolitis",
    "a study of something else",
]
ACCENTED = {
    "e": "éèêë",
    "o": "óöô",
    "a": "áàâä",
    "i": "íïî",
    "u": "üú",
    "c": "çć",
    "n": "ñń",
    "z": "žż",
    "s": "š",
    "t": "ţ",
}
SPACES = [
    " ",
    "\n",
    "  \n ",
    "\u00a0",
    "&#160;",
    "&#xa0;",
    "\u2009",
    "-",
    "\u2010",
    "\u2013",
    " <i></i>",
    "<!-- x --> ",
    "\t",
]
BREAKS = ["<i>", "<b>", "<!-- a comment -->", "<?note here?>", "\u00ad", "\u200b", "&#xad;"]


@st.composite
def written(draw: st.DrawFn) -> str:
    """A phrase in XML: each character plain or disturbed, as often as the draw says."""
    phrase = draw(st.sampled_from(PHRASES))
    often = draw(st.sampled_from([0.0, 0.05, 0.15, 0.4, 0.9]))
    chance = random.Random(draw(st.integers(0, 2**32)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    if chance.random() < 0.2:
        phrase = chance.choice([phrase.upper(), phrase.title(), phrase.capitalize()])
    out = []
    for character in phrase:
        disturb = chance.random() < often
        if character == " ":
            out.append(chance.choice(SPACES) if disturb or chance.random() < 0.1 else " ")
        elif disturb:
            out.append(chance.choice(kinds)(character, chance))
        else:
            out.append(html.escape(character, quote=False))
    text = "".join(out)
    return f"<![CDATA[{html.unescape(phrase)}]]>" if draw(st.integers(0, 15)) == 0 else text


def decimal(character: str, chance: random.Random) -> str:
    return f"&#{'0' * chance.choice([0, 0, 1, 5])}{ord(character)};"


def hexadecimal(character: str, chance: random.Random) -> str:
    number = f"{ord(character):x}"
    return f"&#x{chance.choice(['', '0', '0000'])}{chance.choice([number, number.upper()])};"


def tagged(character: str, chance: random.Random) -> str:
    tag = chance.choice(["i", "b", "u", "i", "em", "strong", 'i class="x"', "b ", "mml:mi"])
    bare = tag.split()[0]
    return f"<{tag}>{character}</{bare}>" if chance.random() < 0.7 else f"<{tag}/>{character}"


def accented(character: str, chance: random.Random) -> str:
    return chance.choice(ACCENTED.get(character, character))


def combining(character: str, chance: random.Random) -> str:
    return (
        character + chance.choice("\u0301\u0308\u0303")
        if character.isascii() and character.isalpha()
        else character
    )


def wide(character: str, _: random.Random) -> str:
    return chr(ord(character) + 0xFEE0) if "!" < character < "~" and character not in "<&>-" else character


def mathematical(character: str, _: random.Random) -> str:
    return chr(0x1D41A + ord(character) - ord("a")) if "a" <= character <= "z" else character


def accented_reference(character: str, chance: random.Random) -> str:
    return hexadecimal(accented(character, chance), chance)


def broken_word(character: str, chance: random.Random) -> str:
    return chance.choice(["<!-- c -->", "<?p?>", "\u00ad", "\u200b", "&#xad;", "&#8203;", "<i/>"]) + character


def cdata(character: str, _: random.Random) -> str:
    return f"<![CDATA[{character}]]>"


def named(character: str, _: random.Random) -> str:
    names = {
        "é": "&eacute;",
        "í": "&iacute;",
        "e": "&eacute;",
        "a": "&agrave;",
        "o": "&ouml;",
        "n": "&ntilde;",
        "c": "&ccedil;",
    }
    return names.get(character, character)


def thrice(character: str, chance: random.Random) -> str:
    return hexadecimal(character, chance).replace("&", "&amp;amp;")


def twice(character: str, chance: random.Random) -> str:
    return (
        hexadecimal(character, chance).replace("&", "&amp;")
        if chance.random() < 0.5
        else f"&lt;i&gt;{character}&lt;/i&gt;"
    )


KINDS = [decimal, hexadecimal, tagged, accented, combining, wide, mathematical, accented_reference, broken_word, cdata,
         named, twice, thrice]  # fmt: skip


def test_every_character_of_unicode_that_folds_to_latin_letters_is_known() -> None:
    known = {code for span in (*LATIN, *EXOTIC) for code in span}
    unknown = [
        hex(code)
        for code in range(0x80, 0x110000)
        if code not in known and re.fullmatch("[a-z0-9]+", letters(chr(code))) and plain(chr(code)) != " "
    ]
    assert unknown == []


def test_a_text_of_plain_letters_alone_is_not_folded_and_any_other_is(names: Names) -> None:
    byte_filter = ByteFilter(clauses(names), hyperscan=False)
    idle = "necrotizing &lt; 5 &gt; \u2009\u2013\u2265\u2212 \u03b1-\u03b2 \u00b1 \u00a0"
    assert not byte_filter._folds(idle.encode())
    invisible = [
        chr(code) for code in range(0x80, 0x10000) if re.match(f"[{IGNORABLE}\u0300-\u036f]", chr(code))
    ]
    written = [*forms(), *invisible, "&#xe9;", "&eacute;", "&amp;#233;", "&lt;i&gt;", "&lt;/i&gt;"]
    assert [text for text in written if not byte_filter._folds(text.encode())] == []


@pytest.mark.parametrize("begin", ["th", "\u00fe", "\u00de", "&#254;", "&#xde;"])
@pytest.mark.parametrize("hyperscan", [True, False])
def test_one_letter_that_stands_for_two_hides_nothing(begin: str, hyperscan: bool) -> None:
    byte_filter = ByteFilter([Clause((frozenset({"thalamic"}),))], hyperscan=hyperscan)
    other, wanted = record(1, "Other").encode(), record(2, f"On {begin}alamic lesions").encode()
    end = len("\n")
    assert byte_filter.scan(other + wanted)[0] == [(len(other) - end, len(other + wanted) - end)]


def test_a_name_at_the_end_of_a_record_hides_none_at_the_beginning_of_the_next(
    screeners: list[Screener],
) -> None:
    name = "acute n&#xe9;crotizing enc&#xe9;phalopathy"
    short = "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article><ArticleTitle>{}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    data = document(
        *(short.format(number, title) for number, title in enumerate([name, name, "Other", name], 1))
    )
    for screener in screeners:
        assert [hit.record.pmid for hit in screener.screen_stream([data], "x").hits] == ["1", "2", "4"]


def record(number: int, title: str, abstract: str = "", extra: str = "") -> str:
    return (
        '<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">'
        f"{number}</PMID><Article><Journal><JournalIssue><PubDate><Year>2015</Year></PubDate></JournalIssue></Journal>"
        f'<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText Label="AIM">{abstract}</AbstractText></Abstract>'
        "<AuthorList><Author><LastName>Müller-Žižková</LastName><ForeName>José Ñ</ForeName></Author></AuthorList>"
        f"</Article>{extra}</MedlineCitation><PubmedData><ReferenceList><Reference><Citation>Acute necrotizing encephalopathy of "
        "others.</Citation></Reference></ReferenceList></PubmedData></PubmedArticle>\n"
    )


def document(*records: str) -> bytes:
    # A document type lets XML name 'mml' without declaring it; nothing is loaded for it.
    text = (
        '<?xml version="1.0"?>\n<PubmedArticleSet xmlns:mml="m">' + "".join(records) + "</PubmedArticleSet>"
    )
    return text.encode()


@pytest.fixture(scope="module")
def screeners(names: Names) -> list[Screener]:
    return [Screener(names), Screener(names, hyperscan=False)]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(written(), written()), min_size=1, max_size=6), st.integers(20, 5000))
def test_the_fast_path_finds_what_the_slow_one_finds(
    screeners: list[Screener], texts: list[tuple[str, str]], size: int
) -> None:
    data = document(
        *(record(n, f"On {title} in two", f"We saw {text} here.") for n, (title, text) in enumerate(texts, 1))
    )
    slow = screeners[0].screen_slowly([data], "x")
    expected = [(hit.record.pmid, hit.decision.choice, hit.decision.found) for hit in slow.hits]
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    for screener in screeners:
        fast = screener.screen_stream(chunks, "x")
        assert [
            (hit.record.pmid, hit.decision.choice, hit.decision.found) for hit in fast.hits
        ] == expected, screener.filter.engine
        assert (fast.records, fast.issues) == (len(texts), [])


@pytest.mark.parametrize("phrase", [phrase for phrase in PHRASES[:19] if "leuko" not in phrase])
def test_each_name_written_plainly_is_a_hit(screeners: list[Screener], phrase: str) -> None:
    data = document(record(1, "Other"), record(2, f"On {phrase}"), record(3, "Other"))
    for screener in screeners:
        assert [hit.record.pmid for hit in screener.screen_stream([data], "x").hits] == ["2"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_one_disturbed_letter_anywhere_hides_nothing(screeners: list[Screener], kind: object) -> None:
    chance = random.Random(1)
    phrase = "acute necrotizing encephalopathy"
    titles = [
        phrase[:place] + kind(phrase[place], chance) + phrase[place + 1 :]  # type: ignore[operator]
        for place in range(len(phrase))
        if phrase[place] != " "
    ]
    data = document(*(record(number, title) for number, title in enumerate(titles, 1)))
    for screener in screeners:
        assert len(screener.screen_stream([data], "x").hits) == len(titles)


def test_references_alone_are_no_hit_and_hits_stand_where_they_stand(screeners: list[Screener]) -> None:
    data = document(record(1, "Other"), record(2, "Acute necrotizing encephalopathy"))
    for screener in screeners:
        (hit,) = screener.screen_stream([data], "x").hits
        assert hit.record.origin.offset == data.index(b"<PubmedArticle>", 60)


def test_withdrawn_records_are_reported(screeners: list[Screener]) -> None:
    data = document(record(1, "Other"), "<DeleteCitation><PMID>5</PMID><PMID>6</PMID></DeleteCitation>")
    for screener in screeners:
        assert screener.screen_stream([data], "x").deleted == ["5", "6"]
    assert screeners[0].screen_slowly([data], "x").deleted == ["5", "6"]


def test_a_mesh_heading_and_a_keyword_count(screeners: list[Screener]) -> None:
    heading = (
        "<MeshHeadingList><MeshHeading><DescriptorName>Leukoencephalitis, Acute Hemorrhagic</DescriptorName></MeshHeading>"
        "</MeshHeadingList>"
    )
    keyword = "<KeywordList><Keyword>acute necrotizing encephalopathy</Keyword></KeywordList>"
    data = document(
        record(1, "Coma in a child", "The thalamic lesions were symmetric.", heading),
        record(2, "Coma in a child", "White matter alone.", heading),
        record(3, "Coma in a child", "", keyword),
    )
    for screener in screeners:
        hits = screener.screen_stream([data], "x").hits
        assert [(hit.record.pmid, str(hit.decision.choice)) for hit in hits] == [
            ("1", "maybe"),
            ("3", "include"),
        ]


def test_a_truncated_file_gives_its_hits_and_an_issue(screeners: list[Screener], tmp_path: Path) -> None:
    chance = random.Random(3)
    filler = [record(n, f"Other {chance.random()}", str(chance.random())) for n in range(2, 3000)]
    packed = gzip.compress(document(record(1, "Acute necrotizing encephalopathy"), *filler))
    path = tmp_path / "pubmed.xml.gz"
    path.write_bytes(packed[: len(packed) // 2])
    for screener in screeners:
        result = screener.screen(path)
        assert [hit.record.pmid for hit in result.hits] == ["1"]
        assert [issue.code for issue in result.issues] == ["file-truncated"]
        assert 100 < result.records < 2999


def test_a_web_page_is_not_screened(screeners: list[Screener], tmp_path: Path) -> None:
    path = tmp_path / "pubmed.xml.gz"
    path.write_text("<html><body>404 acute necrotizing encephalopathy</body></html>")
    result = screeners[0].screen(path)
    assert (result.hits, [issue.code for issue in result.issues]) == ([], ["not-pubmed"])


def test_without_hyperscan_and_isal_the_result_is_the_same(
    names: Names, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "x.xml.gz"
    path.write_bytes(
        gzip.compress(document(record(1, "Other"), record(2, "Acute necroti&#x7a;ing encephalopathy")))
    )
    for library in ("hyperscan", "isal"):
        monkeypatch.setitem(__import__("sys").modules, library, None)
    screener = Screener(names)
    assert screener.filter.engine == "bytes"
    assert [hit.record.pmid for hit in screener.screen(path).hits] == ["2"]


def test_candidates_judged_together_or_one_by_one_give_the_same(
    screeners: list[Screener], monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = ["Acute necrotizing encephalopathy", "Other", "Necrotising <i>enc&#xe9;</i>phalopathy, acute"]
    data = document(*(record(number, titles[number % 3]) for number in range(60)))
    data = data.replace(b"</PubmedArticle>", b"", 1)
    chunks = [data[start : start + 700] for start in range(0, len(data), 700)]
    together = [screener.screen_stream(chunks, "x") for screener in screeners]
    monkeypatch.setattr("aneatlas.literature.screening._TOGETHER", 0)
    assert [screener.screen_stream(chunks, "x") for screener in screeners] == together
    assert len(together[0].hits) == 39
    assert len(together[0].issues) == 1


@pytest.mark.parametrize("length", [0, 300, 3000])
def test_what_is_cited_is_no_reason_to_parse_a_record(names: Names, length: int) -> None:
    cited = "Acute necrotizing encephalopathy"
    first = record(1, "Other").replace(cited, "Illnesses")  # the first segment holds the head of the file too
    other = record(2, "Other").replace(cited, cited + "." * length)
    titled = record(3, cited).replace(cited + " of", "." * length)
    screener = Screener(names)
    assert screener.screen_stream([document(first, other)], "x").parsed == 0
    found = screener.screen_stream([document(first, other, titled)], "x")
    assert (found.parsed, [hit.record.pmid for hit in found.hits]) == (1, ["3"])
