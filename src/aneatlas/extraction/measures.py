"""Numbers that belong to a test: laboratory values with unit and comparator, scales, durations, temperature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.units import find_unit
from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.numbers import to_number
from aneatlas.extraction.sieve import Sieve

_SIGN = r"(?P<sign><=|>=|<|>|≤|≥|~|less than|more than|greater than|over|above|below|under|up to|about|approximately|around|as high as|as much as|no less than|at least|exceeding)?"
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?"
_UNIT = (
    r"(?:[×x*]\s?10(?:\^\(?\d+\)?|[⁰-⁹³⁹⁶]|\*\d)\s?/\s?(?:µ|μ|u|mc)?[lL]\b|[×x]\s?10(?:\^\(?\d\)?|[³⁶⁹])/mm(?:\^?3|³)|"
    r"(?:white |leu[kc]ocytes?|cells?|WBCs?)?\s?(?:cells?)?\s?(?:/|per)\s?(?:µL|μL|uL|mcL|microlit(?:er|re)|microL|mm\s?\^?3|mm³|cubic (?:mm|millimet(?:er|re))|cu\.?\s?mm)|"
    r"(?:µ|μ|u|mc|m|n|p)?g\s?/\s?(?:d|m|100\s?m)?[lL]\b|(?:µ|μ|u|m|n|micro)?\s?mol\s?/\s?[lL]\b|(?:I?U|u)\s?/\s?[lL]\b|mg%|%|cells?\b|K/(?:µ|u)L|"
    r"s(?:ec(?:onds?)?)?\b|mg/(?:kg|L)\s?FEU|mEq/L)"
)
_SIGN_X, _UNIT_X = _SIGN.replace(" ", r"\ "), _UNIT.replace(" ", r"\ ")  # for verbose patterns
_VALUE = re.compile(
    rf"""^(?P<gap>(?:\s*\([^)\d]{{1,25}}\))?(?:[\s,:=(\[]|\b(?:levels?|counts?|concentrations?|values?|content|was|were|is|are|of|at|to|with|reached|showed|came|stood|lay|numbered|numbering|measured|extreme|enormous|extraordinary|excessive|exorbitant|and|the|a|peak|peaked|
        maximum|max|initial|serum|total|markedly|mildly|moderately|slightly|significantly|very|highly|elevated|increased|raised|high|decreased|low|normal|rose|fell|up|climb(?:ed|ing)|soar(?:ed|ing)|jump(?:ed|ing)|surg(?:ed|ing)|dropp(?:ed|ing)|sank|sunk|fallen|risen|amounting|declin(?:ed|ing)|rising|falling|reaching|peaking|increasing|decreasing|measured|
        found|be|also|as|had|been|amounted|totalled|deficit|score|cell|protein|in\sCSF|in\sthe\s(?:CSF|(?:cerebro)?spinal\sfluid))\b)*?)
        {_SIGN_X}\s*(?P<low>\d{{1,3}}(?:[ ]\d{{3}})+(?:\.\d+)?(?!\d)|{_NUM})(?:\s?(?:-|–|to)\s?(?P<high>{_NUM}))?\s*(?P<unit>{_UNIT_X})?""",
    re.I | re.X,
)
_VALUE_BEFORE = re.compile(
    rf"(?:\b(?:contained|contains?|with|had|has|and|but|showed|shows?|revealed|of|only|found)|[,:;(])\s+(?P<low>{_NUM})\s?(?P<unit>m?g\s?/\s?(?:d|100\s?m)?[lL]|mg\s?%|mmol/[lL])\s+(?:of\s+)?(?:total\s+)?$",
    re.I,
)
_PLAIN_VALUE = re.compile(rf"(?<![\w.])(?P<low>{_NUM})\s*(?P<unit>{_UNIT})?(?![\w])", re.I)
#: field -> (names of the test, needs the CSF, default unit where the text prints none for a count)
TESTS: dict[str, tuple[str, bool | None]] = {
    "csf_white_cells": (r"white (?:blood )?cells?(?: counts?)?|WBCs?(?: counts?)?|leu[kc]ocytes?(?: counts?)?|cell counts?|nucleated cells?|cells|pleocytosis", True),
    "csf_protein": (r"CSF protein|proteins?|proteinor+h?achia", True),
    "csf_glucose": (r"glucose", True),
    "csf_lactate": (r"lactate", True),
    "ast": (r"(?i:aspartate (?:amino)?transaminase|aspartate aminotransferase)|AST|ASAT|SGOT|GOT", None),
    "alt": (r"(?i:alanine (?:amino)?transaminase|alanine aminotransferase)|ALT|ALAT|SGPT|GPT", None),
    "ammonia": (r"ammonia", None),
    "platelets": (r"platelets?(?: counts?)?|thrombocytes?(?: counts?)?|PLT", None),
    "wbc": (r"white (?:blood )?cells?(?: counts?)?|WBCs?(?: counts?)?|leu[kc]ocytes?(?: counts?)?", False),
    "crp": (r"C-reactive protein(?: \(CRP\))?|(?:hs-?)?CRP", None),
    "procalcitonin": (r"procalcitonin|PCT", None),
    "ferritin": (r"ferritin", None),
    "il6": (r"interleukin[- ]?6(?: \(IL-?6\))?|IL-?6", False),
    "csf_il6": (r"interleukin[- ]?6(?: \(IL-?6\))?|IL-?6", True),
    "lactate": (r"lactate(?! dehydrogenase)", False),
    "ck": (r"creatine (?:phospho)?kinase|CPK|CK(?!-MB)", None),
    "ldh": (r"lactate dehydrogenase|LDH", None),
    "prothrombin_time": (r"prothrombin time", None),
    "d_dimer": (r"D-?dimers?", None),
    "fibrinogen": (r"fibrinogen", None),
    "creatinine": (r"creatinine", None),
    "urea": (r"urea", None),
    "bilirubin": (r"bilirubin", None),
    "albumin": (r"albumin", False),
    "glucose": (r"glucose", False),
    "sodium": (r"sodium", False),
}  # fmt: skip
_NAMES = {
    field: re.compile(rf"(?<![\w-])(?:{names})(?!\w)", re.I if field not in ("ast", "alt") else 0)
    for field, (names, _) in TESTS.items()
}
#: Letters (lower case) without which no name of the test can stand in a text.
_TEST_KEYS: dict[str, tuple[str, ...]] = {
    "csf_white_cells": ("cell", "leu", "wbc"), "wbc": ("cell", "leu", "wbc"), "ast": ("aspart", "ast", "asat", "got"), "alt": ("alan", "alt", "alat", "gpt"),
    "platelets": ("platelet", "thrombocyt", "plt"), "crp": ("reactive", "crp"), "procalcitonin": ("calciton", "pct"), "il6": ("il", "interleukin"),
    "csf_il6": ("il", "interleukin"), "ck": ("ck", "cpk", "creatin"), "ldh": ("lactate", "ldh"), "prothrombin_time": ("prothrombin",),
    "d_dimer": ("dimer",), "csf_protein": ("protein",), "csf_glucose": ("glucose",), "csf_lactate": ("lactate",),
}  # fmt: skip
_TEST_KEYS |= {field: (field,) for field in TESTS if field not in _TEST_KEYS}
_NAMED = {field: Keys("|".join(keys)) for field, keys in _TEST_KEYS.items()}
_TESTS = [(field, needs_csf, _NAMED[field].bit, _NAMES[field]) for field, (_, needs_csf) in TESTS.items()]
_ANY_TEST = Keys("|".join(sorted({key for keys in _TEST_KEYS.values() for key in keys})))
_ANY_NUMBER = re.compile(r"\d")
CSF = Sieve(
    r"(?<!G-)(?<!GM-)\bCSF\b|\bLCR\b|\bliquor\b|cerebro-?spinal|spinal (?:fluid|tap)|lumbar puncture|rr?h?achia",
    re.I,
)
_OF_CSF = re.compile(r"\b(?:CSF|cerebrospinal fluid)\s+$", re.I)
#: 'An elevated protein level in the CSF'.
_FLUID_AFTER = re.compile(
    r"[\w-]+(?: (?:cells?|counts?|levels?|content|concentrations?|blood)){0,3} (?:in|of|from) (?:the |his |her )?(?:CSF|cerebro-?spinal|LCR|liquor|spinal fluid)\b",
    re.I,
)
_WHITE = re.compile(r"white blood|WBC", re.I)
#: What the fluid is compared with is no other specimen: 'glucose was appropriate to the serum value'.
_BLOOD = Sieve(
    r"\b(?:serum|(?<!white )(?<!red )blood(?! cells?\b)|plasma|peripheral|laboratory)\b(?! (?:ratio|quotient|values?\b))(?<!CSF/serum)(?<!CSF-serum)(?<!fluid/serum)(?<!to serum)(?<!to the serum)(?<!to blood)(?<!to the blood)(?<!to plasma)(?<!with serum)",
    re.I,
)
_CELLS_FIRST = Sieve(
    rf"(?P<sign><|>|≤|≥)?\s?(?P<low>{_NUM})\s?(?P<unit>(?:white |mononuclear |nucleated )?(?:blood )?(?:cells?|leu[kc]ocytes?|lymphocytes|WBCs?)\s?(?:/|per)\s?(?:µL|μL|uL|microlit(?:er|re)|mm\s?\^?3|mm³|cubic (?:mm|millimet(?:er|re))|cu\.?\s?mm))",
    re.I,
)
_MEQ = re.compile(r"mEq/L", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """A value of a field in a text, with its raw form as the dictionary reads it."""

    field: str
    start: int
    end: int
    raw: str


def clean_unit(written: str) -> str:
    """Return the spelling of a unit that the unit table knows, as near as white space and signs allow."""
    unit = re.sub(r"\s+", "", written).replace("μ", "µ").replace("·", ".")
    unit = re.sub(r"microlit(?:er|re)s?", "µL", unit, flags=re.I)
    unit = re.sub(r"per(?=mm|cubic|cu|µ|u)", "/", unit, flags=re.I)
    unit = re.sub(r"(?<=/)cu\.?(?=mm)", "cubic", unit, flags=re.I)
    unit = (
        re.sub(r"10\^\((\d)\)", r"10^\1", unit)
        .replace("10³", "10^3")
        .replace("10⁹", "10^9")
        .replace("10⁶", "10^6")
    )
    unit = re.sub(
        r"(?:white|nucleated|lymphocytes|leu[kc]ocytes?|WBCs?|cells?)+(?=/)", "cells", unit, flags=re.I
    )
    unit = (
        re.sub(r"cubic(?:mm|millimet(?:er|re))", "mm3", unit, flags=re.I)
        .replace("mm^3", "mm3")
        .replace("mm³", "mm3")
    )
    unit = re.sub(r"/(?:mcL|microL)", "/uL", unit)
    unit = re.sub(r"^[×x*](10\^3)/mm3$", r"10^3/uL", unit)
    unit = re.sub(r"^[×x*]?(10\^[369])/[lL]$", r"\1/L", unit)
    unit = re.sub(r"^[×x*]?(10\^3)/(?:µ|u)[lL]$", r"10^3/uL", unit)
    return _MEQ.sub("mmol/L", unit)


def find_measures(text: str, context: str = "") -> Iterator[Measure]:
    """Yield the values of tests in a sentence. `context` is the sentence before, for 'the CSF' named there."""
    if not _ANY_NUMBER.search(text):
        return
    lower = text.lower()
    for cells in _CELLS_FIRST.finditer(text):  # '3 cells/mm3'
        if in_csf(text, cells.start(), context):
            sign = (cells["sign"] or "").replace("≤", "<=").replace("≥", ">=")
            unit = clean_unit(
                re.sub(r"^(?:white|mononuclear|nucleated) ?(?:blood)?", "", cells["unit"], flags=re.I)
            )
            yield Measure("csf_white_cells", cells.start(), cells.end(), f"{sign}{cells['low']} {unit}")
    if not _ANY_TEST.within(text):
        return
    if "respectively" in lower:
        yield from _in_turn(text, context)
    else:
        yield from _paired(text)
    keys = held(text)
    for field, needs_csf, bit, named in _TESTS:
        if not keys & bit:
            continue
        for name in named.finditer(text):
            fluid = in_csf(text, name.start(), context)
            if needs_csf is None and _OF_CSF.search(text, 0, name.start()):
                continue  # 'CSF lactate dehydrogenase' is none of the blood
            if needs_csf is not None and needs_csf != fluid:
                continue
            if (field == "csf_protein" and re.search(r"reactive\s*$", text[: name.start()])) or (
                needs_csf is None and field == "platelets" and fluid
            ):
                continue
            if "respectively" in lower[name.end() : name.end() + 140]:
                continue  # 'ALT and AST were 80 and 120 U/L, respectively': whose is which is not guessed
            if field.startswith("csf_") and (
                before := _VALUE_BEFORE.search(text, max(0, name.start() - 40), name.start())
            ):
                unit = clean_unit(before["unit"])
                if find_unit(unit) is not None:  # '16 mg/dL protein, 71 mg/dL glucose'
                    yield Measure(
                        field, before.start("low"), name.end(), f"{before['low'].replace('·', '.')} {unit}"
                    )
                    continue
            found = _value_after(text, name.end())
            if found:
                yield Measure(field, name.start(), name.end() + found[1], _fitting(field, found[0]))


def _in_turn(text: str, context: str) -> Iterator[Measure]:
    """'ALT and AST were 80 and 120 U/L, respectively': where there are as many values as tests, and all have a unit."""
    for end in re.finditer(r"\brespectively\b", text, re.I):
        first = max(
            text.rfind(";", 0, end.start()),
            text.rfind(". ", 0, end.start()),
            text.rfind("respectively", 0, end.start()),
        )
        clause = text[first + 1 : end.start()]
        names: list[tuple[int, str]] = []
        for field, (_, needs_csf) in TESTS.items():
            for name in _NAMES[field].finditer(clause):
                if needs_csf is None or needs_csf == in_csf(text, first + 1 + name.start(), context):
                    names.append((name.start(), field))
        names.sort()
        fields = list(dict.fromkeys(field for _, field in names))
        if len(fields) < 2:
            continue
        last = max(place for place, _ in names)
        values = [m for m in _PLAIN_VALUE.finditer(clause, last) if m["low"]]
        units = [clean_unit(m["unit"]) if m["unit"] else "" for m in values]
        for place in range(len(units) - 2, -1, -1):  # a unit printed once stands after the last value
            units[place] = units[place] or units[place + 1]
        if len(values) != len(fields) or not all(units) or any(find_unit(unit) is None for unit in units):
            continue
        for field, value, unit in zip(fields, values, units, strict=True):
            raw = _fitting(field, f"{value['low'].replace('·', '.')} {unit}")
            yield Measure(field, first + 1 + names[0][0], first + 1 + value.end(), raw)


_ENZYME = r"(?:AST|ASAT|SGOT|GOT|ALT|ALAT|SGPT|GPT)"
_AST = frozenset({"AST", "ASAT", "SGOT", "GOT"})
_PAIR = Sieve(
    rf"\b(?P<one>{_ENZYME})\s?(?:/|and|&)\s?(?P<two>{_ENZYME})\b(?:\s+(?:levels?|values?|activit(?:y|ies)|concentrations?|was|were|of|at|to|with|up|rose|climbed|increased|elevated|peaked|reached|raised|soared|had|been|risen|serum|both))*[\s:=(]*"
    rf"(?P<first>{_NUM})\s?(?P<unit>I?U\s?/\s?[lL])?\s?(?:/|and|,|&)\s?(?P<second>{_NUM})\s?(?P<unit2>I?U\s?/\s?[lL])",
)


def _paired(text: str) -> Iterator[Measure]:
    """'AST/ALT 640/380 U/L', 'ALT and AST climbed to 640 U/L and 380 U/L': two values in the order of two names."""
    for match in _PAIR.finditer(text):
        fields = ["ast" if match[key] in _AST else "alt" for key in ("one", "two")]
        if fields[0] == fields[1]:
            continue
        for field, value in zip(fields, ("first", "second"), strict=True):
            yield Measure(field, *match.span(), f"{match[value]} {clean_unit(match['unit2'])}")


def _fitting(field: str, raw: str) -> str:
    """Counts per microlitre: of cells in the CSF, of blood cells without that word."""
    if field == "csf_white_cells":
        return re.sub(r" /[µu]L$", " cells/uL", raw)
    return re.sub(r" cells?(?=/)", " ", raw)


def in_csf(text: str, place: int, context: str) -> bool:
    """Say whether a test at this place is one of the CSF: by the last fluid named before it, else after it."""
    if CSF.search(text):
        if _FLUID_AFTER.match(text, place):
            return True
        before = [m.start() for m in CSF.finditer(text) if m.start() <= place + 12]
        blood = [m.start() for m in _BLOOD.finditer(text) if m.start() <= place]
        if before:
            return max(before) > max(blood, default=-1)
        after = next(CSF.finditer(text)).start()
        return (
            not blood
            and not _BLOOD.search(text)
            and not _WHITE.match(text, place)
            and ";" not in text[place:after]
        )
    return (
        bool(CSF.search(context))
        and not _BLOOD.search(text)
        and "count" not in text[place : place + 25].lower()
    )


def _value_after(text: str, end: int) -> tuple[str, int] | None:
    match = _VALUE.match(text[end : end + 110])
    if not match or not match["unit"]:
        return None
    unit = clean_unit(match["unit"])
    if find_unit(unit) is None:
        return None
    signs = {"less than": "<", "below": "<", "under": "<", "up to": "", "as high as": "", "as much as": "", "no less than": ">=", "at least": ">=", "exceeding": ">", "more than": ">", "greater than": ">", "over": ">", "above": ">",
             "around": "~", "about": "~", "approximately": "~", "≤": "<=", "≥": ">="}  # fmt: skip
    sign = (match["sign"] or "").lower()
    raw = f"{signs.get(sign, sign)}{match['low'].replace('·', '.').replace(' ', '')}"
    if match["high"]:
        raw += f"-{match['high'].replace('·', '.')}"
    return f"{raw} {unit}", match.end()


_SCALE = r"(?:Glasgow\s+(?:Coma\s+)?(?:Scale|Score)|\bGCS)"
_GCS = re.compile(
    rf"{_SCALE}(?:\s*\(GCS\))?(?:\)?\s+(?:\(GCS\)|score|scale|rating|value|was|of|is|at|on|admission|arrival|presentation|examination|dropped|decreased|fell|fallen|had|been|only|down|sank|sunk|went|dropping|falling|reduced|scored|stood|amounted|as|low|within|an|hours?|he|she|his|her|then|to|deteriorated|declined|worsened|initial|a|total|points?|from 1[0-5](?:/15)? to|,|:|=))*[\s:=(]*"
    r"(?:(?P<n>1[0-5]|[3-9])(?:\s?/\s?15)?(?!\d|\.\d|\s?(?:-|–|to)\s?\d)|(?P<word>three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|(?P<parts>[EMV]\s?[1-6T][ ,+/]*[EMV]\s?[1-6T][ ,+/]*[EMV]\s?[1-6T]))",
    re.I,
)
#: 'He scored 6 on the Glasgow Coma Scale.'
_GCS_AFTER = re.compile(
    rf"\b(?:scor(?:ed|ing)|scores? of|rated|rating of|value of|reached|achieved|had|at|was|with|of|only) (?:only |just |at |as |a total of )*(?P<n>1[0-5]|[3-9]|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\s?/\s?15)?(?: points?)?(?: \(?E\d\s?V\w\s?M\d\)?)? (?:on|in|by|of|according to) (?:the |his |her )?(?:\w+['’]?s? )?{_SCALE}",
    re.I,
)
#: 'GCS between 7 and 10', 'GCS improved from 6 to 12': two values, of which the lower is the lowest.
_GCS_TWO = re.compile(
    rf"{_SCALE}(?:\s*\(GCS\))?(?:\s+(?:score|scale|values?|points?|was|were|had|of|it|gradually|slowly|rapidly|then|only|staying|stayed|remained|remaining|lay|lying|fluctuat(?:ed|ing)|rang(?:ed|ing)|var(?:ied|ying)|hover(?:ed|ing)|oscillat(?:ed|ing)|improv(?:ed|ing)|increas(?:ed|ing)|rose|risen|recovered|fell|fallen|dropped|decreas(?:ed|ing)|declin(?:ed|ing)|deteriorat(?:ed|ing)|worsen(?:ed|ing)|between|from))*[\s:=(]+(?P<one>1[0-5]|[3-9])(?:\s?/\s?15)?\s?(?:-|–|to|and)\s?(?P<two>1[0-5]|[3-9])(?:\s?/\s?15)?(?![\d/]|\.\d|\s?(?:days?|hours?|years?|months?|weeks?)\b)",
    re.I,
)
#: 'E1V2M3' without the name of the scale, whose parts add up to it.
_PARTS = re.compile(
    r"\bE\s?[1-4][\s,/]*(?:and\s+)?(?:V\s?[1-5][\s,/]*(?:and\s+)?M\s?[1-6]|M\s?[1-6][\s,/]*(?:and\s+)?V\s?[1-5])\b"
)
_PART = re.compile(r"[EMV]\s?([1-6T])", re.I)
_JCS = re.compile(
    r"(?:Japan\s+Coma\s+Scale|\bJCS)(?:\s*\(JCS\))?[\s\w:=,(]{0,20}?(?:I{1,3}[-\s]?)?(?P<n>300|200|100|30|20|10|[0-3])(?!\d)",
    re.I,
)
_TEMPERATURE = re.compile(
    r"(?P<n>3[5-9](?:[.·]\d)?|4[0-3](?:[.·]\d)?)\s?(?:°\s?C|º\s?C|° ?C|degrees?\s+(?:C|Celsius)|℃)"
)


def _score(match: re.Match[str]) -> str:
    """Return the total of a Glasgow Coma Scale, as printed or of its parts ('E1V1M3'; a tube counts as no speech)."""
    said = match.groupdict()
    if parts := said.get("parts"):
        return str(sum(1 if part.upper() == "T" else int(part) for part in _PART.findall(parts)))
    written = said["n"] or said["word"]
    return written if written.isdigit() else str(to_number(written))


def find_scales(text: str) -> Iterator[Measure]:
    """Yield coma scales and temperatures."""
    lower = text.lower()
    named = "gcs" in lower or "glasgow" in lower
    for match in _GCS_TWO.finditer(text) if named else ():
        yield Measure("gcs_lowest", *match.span(), str(min(int(match["one"]), int(match["two"]))))
    for match in (*_GCS.finditer(text), *_GCS_AFTER.finditer(text)) if named else ():
        if _GCS_TWO.search(text):
            break
        near = text[max(0, match.start() - 40) : match.end() + 30]
        field = (
            "gcs_admission"
            if re.search(r"admission|arrival|presentation|initial|emergency", near, re.I)
            else "gcs_lowest"
        )
        yield Measure(field, match.start(), match.end(), _score(match))
    if "M" in text and not _GCS.search(text):
        for match in _PARTS.finditer(text):
            total = sum(int(part) for part in _PART.findall(match.group()))
            yield Measure("gcs_lowest", match.start(), match.end(), str(total))
    for match in _JCS.finditer(text) if "jcs" in lower or "japan" in lower else ():
        yield Measure("jcs_worst", match.start(), match.end(), match["n"])
    for match in (
        _TEMPERATURE.finditer(text) if any(sign in lower for sign in ("°", "º", "℃", "degree")) else ()
    ):
        yield Measure("temperature_max", match.start(), match.end(), f"{match['n'].replace('·', '.')} °C")
