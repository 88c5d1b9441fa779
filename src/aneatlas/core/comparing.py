"""Compare what readers took from one report: tie their patients and items, then go field by field. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.extractions import Answer, ExtractedPatient, Submission, is_group
from aneatlas.core.values import (
    Age,
    Categories,
    Category,
    Count,
    Integer,
    PartialDate,
    Quantity,
    Status,
    Value,
)

Likeness = Literal["agreed", "differ", "some"]
Content = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient: the number in each reader's extraction ('' where that reader has none), label and known case.

    A group that is counted together is such a row too; its names are letters, its case a cohort.
    """

    patients: tuple[str, ...]
    label: str
    case: str = ""

    @property
    def group(self) -> bool:
        """Tell whether this is a group."""
        return any(map(is_group, self.patients))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of one patient, with each reader's answer (None: nothing recorded).

    patient: index of the patient's row, None for the report itself. item: as it will stand in the atlas.
    likeness: 'agreed' where all readers answered alike, 'some' where those who answered agree and another
    recorded nothing, 'differ' otherwise.
    """

    patient: int | None
    field: str
    item: str
    answers: tuple[Answer | None, ...]
    likeness: Likeness

    @property
    def key(self) -> str:
        """Return a short name of the row, the same at each comparison of the same extractions."""
        return f"{'' if self.patient is None else self.patient + 1}/{self.field}/{self.item}"


def meaning(status: Status, value: Value | None) -> str:
    """Return an answer in canonical form: two answers that mean the same give the same text."""
    if value is None:
        return status.value
    match value:
        case Category():
            said = value.code
        case Categories():
            said = ";".join(sorted(value.codes))
        case Quantity():
            said = f"{value.comparator} {_end(value.low)}..{_end(value.high)} {value.unit}"
        case Age():
            said = f"{value.low:g}..{value.high:g} months"
        case Integer():
            said = str(value.number)
        case Count():
            said = f"{value.n} of {value.of}"
        case PartialDate():
            said = value.text
        case _:
            said = " ".join(value.raw.casefold().split()).rstrip(".")
    return f"{status.value}: {said}"


def meaning_of(answer: Answer | None) -> str:
    """Return an answer in canonical form, '' for none."""
    return "" if answer is None else meaning(answer.status, answer.value)


def tie_patients(submissions: Sequence[Submission]) -> list[PatientRow]:
    """Tie the patients of several extractions: by known case, then by what they have in common, then by label.

    Groups are tied to groups, and stand last. A person can tie them otherwise before deciding. The order is that
    of the first extraction.
    """
    found = [*_tied(submissions, groups=False), *_tied(submissions, groups=True)]
    return [row_of(submissions, tuple(row)) for row in found]


def _tied(submissions: Sequence[Submission], groups: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    for reader, submission in enumerate(submissions):
        free = {patient.id: patient for patient in submission.patients if is_group(patient.id) == groups}
        likeness = []
        for place, row in enumerate(rows):
            for patient in free.values():
                score = _patient_likeness(submissions, row, reader, patient)
                if score > 0:
                    likeness.append((-score, place, list(free).index(patient.id), patient.id))
        taken: set[int] = set()
        for _, place, _, id in sorted(likeness):
            if id in free and place not in taken:
                rows[place].append(id)
                taken.add(place)
                del free[id]
        left = [place for place in range(len(rows)) if place not in taken]
        if len(left) == 1 and len(free) == 1 and _may_be_one(submissions, rows[left[0]], *free.values()):
            rows[left[0]].append(free.popitem()[0])
            left = []
        for place in left:
            rows[place].append("")
        rows += [[""] * reader + [id] for id in free]
    return rows


def row_of(submissions: Sequence[Submission], numbers: tuple[str, ...]) -> PatientRow:
    """Return the row of tied patients.

    Raises KeyError for a number that an extraction does not have, ValueError where a patient is tied to a group.
    """
    if len({is_group(number) for number in numbers if number}) > 1:
        raise ValueError("a patient is tied to a group")
    found = [
        {patient.id: patient for patient in submission.patients}[number]
        for submission, number in zip(submissions, numbers, strict=True)
        if number
    ]
    return PatientRow(numbers, found[0].label, next((p.case for p in found if p.case), ""))


def compare(
    submissions: Sequence[Submission],
    patients: Sequence[PatientRow],
    dictionary: Dictionary,
    present: Mapping[str, Sequence[Answer]] | None = None,
) -> list[FieldRow]:
    """Return every field that at least one reader answered, in the order of the form.

    Items of groups that are numbered (treatments, assessments, variants) are tied by what they have in
    common, also with the items that the atlas has already. present: case -> what the atlas says of it.
    """
    rows: list[FieldRow] = []
    for place, numbers in [
        (None, ("",) * len(submissions)),
        *((n, p.patients) for n, p in enumerate(patients)),
    ]:
        of_reader: list[dict[str, Answer]] = []
        for submission, number in zip(submissions, numbers, strict=True):
            there = bool(number) or place is None
            mine = [a for a in submission.answers if there and a.patient == number]
            of_reader.append({f"{a.field}/{a.item}": a for a in mine})
        known = (present or {}).get(patients[place].case, ()) if place is not None else ()
        if place is not None and patients[place].group:
            rows += _rows(place, of_reader, dictionary)
        else:
            rows += _fields(place, of_reader, known, dictionary)
    return rows


def _fields(
    place: int | None,
    of_reader: Sequence[Mapping[str, Answer]],
    present: Sequence[Answer],
    dictionary: Dictionary,
) -> list[FieldRow]:
    renamed = [dict(answers) for answers in of_reader]
    for group in dictionary.groups:
        if group.repeats == "numbered":
            inside = {field.id for field in group.fields}
            for reader, names in enumerate(_tie_items(of_reader, present, inside)):
                moved = {key: answer for key, answer in renamed[reader].items() if answer.field not in inside}
                for answer in of_reader[reader].values():
                    if answer.field in inside:
                        moved[f"{answer.field}/{names[answer.item]}"] = answer
                renamed[reader] = moved
    return _rows(place, renamed, dictionary)


def _rows(
    place: int | None, of_reader: Sequence[Mapping[str, Answer]], dictionary: Dictionary
) -> list[FieldRow]:
    keys = {key for answers in of_reader for key in answers}
    order = {entry.field.id: number for number, entry in enumerate(dictionary)}
    rows = []
    for key in sorted(
        keys, key=lambda k: (order.get(k.partition("/")[0], 10**6), _natural(k.partition("/")[2]))
    ):
        field, _, item = key.partition("/")
        answers = tuple(mine.get(key) for mine in of_reader)
        rows.append(FieldRow(place, field, item, answers, _likeness(answers)))
    return rows


def _likeness(answers: Sequence[Answer | None]) -> Likeness:
    said = {meaning_of(answer) for answer in answers if answer is not None}
    if len(said) > 1:
        return "differ"
    return "some" if None in answers else "agreed"


def _tie_items(
    of_reader: Sequence[Mapping[str, Answer]], present: Sequence[Answer], inside: set[str]
) -> list[dict[str, str]]:
    """Return for each reader: own number of an item -> common number; items of the atlas keep theirs."""
    common: dict[str, Content] = dict(_items(present, inside))
    names: list[dict[str, str]] = []
    for answers in of_reader:
        items = _items(answers.values(), inside)
        pairs = sorted(
            (-_common(content, known), abs(int(item) - int(name)), int(name), item)
            for name, known in common.items()
            for item, content in items.items()
            if _common(content, known) > 0
        )
        mine: dict[str, str] = {}
        for _, _, number, item in pairs:
            if item not in mine and str(number) not in mine.values():
                mine[item] = str(number)
        for item in sorted(items, key=int):
            if item not in mine:
                mine[item] = str(max(map(int, common), default=0) + 1)
                common[mine[item]] = items[item]
        names.append(mine)
    return names


def _items(answers: Iterable[Answer], inside: set[str]) -> dict[str, dict[tuple[str, str], str]]:
    items: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for answer in answers:
        if answer.field in inside and answer.item.isdecimal():
            items[answer.item][answer.field, ""] = meaning_of(answer)
    return items


def _common(a: Content, b: Content) -> int:
    return sum(b.get(key) == said for key, said in a.items())


def _patient_likeness(
    submissions: Sequence[Submission], row: Sequence[str], reader: int, patient: ExtractedPatient
) -> int:
    best = 0
    mine = _content(submissions[reader].answers, patient.id)
    for other, number in enumerate(row):
        if not number:
            continue
        theirs = next(p for p in submissions[other].patients if p.id == number)
        if patient.case and theirs.case:
            if patient.case == theirs.case:
                return 10**6
            continue
        label = patient.label.casefold().split() == theirs.label.casefold().split()
        best = max(best, 2 * _common(mine, _content(submissions[other].answers, number)) + label)
    return best


def _may_be_one(submissions: Sequence[Submission], row: Sequence[str], patient: ExtractedPatient) -> bool:
    cases = {
        p.case
        for number, submission in zip(row, submissions, strict=False)
        for p in submission.patients
        if p.id == number
    }
    return not patient.case or not cases - {"", patient.case}


def _content(answers: Iterable[Answer], patient: str) -> dict[tuple[str, str], str]:
    return {(a.field, a.item): meaning_of(a) for a in answers if a.patient == patient}


def _natural(item: str) -> tuple[int, str]:
    return (int(item), "") if item.isdecimal() else (0, item)


def _end(end: float | None) -> str:
    return "" if end is None else f"{end:g}"
