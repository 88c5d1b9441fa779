"""Regressions, survival, agreement and capture-recapture against printed results; no corpus is needed."""

import math

import numpy as np
import pytest

from aneatlas.statistics.agreement import Agreement, cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha
from aneatlas.statistics.capture_models import CaptureModels, closed_models
from aneatlas.statistics.firth import PenalisedRegression, firth_logistic
from aneatlas.statistics.loglinear import PopulationSize, population_size
from aneatlas.statistics.ordinal import OrdinalRegression, proportional_odds
from aneatlas.statistics.survival import SurvivalCurve, kaplan_meier
from aneatlas.statistics.two_sources import Undercount, chao_lower_bound, chapman

# Urinary tract infection in 239 college women (LogXact manual; the R package logistf), counts per pattern of
# (infection, age 24 or more, oral contraceptive, condom, lubricated condom, spermicide, diaphragm).
INFECTION = [
    ((0, 0, 0, 0, 0, 1, 0), 1), ((0, 0, 0, 1, 0, 0, 0), 2), ((0, 0, 0, 1, 0, 1, 0), 1),
    ((0, 0, 0, 1, 1, 0, 0), 8), ((0, 0, 0, 1, 1, 1, 0), 18), ((0, 0, 1, 0, 0, 0, 0), 42),
    ((0, 0, 1, 0, 0, 1, 0), 1), ((0, 0, 1, 1, 0, 0, 0), 1), ((0, 0, 1, 1, 1, 0, 0), 5),
    ((0, 0, 1, 1, 1, 1, 0), 6), ((0, 1, 0, 1, 1, 0, 0), 2), ((0, 1, 0, 1, 1, 1, 0), 4),
    ((0, 1, 1, 0, 0, 0, 0), 14), ((0, 1, 1, 0, 0, 1, 0), 1), ((0, 1, 1, 1, 0, 0, 0), 1),
    ((0, 1, 1, 1, 1, 1, 0), 2), ((1, 0, 0, 0, 0, 1, 0), 1), ((1, 0, 0, 1, 0, 0, 0), 14),
    ((1, 0, 0, 1, 0, 1, 0), 3), ((1, 0, 0, 1, 1, 0, 0), 10), ((1, 0, 0, 1, 1, 1, 0), 12),
    ((1, 0, 0, 1, 1, 1, 1), 1), ((1, 0, 1, 0, 0, 0, 0), 44), ((1, 0, 1, 0, 0, 0, 1), 3),
    ((1, 0, 1, 1, 0, 0, 0), 15), ((1, 0, 1, 1, 0, 0, 1), 1), ((1, 0, 1, 1, 0, 1, 0), 2),
    ((1, 0, 1, 1, 1, 0, 0), 7), ((1, 0, 1, 1, 1, 1, 0), 3), ((1, 1, 0, 1, 0, 0, 0), 2),
    ((1, 1, 0, 1, 0, 1, 0), 1), ((1, 1, 0, 1, 0, 1, 1), 1), ((1, 1, 0, 1, 1, 0, 0), 1),
    ((1, 1, 0, 1, 1, 1, 1), 1), ((1, 1, 1, 0, 0, 0, 0), 5), ((1, 1, 1, 1, 0, 0, 0), 3),
]  # fmt: skip

# summary(logistf(case ~ age + oc + vic + vicl + vis + dia, data = sex2)): coefficient, 95 % profile limits,
# 90 % profile limits, p value.
LOGISTF = {
    "intercept": (0.12025405, -0.8185591, 1.07315122, -0.6673577, 0.9177303, 8.020268e-01),
    "age": (-1.10598131, -1.9737884, -0.30742514, -1.8277045, -0.4328451, 6.143472e-03),
    "oc": (-0.06881673, -0.9414363, 0.78920202, -0.7986318, 0.6507581, 8.751911e-01),
    "vic": (2.26887464, 1.2730216, 3.43543273, 1.4248338, 3.2325326, 1.678877e-06),
    "vicl": (-2.11140817, -3.2608611, -1.11773495, -3.0613215, -1.2704704, 1.237805e-05),
    "vis": (-0.78831694, -1.6080879, 0.01518468, -1.4743338, -0.1137542, 5.449701e-02),
    "dia": (3.09601166, 0.7745682, 8.03029352, 1.0835108, 6.8752016, 4.951873e-03),
}


@pytest.mark.parametrize("level", [0.95, 0.90])
def test_firth_of_logistf(level: float) -> None:
    """logistf stops at a step of 1e-5, so its last printed digit is open: 1e-6 is allowed."""
    rows = [pattern for pattern, count in INFECTION for _ in range(count)]
    columns = [[row[i + 1] for row in rows] for i in range(6)]
    found = firth_logistic([row[0] for row in rows], columns, list(LOGISTF)[1:], level)
    assert isinstance(found, PenalisedRegression)
    assert found.n == 239
    assert found.separated
    assert found.lrt == pytest.approx(49.09064, abs=5e-6)
    for item in found.coefficients:
        estimate, *limits, p_value = LOGISTF[item.name]
        lower, upper = limits[:2] if level == 0.95 else limits[2:]
        assert item.estimate == pytest.approx(estimate, abs=1e-6)
        assert item.interval.lower == pytest.approx(lower, abs=1e-6)
        assert item.interval.upper == pytest.approx(upper, abs=1e-6)
        assert item.p_value == pytest.approx(p_value, rel=1e-6)


