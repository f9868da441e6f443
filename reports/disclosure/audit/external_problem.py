"""All that is printed of one theme, as knowledge of an external intruder: sums, known or suppressed, and constraints.

Belongs here: from printed tables to IntruderKnowledge, with inner cells for persons of several countries. Does not: the
attack (feasibility_intervals.py), what its intervals mean (external_audit.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from expectations.errors import ReviewError
from reports.disclosure.arrays import BoolArray, IntArray, sparse_rows
from reports.disclosure.audit.answer_sets import AnswerSets
from reports.disclosure.audit.category_space import possible_space
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.audit.feasibility_intervals import IntruderKnowledge
from reports.disclosure.model.cascades import cascade_relations
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.rank_constraints import bounds_of_ranking
from reports.disclosure.model.recodings import Categories, VariableClasses
from reports.disclosure.model.structural_zeros import structural_zeros
from reports.disclosure.model.table import UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.published.codes import TOTAL, Codes
from reports.published.disclosure_rules import load_disclosure_rules
from reports.published.protected_table import Cell
from reports.statistics.cubes import load_cubes
from reports.statistics.measures import BASE, RESPONSE, SHARE

FloatRow = dict[int, float]  # inner cell to weight
MAX_INNER_CELLS = 400_000


class TooManyInnerCellsError(ReviewError, ValueError):
    """The tables of one theme cross more than the external audit can hold."""


@dataclass(frozen=True)
class ExternalProblem:
    """What an external intruder knows of one theme, and what is asked. One entry per cell in each array.

    ``suppressed``: the cells that are asked about; they have protection intervals as if they were primary. Cells with a
    missing code that is no attribute are never primary: they must have several possible values.
    ``in_suppressed_table``: cells of tables of which nothing is printed; other tables may print their totals.
    """

    refs: tuple[CellRef, ...]
    knowledge: IntruderKnowledge
    suppressed: BoolArray
    protection_low: IntArray
    protection_high: IntArray
    in_suppressed_table: BoolArray


@dataclass
class _ExternalProblemBuilder:
    """A problem under construction. ``width``: its inner cells, those of persons of several countries last.

    ``values``: None for suppressed cells. ``inequalities``: rows with their upper bounds.
    """

    width: int
    refs: list[CellRef] = field(default_factory=list)
    sums: list[FloatRow] = field(default_factory=list)
    values: list[float | None] = field(default_factory=list)
    inequalities: list[tuple[FloatRow, float]] = field(default_factory=list)

    def add_inner_cells(self, number: int) -> list[int]:
        """Add so many inner cells, and return them."""
        self.width += number
        return list(range(self.width - number, self.width))

    def add_cell(self, ref: CellRef, row: FloatRow, value: float | None) -> None:
        """Add a cell that a table prints, or suppresses."""
        self.refs.append(ref)
        self.sums.append(row)
        self.values.append(value)

    def add_upper_bound(self, row: FloatRow, most: float) -> None:
        """Add an inequality."""
        self.inequalities.append((row, most))

    def build(
        self, tables: Sequence[ExternalTable], index: InnerCellIndex, of_nobody: BoolArray | None = None
    ) -> ExternalProblem:
        """Return the problem of these tables, with the constraints between inner cells of ``index``.

        ``of_nobody``: the inner cells of ``index`` in which no person can be; they are left out.
        """
        kept = np.ones(self.width, dtype=bool)
        if of_nobody is not None:
            kept[: len(of_nobody)] = ~of_nobody
        of_answers, equal = index.answer_constraints()
        answers, agreements = (sparse_rows(rows, self.width) for rows in (of_answers, [*index.agreements(), *equal]))
        bounds = sparse_rows([row for row, _ in self.inequalities], self.width)
        by_key = {table.spec.key: table for table in tables}
        suppressed = np.array([value is None for value in self.values], dtype=bool)
        sensitive = np.array([by_key[ref.table].spec.is_sensitive(ref.codes) for ref in self.refs], dtype=bool)
        missing = {key: table.missing_codes for key, table in by_key.items()}
        highs = [1 if missing[ref.table].covers(ref.codes) else by_key[ref.table].spec.threshold for ref in self.refs]
        knowledge = IntruderKnowledge(
            sums=sparse_rows(self.sums, self.width)[:, kept],
            known=~suppressed,
            values=np.array([value or 0.0 for value in self.values]),
            equalities=agreements[:, kept],
            equalities_to=np.zeros(agreements.shape[0]),
            inequalities=sparse.vstack([answers, bounds], format="csr")[:, kept],
            at_most=np.concatenate([np.zeros(answers.shape[0]), np.array([most for _, most in self.inequalities])]),
        )
        return ExternalProblem(
            refs=tuple(self.refs),
            knowledge=knowledge,
            suppressed=suppressed,
            protection_low=np.where(sensitive, 0, 1),
            protection_high=np.array(highs, dtype=np.int64),
            in_suppressed_table=np.array([by_key[ref.table].is_suppressed_completely for ref in self.refs], dtype=bool),
        )


def external_problem(tables: Sequence[ExternalTable], year: int, *, rules: bool = True) -> ExternalProblem:
    """Return the knowledge that the tables of one universe give. Raises TooManyInnerCellsError.

    ``rules``: the intruder knows the rules of the forms: the cascades of health services never grow, and combinations
    of values that a rule excludes count nobody.
    """
    universe = _universe(tables, year)
    builder = _ExternalProblemBuilder(universe.index.end)
    for table in tables:
        _add_table(builder, table, universe)
        if rules:
            _add_cascades(builder, table, universe)
    if not rules:
        return builder.build(tables, universe.index)
    key = tables[0].universe
    zeros = structural_zeros({key: universe.index}, {key[0]: universe.variables})
    return builder.build(tables, universe.index, np.concatenate(zeros))


def _universe(tables: Sequence[ExternalTable], year: int) -> UniverseModel:
    """Return the classes and inner cells that the tables of one universe give, without any record."""
    theme = tables[0].spec.theme
    recodings = list(dict.fromkeys(recoding for table in tables for recoding in table.model.recodings))
    used = sorted({variable for recoding in recodings for variable in recoding.variables})
    responses = [variable for variable in used if load_cubes().variables[variable].kind == "flags"]
    answers = {variable: AnswerSets.of(variable, recodings, year) for variable in responses}

    def space(node: Node) -> Categories:
        return {node: answers[node].sets} if node in answers else possible_space(node, theme, recodings, year)

    single_answers = {variable: of_variable.single_answers for variable, of_variable in answers.items()}
    variables = VariableClasses.without_truth(year, recodings, single_answers, space)
    crossed = [table.model.nodes(variables) for table in tables]
    index = InnerCellIndex.without_truth(variables.empty_population(), crossed, MAX_INNER_CELLS)
    if index.end > MAX_INNER_CELLS or not index.is_complete:
        raise TooManyInnerCellsError(f"more than {MAX_INNER_CELLS} combinations are crossed")
    return UniverseModel(variables, index)


def _add_table(builder: _ExternalProblemBuilder, table: ExternalTable, universe: UniverseModel) -> None:
    """Add the cells of a table, and what its ranking and its shares reveal."""
    sums: dict[Codes, FloatRow] = {}
    for codes in table.cells:
        sums[codes] = dict.fromkeys(table.model.inner_cells(codes, universe).tolist(), 1.0)
    _add_persons_of_several_countries(builder, table, sums)
    for codes, cell in table.cells.items():
        value = None if cell.status == "confidential" else cell.value or 0.0
        builder.add_cell(CellRef(table.spec.key, codes), sums[codes], value)
    for row, most in bounds_of_ranking({code: list(sums[code,]) for code in table.ranking}, table.spec.threshold):
        builder.add_upper_bound(dict(row), most)
    for cell in table.derived:
        if cell.status == "published" and cell.value is not None:
            _add_derived(builder, table, cell, sums)


def _add_cascades(builder: _ExternalProblemBuilder, table: ExternalTable, universe: UniverseModel) -> None:
    """Add the relations of cascades, without those that the printed numbers themselves contradict."""
    available = [codes for codes, cell in table.cells.items() if cell.status in ("published", "confidential")]
    for relation in cascade_relations(table.spec.definitions, available):
        later, earlier = ([table.cells[codes].value for codes in cells] for cells in (relation.later, relation.earlier))
        least = sum(value or 0.0 for value in later)
        if None not in earlier and least > sum(value or 0.0 for value in earlier):
            continue
        builder.add_upper_bound(dict(relation.excess(table.model, universe)), 0.0)


def _add_persons_of_several_countries(
    builder: _ExternalProblemBuilder, table: ExternalTable, sums: dict[Codes, FloatRow]
) -> None:
    """Add inner cells to ``sums`` for persons who have further countries in a dimension, and bound their number.

    One inner cell is added for each cell whose other codes are no totals.
    """
    several = [axis for axis in range(len(table.model.axes)) if table.has_several_countries(axis)]
    if not several:
        return
    others = [axis for axis in range(len(table.model.axes)) if axis not in several]
    added: dict[Codes, int] = {}
    for codes in sums:
        if all(codes[axis] == TOTAL for axis in several) or any(codes[axis] == TOTAL for axis in others):
            continue
        added[codes] = builder.add_inner_cells(1)[0]
    for codes, row in sums.items():
        for of_inner_cell, inner_cell in added.items():
            if all(
                code in (inner_code, TOTAL) if axis in others else code == inner_code
                for axis, (code, inner_code) in enumerate(zip(codes, of_inner_cell, strict=True))
            ):
                row[inner_cell] = 1.0
    share = load_disclosure_rules().several_countries_pct.value / 100
    for axis in several:
        of_axis = {inner_cell: 1.0 for codes, inner_cell in added.items() if codes[axis] != TOTAL}
        everybody = sums.get((TOTAL,) * len(table.model.axes))
        if of_axis and everybody:
            builder.add_upper_bound(_plus(of_axis, _times(everybody, -share)), 0.0)


def _add_derived(
    builder: _ExternalProblemBuilder, table: ExternalTable, cell: Cell, sums: dict[Codes, FloatRow]
) -> None:
    """Add what a printed base, or a share with its base, reveals of the counts that it is made of."""
    name = "known" if cell.measure == RESPONSE else str(table.spec.share_base)
    minuend, *subtrahends = table.spec.base_codes(name)
    if cell.measure not in (SHARE, BASE, RESPONSE) or any(codes not in sums for codes in (minuend, *subtrahends)):
        return
    base = dict(sums[minuend])
    for codes in subtrahends:
        base = _plus(base, _times(sums[codes], -1.0))
    value = float(cell.value or 0.0)
    if cell.measure == BASE:
        builder.add_upper_bound(base, value)
        builder.add_upper_bound(_times(base, -1.0), -value)
    elif cell.measure == SHARE and cell.codes in sums:
        for sign in (1.0, -1.0):
            share = value / 100 + sign * load_disclosure_rules().share_rounding.value / 100
            builder.add_upper_bound(_plus(_times(sums[cell.codes], sign), _times(base, -sign * share)), 0.0)


def _times(row: FloatRow, weight: float) -> FloatRow:
    return {inner_cell: own * weight for inner_cell, own in row.items()}


def _plus(first: FloatRow, second: FloatRow) -> FloatRow:
    joined = dict(first)
    for inner_cell, weight in second.items():
        joined[inner_cell] = joined.get(inner_cell, 0.0) + weight
    return {inner_cell: weight for inner_cell, weight in joined.items() if weight}
