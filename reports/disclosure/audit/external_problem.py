"""All that is printed of one theme, as an attack: sums that are known, sums that are not, and what must hold.

Belongs here: printed tables to an Attack (feasibility_intervals.py), with room for persons of several countries. Does
not: the attack itself, what its intervals mean (external_audit.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import sparse_rows
from reports.disclosure.audit.category_classes import category_classes
from reports.disclosure.audit.category_space import (
    categories_of,
    joined_categories,
    joined_facts,
    of_few_countries,
)
from reports.disclosure.audit.clique_cells import JunctionTreeCells
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.audit.feasibility_intervals import IntruderKnowledge
from reports.disclosure.model.junction_tree import Node
from reports.published.codes import TOTAL, Codes
from reports.published.disclosure_rules import load_disclosure_rules
from reports.published.protected_table import Cell
from reports.statistics.measures import BASE, RESPONSE, SHARE

FloatRow = dict[int, float]


@dataclass(frozen=True)
class ExternalProblem:
    """An attack on one theme. ``names``: table and codes of each sum; ``asked``: those that are suppressed.

    ``of_whole``: those of tables of which nothing is printed. Their totals stand in other tables, and may.
    """

    names: tuple[tuple[str, ...], ...]
    attack: IntruderKnowledge
    asked: np.ndarray
    low: np.ndarray
    high: np.ndarray
    of_whole: np.ndarray


@dataclass
class _ExternalProblemBuilder:
    """Sums and inequalities in the making; unknowns beyond those of the blocks are persons of several countries."""

    width: int
    names: list[tuple[str, ...]] = field(default_factory=list)
    rows: list[FloatRow] = field(default_factory=list)
    values: list[float | None] = field(default_factory=list)
    ordered: list[tuple[FloatRow, float]] = field(default_factory=list)
    equal: list[FloatRow] = field(default_factory=list)

    def more(self, number: int) -> list[int]:
        """Return so many further unknowns."""
        self.width += number
        return list(range(self.width - number, self.width))


def external_problem(tables: Sequence[ExternalTable], year: int) -> ExternalProblem:
    """Return the attack on the tables of one universe. Raises TooManyInnerCellsError (clique_cells.py)."""
    theme = tables[0].spec.theme
    recodings = list(dict.fromkeys(recoding for table in tables for recoding in table.recodings))
    facts_of = joined_facts(recodings)
    node_of: dict[str, Node] = {fact: "+".join(whole) for fact, whole in facts_of.items()}
    classes = {}
    for whole in sorted(set(facts_of.values())):
        own = {fact: categories_of(fact, theme, recodings, year) for fact in whole}
        if len(whole) > 1:
            own = of_few_countries(own, recodings, year)
        classes["+".join(whole)] = category_classes(whole, joined_categories(whole, own, recodings), recodings, year)
    blocks = JunctionTreeCells.of(
        classes, [{node_of[recoding.variables[0]] for recoding in table.recodings} for table in tables]
    )
    draft = _ExternalProblemBuilder(blocks.size)
    for table in tables:
        _print(draft, table, blocks, node_of)
    return _problem(draft, tables, blocks)


def _print(
    draft: _ExternalProblemBuilder, table: ExternalTable, blocks: JunctionTreeCells, node_of: dict[str, Node]
) -> None:
    sums: dict[Codes, FloatRow] = {}
    for codes in table.cells:
        sums[codes] = dict.fromkeys(table.places(codes, blocks, node_of).tolist(), 1.0)
    _leave_room(draft, table, sums)
    for codes, cell in table.cells.items():
        draft.names.append((table.spec.key, *codes))
        draft.rows.append(sums[codes])
        draft.values.append(None if cell.status == "confidential" else cell.value or 0.0)
    for code in table.ranking:
        draft.ordered.append((_times(sums[code,], -1.0), -float(table.spec.threshold)))
    for higher, lower in itertools.pairwise(table.ranking):
        difference = _plus(sums[lower,], _times(sums[higher,], -1.0))
        draft.ordered.append((difference, -1.0 if higher > lower else 0.0))
    for cell in table.others:
        if cell.status == "published" and cell.value is not None:
            _derive(draft, table, cell, sums)


def _leave_room(draft: _ExternalProblemBuilder, table: ExternalTable, sums: dict[Codes, FloatRow]) -> None:
    """Let persons stand under further countries of a dimension, as few as there are."""
    several = [axis for axis in range(len(table.axes)) if table.counts_several(axis)]
    if not several:
        return
    room: dict[Codes, int] = {}
    for codes in sums:
        if all(codes[axis] == TOTAL for axis in several):
            continue
        beside = [axis for axis in range(len(codes)) if axis not in several]
        if any(codes[axis] == TOTAL for axis in beside):
            continue  # made of those within
        room[codes] = draft.more(1)[0]
    for codes, row in sums.items():
        for inner, place in room.items():
            if all(
                code in (own, TOTAL) if axis not in several else code == own
                for axis, (code, own) in enumerate(zip(codes, inner, strict=True))
            ):
                row[place] = 1.0
    share = load_disclosure_rules().several_countries_pct.value / 100
    for axis in several:
        own = {place: 1.0 for codes, place in room.items() if codes[axis] != TOTAL}
        whole = sums.get((TOTAL,) * len(table.axes))
        if own and whole:
            draft.ordered.append((_plus(own, _times(whole, -share)), 0.0))


def _derive(draft: _ExternalProblemBuilder, table: ExternalTable, cell: Cell, sums: dict[Codes, FloatRow]) -> None:
    """Add what a base, or a share with its base, tells of the counts that it is made of."""
    base = "known" if cell.measure == RESPONSE else str(table.spec.share_base)
    whole, *less = table.spec.base_codes(base)
    if cell.measure not in (SHARE, BASE, RESPONSE) or any(codes not in sums for codes in (whole, *less)):
        return
    row = dict(sums[whole])
    for codes in less:
        row = _plus(row, _times(sums[codes], -1.0))
    if cell.measure == BASE:
        draft.equal.append(row)
        draft.ordered += [(row, float(cell.value or 0.0)), (_times(row, -1.0), -float(cell.value or 0.0))]
    elif cell.measure == SHARE and cell.codes in sums:
        rounding = load_disclosure_rules().share_rounding.value
        for sign in (1.0, -1.0):
            share = float(cell.value or 0.0) / 100 + sign * rounding / 100
            draft.ordered.append((_plus(_times(sums[cell.codes], sign), _times(row, -sign * share)), 0.0))


def _problem(
    draft: _ExternalProblemBuilder, tables: Sequence[ExternalTable], blocks: JunctionTreeCells
) -> ExternalProblem:
    at_most_nothing = _widened(blocks.at_most_nothing(), draft.width)
    agreements = _widened(blocks.agreements(), draft.width)
    ordered = sparse.vstack(
        [at_most_nothing, sparse_rows([row for row, _ in draft.ordered], draft.width)], format="csr"
    )
    at_most = np.concatenate([np.zeros(at_most_nothing.shape[0]), np.array([most for _, most in draft.ordered])])
    of_table = {table.spec.key: table for table in tables}
    sensitive = np.array([of_table[name[0]].is_sensitive(name[1:]) for name in draft.names], dtype=bool)
    threshold = np.array([of_table[name[0]].spec.threshold for name in draft.names], dtype=np.int64)
    asked = np.array([value is None for value in draft.values], dtype=bool)
    attack = IntruderKnowledge(
        sparse_rows(draft.rows, draft.width),
        ~asked,
        np.array([value or 0.0 for value in draft.values]),
        agreements,
        np.zeros(agreements.shape[0]),
        ordered,
        at_most,
    )
    whole = {key for key, table in of_table.items() if table.is_withheld_whole}
    of_whole = np.array([name[0] in whole for name in draft.names], dtype=bool)
    return ExternalProblem(tuple(draft.names), attack, asked, np.where(sensitive, 0, 1), threshold, of_whole)


def _widened(matrix: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    return sparse.csrsparse_rows((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def _times(row: FloatRow, weight: float) -> FloatRow:
    return {place: own * weight for place, own in row.items()}


def _plus(one: FloatRow, other: FloatRow) -> FloatRow:
    joined = dict(one)
    for place, weight in other.items():
        joined[place] = joined.get(place, 0.0) + weight
    return {place: weight for place, weight in joined.items() if weight}
