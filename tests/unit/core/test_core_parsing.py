"""Parsing: properties that hold for every age, quantity, date and count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aneatlas.core.parsing import (
    STAGES,
    NotUnderstood,
    number,
    parse_age,
    parse_count,
    parse_date,
    parse_quantity,
)
from aneatlas.core.units import UNITS, convert, find_unit
from aneatlas.core.values import AgePrecision

whole = st.integers(0, 119)
PAIRS = [
    (a.name, b.name) for a in UNITS.values() for b in UNITS.values() if a.dimension == b.dimension and a is not b
]  # fmt: skip
decimals = st.decimals("0.001", "99999", places=3, allow_nan=False)


@given(
    whole,
    st.sampled_from(["{} years", "{}-year-old", "{} y", "aged {} years", "{} years old", " {}  YEARS "]),
)
def test_years(years: int, form: str) -> None:
    age = parse_age(form.format(years))
    assert (age.low, age.high, age.precision) == (12 * years, 12 * years + 12, AgePrecision.YEAR)
    assert age.raw == form.format(years)


@given(whole, st.integers(0, 11), st.sampled_from(["{} years {} months", "{}y{}m", "{} years and {} months"]))
def test_years_and_months(years: int, months: int, form: str) -> None:
    age = parse_age(form.format(years, months))
    assert (age.low, age.high) == (12 * years + months, 12 * years + months + 1)
    assert age.precision is AgePrecision.MONTH


@given(st.integers(0, 400), st.sampled_from(["days", "weeks", "months"]))
def test_a_finer_age_is_a_narrower_interval(count: int, unit: str) -> None:
    age = parse_age(f"{count} {unit}")
    assert 0 <= age.low < age.high
    assert age.high - age.low <= 1.0000001
    assert parse_age(f"{count + 1} {unit}").low == pytest.approx(age.high, abs=1e-8)


@given(whole, whole)
def test_a_range_of_years(first: int, last: int) -> None:
    text = f"{first}-{last} years"
    if last < first:
        with pytest.raises(NotUnderstood):
            parse_age(text)
    else:
        age = parse_age(text)
        assert (age.low, age.high) == (12 * first, 12 * last + 12)


@pytest.mark.parametrize("words", sorted(STAGES))
def test_stages_do_not_mind_case_and_space(words: str) -> None:
    assert parse_age(f"  {words.upper()} ").low == STAGES[words][0]


@given(st.text(max_size=30))
def test_an_age_is_understood_or_refused(text: str) -> None:
    try:
        age = parse_age(text)
    except NotUnderstood:
        return
    assert 0 <= age.low < age.high
    assert age.raw == text


@given(decimals, st.sampled_from(PAIRS))
def test_conversion_there_and_back(value: Decimal, pair: tuple[str, str]) -> None:
    there = convert(value, *pair)
    assert there is not None
    back = convert(there, pair[1], pair[0])
    assert back is not None
    assert abs(back - value) <= Decimal("1e-15") * max(1, abs(value)) * 1000


@given(decimals, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_units_of_different_dimensions_never_convert(value: Decimal, one: str, other: str) -> None:
    assume(UNITS[one].dimension != UNITS[other].dimension)
    assert convert(value, one, other) is None


@given(decimals)
def test_a_number_survives(value: Decimal) -> None:
    assert Decimal(repr(number(value))) == value


@given(decimals, st.sampled_from(["", "<", "<=", ">", ">=", "~", "≤", "≥", "about "]))
def test_quantities_keep_their_sign(value: Decimal, sign: str) -> None:
    found = parse_quantity(f"{sign}{value} mg/dL", "mg/dL", ())
    ends = (found.low, found.high)
    if sign in ("<", "<=", "≤"):
        assert ends == (None, float(value))
    elif sign in (">", ">=", "≥"):
        assert ends == (float(value), None)
    else:
        assert ends == (float(value), float(value))
        assert found.point == float(value)
    assert found.comparator == {"≤": "<=", "≥": ">=", "about ": "~", "": "="}.get(sign, sign)


@given(decimals, decimals)
def test_ranges_are_ordered(low: Decimal, high: Decimal) -> None:
    text = f"{low} to {high} g/L"
    if high < low:
        with pytest.raises(NotUnderstood, match="backwards"):
            parse_quantity(text, "mg/dL", ("g/L",))
    else:
        found = parse_quantity(text, "mg/dL", ("g/L",))
        assert found.low is not None
        assert found.high is not None
        assert (found.low, found.high) == (pytest.approx(float(low) * 100), pytest.approx(float(high) * 100))


@given(st.integers(0, 999_999))
def test_thousands(count: int) -> None:
    assert parse_quantity(f"{count:,} U/L", "U/L", ()).point == count


@pytest.mark.parametrize(
    "raw", ["3,5 g/L", "12,34 g/L", "1,2345 g/L", "1.2.3 g/L", "g/L", "", "3 g / L ?", "<5-10 g/L"]
)
def test_quantities_that_are_refused(raw: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_quantity(raw, "g/L", ())


def test_molar_conversion_uses_the_worth_of_the_field() -> None:
    found = parse_quantity("1 mmol/L", "mg/dL", ("mmol/L",), {"mmol/L": Decimal("18.02")})
    assert found.point == 18.02
    with pytest.raises(NotUnderstood, match="cannot be converted"):
        parse_quantity("1 mmol/L", "mg/dL", ("mmol/L",))


@pytest.mark.parametrize("text", ["µmol/L", "μmol/l", "umol/L", "micromol/L", " umol/l "])
def test_spellings_of_a_unit(text: str) -> None:
    found = find_unit(text)
    assert found is not None
    assert found.name == "umol/L"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates(day: date) -> None:
    text = day.isoformat()
    assert parse_date(text).precision == "day"
    assert parse_date(text[:7]).text == text[:7]
    assert parse_date(text[:4]).precision == "year"


@given(st.text(max_size=12))
def test_a_date_is_understood_or_refused(text: str) -> None:
    try:
        found = parse_date(text)
    except NotUnderstood:
        return
    assert len(found.text) in (4, 7, 10)


@given(st.integers(0, 500), st.integers(1, 500))
def test_counts(n: int, of: int) -> None:
    if n > of:
        with pytest.raises(NotUnderstood):
            parse_count(f"{n} of {of}")
    else:
        assert (parse_count(f"{n} of {of}").n, parse_count(f"{n}/{of}").of) == (n, of)


@given(st.integers(1, 400), st.data(), st.integers(0, 2))
def test_a_percentage_gives_its_number_or_is_refused(of: int, data: st.DataObject, digits: int) -> None:
    n = data.draw(st.integers(0, of))
    text = f"{100 * n / of:.{digits}f}% of {of}"
    try:
        count = parse_count(text)
    except NotUnderstood:
        # several whole numbers round to it: in a group of 100 or more, a percentage without decimals
        assert of >= 100
        assert digits == 0
        return
    assert count.derived
    assert abs(100 * count.n / of - 100 * n / of) <= 10**-digits
    if of < 100:
        assert count.n == n
