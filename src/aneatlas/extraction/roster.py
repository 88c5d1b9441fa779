"""The patients of a text as they become known while it is read: who they are, and who was spoken of last."""

from __future__ import annotations

from aneatlas.extraction.age_lists import find_age_list, find_shared_age, find_two_ages
from aneatlas.extraction.ages import AgeMention, find_ages, is_closer
from aneatlas.extraction.naming import Person, brings_in_others, pointed
from aneatlas.extraction.patient_words import OWN, THE_ONES, THE_OTHER, WHICH, labels_in
from aneatlas.extraction.relatives import counterpart, further, pair_in


class Roster:
    """The patients known so far. `stated` is the number that the text states."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.current: tuple[Person, ...] = ()
        self.recent: list[Person] = []
        self.last: tuple[Person, ...] = ()  # of whom the part before spoke
        self.stated: int | None = None
        self.labelled = False  # patients have numbers or letters in the text
        self.away = False  # the text speaks of other patients until it comes back to one

    def _size(self) -> int:
        """Return how many patients there are, as far as is known yet."""
        known = len(self.people)
        return self.stated if self.stated and self.stated > known else known

    def _person(self, number: int) -> Person:
        for person in self.people:
            if person.number == number:
                return person
        self.people.append(Person(number))
        return self.people[-1]

    def _new(self) -> Person:
        """Return the next patient: one who was only counted so far, or a further one."""
        for person in sorted(self.people, key=lambda p: p.number):
            if not (person.age or person.sex or person.alone or person.kin):
                return person
        if self.stated and 2 <= self.stated <= len(self.people):  # no more than the text says it has
            unaged = [p for p in sorted(self.people, key=lambda p: p.number) if not p.age]
            if unaged:
                return unaged[0]
        return self._person(max((p.number for p in self.people), default=0) + 1)

    def _learn(self, person: Person, age: AgeMention) -> None:
        if not person.age or is_closer(age.raw, person.age):  # 'a teenager', then '15 years'
            person.age = age.raw
        person.sex = person.sex or age.sex

    def _listed(self, text: str) -> list[tuple[Person, AgeMention]]:
        """'Two girls, aged 3 and 5 years': as many patients as ages."""
        if (self.stated or 1) < 2 or any(p.age for p in self.people):
            return []
        # In a text with 'patient 1' it is not said whether the first age is that patient's.
        told = not self.labelled or labels_in(text) or "respectively" in text.lower()
        ages = (find_age_list(text, self.stated) or find_two_ages(text)) if told else ()
        if self.stated is not None and not ages and (shared := find_shared_age(text)):
            ages = (shared,) * self.stated
        if self.stated != len(ages):
            return []
        pairs = [(self._person(number), age) for number, age in enumerate(ages, start=1)]
        for person, age in pairs:
            self._learn(person, age)
        self.current = tuple(person for person, _ in pairs)
        return pairs

    def _complete(self) -> None:
        """'Both patients' before anybody is introduced: as many as the text states."""
        if self.stated and self.stated <= 6 and len(self.people) < self.stated:
            for number in range(1, self.stated + 1):
                self._person(number)

    def _known(self, age: AgeMention) -> Person | None:
        """Return the patient with this age and sex; the only one where the sexes agree and no other age is known."""
        same = [p for p in self.people if p.age == age.raw and (not p.sex or not age.sex or p.sex == age.sex)]
        if same:
            return same[0]
        if len(self.people) == 1 and (self.stated or 1) == 1:
            only = self.people[0]
            if not only.age or (not only.sex or not age.sex or only.sex == age.sex):
                return only
        if len(self.current) == 1 and not self.current[0].age:
            return self.current[0]
        return None

    def _pointed(self, text: str) -> list[Person]:
        """'The latter'; and 'the other', where the part before spoke of one of two."""
        if len(self.people) == 2 and len(self.last) == 1 and THE_OTHER.search(text):
            return [p for p in self.people if p is not self.last[0]]
        if len(self.people) > 2 and (plural := THE_ONES.search(text)):  # 'the girls', of several
            sex = "female" if plural["female"] else "male"
            ones = [p for p in self.people if p.sex == sex]
            return ones if len(ones) > 1 and all(p.sex for p in self.people) else []
        return pointed(text, self.people, self.recent)

    def _spoken_of(self, persons: list[Person]) -> None:
        for person in persons:
            if self.recent[-1:] != [person]:
                self.recent = [*(p for p in self.recent if p is not person), person]
            person.alone = True

    def _of_nobody(self, text: str) -> bool:
        """'The eldest', where nobody knows who that is; 'previously, a girl was reported', who is no patient here."""
        if self._size() > 1 and (which := WHICH.search(text)) and which["elder"]:
            return True
        if OWN.search(text) or not brings_in_others(text, self.people):
            return False
        self.away = True
        return True

    def _with_kin(
        self, text: str, persons: tuple[Person, ...], introduced: list[tuple[Person, AgeMention]]
    ) -> tuple[tuple[Person, ...], list[tuple[Person, AgeMention]]]:
        """'A girl of 7 years and her mother': the relative is a patient as well, where the text reports both."""
        found = further(text, self.people) if self.people and (self.stated or 2) == 2 else None
        if found is None:
            return persons, introduced
        kin, age = found
        relative = self._person(2)
        relative.kin, relative.sex, relative.age = kin, age.sex, age.raw
        self.people[0].kin = counterpart(kin, self.people[0].sex)
        if introduced:  # both are brought in here: nobody has the rest of the sentence
            self.current = tuple(self.people)
            return (), [*introduced, (relative, age)]
        self.current = (relative,)
        return self.current, [(relative, age)]

    def _meet(self, text: str) -> None:
        """'A mother and her daughter', where two are stated and nothing else is known of them."""
        if self.stated != 2 or any(p.kin or p.age or p.alone for p in self.people):
            return
        pair = pair_in(text)
        if pair and not any(age.start < pair[-1][1].end for age in find_ages(text)):
            self._complete()
            for person, (kin, mention) in zip(self._two(), pair, strict=True):
                person.kin, person.sex = kin, mention.sex

    def _pair(self, text: str) -> list[tuple[Person, AgeMention]]:
        """Return both patients where a text brings them in as 'a mother and her daughter'."""
        if self.stated != 2 or len(self.people) != 2 or not all(p.kin for p in self.people):
            return []
        pair = pair_in(text)
        if [kin for kin, _ in pair] != [p.kin for p in self._two()]:
            return []
        return [(person, mention) for person, (_, mention) in zip(self._two(), pair, strict=True)]

    def _two(self) -> list[Person]:
        return sorted(self.people, key=lambda p: p.number)
