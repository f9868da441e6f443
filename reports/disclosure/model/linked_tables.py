"""The linked tables of an edition: all that is protected together, and what an intruder knows besides.

Belongs here: LinkedTables and ExternalCells, as data. Does not: making a suppression problem of them
(build_problem.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from expectations.errors import ReviewError
from reports.disclosure.model.contributors import have_contributors, without_contributors
from reports.disclosure.model.edition_membership import with_membership
from reports.disclosure.suppression.cell_ref import CellRef
from reports.published.disclosure_rules import default_threshold
from reports.statistics import StatisticTable, TableSpec
from reports.statistics.dimensions import DistinctCount
from reports.statistics.measures import load_measures


@dataclass(frozen=True)
class ExternalCells:
    """Cells of one table that was given out before: those whose counts an intruder has, and those suppressed.

    ``edition``: the released edition or the ad-hoc table, or "" where it counts the persons of the edition in progress
    or is another publisher's. ``ranks``: of a ranked table, all ranked codes in their order, also those of suppressed
    cells. ``suppressed``: cells that must not become known. ``uncounted``: cells that print a mark instead of a count,
    since no record is behind them or none can be: everybody knows that. ``released``: false for another publisher.
    """

    spec: TableSpec
    codes: frozenset[tuple[str, ...]]
    edition: str = ""
    ranks: tuple[str, ...] = ()
    suppressed: frozenset[tuple[str, ...]] = frozenset()
    uncounted: frozenset[tuple[str, ...]] = frozenset()
    released: bool = False

    @property
    def all_codes(self) -> frozenset[tuple[str, ...]]:
        """Return the codes of every cell, known or not."""
        return self.codes | self.suppressed | self.uncounted

    @property
    def suppressed_refs(self) -> frozenset[CellRef]:
        """Return the references to the suppressed cells."""
        return frozenset(CellRef.external(self.edition, self.spec.key, codes) for codes in self.suppressed)


class LinkedTablesError(ReviewError, ValueError):
    """The counts of a table are not those of the records behind it; the message names the table alone."""


@dataclass(frozen=True)
class LinkedTables:
    """The statistics of an edition's tables, and the cubes of their themes.

    ``external``: cells that an intruder has already. ``earlier``: the released editions of the same persons.
    ``in_sentences``: cells that sentences quote; they are suppressed last.
    """

    year: int
    statistics: Sequence[StatisticTable]
    cubes: Mapping[str, pd.DataFrame]
    external: Sequence[ExternalCells] = ()
    earlier: Sequence[str] = ()
    in_sentences: frozenset[CellRef] = frozenset()

    @classmethod
    def after(
        cls,
        year: int,
        statistics: Sequence[StatisticTable],
        cubes: Mapping[str, pd.DataFrame],
        earlier: Mapping[str, Mapping[str, pd.DataFrame]],
        external: Sequence[ExternalCells] = (),
        in_sentences: frozenset[CellRef] = frozenset(),
    ) -> "LinkedTables":
        """Return the tables of an edition that follows released ones; ``earlier``: their cubes by edition and theme."""
        if not earlier:
            return cls(year, statistics, cubes, external, in_sentences=in_sentences)
        if not have_contributors((cubes, *earlier.values())):
            cubes = {theme: without_contributors(cube) for theme, cube in cubes.items()}
            earlier = {
                edition: {theme: without_contributors(cube) for theme, cube in of_edition.items()}
                for edition, of_edition in earlier.items()
            }
        joined = {
            theme: with_membership(cube, {edition: of[theme] for edition, of in earlier.items() if theme in of})
            for theme, cube in cubes.items()
        }
        return cls(year, statistics, joined, external, tuple(earlier), in_sentences)

    @property
    def threshold(self) -> int:
        """Return the lowest threshold of its tables of persons and services."""
        specs = [s.spec for s in self.statistics if load_measures()[s.spec.measure].confidential]
        return min((spec.threshold for spec in specs), default=default_threshold())

    @property
    def tables_of_countries(self) -> frozenset[str]:
        """Return the keys of the tables that count countries."""
        return frozenset(s.spec.key for s in self.statistics if isinstance(s.spec.definitions[0], DistinctCount))

    def without(self, keys: Collection[str]) -> "LinkedTables":
        """Return the edition without tables that are suppressed completely, ranks included."""
        return replace(self, statistics=[s for s in self.statistics if s.spec.key not in keys])
