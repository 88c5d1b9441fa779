"""The fact sheet: the page for families, the page for clinicians, and how words are chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

from aneatlas.outputs.factsheet.quantities import Quantity
from aneatlas.outputs.factsheet.shown import Part, ShownSheet, Sources, Told
from aneatlas.outputs.factsheet.slots import Plain
from aneatlas.outputs.factsheet.words import in_hundredths
from aneatlas.outputs.site.context import SECTIONS, Register, Site

HOME = "fact-sheet.html"
CLINICIANS = "fact-sheet-clinicians.html"
WORDS = "fact-sheet-words.html"

READS = {
    "full_text": "read in full",
    "beginning_of_full_text": "read: the beginning",
    "abstract": "read: the abstract",
    "database_entry": "database entry",
    "page": "page, read",
}


def announce(site: Site, sheet: ShownSheet | None) -> None:
    """Put the fact sheet into the menu of all pages, where there is one."""
    if sheet is not None:
        place = next(i for i, (path, _) in enumerate(SECTIONS) if path == "for-families.html")
        menu = (*SECTIONS[:place], (HOME, "Fact sheet"), *SECTIONS[place:])
        site.env.globals.update(sections=menu)


def pages(site: Site, sheet: ShownSheet | None) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the fact sheet; one page that says why there is none where too few are described."""
    if sheet is None:
        return
    title = "Fact sheet"
    if not sheet.enough:
        yield site.page(HOME, "factsheet_none.html", section=HOME, title=title, shown=sheet)
        return
    site.env.globals.update(
        tell=lambda parts: tell(site.number, parts), counts=lambda q: counts(site.number, q)
    )
    site.env.globals.update(place_of=anchor, reads=READS)
    for path, template, name in (
        (HOME, "factsheet.html", title),
        (CLINICIANS, "factsheet_clinicians.html", "Fact sheet for clinicians"),
        (WORDS, "factsheet_words.html", "How words are chosen"),
    ):
        yield site.page(path, template, section=HOME, title=name, shown=sheet)


def tell(number: Register, parts: Sequence[Part]) -> Markup:
    """Return a sentence: its words, its figures with a link to the cases behind them, its sources."""
    out = Markup()
    for part in parts:
        if isinstance(part, Plain):
            out += escape(part.text)
        elif isinstance(part, Sources):
            links = Markup(", ").join(
                Markup('<a href="#ref-{}" aria-label="Source {}">{}</a>').format(place, place, place)
                for place, _ in part.entries
            )
            out = Markup(out.rstrip()) + Markup('<sup class="cite">{}</sup>').format(links)
        elif isinstance(part, Told):
            out += _told(number, part)
        else:
            out += number(part.key)
    return out


def _told(number: Register, part: Told) -> Markup:
    quantity = part.quantity
    if quantity is None:
        return Markup("(no such figure in the data)")

    def link(said: str) -> Markup:
        return Markup('<a class="live" href="{}#{}">{}</a>').format(CLINICIANS, anchor(quantity), said)

    if part.word is not None:
        return link(part.word.text)
    if part.slot.form == "full" and quantity.shown:
        return link(_frequency(number, quantity)) + exactly(number, quantity)
    return link(_FORMS[part.slot.form](number, quantity))


def anchor(quantity: Quantity) -> str:
    """Return the id of a figure on the page for clinicians."""
    return "f-" + re.sub(r"[^A-Za-z0-9]+", "-", quantity.key).strip("-").lower()


def in_short(number: Register, quantity: Quantity) -> Markup:
    """Return 'about 4 in 10 (23 of 57 patients)'; the counts alone where the share is withheld."""
    if not quantity.shown:
        return _count(number, quantity)
    return Markup("{} ({})").format(_frequency(number, quantity), _count(number, quantity))


def exactly(number: Register, quantity: Quantity) -> Markup:
    """Return ' (40.4 %; 95 % interval 28.6 to 53.3; 23 of 57 patients in 41 reports)'."""
    key = quantity.key
    return Markup(" ({} %; 95 % interval {} to {}; {}{})").format(
        number(f"{key}.percent"),
        number(f"{key}.low"),
        number(f"{key}.high"),
        counts(number, quantity),
        _by_model(number, quantity),
    )


def _by_model(number: Register, quantity: Quantity) -> Markup:
    """Return '; by the model with a report effect 35.9 %, 29.0 to 43.5', where the figure has one."""
    if quantity.model is None:
        return Markup()
    keys = (f"{quantity.key}.{part}" for part in ("model", "model_low", "model_high"))
    return Markup("; by the model with a report effect {} %, {} to {}").format(*map(number, keys))


def _frequency(number: Register, quantity: Quantity) -> Markup:
    """Return a share in tenths, or in hundredths where tenths would round it away."""
    if quantity.n == 0:
        return Markup("none")
    if quantity.n == quantity.of:
        return Markup("all")
    if not in_hundredths(quantity.percent or 0.0):
        return Markup("about {} in 10").format(number(f"{quantity.key}.in_ten"))
    hundredths = number.value(f"{quantity.key}.in_hundred")
    if hundredths < 1:
        return Markup("fewer than 1 in 100")
    if hundredths > 99:
        return Markup("more than 99 in 100")
    return Markup("about {} in 100").format(number(f"{quantity.key}.in_hundred"))


def _count(number: Register, quantity: Quantity) -> Markup:
    n, of = number(f"{quantity.key}.n"), number(_of(quantity))
    return Markup("{} of {} {}").format(n, of, _several(number, _of(quantity), "patient"))


def counts(number: Register, quantity: Quantity) -> Markup:
    """Return '23 of 57 patients in 41 reports'."""
    return _count(number, quantity) + _in_reports(number, quantity)


def _in_reports(number: Register, quantity: Quantity) -> Markup:
    """Return ' in 41 reports'; nothing for a count, whose reports are not those of its denominator."""
    key = f"{quantity.key}.reports"
    if quantity.counted or not number.has(key):
        return Markup()
    return Markup(" in {} {}").format(number(key), _several(number, key, "report"))


def _several(number: Register, key: str, one: str) -> str:
    return one if number.value(key) == 1 else f"{one}s"


def _bounds(number: Register, quantity: Quantity) -> Markup:
    least, most = number(f"{quantity.key}.least"), number(f"{quantity.key}.most")
    return Markup("between {} % and {} %").format(least, most)


def _of(quantity: Quantity) -> str:
    """Return the key of the denominator: those known, or all whose texts were searched for a feature."""
    return f"{quantity.stem}.total" if quantity.counted else f"{quantity.key}.of"


_FORMS: dict[str, Callable[[Register, Quantity], Markup]] = {
    "short": in_short,
    "full": _count,
    "count": _count,
    "bounds": _bounds,
    "n": lambda number, quantity: number(f"{quantity.key}.n"),
    "of": lambda number, quantity: number(_of(quantity)),
    "total": lambda number, quantity: number(f"{quantity.stem}.total"),
}
