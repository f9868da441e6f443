"""Cascades of health services: counts that never grow from one step to the next, for every group that a table shows.

Not more persons are linked to care than referred, and no more tests are positive than were made. The specification
of the services says which steps follow each other (``cascades``), and which indicator is a result of which
(``result_of``); every reader knows both. Steps follow each other in all units together, since persons may be referred
after tests. A result has the unit of its test.

Belongs here: these relations as data, and the inequalities that follow from them. Does not: the cascades themselves
(reports/statistics/dimensions.yaml), the rules by which a submission is checked (expectations/forms/health.yaml).
"""

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import SparseRow
from reports.disclosure.model.table import TableModel, UniverseModel
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import Codes
from reports.statistics.dimensions import Dimension, Services
from reports.statistics.variables import BESIDE


@dataclass(frozen=True)
class CascadeRelation:
    """One inequality between printed cells of one group: all of ``later`` together are at most all of ``earlier``."""

    later: tuple[Codes, ...]
    earlier: tuple[Codes, ...]

    def excess(self, table: TableModel, universe: UniverseModel) -> SparseRow:
        """Return ``later`` less ``earlier`` as a row of inner cells; it is at most 0 where the relation holds."""
        row: SparseRow = {}
        for cells, weight in ((self.later, 1), (self.earlier, -1)):
            for codes in cells:
                for inner_cell in table.inner_cells(codes, universe, table.nodes(universe.variables)).tolist():
                    row[inner_cell] = row.get(inner_cell, 0) + weight
        return {inner_cell: weight for inner_cell, weight in row.items() if weight}


def cascade_relations(definitions: Sequence[Dimension], cells: Collection[Codes]) -> list[CascadeRelation]:
    """Return all relations between the cells of a table, in the order of its groups.

    ``cells``: those that are available. Where no number of a step is available for a group, the step before it counts.
    """
    first = definitions[0]
    if not isinstance(first, Services):
        return []
    by_group: dict[Codes, dict[str, list[Codes]]] = {}
    for codes in cells:
        by_group.setdefault(codes[1:], {}).setdefault(_indicator(codes), []).append(codes)
    found: dict[CascadeRelation, None] = {}
    for of_indicator in by_group.values():
        for result, tested in first.result_of.items():
            for own in of_indicator.get(result, ()):
                same_unit = [other for other in of_indicator.get(tested, ()) if _unit(other) == _unit(own)]
                if same_unit:
                    found[CascadeRelation((own,), tuple(same_unit))] = None
        for cascade in first.cascades:
            steps = [tuple(of_indicator[step]) for step in cascade if step in of_indicator]
            found |= {CascadeRelation(later, earlier): None for earlier, later in itertools.pairwise(steps)}
    return list(found)


def add_cascades(
    builder: ProblemBuilder, tables: Iterable[tuple[TableModel, UniverseModel]], own: sparse.csr_matrix
) -> None:
    """Add the relations of the cascades of all tables of services, each once.

    ``own``: one row per contributor, how many of each inner cell are in its records. A relation that holds of the
    others of every contributor holds of any part.
    """
    added: set[frozenset[tuple[int, int]]] = set()
    for table, universe in tables:
        available = [codes for codes in table.cells() if table.values.get(codes, 0) is not None]
        for relation in cascade_relations(table.spec.definitions, available):
            row = relation.excess(table, universe)
            if row and (key := frozenset(row.items())) not in added:
                added.add(key)
                builder.add_upper_bound(row, 0, of_any_part=_holds_of_others(row, builder, own))


def _holds_of_others(row: SparseRow, builder: ProblemBuilder, own: sparse.csr_matrix) -> bool:
    """Return whether a relation holds of all persons, and of those whom each contributor has no record of."""
    inner_cells, weights = np.array(list(row), dtype=np.int64), np.array(list(row.values()), dtype=np.int64)
    excess = int(weights @ builder.truth[inner_cells])
    of_others = excess - np.asarray(own[:, inner_cells] @ weights)
    return excess <= 0 and not (of_others > 0).any()


def _indicator(codes: Codes) -> str:
    return codes[0].partition(BESIDE)[0]


def _unit(codes: Codes) -> str:
    return codes[0].partition(BESIDE)[2]
