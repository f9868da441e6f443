"""Counting a year again with some of its submissions as they were before: fast, and the same as a full count.

Belongs here: which persons the changed submissions touch, and the numbers of any choice among the changes. Does not:
which changes there are (causes.py), counting itself (reports/statistics).

Persons that share no record, key or link with a changed submission are counted once; for each choice only the others
are counted again, and both cubes are cut as one. Themes with a form that knows no persons are counted whole.
"""

from collections.abc import Collection, Mapping
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
IDENTITY = ["office", "person_key", "link_key"]


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
    def _touched(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Say of each record of ``same``, by form, whether its person is one of a changed submission too."""
        with_persons = [form for form in self.same if load_contract().forms[form].has_persons]
        parts = [
            records[form][IDENTITY].assign(changed=changes)
            for form in with_persons
            for records, changes in ((self.same, False), (self.before, True), (self.after, True))
        ]
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        touched: dict[str, npt.NDArray[np.bool_]] = {}
        if not len(whole):
            return {form: np.zeros(len(self.same[form]), dtype=bool) for form in with_persons}
        numbers = person_numbers(whole)
        is_touched = np.isin(numbers, np.unique(numbers[whole["changed"].to_numpy()]))
        ends = np.cumsum([len(part) for part in parts])
        for place, form in enumerate(with_persons):
            end = ends[3 * place]
            touched[form] = is_touched[end - len(self.same[form]) : end]
        return touched

    @cached_property
    def _same_touched(self) -> dict[str, pd.DataFrame]:
        return {form: self.same[form][mask] for form, mask in self._touched.items()}

    @cached_property
    def _untouched(self) -> dict[str, pd.DataFrame]:
        """The cube, by theme, of the persons whom no choice changes."""
        records = {form: self.same[form][~mask] for form, mask in self._touched.items()}
        touched = {form: self._chosen(form, self.changed, only_touched=True) for form in self._touched}
        found = {}
        for theme in (theme for theme in self._themes if self._splits(theme)):
            wider = build_cube(theme, touched, self.year)  # its categories need no room made for them again and again
            found[theme] = together(build_cube(theme, records, self.year), wider.head(0))
        return found

    def _splits(self, theme: str) -> bool:
        return all(form in self._touched for form in forms_of(theme))

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
        splits = self._splits(theme)
        cube = build_cube(
            theme, {form: self._chosen(form, choice, only_touched=splits) for form in forms_of(theme)}, self.year
        )
        if splits:
            cube = together(self._untouched[theme], cube)
        return {spec.key: numbers_of_table(cut(cube, spec, self.year)) for spec in specs}

    def _chosen(self, form: str, choice: frozenset[Slot], *, only_touched: bool) -> pd.DataFrame:
        same = self._same_touched[form] if only_touched else self.same[form]
        after = {office for office, of_form in choice if of_form == form}
        parts = [
            same,
            self.before[form][~self.before[form]["office"].isin(after)],
            self.after[form][self.after[form]["office"].isin(after)],
        ]
        filled = [part for part in parts if len(part)]
        return pd.concat(filled, ignore_index=True) if filled else same


def together(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return two cubes of different persons as one; a combination of facts may then stand in two rows."""
    joined: dict[str, object] = {}
    for name in one.columns:
        if isinstance(one[name].dtype, pd.CategoricalDtype):
            joined[name] = _joined(one[name].cat, other[name].cat)
        else:
            joined[name] = np.concatenate([one[name].to_numpy(), other[name].to_numpy()])
    return pd.DataFrame(joined)


def _joined(one: Any, other: Any) -> pd.Categorical:
    """Return both columns under one set of categories: the first's own where they are enough, which is fast."""
    codes, categories = one.codes.to_numpy(dtype=np.int64), one.categories
    places = categories.get_indexer(other.categories)
    if (places < 0).any():
        categories = pd.Index(sorted({*one.categories, *other.categories}), dtype=object)
        codes = categories.get_indexer(one.categories)[codes]
        places = categories.get_indexer(other.categories)
    return categorical(np.concatenate([codes, places[other.codes.to_numpy()]]), categories)


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
