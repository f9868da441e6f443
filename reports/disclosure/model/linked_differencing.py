"""Differencing across linked themes: a number of all persons less numbers of themes that are parts of them.

Persons assisted of a group, less the victims and the returned persons of the same group, leave the count of the others:
no table prints it, but three tables together do. The numbers of a part are expressed as sums of inner cells of the
whole, through the equations that link both. What one or two numbers leave of another is then a sum of inner cells; 1 to
10 persons are primary, like a cell. So are 1 to 10 persons who are in several parts, where all parts less the whole
leave them.

Belongs here: the numbers of all parts as sums of a whole's inner cells, and the few persons whom some of them leave.
Does not: differences within a theme (differencing.py), the equations (linked_themes.py).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.linked_themes import LinkedSums, ThemeLink
from reports.disclosure.model.table import PERSONS, TableModel, UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import TOTAL

Tables = Sequence[tuple[TableModel, UniverseModel]]
LinksWithSums = Sequence[tuple[ThemeLink, Sequence[LinkedSums]]]
Sum = tuple[int, ...]  # the inner cells of a whole that a number counts


@dataclass
class _SumsOfWhole:
    """The printed numbers that are sums of inner cells of one clique of a whole.

    ``refs``: by inner cells, the first cell with this sum. ``of_parts``: those that only parts print.
    """

    refs: dict[Sum, CellRef] = field(default_factory=dict)
    of_parts: set[Sum] = field(default_factory=set)


def mark_linked_differences(builder: ProblemBuilder, links: LinksWithSums, tables: Tables, threshold: int) -> None:
    """Mark as primary the few persons whom numbers of the whole and of its parts leave together.

    These are the persons of a number whom one or two parts of it do not count, and those whom several parts of it
    count, where the parts count everybody. A sum that a table prints has its own rule, and is left out.
    """
    low, high = protection_interval(sensitive=False, threshold=threshold)
    for sums in _sums_of_wholes(builder, links, tables).values():
        for minuend, subtrahends, left in _few_left(builder, sums, threshold):
            if left not in sums.refs:
                ref = sums.refs[minuend].minus(" and ".join(str(sums.refs[one]) for one in subtrahends))
                builder.mark_difference_primary(ref, left, (), low, high)


def _sums_of_wholes(
    builder: ProblemBuilder, links: LinksWithSums, tables: Tables
) -> dict[tuple[str, frozenset[Node]], _SumsOfWhole]:
    """Return the printed numbers by theme of the whole and clique of it."""
    of_persons: dict[str, list[tuple[TableModel, UniverseModel]]] = {}
    for table, universe in tables:
        if table.weights == PERSONS and not table.asked:
            of_persons.setdefault(table.spec.theme, []).append((table, universe))
    found: dict[tuple[str, frozenset[Node]], _SumsOfWhole] = {}
    for link, linked_sums in links:
        if not {link.whole, link.part} <= set(of_persons):
            continue
        for linked in linked_sums:
            clique = link.whole, linked.nodes[link.whole]
            if clique not in found:
                found[clique] = _SumsOfWhole()
                for ref, inner_cells in _numbers_in(of_persons[link.whole], linked.nodes[link.whole]):
                    found[clique].refs.setdefault(tuple(inner_cells.tolist()), ref)
            numbers = _numbers_in(of_persons[link.part], linked.nodes[link.part])
            for ref, of_whole in _in_whole(numbers, linked):
                if of_whole not in found[clique].refs:
                    found[clique].refs[of_whole] = ref
                    found[clique].of_parts.add(of_whole)
    return found


def _numbers_in(tables: Tables, nodes: frozenset[Node]) -> Iterator[tuple[CellRef, IntArray]]:
    """Yield the printed cells of which a clique has all nodes, with their inner cells in this clique."""
    for table, universe in tables:
        needed = {universe.variables.node_of_recoding(condition.recoding) for condition in table.conditions}
        of_axes = [universe.variables.node_of_recoding(axis.recoding) for axis in table.axes]
        for codes in table.cells():
            crossed = {node for node, code in zip(of_axes, codes, strict=True) if code != TOTAL}
            if table.values.get(codes) is not None and needed | crossed <= nodes:
                yield CellRef(table.spec.key, codes), table.inner_cells(codes, universe, nodes)


def _in_whole(numbers: Iterator[tuple[CellRef, IntArray]], linked: LinkedSums) -> Iterator[tuple[CellRef, Sum]]:
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
) -> Iterator[tuple[Sum, tuple[Sum, ...], Sum]]:
    """Yield a number, one to three parts of it, and the 1 to ``threshold`` - 1 persons whom they leave together.

    At least one of the parts of a number is a number that only a linked theme prints.
    """
    if not sums.of_parts:
        return
    all_sums = list(sums.refs)
    inner_cells = np.unique(np.concatenate([np.array(one, dtype=np.int64) for one in all_sums]))
    marked = np.zeros((len(all_sums), len(inner_cells)), dtype=bool)
    for row, one in enumerate(all_sums):
        marked[row, np.searchsorted(inner_cells, one)] = True
    of_cell = _alike(marked)
    rows = _one_of_each(marked, of_cell)
    persons = _persons_of(of_cell, builder.truth[inner_cells])
    values, sizes = rows @ persons, rows.sum(axis=1)
    in_both = rows.astype(np.float32)  # whole numbers up to 16 million are exact
    shared = in_both @ in_both.T
    of_part = np.array([one in sums.of_parts for one in all_sums], dtype=bool)
    for minuend in np.flatnonzero(values >= threshold).tolist():
        is_part = (shared[minuend] == sizes) & (sizes < sizes[minuend]) & (values >= threshold)
        parts = np.flatnonzero(is_part)
        if not of_part[parts].any():
            continue
        of_minuend = rows[minuend]
        of_parts = rows[np.ix_(parts, np.flatnonzero(of_minuend))]
        of_class = _alike(of_parts)
        own, own_persons = _one_of_each(of_parts, of_class), _persons_of(of_class, persons[of_minuend])
        for chosen in candidates(own, own_persons, of_part[parts], threshold):
            times = own[list(chosen)].sum(axis=0)
            for left in (times == 0, (times > 1) & bool((times > 0).all())):
                if 0 < own_persons[left].sum() < threshold:
                    in_rest = np.zeros(len(of_minuend), dtype=bool)
                    in_rest[np.flatnonzero(of_minuend)[left[of_class]]] = True
                    rest = tuple(inner_cells[in_rest[of_cell]].tolist())
                    yield all_sums[minuend], tuple(all_sums[parts[one]] for one in chosen), rest


def _alike(marked: BoolArray) -> IntArray:
    """Return, of each column, the number of its class: columns that no row distinguishes are one class."""
    numbers: dict[bytes, int] = {}
    columns = np.packbits(np.ascontiguousarray(marked.T), axis=1)
    return np.array([numbers.setdefault(column.tobytes(), len(numbers)) for column in columns], dtype=np.int64)


def _persons_of(of_column: IntArray, persons: IntArray | FloatArray) -> FloatArray:
    """Return the persons of each class. ``persons``: of each column."""
    return np.asarray(np.bincount(of_column, weights=persons), dtype=np.float64)


def _one_of_each(marked: BoolArray, of_column: IntArray) -> BoolArray:
    """Return one column of each class, in the order of the classes."""
    return np.ascontiguousarray(marked[:, np.unique(of_column, return_index=True)[1]])


def candidates(rows: BoolArray, persons: FloatArray, of_part: BoolArray, threshold: int) -> Iterator[tuple[int, ...]]:
    """Yield one to three sets of persons that may leave few of all, or of which few persons may be in several.

    ``rows``: by set, which inner cells it has. Two sets of which one has the other are no candidate.
    """
    has = rows.astype(np.float64)
    values, both = has @ persons, (has * persons) @ has.T
    rest, shared, sizes = persons.sum() - values, has @ has.T, has.sum(axis=1)
    for one in np.flatnonzero((rest > 0) & (rest < threshold) & of_part).tolist():
        yield (one,)
    crossing = (shared < sizes[:, None]) & (shared < sizes[None, :])
    left = rest[:, None] - values[None, :] + both
    is_everybody = sizes[:, None] + sizes[None, :] - shared == rows.shape[1]
    few = ((left > 0) & (left < threshold)) | ((both > 0) & (both < threshold) & is_everybody)
    of_pair = np.triu(crossing & few & (of_part[:, None] | of_part[None, :]), 1)
    yield from zip(*(places.tolist() for places in np.nonzero(of_pair)), strict=True)
    firsts, seconds = np.nonzero(np.triu(crossing, 1))
    uncovered = rows.shape[1] - (sizes[firsts] + sizes[seconds] - shared[firsts, seconds])
    may_cover = uncovered <= sizes.max(initial=0)  # three sets have everybody together
    firsts, seconds, uncovered = firsts[may_cover], seconds[may_cover], uncovered[may_cover]
    ordered = np.argsort(values, kind="stable")
    missing = rest[firsts] - values[seconds]  # a third set has these persons, and once more those in several sets
    starts = np.searchsorted(values[ordered], missing + 1)
    lengths = np.searchsorted(values[ordered], missing + 2 * threshold - 1) - starts
    pairs = np.repeat(np.arange(len(firsts)), lengths)
    thirds = ordered[np.arange(len(pairs)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + starts[pairs]]
    fits = (thirds > seconds[pairs]) & (sizes[thirds] >= uncovered[pairs])
    first, second, third = firsts[pairs[fits]], seconds[pairs[fits]], thirds[fits]
    fits = crossing[first, third] & crossing[second, third]
    triples = np.stack([first[fits], second[fits], third[fits]], axis=1)
    yield from (tuple(one) for one in triples.tolist() if rows[one].any(axis=0).all())
