"""Recounting a year with some of its submissions as they were before: the same numbers as a full count, but faster.

Persons without a record, key or link in a changed submission are counted once. Persons of one changed office are
counted once for each state of its forms; only persons of several changed offices are counted for each choice. Counts of
different persons add up: each table is tallied once for all these parts, and the parts of a choice are added. Themes
with a form that does not identify persons are counted in full for each choice.

Belongs here: the numbers of any choices among the changes. Does not: which changes there are (attribution.py), the
partition of persons (affected_persons.py), counting (reports/statistics).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.steps.editions.affected_persons import PART, AffectedPersons, concatenated
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
    """Records by form: ``same`` in every choice; ``before`` and ``after``: of the slots that changed.

    A choice is the set of slots (office and form) that are taken as they are after; the others are as before. ``only``:
    keys of the tables that are needed; all where it is None.
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
    def _affected(self) -> AffectedPersons:
        return AffectedPersons(self.same, self.before, self.after)

    def numbers(self, choice: Collection[Slot]) -> Numbers:
        """Return the numbers before protection, by table and cell_id, of the tables that the changes can affect."""
        return self.numbers_of_each([choice])[0]

    def numbers_of_each(self, choices: Sequence[Collection[Slot]]) -> list[Numbers]:
        """Return the numbers of several choices; counting them together is faster."""
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
        in_theme = {choice: frozenset(slot for slot in choice if slot[1] in forms) for choice in choices}
        different = list(dict.fromkeys(in_theme.values()))
        cube, of_choice = self._parts(theme, different)
        for spec in specs:
            counted = dict(zip(different, _numbers_of_each(cube, of_choice, spec, self.year), strict=True))
            for choice, of_theme in in_theme.items():
                self._known[choice][spec.key] = counted[of_theme]

    def _parts(self, theme: str, choices: Sequence[Choice]) -> tuple[pd.DataFrame, list[list[int]]]:
        """Return one cube of all parts, with the part in column PART, and the parts of each choice."""
        forms = forms_of(theme)
        if self._affected.can_split(forms):
            parts = self._affected.parts(forms, choices)
            cube = build_cube(theme, parts.records, self.year, apart=PART)
            return cube.assign(**{PART: _numbered(cube[PART])}), parts.of_choice
        cubes = [build_cube(theme, self._affected.chosen(forms, choice), self.year) for choice in choices]
        part = np.repeat(np.arange(len(cubes)), [len(cube) for cube in cubes])
        return concatenated(cubes).assign(**{PART: part}), [[number] for number in range(len(cubes))]


def _numbered(parts: pd.Series) -> npt.NDArray[np.int64]:
    """Return the numbers of parts from their texts; -1 for an empty text."""
    numbers = np.array([int(text or -1) for text in parts.cat.categories], dtype=np.int64)
    return numbers[parts.cat.codes.to_numpy()]


def _numbers_of_each(
    cube: pd.DataFrame, of_choice: Sequence[Sequence[int]], spec: TableSpec, year: int
) -> list[dict[str, float | None]]:
    """Return the numbers of a table for each choice. ``of_choice``: by choice, the numbers of its parts."""
    part = cube[PART].to_numpy()
    if not is_added_up(spec):
        return [numbers_of_table(tabulate(cube[np.isin(part, parts)], spec, year)) for parts in of_choice]
    chosen, rows = about(cube, spec, year)
    tally = tallied(
        chosen, spec, year, part[rows], 1 + max((number for parts in of_choice for number in parts), default=0)
    )
    numbers = []
    for parts in of_choice:
        codes, counts = tally.under_codes(tally.counts[list(parts)].sum(axis=0))
        numbers.append(_numbers_of(laid_out(codes, counts, spec), spec, year))
    return numbers


def _numbers_of(blocks: Sequence[CellBlock], spec: TableSpec, year: int) -> dict[str, float | None]:
    numbers: dict[str, float | None] = {}
    for block in blocks:
        values = zip(block.values.tolist(), block.states.tolist(), strict=True)
        cells = _cell_ids(spec.key, block.codes, block.measure, year)
        numbers |= zip(cells, (value if state == COUNTED else None for value, state in values), strict=True)
    return numbers


@lru_cache(maxsize=4096)
def _cell_ids(key: str, codes: tuple[tuple[str, ...], ...], measure: str, year: int) -> tuple[str, ...]:
    return tuple(":".join((key, *combination, measure, str(year))) for combination in product(*codes))


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
    """Return the numbers of a year from all its records: every recount must agree with them."""
    numbers: Numbers = {}
    for theme in themes():
        cube = build_cube(theme, records, year)
        numbers |= {spec.key: numbers_of_table(tabulate(cube, spec, year)) for spec in tables_of(theme)}
    return numbers
