"""Pooling against printed results: metafor's documentation of dat.bcg and dat.pritz1997 (printed to four
decimals), its full-precision output for dat.bcg, and tables of the papers; no corpus is needed."""

import pytest
from stat_published_data import (
    BCG,
    BCG_LATITUDE,
    BCG_YEAR,
    CATHETERS,
    PRITZ_EVENTS,
    PRITZ_TOTALS,
    VIECHTBAUER_1,
    VIECHTBAUER_2,
)

from aneatlas.statistics.effects import Effects, TwoByTwo, comparison_effects, proportion_effects
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.pooling import Pooled, pool, with_tau2_interval
from aneatlas.statistics.regression import MetaRegression, Subgroups, meta_regression, subgroups
from aneatlas.statistics.rootfinding import METAFOR
from aneatlas.statistics.sensitivity import LeaveOneOut, leave_one_out
from aneatlas.statistics.small_study import (
    AsymmetryTest,
    TrimAndFill,
    egger_classic,
    egger_mixed,
    rank_test,
    trim_and_fill,
)
from aneatlas.statistics.stratified import StratifiedComparison, mantel_haenszel, peto

RISK = comparison_effects(BCG, "risk ratio")


def test_bcg_random_effects() -> None:
    found = pool(RISK)
    assert isinstance(found, Pooled)
    printed = [0.3132, 0.1664, 92.22, 12.86, 152.2330, -0.7145, 0.1798, -3.9744, -1.0669, -0.3622]
    ours = [found.tau2, found.tau2_se, found.i2, found.h2, found.q, found.estimate, found.se, found.statistic,
            found.interval.lower, found.interval.upper]  # fmt: skip
    assert ours == pytest.approx(printed, rel=5e-4)  # four significant digits are printed
    shown = found.natural
    assert shown.prediction is not None
    limits = [shown.estimate, shown.interval.lower, shown.interval.upper,
              shown.prediction.lower, shown.prediction.upper]  # fmt: skip
    assert [round(value, 4) for value in limits] == [0.4894, 0.3441, 0.6962, 0.1546, 1.5490]


def test_bcg_q_profile() -> None:
    """metafor's confint of the DerSimonian-Laird fit: tau2 0.3088 (0.1197 to 1.1115)."""
    found = pool(RISK, "DL")
    assert isinstance(found, Pooled)
    interval = with_tau2_interval(found, RISK).tau2_interval
    assert interval is not None
    ours = [found.tau2, interval.lower, interval.upper]
    # metafor's own root finder leaves 1.2e-4 open.
    assert ours == pytest.approx([0.3088, 0.1197, 1.1115], abs=1.5e-4)


# Full-precision output of metafor 3.8-1: leave1out(rma(RR, REML)).
LEFT_OUT = [-0.707083788031437, -0.654031200397814, -0.685554417972832, -0.628409407862505,
            -0.764170094987222, -0.710876564850935, -0.655247599791984, -0.794767610948287,
            -0.741197299313848, -0.653032925763431, -0.757858625204249, -0.759812097339421,
            -0.777536180774624]  # fmt: skip


def test_bcg_leave_one_out() -> None:
    found = leave_one_out(RISK, stopping=METAFOR)
    assert isinstance(found, LeaveOneOut)
    assert [result.estimate for result in found.results] == pytest.approx(LEFT_OUT, rel=1e-12)


def test_bcg_small_study_tests() -> None:
    egger = egger_mixed(RISK, stopping=METAFOR)
    assert isinstance(egger, AsymmetryTest)
    assert egger.statistic == pytest.approx(-0.803329112070106, rel=1e-9)
    assert egger.p_value == pytest.approx(0.421784535672228, rel=1e-9)
    assert egger.limit_estimate == pytest.approx(-0.5104318837895, rel=1e-9)
    classic = egger_classic(RISK)
    assert isinstance(classic, AsymmetryTest)
    assert classic.statistic == pytest.approx(-1.40128200228933, rel=1e-9)
    assert classic.p_value == pytest.approx(0.188706995081979, rel=1e-9)
    rank = rank_test(RISK)
    assert isinstance(rank, AsymmetryTest)
    assert rank.statistic == pytest.approx(2 / 78)
    assert rank.p_value == pytest.approx(0.952361907960866, rel=1e-12)


def test_bcg_trim_and_fill() -> None:
    found = trim_and_fill(RISK, stopping=METAFOR)
    assert isinstance(found, TrimAndFill)
    assert (found.added, found.side) == (1, "right")
    assert found.pooled.estimate == pytest.approx(-0.657082800760365, rel=1e-12)
    assert found.pooled.interval.lower == pytest.approx(-1.00699216620845, rel=1e-12)


