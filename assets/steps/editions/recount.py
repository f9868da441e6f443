"""Counting a year again with some of its submissions as they were before: fast, and the same as a full count.

Belongs here: the numbers of any choices among the changes. Does not: which changes there are (attribution.py), which
persons the changed submissions touch (affected_persons.py), counting itself (reports/statistics).

Persons that share no record, key or link with a changed submission are counted once. Those whom one office alone
touches are counted once for each state of its forms; only whom several touch are counted for each choice. Counts of
different persons add up: each table is tallied once for all these parts, and for a choice its parts are added. Themes
with a form that knows no persons are counted whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.steps.editions.affected_persons import PART, AffectedPersons, together
from assets.steps.provenance.record_snapshots import Slot
from assets.steps.statistics.count import forms_of, tables_of, themes_of
from reports.statistics import StatisticTable, TableSpec, build_cube, tabulate, themes
from reports.statistics.cell_frames import CellBlock
from reports.statistics.statistic import COUNTED
from reports.statistics.tabulation import about, is_added_up, laid_out, tallied

Records = Mapping[str, pd.DataFrame]
Numbers = dict[str, dict[str, float | None]]
Choice = frozenset[Slot]


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
    _known: dict[Choice, Numbers] = field(default_factory=dict)

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
    def _touched(self) -> AffectedPersons:
        return AffectedPersons(self.same, self.before, self.after)

    def numbers(self, choice: Collection[Slot]) -> Numbers:
        """Return the numbers before protection, by table and cell_id, of the tables that the changes can touch."""
        return self.numbers_of_each([choice])[0]

    def numbers_of_each(self, choices: Sequence[Collection[Slot]]) -> list[Numbers]:
        """Return the numbers of several choices: sooner together than one after the other."""
        keys = [frozenset(choice) & self.changed for choice in choices]
        new = list(dict.fromkeys(key for key in keys if key not in self._known))
        if new:
            self._known |= {key: {} for key in new}
            for theme in themes_of({form for _, form in self.changed}):
                self._count(theme, new)
        return [self._known[key] for key in keys]

    def _count(self, theme: str, choices: Sequence[Choice]) -> None:
        specs = [spec for spec in tables_of(theme) if self.only is None or spec.key in self.only]
        if not specs:
            return
        forms = set(forms_of(theme))
        own_of = {choice: frozenset(slot for slot in choice if slot[1] in forms) for choice in choices}
        different = list(dict.fromkeys(own_of.values()))
        cube, made_of = self._parts(theme, different)
        for spec in specs:
            counted = dict(zip(different, _numbers_of_each(cube, made_of, spec, self.year), strict=True))
            for choice, own in own_of.items():
                self._known[choice][spec.key] = counted[own]

    def _parts(self, theme: str, choices: Sequence[Choice]) -> tuple[pd.DataFrame, list[list[int]]]:
        """Return one cube of different parts, told apart in column PART, and of which parts each choice is made."""
        forms = forms_of(theme)
        if self._touched.splits(forms):
            parts = self._touched.parts(forms, choices)
            cube = build_cube(theme, parts.records, self.year, apart=PART)
            return cube.assign(**{PART: _numbered(cube[PART])}), parts.made_of
        cubes = [build_cube(theme, self._touched.chosen(forms, choice), self.year) for choice in choices]
        part = np.repeat(np.arange(len(cubes)), [len(cube) for cube in cubes])
        return together(cubes).assign(**{PART: part}), [[at] for at in range(len(cubes))]


def _numbered(parts: pd.Series) -> npt.NDArray[np.int64]:
    """Return the parts' numbers from their texts; a cube without a row has none."""
    numbers = np.array([int(text or -1) for text in parts.cat.categories], dtype=np.int64)
    return numbers[parts.cat.codes.to_numpy()]


def _numbers_of_each(
    cube: pd.DataFrame, made_of: Sequence[Sequence[int]], spec: TableSpec, year: int
) -> list[dict[str, float | None]]:
    """Return the numbers of a table for each choice, which is made of some parts of the cube."""
    part = cube[PART].to_numpy()
    if not is_added_up(spec):
        return [numbers_of_table(tabulate(cube[np.isin(part, parts)], spec, year)) for parts in made_of]
    chosen, rows = about(cube, spec, year)
    tally = tallied(chosen, spec, year, part[rows], 1 + max((at for parts in made_of for at in parts), default=0))
    found = []
    for parts in made_of:
        codes, counts = tally.under_codes(tally.counts[list(parts)].sum(axis=0))
        found.append(_numbers_of(laid_out(codes, counts, spec), spec, year))
    return found


def _numbers_of(blocks: Sequence[CellBlock], spec: TableSpec, year: int) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for block in blocks:
        values = zip(block.values.tolist(), block.states.tolist(), strict=True)
        cells = _cell_ids(spec.key, block.codes, block.measure, year)
        found |= zip(cells, (value if state == COUNTED else None for value, state in values), strict=True)
    return found


@lru_cache(maxsize=4096)
def _cell_ids(key: str, codes: tuple[tuple[str, ...], ...], measure: str, year: int) -> tuple[str, ...]:
    return tuple(":".join((key, *one, measure, str(year))) for one in product(*codes))


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
        found |= {spec.key: numbers_of_table(tabulate(cube, spec, year)) for spec in tables_of(theme)}
    return found
