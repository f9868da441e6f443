"""Missing codes that are not an attribute: a code that says only that nothing is known of a person.

A dimension says ``missing_is: not_an_attribute``. In a table, its missing code is then no attribute where all of these
hold (docs/disclosure.md, field rule 5):

- the table has no geography and no office, no result of a health test, and counts persons;
- at least as many persons as the threshold have the missing code, in the records of at least three offices, and no
  office has more than half of them;
- of a missing sex: the persons whose sex is truly missing are at least three times those recorded as X, who are printed
  under the same code.

A cell with such a code is not primary by its size, unless the same cell without the missing code counts 1 to 10
persons. It is suppressed first where others must be protected.

Belongs here: for which codes, cells and differences this holds. Does not: the primary rules (suppression/primary.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from reports.disclosure.arrays import BoolArray, IntArray
from reports.disclosure.model.edition_membership import MEMBERSHIP, NOW
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags
from reports.disclosure.model.table import PERSONS, TableModel, Universe, UniverseModel
from reports.disclosure.suppression.problem_builder import Weights
from reports.published.codes import TOTAL, Codes
from reports.published.disclosure_rules import load_disclosure_rules
from reports.statistics import TableSpec
from reports.statistics.cubes import is_geography, load_cubes
from reports.statistics.dimensions import load_dimensions, missing_code, missing_is_no_attribute
from reports.statistics.variables import SEPARATOR

SEX, RECORDED_AS_X, UNDER_CODES_OF_THEIR_OWN = "sex", "X", ("F", "M", "X")


@dataclass(frozen=True)
class MissingCodes:
    """The missing codes of an edition that are not an attribute.

    ``by_table``: by key of the table and place of the dimension, the code. ``known``: by universe, its inner cells and
    its nodes of geography. ``missing``: by universe and node, the classes of persons with such a code. ``counted``:
    the inner cells of persons whom this edition counts; what holds of it says nothing of the persons of another one.
    """

    threshold: int = 0
    truth: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    by_table: dict[str, dict[int, str]] = field(default_factory=dict)
    indices: Mapping[Universe, InnerCellIndex] = field(default_factory=dict)
    missing: dict[Universe, dict[Node, ClassFlags]] = field(default_factory=dict)
    counted: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @classmethod
    def of(
        cls,
        tables: Sequence[tuple[TableModel, UniverseModel]],
        indices: Mapping[Universe, InnerCellIndex],
        cubes: Mapping[str, pd.DataFrame],
        truth: IntArray,
        own: sparse.csr_matrix,
        threshold: int,
    ) -> "MissingCodes":
        """Return the missing codes of the printed ``tables``.

        ``own``: one row per contributor, how many of the persons of each inner cell are in its records.
        """
        found = cls(threshold, truth, indices=indices, counted=_counted(tables, len(truth)))
        by_inner_cell = own.tocsc()
        mostly_missing = {theme: _is_mostly_missing(cube) for theme, cube in cubes.items() if SEX in cube.columns}
        for table, universe in tables:
            if not may_have_missing_codes(table.spec):
                continue
            for axis, definition in enumerate(table.spec.definitions):
                code = missing_code(definition)
                if code is None or not missing_is_no_attribute(definition) or code not in table.axes[axis].printed:
                    continue
                codes = tuple(code if place == axis else TOTAL for place in range(len(table.axes)))
                of_margin = by_inner_cell[:, table.inner_cells(codes, universe)].sum(axis=1)
                if not _is_of_enough(np.asarray(of_margin).ravel(), table.values.get(codes), table.spec.threshold):
                    continue
                if SEX in definition.variables and not mostly_missing[table.spec.theme]:
                    continue
                found.by_table.setdefault(table.spec.key, {})[axis] = code
                recoding = table.axes[axis].recoding
                node = universe.variables.node_of_recoding(recoding)
                flags = universe.variables.marked(recoding, table.axes[axis].known.index(code))
                of_universe = found.missing.setdefault(table.universe, {})
                of_universe[node] = of_universe[node] | flags if node in of_universe else flags
        return found

    def of_table(self, table: TableModel) -> "TableMissingCodes":
        """Return the missing codes of one table, with its true counts."""
        return TableMissingCodes(self.by_table.get(table.spec.key, {}), table.values, table.spec.threshold)

    def is_exempt(self, weights: Weights) -> bool:
        """Return whether a difference counts only persons with a missing code that is not an attribute.

        The same persons with any code in its place must be at least as many as the threshold, and the difference must
        not be restricted by geography. It must count only persons whom this edition counts.
        """
        if not self.missing or not weights or any(weight != 1 for _, weight in weights):
            return False
        inner_cells = np.fromiter((cell for cell, _ in weights), dtype=np.int64, count=len(weights))
        if not self.counted[inner_cells].all():
            return False
        for universe, missing in self.missing.items():
            for block in self.indices[universe].blocks:
                if block.first <= inner_cells[0] and inner_cells[-1] < block.end:
                    return any(
                        self._is_exempt(block.nodes, block.cells, inner_cells - block.first, block.first, node, flags)
                        for node, flags in missing.items()
                        if node in block.nodes
                    )
        return False

    def _is_exempt(
        self,
        nodes: tuple[Node, ...],
        cells: IntArray,
        chosen: IntArray,
        first: int,
        node: Node,
        flags: ClassFlags,
    ) -> bool:
        if not flags[cells[chosen, nodes.index(node)]].all():
            return False
        of_geography = [place for place, other in enumerate(nodes) if is_of_geography(other)]
        if any(len(_closure(cells, chosen, place)) > len(chosen) for place in of_geography):
            return False
        crossed = _closure(cells, chosen, nodes.index(node))
        return int(self.truth[crossed + first].sum()) >= self.threshold


@dataclass(frozen=True)
class TableMissingCodes:
    """The missing codes of one table that are not an attribute: by place of the dimension, in ``codes``.

    ``values``: the counts that decide, None or no entry where there is none. ``without_count``: whether a cell without
    a count is taken as large. A reader of tables does so, since a suppressed cell proves nothing.
    """

    codes: Mapping[int, str]
    values: Mapping[Codes, int | None]
    threshold: int
    without_count: bool = False

    def covers(self, codes: Codes) -> bool:
        """Return whether a cell has a missing code that is not an attribute, crossed with codes of no few persons."""
        crossed = without_missing_codes(codes, self.codes)
        return crossed != codes and self._is_large(self.values.get(crossed))

    def known_line(self, codes: Codes, axis: int) -> Codes | None:
        """Return the cell with the missing code of a line; None where that code is an attribute, or has no count.

        The complement of another cell of the line then counts only persons of whom the dimension is known.
        """
        code = self.codes.get(axis)
        if code is None:
            return None
        of_missing = (*codes[:axis], code, *codes[axis + 1 :])
        return of_missing if self.values.get(of_missing) is not None and self.covers(of_missing) else None

    def covers_complement(self, codes: Codes, axis: int) -> bool:
        """Return whether a line counts persons with a missing code that is not an attribute, among others enough.

        The complement of the same line without the missing code is not of 1 to 10 persons.
        """
        of_margin = (*codes[:axis], TOTAL, *codes[axis + 1 :])
        if not self.covers(of_margin):
            return False
        of_line = {place: code for place, code in self.codes.items() if place != axis}
        margin, value = (self.values.get(without_missing_codes(one, of_line)) for one in (of_margin, codes))
        return self._is_large(None if margin is None or value is None else margin - value)

    def _is_large(self, value: int | None) -> bool:
        return self.without_count if value is None else not 0 < value < self.threshold


def may_have_missing_codes(spec: TableSpec) -> bool:
    """Return whether missing codes of a table may be no attribute: it counts persons, and has no geography."""
    dimensions, variables = load_dimensions().dimensions, load_cubes().variables
    if spec.measure != PERSONS or spec.sensitive or load_cubes().cubes[spec.theme].grain != PERSONS:
        return False
    names = [*spec.dimensions, *spec.where, *spec.leave_out, *spec.asked]
    crossed = {one for name in names for one in (dimensions[name].variables if name in dimensions else (name,))}
    return not any(is_geography(variables[one]) for one in crossed)


def without_missing_codes(codes: Codes, axes: Mapping[int, str]) -> Codes:
    """Return the cell with the total in the place of each missing code that is not an attribute."""
    return tuple(TOTAL if axes.get(place) == code else code for place, code in enumerate(codes))


def is_of_geography(node: Node) -> bool:
    """Return whether a node has a country, a region or an office."""
    variables = load_cubes().variables
    return any(name in variables and is_geography(variables[name]) for name in node.split("+"))


def _is_of_enough(by_office: IntArray, persons: int | None, threshold: int) -> bool:
    rules = load_disclosure_rules()
    if persons is None or persons < threshold:
        return False
    offices = int((by_office > 0).sum())
    return offices >= rules.least_contributors.value and 2 * int(by_office.max(initial=0)) <= persons


def _is_mostly_missing(cube: pd.DataFrame) -> bool:
    """Return whether those whose sex is truly missing are several times those recorded as X, in the edition now."""
    if MEMBERSHIP in cube.columns:
        in_edition = [NOW in str(editions).split(SEPARATOR) for editions in cube[MEMBERSHIP]]
        cube = cube.loc[np.array(in_edition, dtype=bool)]
    by_sex = cube.groupby(cube[SEX].astype(str), observed=True)[PERSONS].sum()
    of_their_own = {code: int(by_sex.get(code, 0)) for code in UNDER_CODES_OF_THEIR_OWN}
    missing = int(by_sex.sum()) - sum(of_their_own.values())
    return missing >= load_disclosure_rules().missing_sex_factor.value * of_their_own[RECORDED_AS_X]


def _counted(tables: Sequence[tuple[TableModel, UniverseModel]], size: int) -> BoolArray:
    """Return the inner cells of persons whom the edition of some tables counts."""
    counted = np.ones(size, dtype=bool)
    for table, universe in tables:
        for condition in (one for one in table.conditions if one.recoding.name == MEMBERSHIP):
            variables = universe.variables
            node = variables.node_of_recoding(condition.recoding)
            _, flags = condition.marked_in(variables)
            for block in universe.index.blocks:
                if node in block.nodes:
                    counted[block.first : block.end] &= flags[block.cells[:, block.nodes.index(node)]]
    return counted


def _closure(cells: IntArray, chosen: IntArray, place: int) -> IntArray:
    """Return the inner cells of a clique that differ from a chosen one at most at one node."""
    others = np.delete(cells, place, axis=1)
    if not others.shape[1]:
        return np.arange(len(cells))
    of_cell = np.ravel_multi_index(tuple(others.T), tuple(others.max(axis=0) + 1))
    return np.flatnonzero(np.isin(of_cell, of_cell[chosen]))
