"""Specification: shares with their denominators and bounds."""

from __future__ import annotations

from spec_table import Chapter, Table

from aneatlas.outputs.analyses import Analysis, analyse

_STATUS = {"yes": "present", "no": "absent", "silent": "not_reported", "unread": ""}


def _rows(cases: str, column: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for part in cases.split(", "):
        number, answer = part.split()
        rows += [{column: _STATUS[answer]}] * int(number)
    return rows


def _proportion(cases: str) -> tuple[str, ...]:
    analysis = Analysis(
        id="example", title="Died", plain="", kind="proportion", column="died", counts=("present",), method="",
        citation="",
    )  # fmt: skip
    figure = analyse(analysis, {"cases": _rows(cases, "died")}).strata[0]
    share = figure.estimates[0]
    interval = "withheld"
    if share.estimate is not None and share.lower is not None and share.upper is not None:
        interval = f"{100 * share.estimate:.1f} % ({100 * share.lower:.1f} to {100 * share.upper:.1f})"
    assert share.least is not None
    assert share.most is not None
    return (
        f"{share.n} of {share.of}", interval, f"{figure.unreported} silent, {figure.unread} unread",
        f"{100 * share.least:.1f} to {100 * share.most:.1f} %",
    )  # fmt: skip


def _feature(whole: str, part: str) -> tuple[str]:
    analysis = Analysis(
        id="example", title="Sites", plain="", kind="features", method="", citation="",
        features={"Brainstem": ("lesion_brainstem", "lesion_pons")},
    )  # fmt: skip
    row = {"lesion_brainstem": _STATUS[whole], "lesion_pons": _STATUS[part]}
    share = analyse(analysis, {"cases": [row]}).strata[0].estimates[0]
    assert share.estimate is None
    return ("named" if share.n else "denied" if share.of else "silent",)


CHAPTER = Chapter(
    "Shares and their denominators",
    "A share is n of those of whom the text says yes or no; everybody else is shown beside it. The interval is "
    "Wilson's, 95 %, and is withheld below ten known answers. The bounds say what the share among *all* cases would "
    "be if nobody, or everybody, whose answer is not known had it.",
    (
        Table(
            "A share", "Cases by their answer: yes, no, silent (looked for, not told), unread (nobody has looked yet).",
            ("cases",), ("n of N known", "share and 95 % interval", "not in the denominator", "bounds among all"), _proportion,
            (
                ("30 yes, 70 no", "30 of 100", "30.0 % (21.9 to 39.6)", "0 silent, 0 unread", "30.0 to 30.0 %"),
                ("30 yes, 20 no, 50 silent", "30 of 50", "60.0 % (46.2 to 72.4)", "50 silent, 0 unread", "30.0 to 80.0 %"),
                ("30 yes, 20 no, 25 silent, 25 unread", "30 of 50", "60.0 % (46.2 to 72.4)", "25 silent, 25 unread", "30.0 to 80.0 %"),
                ("10 yes, 10 silent", "10 of 10", "100.0 % (72.2 to 100.0)", "10 silent, 0 unread", "50.0 to 100.0 %"),
                ("10 no, 10 silent", "0 of 10", "0.0 % (0.0 to 27.8)", "10 silent, 0 unread", "0.0 to 50.0 %"),
                ("3 yes, 2 no, 5 silent", "3 of 5", "withheld", "5 silent, 0 unread", "30.0 to 80.0 %"),
                ("20 silent", "0 of 0", "withheld", "20 silent, 0 unread", "0.0 to 100.0 %"),
            ),
        ),
        Table(
            "What texts name and seldom deny",
            "Of a lesion site no percentage is given. A part counts for the whole; that a part is spared says little "
            "of the whole.",
            ("brainstem", "pons"), ("brainstem, parts included",), _feature,
            (
                ("yes", "unread", "named"),
                ("silent", "yes", "named"),
                ("no", "yes", "named"),
                ("no", "unread", "denied"),
                ("silent", "no", "silent"),
                ("no", "no", "denied"),
                ("unread", "unread", "silent"),
            ),
        ),
    ),
)  # fmt: skip
