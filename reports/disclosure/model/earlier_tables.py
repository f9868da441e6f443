"""Tables that were given out before, as tables of the suppression problem: their sums must not become known.

A table of a released edition, or an ad-hoc table, binds all that follows. Its printed cells are known. Its suppressed
cells, and all sums of its cells that are confidential, keep their protection intervals whatever is printed later. They
are told apart by their inner cells and not by their names: the same persons in another table are the same cell.

Belongs here: the counts and the cells of such tables. Does not: reading them (assets/steps/release), what is
confidential in a table (build_problem.py, differencing.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scipy import sparse

from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.linked_tables import ExternalCells, LinkedTables
from reports.disclosure.model.missing_codes import MissingCodes
from reports.disclosure.model.table import TableModel, Universe, UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import NO_INTERVAL, is_primary, protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder, Weights, weights_of
from reports.published.codes import Codes


@dataclass(frozen=True)
class EarlierTable:
    """One table that was given out. ``missing``: the missing codes that were not an attribute in its edition."""

    cells: ExternalCells
    table: TableModel
    universe: UniverseModel
    missing: MissingCodes

    def add_cells(self, builder: ProblemBuilder) -> Iterator[tuple[Codes, CellRef]]:
        """Add the cells: those printed as known, those suppressed as cells to protect. Yield each that has a count."""
        spec = self.table.spec
        for codes in sorted(self.cells.all_codes):
            inner_cells = self.table.inner_cells(codes, self.universe)
            if (value := self.table.values[codes]) is None:
                builder.add_equalities([dict.fromkeys(inner_cells.tolist(), 1)])
                continue
            ref = CellRef.external(self.cells.edition, spec.key, codes)
            if codes in self.cells.codes:
                builder.add_known_cell(ref, inner_cells)
            else:
                sensitive, is_missing = self.table.is_sensitive(codes), self.missing.of_table(self.table).covers(codes)
                interval = NO_INTERVAL if is_missing else protection_interval(sensitive, spec.threshold)
                builder.add_suppressed_cell(ref, inner_cells, interval)
                if not is_missing and is_primary(value, sensitive, spec.threshold):
                    builder.mark_primary(ref, inner_cells, *interval)
            yield codes, ref


@dataclass(frozen=True)
class EarlierTables:
    """All tables that were given out. ``released``: the sums that they print."""

    tables: tuple[EarlierTable, ...]
    released: frozenset[Weights]

    def is_exempt(self, weights: Weights) -> bool:
        """Return whether a difference counts only persons with a missing code that was not an attribute."""
        found = {id(earlier.missing): earlier.missing for earlier in self.tables}
        return any(missing.is_exempt(weights) for missing in found.values())


def earlier_tables(
    builder: ProblemBuilder,
    external: Sequence[tuple[ExternalCells, TableModel, UniverseModel]],
    indices: Mapping[Universe, InnerCellIndex],
    edition: LinkedTables,
    own: sparse.csr_matrix,
) -> EarlierTables:
    """Return the tables that were given out, with the true counts of their cells."""
    counted = [(cells, _with_counts(builder, cells, table, universe), universe) for cells, table, universe in external]
    missing: dict[tuple[str, bool], MissingCodes] = {}
    for release in dict.fromkeys((cells.edition, cells.released) for cells, _, _ in counted):
        tables = [(table, universe) for cells, table, universe in counted if (cells.edition, cells.released) == release]
        missing[release] = MissingCodes.of(tables, indices, edition.cubes, builder.truth, own, edition.threshold)
    released = {
        weights_of(table.inner_cells(codes, universe))
        for cells, table, universe in counted
        if cells.released
        for codes in cells.codes
    }
    found = [
        EarlierTable(cells, table, universe, missing[cells.edition, cells.released])
        for cells, table, universe in counted
    ]
    return EarlierTables(tuple(found), frozenset(released))


def _with_counts(
    builder: ProblemBuilder, cells: ExternalCells, table: TableModel, universe: UniverseModel
) -> TableModel:
    values: dict[Codes, int | None] = dict.fromkeys(cells.uncounted)
    for codes in cells.codes | cells.suppressed:
        values[codes] = builder.value(table.inner_cells(codes, universe))
    return replace(table, values=values)
