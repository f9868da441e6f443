"""Cliques of a chordal graph of variables, and the junction tree of these cliques.

The nodes of the graph are variables; two nodes are joined where a printed table crosses them. The graph is made chordal
by eliminating its nodes one by one. On a chordal graph, tables of neighbouring cliques that agree on their shared nodes
are enough for one joint table to exist. The elimination order is our own, and not that of a library such as networkx,
because it decides the cliques, and with them the order of all inner cells and the bytes of what is published.

Belongs here: cliques and their tree. Does not: what the variables are (recodings.py), inner cells (inner_cells.py).
"""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence

Node = str  # a set of variables that are crossed with each other, by name, joined with "+"
Clique = frozenset[Node]


def cliques_of(
    crossed: Iterable[Collection[Node]], weight: Mapping[Node, int], first: Sequence[Collection[Node]] = ()
) -> list[Clique]:
    """Return the maximal cliques of a chordal graph in which all nodes of each entry of ``crossed`` are joined.

    The node eliminated next is the one that needs fewest new edges; among equals, the one whose clique has fewest
    cells (``weight``: the number of classes of each node); among these, the first by name. Nodes of ``first`` are
    eliminated before all others, set by set, so that the edges among the others include those that they cause.
    """
    neighbours: dict[Node, set[Node]] = {}
    for together in crossed:
        for node in together:
            neighbours.setdefault(node, set()).update(set(together) - {node})
    cliques: list[Clique] = []
    left = set(neighbours)
    while left:
        candidates = next((left & set(nodes) for nodes in first if left & set(nodes)), left)
        node = min(candidates, key=lambda n: (_fill_in(n, neighbours), _cells({n, *neighbours[n]}, weight), n))
        clique = frozenset({node, *neighbours[node]})
        if not any(clique <= other for other in cliques):
            cliques.append(clique)
        for neighbour, other in itertools.permutations(neighbours[node], 2):
            neighbours[neighbour].add(other)
        for neighbour in neighbours.pop(node):
            neighbours[neighbour].discard(node)
        left.discard(node)
    return cliques


def _fill_in(node: Node, neighbours: Mapping[Node, set[Node]]) -> int:
    """Return the number of edges that eliminating a node adds."""
    pairs = itertools.combinations(sorted(neighbours[node]), 2)
    return sum(second not in neighbours[first] for first, second in pairs)


def _cells(nodes: Collection[Node], weight: Mapping[Node, int]) -> int:
    cells = 1
    for node in nodes:
        cells *= weight[node]
    return cells


def neighbours_in_tree(cliques: list[Clique]) -> list[tuple[int, int, Clique]]:
    """Return the edges of a junction tree: pairs of cliques, by index, with the nodes that they share.

    The cliques that contain a node are connected in the tree.
    """
    pairs = sorted(
        ((-len(cliques[a] & cliques[b]), a, b) for a, b in itertools.combinations(range(len(cliques)), 2)),
    )
    component = list(range(len(cliques)))
    tree = []
    for _, a, b in pairs:
        if component[a] != component[b]:
            component = [component[a] if own == component[b] else own for own in component]
            tree.append((a, b, cliques[a] & cliques[b]))
    return tree
