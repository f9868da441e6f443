"""Counting a year again with some of its submissions as they were before: fast, and the same as a full count.

Belongs here: which persons the changed submissions touch, and the numbers of any choice among the changes. Does not:
which changes there are (causes.py), counting itself (reports/statistics).

Persons that share no record, key or link with a changed submission are counted once. Those whom one office alone
touches are counted once for each state of its forms; only whom several touch are counted for each choice. All these
cubes are cut as one. Themes with a form that knows no persons are counted whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.steps.editions.records import Slot
from assets.steps.statistics import forms_of, tables_of
from expectations.contract import load_contract
from reports.statistics import StatisticTable, build_cube, cut, themes
from reports.statistics.facts import categorical
from reports.statistics.persons import person_numbers
from reports.statistics.statistic import COUNTED

Records = Mapping[str, pd.DataFrame]
Numbers = dict[str, dict[str, float | None]]
Places = npt.NDArray[np.int64]
IDENTITY = ["office", "person_key", "link_key"]
UNTOUCHED, SHARED = -1, -2  # persons whom no changed office touches, and whom several do


@dataclass
class Recount:
    """Records by form: ``same`` in every choice; ``before`` and ``after`` those of the slots that changed.

    A choice is the set of slots (office and form) that are taken as they are after; the others are as before. ``only``:
    the tables that are asked for; all where it is None.
    """

    year: int
    same: Records
    before: Records
    after: Records
    only: frozenset[str] | None = None
    _known: dict[frozenset[Slot], Numbers] = field(default_factory=dict)
    _of_theme: dict[tuple[str, frozenset[Slot]], Numbers] = field(default_factory=dict)
    _pieces: dict[tuple[str, int, frozenset[Slot]], pd.DataFrame | None] = field(default_factory=dict)

    @cached_property
    def changed(self) -> frozenset[Slot]:
        """All slots that changed."""
        return frozenset(
            (office, form)
            for records in (self.before, self.after)
            for form, frame in records.items()
            for office in frame["office"].unique()
        )

    @cached_property
    def _themes(self) -> tuple[str, ...]:
        forms = {form for _, form in self.changed}
        return tuple(theme for theme in themes() if forms & set(forms_of(theme)))

    @cached_property
    def _offices(self) -> tuple[str, ...]:
        return tuple(sorted({office for office, _ in self.changed}))

    @cached_property
    def _by_whom(self) -> dict[str, tuple[Places, Places, Places]]:
        """Say of each record of ``same``, ``before`` and ``after``, by form, which changed office touches its person.

        That is the office's place among those that changed; UNTOUCHED where none does, SHARED where several do.
        """
        with_persons = [form for form in self.same if load_contract().forms[form].has_persons]
        place = {office: at for at, office in enumerate(self._offices)}
        parts = [
            records[form][IDENTITY].assign(touches=records[form]["office"].map(place) if changes else UNTOUCHED)
            for form in with_persons
            for records, changes in ((self.same, False), (self.before, True), (self.after, True))
        ]
        if not parts:
            return {}
        whole = pd.concat(parts, ignore_index=True)
        numbers, touches = person_numbers(whole), whole["touches"].to_numpy(dtype=np.int64)
        changed, most = touches >= 0, int(numbers.max(initial=0)) + 1
        first, last = np.full(most, len(place)), np.full(most, UNTOUCHED)
        np.minimum.at(first, numbers[changed], touches[changed])
        np.maximum.at(last, numbers[changed], touches[changed])
        of_person = np.where((last >= 0) & (first != last), SHARED, last)
        ends = np.cumsum([len(part) for part in parts])[:-1]
        split = np.split(of_person[numbers], ends)
        return {form: (split[3 * at], split[3 * at + 1], split[3 * at + 2]) for at, form in enumerate(with_persons)}

    def _piece(self, theme: str, who: int, choice: frozenset[Slot]) -> pd.DataFrame | None:
        """Return the cube of the persons whom ``who`` touches, counted once for each choice that differs for them."""
        forms = set(forms_of(theme))
        own = frozenset(slot for slot in choice if slot[1] in forms and who in (SHARED, self._place_of(slot)))
        key = theme, who, own
        if key not in self._pieces:
            records = {form: self._chosen(form, own, who) for form in forms}
            there = any(map(len, records.values()))
            self._pieces[key] = build_cube(theme, records, self.year) if there else None
        return self._pieces[key]

    def _place_of(self, slot: Slot) -> int:
        return self._offices.index(slot[0])

    def _splits(self, theme: str) -> bool:
        return all(form in self._by_whom for form in forms_of(theme))

    def numbers(self, choice: Collection[Slot]) -> Numbers:
        """Return the numbers before protection, by table and cell_id, of the tables that the changes can touch."""
        key = frozenset(choice) & self.changed
        if key not in self._known:
            self._known[key] = self._count(key)
        return self._known[key]

    def _count(self, choice: frozenset[Slot]) -> Numbers:
        found: Numbers = {}
        for theme in self._themes:
            forms = set(forms_of(theme))
            own = frozenset(slot for slot in choice if slot[1] in forms)
            if (theme, own) not in self._of_theme:
                self._of_theme[theme, own] = self._count_theme(theme, own)
            found |= self._of_theme[theme, own]
        return found

    def _count_theme(self, theme: str, choice: frozenset[Slot]) -> Numbers:
        specs = [spec for spec in tables_of(theme) if self.only is None or spec.key in self.only]
        if not specs:
            return {}
        if self._splits(theme):
            everybody = (UNTOUCHED, *range(len(self._offices)), SHARED)
            pieces = [piece for who in everybody if (piece := self._piece(theme, who, choice)) is not None]
            cube = together(pieces) if pieces else build_cube(theme, self._records(theme, choice), self.year)
        else:
            cube = build_cube(theme, self._records(theme, choice), self.year)
        return {spec.key: numbers_of_table(cut(cube, spec, self.year)) for spec in specs}

    def _records(self, theme: str, choice: frozenset[Slot]) -> dict[str, pd.DataFrame]:
        return {form: self._chosen(form, choice) for form in forms_of(theme)}

    def _chosen(self, form: str, choice: frozenset[Slot], who: int | None = None) -> pd.DataFrame:
        """Return the records of a form under a choice; only of persons whom ``who`` touches, where that is named."""
        frames = [self.same[form], self.before[form], self.after[form]]
        taken = [office for office, of_form in choice if of_form == form]
        masks = [np.ones(len(frames[0]), dtype=bool), ~_of(frames[1], taken), _of(frames[2], taken)]
        if who is not None:
            masks = [mask & (touched == who) for mask, touched in zip(masks, self._by_whom[form], strict=True)]
        parts = [frame[mask] for frame, mask in zip(frames, masks, strict=True) if mask.any()]
        return pd.concat(parts, ignore_index=True) if parts else frames[0].head(0)


def _of(records: pd.DataFrame, offices: Collection[str]) -> npt.NDArray[np.bool_]:
    return np.asarray(records["office"].isin(offices), dtype=bool)


def together(cubes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return cubes of different persons as one; a combination of facts may then stand in several rows."""
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


def numbers_of_table(table: StatisticTable) -> dict[str, float | None]:
    """Return the numbers of one table by cell_id; None where a number is not available or not applicable."""
    frame = table.frame
    key, end = table.spec.key, str(table.year)
    columns = [frame[name].tolist() for name in (*table.spec.dimensions, "measure", "value", "state")]
    return {
        ":".join((key, *codes, measure, end)): float(value) if state == COUNTED else None
        for *codes, measure, value, state in zip(*columns, strict=True)
    }


def counted_whole(records: Records, year: int) -> Numbers:
    """Return the numbers of a year from all its records at once: what every choice must agree with."""
    found: Numbers = {}
    for theme in themes():
        cube = build_cube(theme, records, year)
        found |= {spec.key: numbers_of_table(cut(cube, spec, year)) for spec in tables_of(theme)}
    return found