def test_bcg_meta_regression() -> None:
    found = meta_regression(RISK, [BCG_LATITUDE, BCG_YEAR], ["latitude", "year"])
    assert isinstance(found, MetaRegression)
    assert found.r2 is not None
    overall = [found.tau2, found.tau2_se, found.i2, found.h2, found.r2, found.qe, found.qm, found.qm_p]
    assert overall == pytest.approx([0.1108, 0.0845, 71.98, 3.57, 64.63, 28.3251, 12.2043, 0.0022], rel=2e-2)
    assert [round(c.estimate, 4) for c in found.coefficients] == [-3.5454, -0.0280, 0.0019]
    assert [round(c.se, 4) for c in found.coefficients] == [29.0956, 0.0102, 0.0147]
    assert [round(c.p_value, 4) for c in found.coefficients] == [0.9030, 0.0062, 0.8966]


def test_bcg_mantel_haenszel_and_peto() -> None:
    """Estimate, limits, z and Q as printed by Stata's metan and metafor's rma.mh and rma.peto."""
    printed = {
        "risk ratio": (-0.4537, -0.5308, -0.3766, -11.5338, 152.5676),
        "odds ratio": (-0.4734, -0.5538, -0.3930, -11.5444, 163.9426),
        "risk difference": (-0.0033, -0.0039, -0.0027, -11.4708, 386.7759),
    }
    for measure, row in printed.items():
        found = mantel_haenszel(BCG, measure)  # type: ignore[arg-type]
        assert isinstance(found, StratifiedComparison)
        ours = [found.estimate, found.interval.lower, found.interval.upper, found.statistic, found.q]
        assert [round(value, 4) for value in ours if value is not None] == list(row)
    found = peto(BCG)
    assert isinstance(found, StratifiedComparison)
    ours = [found.estimate, found.interval.lower, found.interval.upper, found.statistic, found.q]
    assert [round(value, 4) for value in ours if value is not None] == [
        -0.4744,
        -0.5541,
        -0.3948,
        -11.6689,
        167.7302,
    ]
    assert any(issue.code == "peto-biased" for issue in found.issues)


def test_rothman_2008_table_15_1() -> None:
    """Tolbutamide and death by age (Rothman, Greenland, Lash 2008, chapter 15), 90 % limits."""
    tables = [TwoByTwo(8, 106, 5, 120), TwoByTwo(22, 98, 16, 85)]
    found = mantel_haenszel(tables, "odds ratio", 0.90, correct=False)
    assert isinstance(found, StratifiedComparison)
    assert [round(found.natural, 4), round(found.natural_interval.lower, 4)] == [1.4031, 0.8411]
    assert round(found.natural_interval.upper, 4) == 2.3409
    assert found.test == pytest.approx(1.1914, abs=5e-5)
    difference = mantel_haenszel(tables, "risk difference", 0.90)
    assert isinstance(difference, StratifiedComparison)
    assert [round(difference.interval.lower, 4), round(difference.interval.upper, 4)] == [-0.0176, 0.0874]


@pytest.mark.parametrize(
    ("data", "tau2", "i2", "se"),
    [
        (
            VIECHTBAUER_1,
            [0.2282, 0.1484, 0.2768, 0.1967, 0.2232, 0.192, 0.1992],
            [77.2284, 68.7988, 80.4447, 74.5098, 76.8399, 74.0511, 74.7545],
            [0.1328, 0.1234, 0.1841, 0.1255, 0.1464, 0.133, 0.0979],
        ),
        (
            VIECHTBAUER_2,
            [0.0099, 0, 0.0126, 0.0132, 0.0157, 0.0104, 0.0248],
            [22.9266, 0, 27.5275, 28.4505, 32.0203, 23.7198, 42.6734],
            [0.0138, 0.0217, 0.0159, 0.0151, 0.0167, 0.0156, 0.0118],
        ),
    ],
)
def test_viechtbauer_2005(
    data: tuple[tuple[float, ...], tuple[float, ...]], tau2: list[float], i2: list[float], se: list[float]
) -> None:
    """Pages 271 and 272. I2 is printed from an iteration that stopped at a step of 1e-5: 0.002 percent points."""
    k = len(data[0])
    effects = Effects("standardised mean difference", tuple(map(str, range(k))), *data, (1,) * k)
    for place, method in enumerate(("HS", "HE", "DL", "ML", "REML", "EB", "SJ")):
        found = pool(effects, method)  # type: ignore[arg-type]
        assert isinstance(found, Pooled)
        assert round(found.tau2, 4) == tau2[place]
        assert found.i2 == pytest.approx(i2[place], abs=2e-3)
        assert found.tau2_se == pytest.approx(se[place], abs=6e-5)


