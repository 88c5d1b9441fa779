"""Words for shares follow a stated rule: the whole interval lies within the band."""

from __future__ import annotations

import pytest

from aneatlas.outputs.factsheet.frequency import frequencies
from aneatlas.outputs.factsheet.model import Sheet, Word
from aneatlas.outputs.factsheet.words import fitting, in_hundredths, misfit

THIRD = Word(id="around_a_third", text="around a third", low=23, high=43)


def test_a_word_fits_when_the_whole_interval_lies_in_its_band(share) -> None:  # type: ignore[no-untyped-def]
    assert misfit(THIRD, share(100, 300)) == ""  # 28.2 to 38.9 %
    assert (
        misfit(THIRD, share(10, 30))
        == "'around a third' stands for 23 to 43 %, and the 95 % interval is 19.2 to 51.2 %"
    )


@pytest.mark.parametrize(
    ("low", "high", "fits"),
    [(23.0, 43.0, True), (22.9, 40.0, False), (30.0, 43.1, False), (0.0, 100.0, False)],
)
def test_the_limits_of_a_band_belong_to_it(share, low: float, high: float, fits: bool) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    assert (misfit(THIRD, replace(share(1, 3), low=low, high=high)) == "") is fits


def test_a_withheld_figure_fits_no_band(share) -> None:  # type: ignore[no-untyped-def]
    assert (
        misfit(THIRD, share(1, 3, reason="Too few."))
        == "'around a third' needs an interval, and the figure has none"
    )


def test_nobody_fits_nobody_only(share, sheet: Sheet) -> None:  # type: ignore[no-untyped-def]
    nobody = sheet.word("nobody")
    assert nobody is not None
    assert misfit(nobody, share(0, 30)) == ""
    assert misfit(nobody, share(1, 30)) == "'nobody' is said, and 1 were counted"


def test_named_most_often_needs_an_interval_above_all_others(share, sheet: Sheet) -> None:  # type: ignore[no-untyped-def]
    word = sheet.word("named_most_often")
    assert word is not None
    first, second, close = share(60, 100), share(20, 100, "Second"), share(48, 100, "Close")
    assert misfit(word, first, [second]) == ""
    assert "that of 'Close' reaches 57.7 %" in misfit(word, first, [second, close])


def test_fitting_words_come_narrowest_first(share, sheet: Sheet) -> None:  # type: ignore[no-untyped-def]
    assert [word.id for word in fitting(sheet.words, share(900, 1000), [share(1, 1000)])] == [
        "most",
        "named_most_often",
    ]


@pytest.mark.parametrize(
    ("n", "of", "ten", "hundred"),
    [
        (23, 57, 4, 40),
        (1, 4, 3, 25),
        (7, 20, 4, 35),
        (9, 20, 5, 45),
        (3, 20, 2, 15),
        (0, 9, 0, 0),
        (9, 9, 10, 100),
    ],
)
def test_a_share_in_tenths_and_hundredths_is_rounded_half_up(n: int, of: int, ten: int, hundred: int) -> None:
    assert frequencies(n / of) == {"in_ten": ten, "in_hundred": hundred}


def test_every_fraction_of_small_groups_is_rounded_as_whole_numbers_would_be() -> None:
    for of in range(1, 200):
        for n in range(of + 1):
            assert frequencies(n / of) == {
                "in_ten": (20 * n + of) // (2 * of),
                "in_hundred": (200 * n + of) // (2 * of),
            }


def test_small_and_large_shares_are_told_in_hundredths() -> None:
    assert [in_hundredths(percent) for percent in (4.0, 14.9, 15.0, 85.0, 85.1)] == [
        True,
        True,
        False,
        False,
        True,
    ]
