"""Affected persons: the records of changed submissions, partitioned so that a recount counts each person once.

A *choice* is a set of changed slots (office and form) that are taken as they are after; all other slots are as before.
A *part* is a set of persons under one choice of the slots that concern them: persons of no changed submission, persons
of one changed office, or persons of several. Under a choice, each person is in exactly one of the choice's parts.

Belongs here: the partition of persons, and the records of each part. Does not: counting them (recount.py).
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
IntArray = npt.NDArray[np.int64]
Choice = frozenset[Slot]
PART = "part"
KEYS = ("person_key", "link_key")
UNAFFECTED, SHARED = -1, -2  # groups of persons beside those of one office: of no changed office, of several
SAME, BEFORE, AFTER = 0, 1, 2  # versions of a record


@dataclass(frozen=True)
class PersonParts:
    """The records of all parts, by form, and the parts of each choice.

    One row per record and part that contains it; column PART is the number of the part. Keys of persons are different
    in different parts. ``of_choice``: by choice, the numbers of its parts.
    """

    records: dict[str, pd.DataFrame]
    of_choice: list[list[int]]


@dataclass
class AffectedPersons:
    """Records by form: ``same`` in every choice; ``before`` and ``after``: of the slots that changed."""

    same: Records
    before: Records
    after: Records

    def can_split(self, forms: Collection[str]) -> bool:
        """Say whether all of the forms identify persons, so that their persons can be partitioned."""
        return all(form in self._rows_of_group for form in forms)

    def chosen(self, forms: Collection[str], choice: Choice) -> dict[str, pd.DataFrame]:
        """Return the records of some forms under a choice, without partition."""
        return {form: self._all[form][self._is_chosen(form, choice)] for form in forms}

    def parts(self, forms: Collection[str], choices: Sequence[Choice]) -> PersonParts:
        """Return the parts of all ``choices``, for forms that can be split.

        Persons of one office depend on the choice of that office's slots alone, so choices share parts.
        """
        number: dict[tuple[int, Choice], int] = {}  # by group of persons and choice of their slots, the part
        of_choice = []
        for choice in choices:
            groups = [(UNAFFECTED, Choice())]
            for office, index in self._offices.items():
                groups.append((index, frozenset(slot for slot in choice if slot[0] == office)))
            groups.append((SHARED, choice))
            of_choice.append([number.setdefault(group, len(number)) for group in groups])
        return PersonParts({form: self._records(form, list(number)) for form in forms}, of_choice)

    def _records(self, form: str, parts: Sequence[tuple[int, Choice]]) -> pd.DataFrame:
        """Return the records of the parts, one part after the other."""
        frame, rows_of_group = self._with_numbered_keys[form], self._rows_of_group[form]
        rows = []
        for group, choice in parts:
            of_group = rows_of_group.get(group, np.zeros(0, dtype=np.int64))
            rows.append(of_group[self._is_chosen(form, choice)[of_group]])
        part = np.repeat(np.arange(len(parts)), [len(of_part) for of_part in rows])
        taken = frame.take(np.concatenate(rows))
        keys = {key: taken[key] + part * self._key_step for key in KEYS}
        return taken.assign(part=part, **keys)

    @cached_property
    def _offices(self) -> dict[str, int]:
        """The offices with a changed submission, each with its index."""
        frames = [frame for records in (self.before, self.after) for frame in records.values()]
        offices = sorted({office for frame in frames for office in frame["office"].unique()})
        return {office: index for index, office in enumerate(offices)}

    @cached_property
    def _all(self) -> dict[str, pd.DataFrame]:
        """By form, the records of all versions: same, before, after."""
        return {
            form: pd.concat([self.same[form], self.before[form], self.after[form]], ignore_index=True)
            for form in self.same
        }

    @cached_property
    def _version_and_office(self) -> dict[str, tuple[IntArray, IntArray]]:
        """By form, for each record of ``_all`` its version and the index of its office (-1 without change)."""
        of_form = {}
        for form, frame in self._all.items():
            sizes = [len(records[form]) for records in (self.same, self.before, self.after)]
            offices = np.array([self._offices.get(office, -1) for office in frame["office"].tolist()], dtype=np.int64)
            of_form[form] = np.repeat(np.array([SAME, BEFORE, AFTER], dtype=np.int64), sizes), offices
        return of_form

    def _is_chosen(self, form: str, choice: Choice) -> npt.NDArray[np.bool_]:
        """Say of each record of a form whether it exists under a choice."""
        version, office = self._version_and_office[form]
        taken = np.array([(code, form) in choice for code in self._offices] + [False], dtype=bool)[office]
        return np.asarray((version == SAME) | np.where(version == AFTER, taken, ~taken & (version == BEFORE)))

    @cached_property
    def _forms_with_persons(self) -> list[str]:
        return [form for form in self._all if load_contract().forms[form].has_persons]

    @cached_property
    def _with_numbered_keys(self) -> dict[str, pd.DataFrame]:
        """By form with persons, all records with keys as numbers: in the order of the keys, the same in all forms."""
        frames = {form: self._all[form] for form in self._forms_with_persons}
        for key in KEYS:
            all_keys = pd.concat([frame[key] for frame in frames.values()], ignore_index=True)
            numbers, _ = pd.factorize(all_keys, sort=True)
            column = pd.Series(numbers, dtype="Int64").mask(numbers < 0)
            ends = np.cumsum([len(frame) for frame in frames.values()])[:-1]
            rows_of_form = np.split(np.arange(len(column)), ends)
            frames = {
                form: frame.assign(**{key: column.array[rows]})
                for (form, frame), rows in zip(frames.items(), rows_of_form, strict=True)
            }
        return frames

    @cached_property
    def _key_step(self) -> int:
        """A number greater than every key: a part's number times this keeps keys of different parts apart."""
        columns = [frame[key] for frame in self._with_numbered_keys.values() for key in KEYS]
        return 1 + max((int(column.max()) for column in columns if column.notna().any()), default=0)

    @cached_property
    def _rows_of_group(self) -> dict[str, dict[int, IntArray]]:
        """By form and group of persons, the row numbers of the records of these persons.

        The group is the index of the one changed office that has records of the person; UNAFFECTED where no changed
        office has any, SHARED where several have.
        """
        if not self._forms_with_persons:
            return {}
        identity = [self._with_numbered_keys[form][["office", *KEYS]] for form in self._forms_with_persons]
        persons = person_numbers(pd.concat(identity, ignore_index=True))
        versions = [self._version_and_office[form] for form in self._forms_with_persons]
        changed_by = np.concatenate([np.where(version == SAME, UNAFFECTED, office) for version, office in versions])
        changed, size = changed_by >= 0, int(persons.max(initial=0)) + 1
        first, last = np.full(size, len(self._offices)), np.full(size, UNAFFECTED)
        np.minimum.at(first, persons[changed], changed_by[changed])
        np.maximum.at(last, persons[changed], changed_by[changed])
        group_of_person = np.where((last >= 0) & (first != last), SHARED, last)
        ends = np.cumsum([len(version) for version, _ in versions])[:-1]
        by_form = zip(self._forms_with_persons, np.split(group_of_person[persons], ends), strict=True)
        return {
            form: {int(group): np.flatnonzero(groups == group) for group in np.unique(groups)}
            for form, groups in by_form
        }


def concatenated(cubes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return cubes of different persons as one cube; a combination of categories may then have several rows."""
    columns_by_name: dict[str, object] = {}
    for name in cubes[0].columns:
        columns = [cube[name] for cube in cubes]
        if isinstance(columns[0].dtype, pd.CategoricalDtype):
            columns_by_name[name] = _concatenated_categories([column.cat for column in columns])
        else:
            columns_by_name[name] = np.concatenate([column.to_numpy() for column in columns])
    return pd.DataFrame(columns_by_name)


def _concatenated_categories(columns: Sequence[Any]) -> pd.Categorical:
    """Return the columns one after the other, under the categories of all of them."""
    categories = list(columns[0].categories)
    if more := {category for column in columns[1:] for category in column.categories} - set(categories):
        categories = sorted({*categories, *more})
    code_of = {category: code for code, category in enumerate(categories)}
    codes = [
        np.array([code_of[category] for category in column.categories], dtype=np.int64)[column.codes.to_numpy()]
        for column in columns
    ]
    return categorical(np.concatenate(codes), categories)
