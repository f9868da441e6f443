"""Structural zeros: inner cells in which no person can be, by the definitions of the contract.

Every reader knows that such an inner cell counts nobody. No congruent table may have a person there, so the inner cell
is not movable. Where a record breaks a definition all the same (two records of one person disagree), its inner cell
stays movable: the problem keeps its true table.

Belongs here: which inner cells of a universe are structural zeros, and lines of a table that have no other code than
one. Does not: which cells of a table are structural zeros (statistics/definitions.py), other a-priori knowledge
(recodings.py).
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from reports.disclosure.arrays import BoolArray
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, VariableClasses
from reports.disclosure.model.table import Universe
from reports.published.codes import TOTAL, Codes
from reports.statistics import TableSpec
from reports.statistics.definitions import Definition, definitions_of
from reports.statistics.dimensions import missing_code


def structural_zeros(
    indices: Mapping[Universe, InnerCellIndex], variables: Mapping[str, VariableClasses]
) -> list[BoolArray]:
    """Return whether each inner cell is a structural zero. One array per clique, in the order of ``indices``."""
    return [
        zeros
        for (theme, _), index in indices.items()
        for zeros in _of_universe(index, variables[theme], definitions_of(theme))
    ]


def _of_universe(
    index: InnerCellIndex, variables: VariableClasses, definitions: tuple[Definition, ...]
) -> list[BoolArray]:
    marked = [flags for definition in definitions if (flags := classes_meeting_all(definition, variables)) is not None]
    found = []
    for block, truth in zip(index.blocks, index.truth, strict=True):
        zeros = np.zeros(len(block.cells), dtype=bool)
        for by_node in marked:
            if set(by_node) <= set(block.nodes):
                columns = [flags[block.cells[:, block.nodes.index(node)]] for node, flags in by_node.items()]
                zeros |= np.logical_and.reduce(columns)
        found.append(zeros & (truth == 0))
    return found


def classes_meeting_all(definition: Definition, variables: VariableClasses) -> dict[Node, ClassFlags] | None:
    """Return, by node, the classes of which every category meets the conditions; None where a variable has no node."""
    if not definition.variables <= set(variables.node_of):
        return None
    marked: dict[Node, ClassFlags] = {}
    for asked in definition.conditions:
        node = variables.node_of[asked.variable]
        flags = variables.classes_with(node, asked.variable, asked.holds)
        marked[node] = marked[node] & flags if node in marked else flags
    return marked


def follows_from_definitions(
    spec: TableSpec, codes: Codes, axis: int, printed: Iterable[str], is_counted: Callable[[Codes], bool]
) -> bool:
    """Return whether a line has no other code that a person can have: the cell's complement is then no disclosure.

    ``printed``: the codes along ``axis``. ``is_counted``: whether a cell has a count, printed or not.
    """
    reserved = (TOTAL, missing_code(spec.definitions[axis]), codes[axis])
    others = [code for code in printed if code not in reserved]
    return bool(others) and not any(is_counted((*codes[:axis], other, *codes[axis + 1 :])) for other in others)