def test_pritz_1997() -> None:
    logit = pool(proportion_effects(PRITZ_EVENTS, PRITZ_TOTALS, "logit"))
    assert isinstance(logit, Pooled)
    shown = logit.natural
    assert shown.prediction is not None
    limits = [shown.estimate, shown.interval.lower, shown.interval.upper]
    limits += [shown.prediction.lower, shown.prediction.upper]
    assert [round(v, 4) for v in limits] == [0.7575, 0.6605, 0.8337, 0.4661, 0.9179]
    raw = pool(proportion_effects(PRITZ_EVENTS, PRITZ_TOTALS, "raw"))
    assert isinstance(raw, Pooled)
    assert raw.prediction is not None
    limits = [raw.estimate, raw.se, raw.interval.lower, raw.interval.upper]
    limits += [raw.prediction.lower, raw.prediction.upper]
    assert [round(v, 4) for v in limits] == [0.7968, 0.0423, 0.7138, 0.8797, 0.5306, 1.0629]
    assert any(issue.code == "limits-outside-0-to-1" for issue in raw.issues)


def test_pritz_1997_logistic_model() -> None:
    """rma.glmm (lme4, 7 nodes), printed to four decimals; the likelihood-ratio test of homogeneity 42.2324."""
    found = pool_proportions(PRITZ_EVENTS, PRITZ_TOTALS, nodes=7)
    assert isinstance(found, LogisticPooled)
    limits = [found.typical, found.typical_interval.lower, found.typical_interval.upper]
    limits += [found.prediction.lower, found.prediction.upper]
    assert [round(v, 4) for v in limits] == [0.7984, 0.6924, 0.8746, 0.4426, 0.9518]
    assert round(found.lrt, 4) == 42.2324


def test_subgroups_of_bcg_by_hand() -> None:
    """Q between two groups is the squared difference over the summed variances."""
    groups = ["north" if latitude > 35 else "south" for latitude in BCG_LATITUDE]
    found = subgroups(RISK, groups)
    assert isinstance(found, Subgroups)
    north, south = (group.pooled for group in found.groups)
    assert isinstance(north, Pooled)
    assert isinstance(south, Pooled)
    by_hand = (north.estimate - south.estimate) ** 2 / (north.se**2 + south.se**2)
    assert found.q_between == pytest.approx(by_hand)
    assert found.df == 1


def test_hartung_knapp_by_hand() -> None:
    """Common effect of 1, 2, 3 with unit variances: mean 2, variance sum((y-2)^2)/2/3, t with 2 df."""
    effects = Effects("mean difference", ("a", "b", "c"), (1.0, 2.0, 3.0), (1.0, 1.0, 1.0), (1, 1, 1))
    found = pool(effects, "common", "hartung-knapp")
    assert isinstance(found, Pooled)
    assert found.estimate == pytest.approx(2)
    assert found.se == pytest.approx((1 / 3) ** 0.5)
    assert found.interval.upper - 2 == pytest.approx(4.302652729696142 * found.se)


def test_dersimonian_laird_is_truncated() -> None:
    """Homogeneous reports: the moment estimate is negative, and 0 is what it means."""
    effects = proportion_effects([5, 5, 6, 5], [20, 20, 20, 20])
    found = pool(effects, "DL")
    assert isinstance(found, Pooled)
    assert found.tau2 == 0
    assert found.se > 0


# Logit, standard error and tau2 of metafor (rma and rma.glmm), printed to four decimals; Stijnen and others
# 2010, table II, prints them to two or three. R's figures carry the error of its seven nodes: with seven we
# print the same digits; the exact integral gives tau2 0.8253 for the second arm, as brute force does.
STIJNEN = [
    ("standard", (-3.3018, 0.2378, 0.6629), (-3.4964, 0.2570, 0.8124)),
    ("anti-infective", (-4.2604, 0.2589, 0.3928), (-4.8121, 0.3555, 0.8265)),
]


@pytest.mark.parametrize(("arm", "normal", "logistic"), STIJNEN)
def test_stijnen_2010_table_2(
    arm: str, normal: tuple[float, float, float], logistic: tuple[float, float, float]
) -> None:
    events = [t.events2 if arm == "standard" else t.events1 for t in CATHETERS]
    totals = [t.total2 if arm == "standard" else t.total1 for t in CATHETERS]
    one = pool(proportion_effects(events, totals))
    two = pool_proportions(events, totals, nodes=7)
    assert isinstance(one, Pooled)
    assert isinstance(two, LogisticPooled)
    assert [one.estimate, one.se, one.tau2] == pytest.approx(normal, abs=6e-5)
    assert [two.logit, two.logit_se, two.tau2] == pytest.approx(logistic, abs=6e-5)
    exact = pool_proportions(events, totals)
    assert isinstance(exact, LogisticPooled)
    assert exact.tau2 == pytest.approx(two.tau2, rel=2e-3)


def test_reports_without_events_do_not_enter_mantel_haenszels_heterogeneity() -> None:
    """Trial 15 has no infection in either group: 17 of 18 reports compare."""
    found = mantel_haenszel(CATHETERS)
    assert isinstance(found, StratifiedComparison)
    assert (found.n, found.q_df) == (18, 16)