def test_firth_of_a_two_by_two_table_adds_one_half() -> None:
    """In a saturated model the penalised estimate is the odds ratio after adding 1/2 to each cell."""
    outcome = [1] * 5 + [1] * 2 + [0] * 7
    exposed = [1] * 5 + [0] * 9
    found = firth_logistic(outcome, [exposed], ["exposed"])
    assert isinstance(found, PenalisedRegression)
    assert found.coefficients[1].estimate == pytest.approx(math.log(5.5 * 7.5 / (0.5 * 2.5)), abs=1e-9)
    assert found.coefficients[0].estimate == pytest.approx(math.log(2.5 / 7.5), abs=1e-9)


# Copenhagen housing (Madsen 1976; MASS): satisfaction Low, Medium, High for each contact (low, high), type
# (tower, apartment, atrium, terrace) and influence (low, medium, high).
HOUSING = [
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54, 13, 9, 10, 8, 8, 12, 6, 7, 9,
    18, 6, 7, 15, 13, 13, 7, 5, 11, 14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62,
    20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]  # fmt: skip


def test_proportional_odds_of_mass_polr() -> None:
    """Venables and Ripley 2002, section 7.3: coefficients, standard errors, deviance 3479.149."""
    levels = ["Low", "Medium", "High"]
    cells = [(c, t, i, s) for c in range(2) for t in range(4) for i in range(3) for s in range(3)]
    columns = [[float(i == 1) for _, _, i, _ in cells], [float(i == 2) for _, _, i, _ in cells]]
    columns += [[float(t == kind) for _, t, _, _ in cells] for kind in (1, 2, 3)]
    columns += [[float(c) for c, _, _, _ in cells]]
    names = ["medium influence", "high influence", "apartment", "atrium", "terrace", "high contact"]
    found = proportional_odds([levels[s] for *_, s in cells], levels, columns, names, HOUSING)
    assert isinstance(found, OrdinalRegression)
    estimates = [round(c.estimate, 4) for c in found.coefficients]
    assert estimates == [0.5664, 1.2888, -0.5724, -0.3662, -1.0910, 0.3603]
    assert [round(c.se, 3) for c in found.coefficients] == [0.105, 0.127, 0.119, 0.155, 0.151, 0.096]
    assert [round(c.estimate, 4) for c in found.thresholds] == [-0.4961, 0.6907]
    assert -2 * found.log_likelihood == pytest.approx(3479.149, abs=5e-4)


def test_proportional_odds_of_two_levels_is_logistic_regression() -> None:
    outcome = ["well"] * 30 + ["ill"] * 10 + ["well"] * 12 + ["ill"] * 28
    found = proportional_odds(outcome, ["well", "ill"], [[0.0] * 40 + [1.0] * 40], ["exposed"])
    assert isinstance(found, OrdinalRegression)
    assert found.odds_ratios[0].estimate == pytest.approx(28 * 30 / (10 * 12))
    assert found.coefficients[0].se == pytest.approx(math.sqrt(1 / 28 + 1 / 30 + 1 / 10 + 1 / 12), rel=1e-6)


# Freireich and others 1963: weeks of remission under 6-mercaptopurine; False: still in remission.
REMISSION = [
    (6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False),
    (13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False),
    (32, False), (32, False), (34, False), (35, False),
]  # fmt: skip


def test_kaplan_meier_of_freireich() -> None:
    """Survival and Greenwood errors as in Collett 2015, table 2.3; log-log limits at week 10 as in SAS."""
    found = kaplan_meier([time for time, _ in REMISSION], [event for _, event in REMISSION])
    assert isinstance(found, SurvivalCurve)
    assert [round(s.survival, 3) for s in found.steps] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(s.se, 4) for s in found.steps] == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    third = found.steps[2].interval
    assert third is not None
    assert (round(third.lower, 4), round(third.upper, 4)) == (0.5032, 0.8894)
    assert found.median == 23
    assert found.median_interval is not None
    assert found.median_interval.lower == 13
    assert math.isinf(found.median_interval.upper)
    assert found.at(12) == found.steps[2].survival
    assert found.at(36) is None


# Four raters, twelve units (Krippendorff 2011; Gwet 2014, table 4.10).
CODED = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]


def units() -> list[list[str | None]]:
    return [[None if value == "." else value for value in unit] for unit in zip(*CODED, strict=True)]


