"""One universe of the model: the variables of a theme in classes, and the inner cells of its persons or amounts.

Belongs here: UniverseModel, and sums over its inner cells. Does not: tables (table.py), constraints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.disclosure.model.inner_cells import CellNumbers, InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, Recoding, VariableClasses


@dataclass(frozen=True)
class UniverseModel:
    """The classes of a theme's variables, and the inner cells over them of what the universe counts."""

    variables: VariableClasses
    index: InnerCellIndex

    def inner_cells(self, classes: Mapping[Node, ClassFlags], crossing: frozenset[Node] = frozenset()) -> CellNumbers:
        """Return the inner cells that a sum counts, in the smallest clique with its nodes and those of ``crossing``.

        ``classes``: by node, the classes that the sum counts.
        """
        return self.index.sum_over(classes, self.index.block_of({*classes, *crossing}))


def classes_meeting(parts: Sequence[tuple[Recoding, ClassFlags]], variables: VariableClasses) -> dict[Node, ClassFlags]:
    """Return, by node, the classes that every part marks; nodes of which all classes are marked are left out."""
    marked: dict[Node, ClassFlags] = {}
    for recoding, flags in parts:
        node = variables.node_of_recoding(recoding)
        marked[node] = marked[node] & flags if node in marked else flags
    return {node: flags for node, flags in marked.items() if not flags.all()}
