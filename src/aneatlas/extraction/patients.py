"""Which patient a sentence speaks about.

A patient enters by a label ('Case 2', 'Patient 3', 'the second sibling') or by an introduction with an
indefinite article and an age ('a 17-month-old girl'); sentences that follow belong to them until
another patient is named. 'Both patients' means all of them. Where a sentence could belong to more
than one patient, it belongs to nobody: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from aneatlas.core.evidence import Role
from aneatlas.documents.model import Block, Document, Kind
from aneatlas.extraction.age_lists import elliptic_age, find_two_ages
from aneatlas.extraction.ages import AgeMention, find_ages, pronoun_sexes
from aneatlas.extraction.counted import is_cohort, stated_number
from aneatlas.extraction.entering import brings_in, ours, own_case, told, told_case, told_early
from aneatlas.extraction.keys import held
from aneatlas.extraction.naming import (
    Person,
    enters,
    entries,
    general,
    introduces,
    jointly,
    numbers_in,
    same_person,
)
from aneatlas.extraction.numbers import to_number
from aneatlas.extraction.patient_words import (
    AGAIN,
    BACK,
    BACKGROUND,
    BOTH,
    CASE_SECTION,
    CONTRAST,
    COUNTED,
    DEFINITE,
    EPISODES,
    FROM_ELSEWHERE,
    HEADING,
    INLINE,
    LABEL,
    ONE,
    ONE_OF,
    ORDINAL,
    OWN,
    PAIR,
    PAST,
    PREDICATE,
    RANKED,
    RANKED_AFTER,
    SEX_OF,
    SINGLED,
    SOMEBODY,
    SUBJECTS,
    any_of,
    is_background,
    labels_in,
    speaks_of_all,
    speaks_of_others,
)
from aneatlas.extraction.relatives import by_kin, kin_marks, no_patient
from aneatlas.extraction.roster import Roster
from aneatlas.extraction.sentences import split_sentences
from aneatlas.extraction.shares import Share, marks_of, share_of
from aneatlas.extraction.stretches import Patients, Stretch
from aneatlas.extraction.turns import is_passing, mixed, pieces, turns_of, without_passing

__all__ = ["Patients", "Stretch", "split_patients"]

_NAMED = any_of(LABEL, ORDINAL)


def split_patients(document: Document, parts: Iterable[str]) -> Patients:
    """Assign every sentence of the given parts to its patients."""
    return _Splitter(document, set(parts)).run()


class _Splitter(Roster):
    def __init__(self, document: Document, parts: set[str]) -> None:
        super().__init__()
        kinds = (Kind.TITLE, Kind.ABSTRACT, Kind.PARAGRAPH, Kind.ITEM, Kind.CAPTION)
        self.blocks = [
            b for b in document.blocks
            if b.part in parts and b.kind in kinds and not b.parent and not (b.kind is Kind.CAPTION and b.label.startswith("Table"))
        ]  # fmt: skip
        self.title = next((b.text for b in self.blocks if b.kind is Kind.TITLE), "")
        self.last_section: tuple[str, ...] = ()
        self.heading = self.inline = ""
        self.apart = False  # in a sentence cut where each patient enters
        self.before = self.whole = ""  # the sentence before, and that of which a part is looked at
        #: Sentences of a report of one patient, before any words for that patient.
        self.waiting: list[int] = []
        self.eager = False  # a second reading, in which fewer words bring a patient in
        self.sentences = [
            (block, start, block.text[start:end])
            for block in self.blocks
            for start, end in split_sentences(block.text)
        ]
        self.labelled = any(labels_in(text) for _, _, text in self.sentences)
        self.stated = stated_number(self.blocks, ((block, text) for block, _, text in self.sentences))
        self.cohort = is_cohort(self.stated, (text for _, _, text in self.sentences))

    def run(self) -> Patients:
        stretches = self._read()
        if not self.people and not self.cohort and (self.stated or 1) == 1 and told_case(self.title):
            self.waiting, self.eager = [], True
            self.last_section, self.away, self.heading, self.inline = (), False, "", ""
            stretches = self._read()
        if len(self.people) == 1 and (self.stated or 1) == 1:  # told before any words for the patient
            for place in self.waiting:
                early = stretches[place]
                label = (self.people[0].label,)
                stretches[place] = Stretch(early.block, early.start, early.end, label, Role.THIS_PATIENT)
        labels = tuple(person.label for person in sorted(self.people, key=lambda p: p.number))
        return Patients(tuple(stretches), labels, self.stated, self.cohort)

    def _read(self) -> list[Stretch]:
        found: list[Stretch] = []
        for block, start, text in self.sentences:
            self.before, self.whole = self.whole, text
            for first, last in self._clauses(block, text):
                stretch = self._stretch(block, start + first, start + last, text[first:last])
                if not self.people and self._told_early(stretch):
                    self.waiting.append(len(found))
                found.append(stretch)
        return found

    def _told_early(self, stretch: Stretch) -> bool:
        """'Imaging: both thalami were swollen', and only later 'our patient'."""
        return (
            (self.stated or 1) == 1
            and not stretch.cases
            and self._may_enter(stretch.block)
            and told_early(stretch.text, self.inline, bool(self.waiting))
        )

    def _clauses(self, block: Block, text: str) -> list[tuple[int, int]]:
        """Cut a sentence that speaks of several patients in turn, and where it says in passing what a disease is."""
        self.apart = False
        if self.cohort:
            return [(0, len(text))]
        size = self._size()
        if size == 2 and find_two_ages(text) and not any(p.age for p in self.people):
            return [(0, len(text))]
        self._meet(text)
        kin = kin_marks(text, self.people) if size > 1 else []
        if size > 1 and len(pronoun_sexes(text)) > 1:  # 'he died; she survived'
            kin += [match.span() for match in SUBJECTS.finditer(text)]
        spans = turns_of(text, [*marks_of(text), *kin] if size > 1 else [])
        if (
            len(spans) > 1
            and len(find_ages(text)) > 1
            and not all(PREDICATE.search(text[a:b]) for a, b in spans)
        ):
            spans = turns_of(text, kin)  # 'two patients, one 6-year-old girl and one 8-year-old boy, had ...'
        if len(spans) == 1 and len(find_ages(text)) > 1 and self._may_enter(block):
            cuts = entries(text, self.people)
            self.apart = bool(cuts)
            return pieces(text, cuts)
        return without_passing(text, spans)

    # --- one sentence

    def _stretch(self, block: Block, start: int, end: int, text: str) -> Stretch:
        if self.cohort:
            return Stretch(block, start, end, (), Role.COHORT)
        if block.section != self.last_section:
            self._enter(block.section)
        if len(block.text) < 60 and (heading := HEADING.match(block.text)):
            self.heading = self.inline = heading["label"]
        elif ":" in text and (label := INLINE.match(text)):
            self.inline = label["label"]
        elif len(text) < 30 and (heading := HEADING.match(text)):
            self.inline = heading["label"]  # 'Discussion. The disease ...'
        elif start == 0:
            self.inline = self.heading
        if self._background(block, text):
            return Stretch(block, start, end, (), Role.LITERATURE)
        if is_passing(text) or (self.people and no_patient(text)):
            return Stretch(block, start, end, (), Role.LITERATURE)
        named = self._named(text)
        if not named and (len(self.people) > 1 or any(p.kin for p in self.people)):  # who can be alluded to
            named = by_kin(text, self.people) or self._pointed(text)
        if len(named) > 1 and mixed(text):
            return Stretch(block, start, end, (), Role.LITERATURE)
        pair = self._pair(text)
        if (listed := self._listed(text)) or pair:
            self.current = tuple(dict.fromkeys(person for person, _ in [*listed, *pair]))
            labels = tuple([person.label for person in self.current])
            intro = tuple([(person.label, age) for person, age in [*listed, *pair]])
            return Stretch(block, start, end, labels, Role.THIS_PATIENT, intro, frozenset())
        intros = [
            age for age in find_ages(text) if introduces(text, age, self.people, (self.stated or 1) > 1)
        ]
        if not (named or intros) and self._of_nobody(text):
            return Stretch(block, start, end, (), Role.LITERATURE)
        intros = intros or (list(elliptic_age(text)) if len(named) == 1 else [])
        if intros:
            intros = [age for age in intros if not age.event] or intros[:1]
        elif self._size() > 1 and "respectively" in text.lower():
            return Stretch(block, start, end, (), Role.LITERATURE)  # a value each: which is whose is not read
        if named or intros:
            self.away = False
        persons, introduced = self._people_of(block, text, named, intros)
        persons, introduced = self._with_kin(text, persons, introduced)
        role = Role.THIS_PATIENT if persons else Role.LITERATURE
        cases = tuple([p.label for p in persons])
        if len(persons) < 2:
            self._spoken_of([*persons, *[p for p, _ in introduced]])
        self.last = persons
        kin = frozenset([p.kin for p in self.people]) if persons and self._size() > 1 else None
        intro = tuple([(p.label, age) for p, age in introduced])
        return Stretch(block, start, end, cases, role, intro, kin)

    def _enter(self, section: tuple[str, ...]) -> None:
        self.last_section = section
        self.away = False
        for heading in reversed(section):
            numbers = numbers_in(heading)
            if len(numbers) == 1:
                self.current = (self._person(numbers[0]),)
                return

    def _background(self, block: Block, text: str) -> bool:
        if self.eager and not self.people and self._may_enter(block) and brings_in(text, eager=True):
            return False  # 'Methods: the patient underwent ...'
        if not self.people and self._singled(block, text):
            self.current = (self._person(1),)
            return False
        if self.inline and BACKGROUND.match(self.inline) and not CASE_SECTION.search(self.inline):
            if not any(introduces(text, age, self.people) for age in find_ages(text)):
                own = OWN.search(text) or self._counted(text) or labels_in(text)
                return not own or not (
                    self.people or ours(text) or (self._counted(text) and PAST.within(text))
                )
            self.heading = self.inline = ""  # the case itself stands in this part
        if not block.section or not is_background(block.section):
            return False
        if (
            re.search(r"introduction|background", " / ".join(block.section), re.I)
            and block.kind is Kind.ABSTRACT
            and any(introduces(text, a, self.people) for a in find_ages(text))
        ):
            return False
        return not (OWN.search(text) and self.people)

    def _singled(self, block: Block, text: str) -> bool:
        """'Methods: the tests of one patient were followed': in an abstract, the only patient enters so."""
        alone = (self.stated or 1) == 1 and self._may_enter(block) and len(self.blocks) <= 12
        return alone and SINGLED.search(text) is not None and not speaks_of_others(text)

    def _named(self, text: str) -> list[Person]:
        if not held(text) & _NAMED:
            return []
        numbers = numbers_in(text)
        if numbers and len(self.people) == 1 and (self.stated or 1) == 1 and FROM_ELSEWHERE.search(text):
            numbers = []
        for match in ORDINAL.finditer(text):
            number = to_number(match.group(1) or match.group(2))
            if match.group(2) and EPISODES.search(f"{self.before} {text}"):
                continue  # 'the second was fulminant': an attack
            if RANKED.search(text[: match.start()]) or RANKED_AFTER.match(text, match.end()):
                continue  # 'this is the second case reported'
            several = (
                (self.stated or 0) >= 2
                or len(self.people) > 1
                or (bool(self.people) and match.group(1) is not None)
                or text[match.start() :].lower().startswith("our")
                or SOMEBODY.match(text, match.end())
            )
            if number and number not in numbers and several and (self.stated or 2) <= 6:
                numbers.append(number)
        return [self._person(number) for number in numbers]

    def _people_of(
        self, block: Block, text: str, named: list[Person], intros: list[AgeMention]
    ) -> tuple[tuple[Person, ...], list[tuple[Person, AgeMention]]]:
        if len(intros) > 1 and not same_person(intros) and self._may_enter(block):
            _, pairs = self._several(named, intros)
            if jointly(text, intros):  # 'a girl of 2 and a boy of 5 presented with fever'
                self.current = tuple(dict.fromkeys(person for person, _ in pairs))
            return self.current, pairs
        if self.apart and len(intros) == 1 and not named:
            _, pairs = self._several(named, intros)
            self.current = (pairs[0][0],)
            return self.current, pairs
        if named:
            self.current = tuple(named)
            if len(named) == 1 and intros:
                self._learn(named[0], intros[0])
                return self.current, [(named[0], intros[0])]
            return self.current, []
        if intros:
            new = self._may_enter(block) and enters(text, intros[0], self.people)
            found = self._known(intros[0]) or (self._new() if new else None)
            if found is None:
                return self._continued(block, text), []
            person = found
            known = bool(person.age)
            self._learn(person, intros[0])
            self.current = (person,)
            return self.current, [] if known and person.age != intros[0].raw else [(person, intros[0])]
        if (size := self._size()) > 1 and block.kind is not Kind.TITLE:
            share = share_of(text, size)
            if share is Share.SOME or (self.away and re.match(r"\W*these\b", text, re.I)):
                return (), []
            if share is Share.ALL:
                self.away = False
        else:
            share = Share.UNSAID
        if len(self.people) != 1 and (
            share is Share.ALL
            or speaks_of_all(text)
            or (block.kind is not Kind.TITLE and self._counted(text))
        ):
            self._complete()
            self.current = tuple(self.people)
            if len(self.people) > 2 and BOTH.match(text):  # the two spoken of last
                self.current = tuple(p for p in self.people if p in self.recent[-2:])
            return self.current, []
        return self._continued(block, text), []

    def _counted(self, text: str) -> bool:
        """'Two previously healthy children ...' where two are stated: all of them."""
        if self.stated == 2 and PAIR.search(text):
            return True
        found = COUNTED.search(text) if self.stated and self.stated <= 6 else None
        before = text[: found.start()] if found else ""
        return (
            found is not None
            and to_number(found["n"]) == self.stated
            and not re.search(r"\b(?:one|each|\d) of (?:the |our |these )?$", before, re.I)
        )

    def _several(
        self, named: list[Person], intros: list[AgeMention]
    ) -> tuple[tuple[Person, ...], list[tuple[Person, AgeMention]]]:
        """'A 2-year-old girl and a 5-year-old boy': each gets an age and a sex, nobody the rest of the sentence."""
        pairs = []
        for place, age in enumerate(intros):
            known = [
                p for p in self.people if p.age == age.raw and (not p.sex or not age.sex or p.sex == age.sex)
            ]
            if len(named) == len(intros):
                person = named[place]
            else:
                person = known[0] if known else self._new()
            self._learn(person, age)
            pairs.append((person, age))
        self.current = ()
        return (), pairs

    def _may_enter(self, block: Block) -> bool:
        """No title and no legend of a figure brings in a patient."""
        return block.kind not in (Kind.TITLE, Kind.CAPTION)

    def _continued(self, block: Block, text: str) -> tuple[Person, ...]:
        others = self.people and speaks_of_others(text) and not OWN.search(text) and not AGAIN.search(text)
        beside = CONTRAST.search(text) if others else None
        if others and not (beside and (BACK.search(text) or (beside.start() < 3 and PAST.search(text)))):
            self.away = True  # the text speaks of other patients until it comes back to one
        elif self.away and BACK.search(text):
            self.away = False
        if self.people and (self.away or general(text)):
            return ()
        if not self.people:
            if (
                (self.stated or 1) == 1
                and self._may_enter(block)
                and (
                    brings_in(text, len(self.blocks) <= 12, self.eager)
                    or (own_case(self.inline, self.title) and told(text))
                )
            ):
                self.current = (self._person(1),)
            return self.current
        if len(self.people) == 1 and (self.stated or 1) == 1:
            self.current = tuple(self.people)
            return self.current
        definite = DEFINITE.search(text)
        if len(self.current) > 1 and not definite and ONE.search(text):
            return ()
        sexes = {SEX_OF[definite.group().split()[-1].lower()]} if definite else pronoun_sexes(text)
        if len(sexes) == 1:
            sex = next(iter(sexes))
            fitting = [p for p in self.people if p.sex == sex]
            if len(self.current) == 1 and self.current[0].sex in (sex, ""):
                return self.current
            self.current = (fitting[0],) if len(fitting) == 1 else ()
            return self.current
        if ONE_OF.search(text) or (len(sexes) > 1 and len({p.sex for p in self.people}) > 1):
            return ()
        return self.current
