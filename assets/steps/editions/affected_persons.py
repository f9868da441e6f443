"""Which persons the changed submissions touch, and the records of the parts into which persons fall by that.

Belongs here: the parts of any choices among the changes, each person of a choice in exactly one of its parts. Does not:
counting them (recount.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.steps.provenance.record_snapshots import Slot
from expectations.contract import load_contract
from reports.statistics.persons import person_numbers
from reports.statistics.variables import categorical

Records = Mapping[str, pd.DataFrame]
Places = npt.NDArray[np.int64]
Choice = frozenset[Slot]
PART = "part"
KEYS = ("person_key", "link_key")
UNTOUCHED, SHARED = -1, -2  # persons whom no changed office touches, and whom several do
SAME, BEFORE, AFTER = 0, 1, 2


@dataclass(frozen=True)
class PersonParts:
    """Records by form, of each in column PART the part that it stands in; of which parts each choice is ``made_of``.

    A record stands once in every part that it is of. Keys of different parts differ, so that no part knows of another.
    """

    records: dict[str, pd.DataFrame]
    made_of: list[list[int]]


@dataclass
class AffectedPersons:
    """Records by form: ``same`` in every choice; ``before`` and ``after`` those of the slots that changed."""

    same: Records
    before: Records
    after: Records

    def splits(self, forms: Collection[str]) -> bool:
        """Say whether all of the forms know persons, so that these can be told apart by whom they are touched."""
        return all(form in self._persons for form in forms)

    def chosen(self, forms: Collection[str], choice: Choice) -> dict[str, pd.DataFrame]:
        """Return the records of some forms under a choice."""
        return {form: self._all[form][self._is_chosen(form, choice)] for form in forms}

    def parts(self, forms: Collection[str], choices: Sequence[Choice]) -> PersonParts:
        """Return the parts of all ``choices`` for counting forms that split."""
        place: dict[tuple[int, Choice], int] = {}
        made_of = []
        for choice in choices:
            own = [(at, frozenset(slot for slot in choice if slot[0] == office)) for office, at in self._place.items()]
            made_of.append(
                [place.setdefault(one, len(place)) for one in ((UNTOUCHED, Choice()), *own, (SHARED, choice))]
            )
        records = {form: self._records(form, list(place)) for form in forms}
        return PersonParts(records, made_of)

    def _records(self, form: str, parts: Sequence[tuple[int, Choice]]) -> pd.DataFrame:
        """Return the records of each part, one part after the other."""
        frame, persons = self._with_numbered_keys[form], self._persons[form]
        rows = []
        for who, choice in parts:
            of_whom = persons.get(who, np.zeros(0, dtype=np.int64))
            rows.append(of_whom[self._is_chosen(form, choice)[of_whom]])
        part = np.repeat(np.arange(len(parts)), [len(own) for own in rows])
        taken = frame.take(np.concatenate(rows))
        apart = {key: taken[key] + part * self._different_keys for key in KEYS}
        return taken.assign(part=part, **apart)

    @cached_property
    def _place(self) -> dict[str, int]:
        """The offices of which anything changed, each with its place."""
        frames = [frame for records in (self.before, self.after) for frame in records.values()]
        return {office: at for at, office in enumerate(sorted({one for f in frames for one in f["office"].unique()}))}

    @cached_property
    def _all(self) -> dict[str, pd.DataFrame]:
        return {
            form: pd.concat([self.same[form], self.before[form], self.after[form]], ignore_index=True)
            for form in self.same
        }

    @cached_property
    def _stands(self) -> dict[str, tuple[Places, Places]]:
        """Of each record of a form whether it is the same, of before or of after, and the place of its office."""
        found = {}
        for form, frame in self._all.items():
            sizes = [len(records[form]) for records in (self.same, self.before, self.after)]
            places = np.array([self._place.get(office, -1) for office in frame["office"].tolist()], dtype=np.int64)
            found[form] = np.repeat(np.array([SAME, BEFORE, AFTER], dtype=np.int64), sizes), places
        return found

    def _is_chosen(self, form: str, choice: Choice) -> npt.NDArray[np.bool_]:
        stands, office = self._stands[form]
        taken = np.array([(one, form) in choice for one in self._place] + [False], dtype=bool)[office]
        return np.asarray((stands == SAME) | np.where(stands == AFTER, taken, ~taken & (stands == BEFORE)))

    @cached_property
    def _with_persons(self) -> list[str]:
        return [form for form in self._all if load_contract().forms[form].has_persons]

    @cached_property
    def _with_numbered_keys(self) -> dict[str, pd.DataFrame]:
        """The records of forms with persons, each key as a number: in the order of the keys, the same in all forms."""
        found = {form: self._all[form] for form in self._with_persons}
        for key in KEYS:
            numbers, _ = pd.factorize(pd.concat([one[key] for one in found.values()], ignore_index=True), sort=True)
            whole = pd.Series(numbers, dtype="Int64").mask(numbers < 0)
            ends = np.cumsum([len(one) for one in found.values()])[:-1]
            parts = np.split(np.arange(len(whole)), ends)
            found = {
                form: one.assign(**{key: whole.array[part]})
                for (form, one), part in zip(found.items(), parts, strict=True)
            }
        return found

    @cached_property
    def _different_keys(self) -> int:
        columns = [frame[key] for frame in self._with_numbered_keys.values() for key in KEYS]
        return 1 + max((int(column.max()) for column in columns if column.notna().any()), default=0)

    @cached_property
    def _persons(self) -> dict[str, dict[int, Places]]:
        """By form and by whom a person is touched, the rows of the records of those persons.

        That is the place of the one office that does; UNTOUCHED where none does, SHARED where several do.
        """
        if not self._with_persons:
            return {}
        identity = [self._with_numbered_keys[form][["office", *KEYS]] for form in self._with_persons]
        numbers = person_numbers(pd.concat(identity, ignore_index=True))
        stands = [self._stands[form] for form in self._with_persons]
        touches = np.concatenate([np.where(of == SAME, UNTOUCHED, office) for of, office in stands])
        changed, most = touches >= 0, int(numbers.max(initial=0)) + 1
        first, last = np.full(most, len(self._place)), np.full(most, UNTOUCHED)
        np.minimum.at(first, numbers[changed], touches[changed])
        np.maximum.at(last, numbers[changed], touches[changed])
        of_person = np.where((last >= 0) & (first != last), SHARED, last)
        ends = np.cumsum([len(of) for of, _ in stands])[:-1]
        by_form = zip(self._with_persons, np.split(of_person[numbers], ends), strict=True)
        return {form: {int(who): np.flatnonzero(own == who) for who in np.unique(own)} for form, own in by_form}


def together(cubes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return cubes of different persons as one; a combination of variables may then stand in several rows."""
    joined: dict[str, object] = {}
    for name in cubes[0].columns:
        columns = [cube[name] for cube in cubes]
        if isinstance(columns[0].dtype, pd.CategoricalDtype):
            joined[name] = _joined([column.cat for column in columns])
        else:
            joined[name] = np.concatenate([column.to_numpy() for column in columns])
    return pd.DataFrame(joined)


def _joined(columns: Sequence[Any]) -> pd.Categorical:
    """Return the columns one after the other, under the categories of all of them."""
    categories = list(columns[0].categories)
    if more := {category for column in columns[1:] for category in column.categories} - set(categories):
        categories = sorted({*categories, *more})
    at = {category: place for place, category in enumerate(categories)}
    codes = [np.array([at[c] for c in one.categories], dtype=np.int64)[one.codes.to_numpy()] for one in columns]
    return categorical(np.concatenate(codes), categories)
