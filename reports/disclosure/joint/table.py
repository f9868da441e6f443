"""A table as the protection problem sees it: its axes and conditions as views, and its numbers by codes.

Belongs here: from a statistic to axes, conditions and numbers; which persons a cell is about. Does not: rules.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.disclosure.joint.graph import Node
from reports.disclosure.joint.layout import Layout, Places
from reports.disclosure.joint.views import Bits, Nodes, View
from reports.statistics import StatisticTable, TableSpec
from reports.statistics.dimensions import OTHER, TOTAL, Ranked, Region, codes_of
from reports.statistics.statistic import COUNTED

COUNTRY_DETAIL = 0.5  # country detail is withheld before anything else


@dataclass(frozen=True)
class Axis:
    """One dimension: its view, the codes that the table prints, and the codes that the view knows."""

    view: View
    printed: tuple[str, ...]
    known: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True)
class Printed:
    """One table. ``values``: the counts by codes; None where no record stands behind the cell."""

    spec: TableSpec
    axes: tuple[Axis, ...]
    conditions: tuple[View, ...]
    values: dict[tuple[str, ...], int | None]

    @classmethod
    def of(cls, statistic: StatisticTable) -> "Printed":
        """Return the table of a statistic of persons."""
        spec, axes = statistic.spec, []
        for name, definition, printed in zip(spec.dimensions, spec.definitions, statistic.codes(), strict=True):
            ranking: tuple[str, ...] = ()
            if isinstance(definition, Ranked):
                ranking = printed[: printed.index(OTHER)]
            known = codes_of(definition, ranking)
            axes.append(Axis(View(name, ranking), printed, known, name in spec.sensitive))
        frame = statistic.counts()
        rows = zip(*(frame[name] for name in spec.dimensions), strict=True)
        values = {
            tuple(map(str, codes)): int(value) if state == COUNTED else None
            for codes, value, state in zip(rows, frame["value"], frame["state"], strict=True)
        }
        conditions = tuple(View(fact, codes=codes) for fact, codes in spec.where.items())
        return cls(spec, tuple(axes), conditions, values)

    @property
    def views(self) -> tuple[View, ...]:
        """All that the table looks at."""
        return (*(axis.view for axis in self.axes), *self.conditions)

    @property
    def detail(self) -> float:
        """What a number of this table is worth beside one without country detail."""
        return COUNTRY_DETAIL if any(isinstance(d, Ranked | Region) for d in self.spec.definitions) else 1.0

    def nodes(self, nodes: Nodes) -> frozenset[Node]:
        """Return the nodes that the table crosses."""
        return frozenset(nodes.of_view(view) for view in self.views)

    def is_sensitive(self, codes: Sequence[str]) -> bool:
        """Say whether nobody in the cell says something about somebody."""
        return any(axis.sensitive and code != TOTAL for axis, code in zip(self.axes, codes, strict=True))

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Yield the codes of every cell."""
        return itertools.product(*(axis.printed for axis in self.axes))

    def persons(self, codes: Sequence[str | None], nodes: Nodes, layout: Layout) -> dict[Node, Bits]:
        """Return by node the classes of the persons of a cell; None for a code means whatever it is."""
        chosen = [
            (axis.view, axis.known.index(code))
            for axis, code in zip(self.axes, codes, strict=True)
            if code is not None and code != TOTAL
        ]
        return meeting([*chosen, *((view, 0) for view in self.conditions)], nodes, layout)


def meeting(chosen: Sequence[tuple[View, int]], nodes: Nodes, layout: Layout) -> dict[Node, Bits]:
    """Return by node the classes that stand under every code chosen; nodes all of whose classes do are left out."""
    under: dict[Node, Bits] = {}
    for view, code in chosen:
        node = nodes.of_view(view)
        marked = nodes.marked(view, code, layout.population.sizes[node])
        under[node] = under[node] & marked if node in under else marked
    return {node: bits for node, bits in under.items() if not bits.all()}


def places_of(under: dict[Node, Bits], layout: Layout, within: frozenset[Node] = frozenset()) -> Places:
    """Return the unknowns that make a sum, in the smallest clique that holds the nodes, and those of ``within``."""
    block = layout.block_of({*under, *within})
    return layout.sum_over(under, block)
