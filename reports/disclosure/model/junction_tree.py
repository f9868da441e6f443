"""Triangulated graphs: which facts must be crossed, so that tables which agree on what they share fit one joint table.

Nodes are facts, joined where a printed table crosses them. On a triangulated graph agreement of neighbouring cliques
on their shared facts is enough for one joint table to exist.

Belongs here: cliques and how they hang together. Does not: what a node is (inner_cells.py).
"""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence

Node = str
Clique = frozenset[Node]


def cliques_of(
    crossed: Iterable[Collection[Node]], weight: Mapping[Node, int], first: Sequence[Collection[Node]] = ()
) -> list[Clique]:
    """Return the greatest cliques of a triangulated graph in which all nodes of each entry of ``crossed`` are joined.

    Nodes of ``first`` are eliminated before all others, set by set: what remains joined among the others is what they
    bring about.
    Among equals the node whose clique has fewest cells goes first (``weight``: classes of a node), then by name.
    """
    neighbours: dict[Node, set[Node]] = {}
    for together in crossed:
        for node in together:
            neighbours.setdefault(node, set()).update(set(together) - {node})
    found: list[Clique] = []
    left = set(neighbours)
    while left:
        candidates = next((left & set(one) for one in first if left & set(one)), left)
        node = min(candidates, key=lambda n: (_fill(n, neighbours), _cells({n, *neighbours[n]}, weight), n))
        clique = frozenset({node, *neighbours[node]})
        if not any(clique <= other for other in found):
            found.append(clique)
        for one, other in itertools.permutations(neighbours[node], 2):
            neighbours[one].add(other)
        for one in neighbours.pop(node):
            neighbours[one].discard(node)
        left.discard(node)
    return found


def _fill(node: Node, neighbours: Mapping[Node, set[Node]]) -> int:
    return sum(other not in neighbours[one] for one, other in itertools.combinations(sorted(neighbours[node]), 2))


def _cells(nodes: Collection[Node], weight: Mapping[Node, int]) -> int:
    cells = 1
    for node in nodes:
        cells *= weight[node]
    return cells


def neighbours_in_tree(cliques: list[Clique]) -> list[tuple[int, int, Clique]]:
    """Return pairs of cliques, with the facts that they share, that make a tree in which every fact hangs together."""
    pairs = sorted(
        ((-len(cliques[a] & cliques[b]), a, b) for a, b in itertools.combinations(range(len(cliques)), 2)),
    )
    group = list(range(len(cliques)))
    tree = []
    for _, a, b in pairs:
        if group[a] != group[b]:
            group = [group[a] if one == group[b] else one for one in group]
            tree.append((a, b, cliques[a] & cliques[b]))
    return tree
