"""Specification: measured numbers and their units."""

from __future__ import annotations

from spec_table import Chapter, Table
from spec_world import STUDY

from aneatlas.core.kinds import KINDS, read
from aneatlas.core.values import Quantity, Status


def _kept(field_id: str, words: str) -> tuple[str, str, str]:
    field = STUDY.dictionary[field_id].field
    _, value, _ = read(words, field, STUDY.dictionary, "")
    assert isinstance(value, Quantity)
    ends = ["open" if end is None else f"{end:g}" for end in (value.low, value.high)]
    span = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return f"{span} {value.unit}", value.comparator, KINDS["quantity"].show(value, field, STUDY.dictionary)


def _judged(field_id: str, words: str) -> tuple[str]:
    status, value, issues = read(words, STUDY.dictionary[field_id].field, STUDY.dictionary, "")
    if not issues:
        assert status is Status.PRESENT
        assert value is not None
        return ("taken",)
    return (f"{issues[0].level.value}: {issues[0].message}",)


CHAPTER = Chapter(
    "Measured numbers",
    "A number is kept as it was written and, beside that, converted to the one unit of its field. A sign such "
    "as '<' leaves one end open. A range keeps both ends.",
    (
        Table(
            "What is kept", "", ("field", "the report says"), ("in the field's unit", "sign", "shown as"), _kept,
            (
                ("csf_protein", "145 mg/dL", "145 mg/dL", "=", "145 mg/dL"),
                ("csf_protein", "1.2 g/L", "120 mg/dL", "=", "1.2 g/L (120 mg/dL)"),
                ("csf_protein", ">3 g/L", "300 to open mg/dL", ">", ">3 g/L (> 300 mg/dL)"),
                ("csf_white_cells", "<5 /mm3", "open to 5 cells/uL", "<", "<5 /mm3 (< 5 cells/uL)"),
                ("csf_white_cells", "3-5 cells/µL", "3 to 5 cells/uL", "=", "3-5 cells/µL"),
                ("csf_glucose", "4 mmol/L", "72.08 mg/dL", "=", "4 mmol/L (72.08 mg/dL)"),
                ("platelets", "85,000 /uL", "85 10^9/L", "=", "85,000 /uL (85 10^9/L)"),
                ("ast", "1,240 IU/L", "1240 U/L", "=", "1,240 IU/L (1240 U/L)"),
                ("temperature_max", "104 °F", "40 degC", "=", "104 °F (40 degC)"),
                ("treatment_start", "2 days", "48 h", "=", "2 days (48 h)"),
                ("treatment_start", "18-32 h", "18 to 32 h", "=", "18-32 h"),
                ("treatment_start", "-6 h", "-6 h", "=", "-6 h"),
                ("prodrome_days", "about 36 hours", "1.5 d", "~", "about 36 hours (~ 1.5 d)"),
                ("outcome_time", "1 year", "12 mo", "=", "1 year (12 mo)"),
                ("inr", "1.4", "1.4 1", "=", "1.4"),
            ),
        ),
        Table(
            "What is questioned or refused",
            "Outside the *possible* range is an error and nothing is written. Outside the *plausible* range is a "
            "warning: the value is taken and somebody is asked to look again. A missing or unknown unit is refused.",
            ("field", "the report says"), ("result",), _judged,
            (
                ("csf_protein", "145 mg/dL", "taken"),
                ("csf_protein", "145", "error: '145': the unit is missing; use one of mg/dL, g/L, mg/L."),
                ("csf_protein", "145 mmol/L", "error: '145 mmol/L': the unit 'mmol/L' is not known here; use one of mg/dL, g/L, mg/L."),
                ("csf_protein", "raised", "error: 'raised' is not a number with a unit; write for example '3 mg/dL' or '<5 mg/dL'."),
                ("csf_protein", "3,5 g/L", "error: '3,5 g/L': the unit ',5 g/L' is not known here; use one of mg/dL, g/L, mg/L."),
                ("csf_protein", "<5-10 mg/dL", "error: '<5-10 mg/dL': a comparator and a range together have no clear meaning."),
                ("csf_protein", "5-3 mg/dL", "error: '5-3 mg/dL': the range runs backwards."),
                ("temperature_max", "44 °C", "warning: '44 °C' is implausible: Highest temperature lies between 35 and 43 degC."),
                ("temperature_max", "60 °C", "error: '60 °C' is impossible: Highest temperature lies between 25 and 45 degC."),
                ("gcs_lowest", "2", "error: '2' is impossible: Lowest Glasgow Coma Scale lies between 3 and 15."),
                ("gcs_lowest", "seven", "error: 'seven' is not a whole number."),
                ("age_at_onset", "121 years", "error: '121 years' is impossible: Age at onset lies between 0 and 1440 months."),
                ("age_at_onset", "104 years", "warning: '104 years' is implausible: Age at onset lies between 0 and 1200 months."),
            ),
        ),
    ),
)  # fmt: skip