def test_agreement_of_gwet_and_krippendorff() -> None:
    """irrCAC prints Fleiss 0.76117 (0.15302) and AC1 0.77544 (0.14295); alpha: Krippendorff 2011."""
    categories = list("12345")
    fleiss, ac1 = fleiss_kappa(units(), categories), gwet_ac1(units(), categories)
    assert isinstance(fleiss, Agreement)
    assert isinstance(ac1, Agreement)
    assert [round(fleiss.estimate, 5), round(fleiss.se, 5)] == [0.76117, 0.15302]
    assert [round(ac1.estimate, 5), round(ac1.se, 5)] == [0.77544, 0.14295]
    for metric, printed in (("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)):
        alpha = krippendorff_alpha(units(), categories, metric)  # type: ignore[arg-type]
        assert isinstance(alpha, Agreement)
        assert round(alpha.estimate, 3) == printed


def test_cohen_kappa_by_hand() -> None:
    """20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, expected 0.5, kappa 0.4. Its variance by the
    formula of Fleiss, Cohen and Everitt, term by term: 0.016128."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found = cohen_kappa(first, second, ["yes", "no"])
    assert isinstance(found, Agreement)
    assert found.estimate == pytest.approx(0.4)
    po, pe, kappa = 0.7, 0.5, 0.4
    table, rows, columns = [[0.4, 0.1], [0.2, 0.3]], [0.5, 0.5], [0.6, 0.4]
    a = sum(table[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in (0, 1))
    b = (1 - kappa) ** 2 * sum(
        table[i][j] * (columns[i] + rows[j]) ** 2 for i in (0, 1) for j in (0, 1) if i != j
    )
    c = (kappa - pe * (1 - kappa)) ** 2
    assert po > pe
    assert found.se == pytest.approx(math.sqrt((a + b - c) / (50 * (1 - pe) ** 2)))


def test_fleiss_1971_example() -> None:
    """Ten units, fourteen raters, five categories: kappa 0.210."""
    counts = [(0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
              (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7)]  # fmt: skip
    ratings = [[str(j) for j, n in enumerate(row) for _ in range(n)] for row in counts]
    found = fleiss_kappa(ratings, list("01234"))
    assert isinstance(found, Agreement)
    assert round(found.estimate, 3) == 0.210


def test_chapman_by_hand() -> None:
    """n1 200, n2 100, both 50: 201 * 101 / 51 - 1; Seber's variance 201 * 101 * 150 * 50 / (51^2 * 52)."""
    found = chapman(200, 100, 50)
    assert isinstance(found, Undercount)
    assert found.estimate == pytest.approx(397.0588235)
    assert found.se == pytest.approx(math.sqrt(201 * 101 * 150 * 50 / (51**2 * 52)))
    assert found.interval.lower > found.n


def test_chao_by_hand() -> None:
    """100 seen, 40 once, 20 twice, four sources: 100 + 3/4 * 40 * 39 / (2 * 21)."""
    found = chao_lower_bound(100, 40, 20, 4)
    assert isinstance(found, Undercount)
    assert found.estimate == pytest.approx(100 + 0.75 * 40 * 39 / 42)


def test_independence_of_two_sources_is_lincoln_petersen() -> None:
    found = population_size({(1, 0): 150, (0, 1): 50, (1, 1): 50})
    assert isinstance(found, PopulationSize)
    assert found.estimate == pytest.approx(200 * 100 / 50)
    assert found.interval.lower < found.multinomial < found.interval.upper
    assert any(issue.code == "dependence-untestable" for issue in found.issues)


def test_mt_equals_its_closed_form_equation() -> None:
    """Model Mt's Poisson estimate solves 1 - n/N = product of (1 - n_j/N) (Darroch 1958)."""
    found = closed_models({(1, 1, 0): 10, (1, 0, 1): 8, (0, 1, 1): 6, (1, 1, 1): 4, (1, 0, 0): 30,
                           (0, 1, 0): 22, (0, 0, 1): 25}, level=0.95)  # fmt: skip
    assert isinstance(found, CaptureModels)
    model = found.named("Mt")
    n, sizes = 105, (52, 42, 43)
    size = model.estimate
    assert 1 - n / size == pytest.approx(math.prod(1 - one / size for one in sizes), rel=1e-9)
    assert model.interval is not None
    assert model.interval.lower < size < model.interval.upper


def test_saturated_three_source_model_by_hand() -> None:
    """[12,13,23]: the unseen are n111 n100 n010 n001 / (n110 n101 n011) (Bishop, Fienberg, Holland 1975)."""
    cells = {
        (1, 1, 1): 4,
        (1, 0, 0): 30,
        (0, 1, 0): 22,
        (0, 0, 1): 25,
        (1, 1, 0): 10,
        (1, 0, 1): 8,
        (0, 1, 1): 6,
    }
    found = population_size(cells)
    assert isinstance(found, PopulationSize)
    assert len(found.models) == 8
    full = next(model for model in found.models if model.name == "[12,13,23]")
    assert full.estimate == pytest.approx(105 + 4 * 30 * 22 * 25 / (10 * 8 * 6), rel=1e-9)
    one = next(model for model in found.models if model.name == "[12,13]")
    assert one.estimate == pytest.approx(105 + 22 * 25 / 6, rel=1e-9)
    assert found.selected == min(found.models, key=lambda model: model.aic).name
    assert np.isfinite(found.averaged)
