"""Differencing across linked themes: a number of all persons less numbers of themes that are parts of them.

Persons assisted of a group, less the victims and the returned persons of the same group, leave the count of the others:
no table prints it, but three tables together do. The numbers of a part are expressed as sums of inner cells of the
whole, through the equations that link both. What one or two numbers leave of a third is then a sum of inner cells; 1 to
10 persons are primary, like a cell.

Belongs here: the numbers of all parts as sums of a whole's inner cells, and the few persons whom two or three of them
leave. Does not: differences within a theme (differencing.py), the equations (linked_themes.py).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure.arrays import IntArray, sparse_rows
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.linked_themes import LinkedSums, ThemeLink, linked_sums
from reports.disclosure.model.table import PERSONS, TableModel, UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import TOTAL

Tables = Sequence[tuple[TableModel, UniverseModel]]


@dataclass
class _SumsOfWhole:
    """The printed numbers that are sums of inner cells of one clique of a whole.

    ``refs``: by inner cells, the first cell with this sum. ``of_parts``: those that a part prints.
    """

    refs: dict[tuple[int, ...], CellRef] = field(default_factory=dict)
    of_parts: set[tuple[int, ...]] = field(default_factory=set)


def mark_linked_differences(
    builder: ProblemBuilder, links: Sequence[ThemeLink], tables: Tables, threshold: int
) -> None:
    """Mark as primary what numbers of parts leave of a number of the whole, where that is few persons."""
    low, high = protection_interval(sensitive=False, threshold=threshold)
    for sums in _sums_of_wholes(builder, links, tables).values():
        for minuend, subtrahends in _few_left(builder, sums, threshold):
            taken = {inner_cell for subtrahend in subtrahends for inner_cell in subtrahend}
            if tuple(inner_cell for inner_cell in minuend if inner_cell not in taken) in sums.refs:
                continue  # a number that a table prints has its own rule
            ref = sums.refs[minuend].minus(" and ".join(str(sums.refs[one]) for one in subtrahends))
            builder.mark_difference_primary(ref, minuend, sorted(taken), low, high)


def _sums_of_wholes(
    builder: ProblemBuilder, links: Sequence[ThemeLink], tables: Tables
) -> dict[tuple[str, frozenset[Node]], _SumsOfWhole]:
    """Return the printed numbers by theme of the whole and clique of it."""
    of_persons: dict[str, list[tuple[TableModel, UniverseModel]]] = {}
    for table, universe in tables:
        if table.weights == PERSONS and not table.asked:
            of_persons.setdefault(table.spec.theme, []).append((table, universe))
    found: dict[tuple[str, frozenset[Node]], _SumsOfWhole] = {}
    for link in links:
        if not {link.whole, link.part} <= set(of_persons):
            continue
        universes = {theme: of_persons[theme][0][1] for theme in (link.whole, link.part)}
        for linked in linked_sums(link, universes):
            clique = link.whole, linked.nodes[link.whole]
            if clique not in found:
                found[clique] = _SumsOfWhole()
                for ref, inner_cells in _numbers_in(of_persons[link.whole], linked.nodes[link.whole]):
                    found[clique].refs.setdefault(tuple(inner_cells.tolist()), ref)
            numbers = _numbers_in(of_persons[link.part], linked.nodes[link.part])
            for ref, inner_cells in _in_whole(numbers, linked):
                found[clique].refs.setdefault(inner_cells, ref)
                found[clique].of_parts.add(inner_cells)
    return found


def _numbers_in(tables: Tables, nodes: frozenset[Node]) -> Iterator[tuple[CellRef, IntArray]]:
    """Yield the printed cells of which a clique has all nodes, with their inner cells in this clique."""
    for table, universe in tables:
        needed = {universe.variables.node_of_recoding(condition.recoding) for condition in table.conditions}
        of_axes = [universe.variables.node_of_recoding(axis.recoding) for axis in table.axes]
        for codes in table.cells():
            crossed = {node for node, code in zip(of_axes, codes, strict=True) if code != TOTAL}
            if table.values[codes] is not None and needed | crossed <= nodes:
                yield CellRef(table.spec.key, codes), table.inner_cells(codes, universe, nodes)


def _in_whole(
    numbers: Iterator[tuple[CellRef, IntArray]], linked: LinkedSums
) -> Iterator[tuple[CellRef, tuple[int, ...]]]:
    """Yield each number of a part that is a sum of the linked sums, with the inner cells of the whole."""
    row_of = {inner_cell: at for at, row in enumerate(linked.rows) for inner_cell, sign in row.items() if sign < 0}
    sizes = np.array([sum(sign < 0 for sign in row.values()) for row in linked.rows], dtype=np.int64)
    of_whole = [[inner_cell for inner_cell, sign in row.items() if sign > 0] for row in linked.rows]
    for ref, inner_cells in numbers:
        rows = [row_of.get(inner_cell, -1) for inner_cell in inner_cells.tolist()]
        used = sorted(set(rows))
        if used and used[0] >= 0 and int(sizes[used].sum()) == len(rows):
            yield ref, tuple(sorted(itertools.chain.from_iterable(of_whole[row] for row in used)))


def _few_left(
    builder: ProblemBuilder, sums: _SumsOfWhole, threshold: int
) -> Iterator[tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]]:
    """Yield each minuend with the one or two subtrahends that leave 1 to ``threshold`` - 1 of its persons.

    At least one subtrahend is of a part. No subtrahend counts the persons of the other.
    """
    all_sums = list(sums.refs)
    if not sums.of_parts:
        return
    marked = sparse_rows([dict.fromkeys(inner_cells, 1) for inner_cells in all_sums], len(builder.truth))
    values = np.asarray(marked @ builder.truth, dtype=np.int64)
    sizes = np.diff(marked.indptr)
    shared = (marked @ marked.T).tocsr()
    persons = (marked.multiply(builder.truth).tocsr() @ marked.T).tocsr()
    of_part = np.array([one in sums.of_parts for one in all_sums], dtype=bool)
    for minuend in np.flatnonzero(values >= threshold).tolist():
        line = slice(shared.indptr[minuend], shared.indptr[minuend + 1])
        others, overlap = shared.indices[line], shared.data[line]
        within = others[(overlap == sizes[others]) & (sizes[others] < sizes[minuend]) & (values[others] >= threshold)]
        if not of_part[within].any():
            continue
        rest = values[minuend] - values[within]
        for at in np.flatnonzero((rest > 0) & (rest < threshold) & of_part[within]).tolist():
            yield all_sums[minuend], (all_sums[within[at]],)
        both = persons[within][:, within].toarray()
        counted = shared[within][:, within].toarray()
        left = rest[:, None] - values[within][None, :] + both
        is_pair = (left > 0) & (left < threshold) & (of_part[within][:, None] | of_part[within][None, :])
        is_pair &= (counted < sizes[within][:, None]) & (counted < sizes[within][None, :])
        for first, second in zip(*np.nonzero(np.triu(is_pair, 1)), strict=True):
            yield all_sums[minuend], (all_sums[within[first]], all_sums[within[second]])
