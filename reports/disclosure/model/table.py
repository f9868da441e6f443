"""A table as the protection problem sees it: its axes and conditions as views, and its numbers by codes.

Belongs here: from a statistic to axes, conditions and numbers; which persons a cell is about. Does not: rules.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.inner_cells import CellNumbers, InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, Recoding, VariableClasses
from reports.statistics import StatisticTable, TableSpec
from reports.statistics.dimensions import NOT_ASKED, TOTAL, Ranking, Region, Services, codes_of
from reports.statistics.measures import load_measures
from reports.statistics.statistic import WITH_VALUE

COUNTRY_DETAIL = 0.5  # country detail is suppressed before anything else
PERSONS = "persons"
THEME = "theme"


@dataclass(frozen=True)
class PersonCondition:
    """One part of a condition: persons whom the view meets, or whom it does not."""

    view: Recoding
    met: bool = True

    @classmethod
    def all_of(cls, condition: Mapping[str, tuple[str, ...]], met: bool = True) -> tuple["PersonCondition", ...]:
        """Return the parts of a condition as a specification says it."""
        return tuple(cls(Recoding(name, codes=codes), met) for name, codes in condition.items())

    def bits(self, nodes: VariableClasses) -> ClassFlags:
        """Return whether each class of the view's node is of these persons."""
        marked = nodes.marked(self.view, 0)
        return marked if self.met else ~marked


@dataclass(frozen=True)
class Axis:
    """One dimension: its view, the codes that the table prints, and the codes that the view knows."""

    view: Recoding
    printed: tuple[str, ...]
    known: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True)
class TableModel:
    """One table. ``values``: the counts by codes; None where no record stands behind the cell."""

    spec: TableSpec
    weights: str
    axes: tuple[Axis, ...]
    conditions: tuple[PersonCondition, ...]
    asked: tuple[PersonCondition, ...]
    values: dict[tuple[str, ...], int | None]

    @classmethod
    def of(cls, statistic: StatisticTable) -> "TableModel":
        """Return the table of a statistic of persons or of amounts."""
        spec, axes = statistic.spec, []
        for name, definition, printed in zip(spec.dimensions, spec.definitions, statistic.codes(), strict=True):
            ranking: tuple[str, ...] = ()
            if isinstance(definition, Ranking):
                ranking = tuple(code for code in printed if code not in codes_of(definition))
            elif isinstance(definition, Services):
                ranking = printed
            known = printed if isinstance(definition, Services) else codes_of(definition, ranking)
            axes.append(Axis(Recoding(name, ranking), printed, known, name in spec.sensitive))
        frame = statistic.counts()
        rows = zip(*(frame[name] for name in spec.dimensions), strict=True)
        values = {
            tuple(map(str, codes)): int(value) if state in WITH_VALUE else None
            for codes, value, state in zip(rows, frame["value"], frame["state"], strict=True)
        }
        conditions = (*PersonCondition.all_of(spec.where), *PersonCondition.all_of(spec.leave_out, met=False))
        weights = load_measures()[spec.measure].amount or PERSONS
        return cls(spec, weights, tuple(axes), conditions, PersonCondition.all_of(spec.asked), values)

    @classmethod
    def elsewhere(
        cls,
        spec: TableSpec,
        codes: Collection[tuple[str, ...]],
        conditions: tuple[PersonCondition, ...],
        ranks: tuple[str, ...] = (),
    ) -> "TableModel":
        """Return a table of ``spec`` that was printed elsewhere, with these cells; its values are not asked for.

        ``ranks``: the ranked codes, if more than those of the cells are known.
        """
        axes = []
        for at, (name, definition) in enumerate(zip(spec.dimensions, spec.definitions, strict=True)):
            printed = tuple(dict.fromkeys(one[at] for one in codes))
            ranking: tuple[str, ...] = ()
            if isinstance(definition, Ranking):
                ranking = ranks or tuple(code for code in printed if code not in codes_of(definition))
            elif isinstance(definition, Services):
                ranking = printed
            known = printed if isinstance(definition, Services) else codes_of(definition, ranking)
            axes.append(Axis(Recoding(name, ranking), printed, known, name in spec.sensitive))
        every = (*PersonCondition.all_of(spec.where), *PersonCondition.all_of(spec.leave_out, met=False), *conditions)
        weights = load_measures()[spec.measure].amount or PERSONS
        return cls(spec, weights, tuple(axes), every, PersonCondition.all_of(spec.asked), {})

    def among(self, *conditions: PersonCondition) -> "TableModel":
        """Return the same table of only those persons who meet further conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))

    @property
    def universe(self) -> tuple[str, str]:
        """What is counted: the theme, and persons or which amount."""
        return self.spec.theme, self.weights

    @property
    def views(self) -> tuple[Recoding, ...]:
        """All that the table looks at."""
        return (*(axis.view for axis in self.axes), *(one.view for one in (*self.conditions, *self.asked)))

    @property
    def is_of_everybody(self) -> bool:
        """Say whether the table is about all persons of a theme, and not some of them."""
        return all(one.view.facts in ((THEME,), (MEMBERSHIP,)) for one in self.conditions)

    @property
    def detail(self) -> float:
        """What a number of this table is worth beside one without country detail."""
        return COUNTRY_DETAIL if any(isinstance(d, Ranking | Region) for d in self.spec.definitions) else 1.0

    def nodes(self, nodes: VariableClasses) -> frozenset[Node]:
        """Return the nodes that the table crosses."""
        return frozenset(nodes.of_view(view) for view in self.views)

    def is_sensitive(self, codes: Sequence[str]) -> bool:
        """Say whether nobody in the cell says something about somebody."""
        return any(axis.sensitive and code != TOTAL for axis, code in zip(self.axes, codes, strict=True))

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Yield the codes of every cell."""
        return itertools.product(*(axis.printed for axis in self.axes))

    def places(
        self,
        codes: Sequence[str],
        nodes: VariableClasses,
        layout: InnerCellIndex,
        within: frozenset[Node] = frozenset(),
    ) -> CellNumbers:
        """Return the unknowns that a cell counts, in the smallest clique that holds them and the nodes ``within``."""
        if codes[0] == NOT_ASKED:
            of_all, within = (TOTAL, *codes[1:]), self.nodes(nodes)
            asked = [(one.view, one.bits(nodes)) for one in self.asked]
            everybody = self.places(of_all, nodes, layout, within)
            return np.setdiff1d(everybody, self._sum(of_all, asked, nodes, layout, within))
        parts = [(one.view, one.bits(nodes)) for one in self.asked] if self.asked and codes[0] != TOTAL else []
        return self._sum(codes, parts, nodes, layout, within)

    def _sum(
        self,
        codes: Sequence[str],
        parts: list[tuple[Recoding, ClassFlags]],
        nodes: VariableClasses,
        layout: InnerCellIndex,
        within: frozenset[Node],
    ) -> CellNumbers:
        parts = [*parts, *((one.view, one.bits(nodes)) for one in self.conditions)]
        parts += [
            (axis.view, nodes.marked(axis.view, axis.known.index(code)))
            for axis, code in zip(self.axes, codes, strict=True)
            if code != TOTAL
        ]
        return cells_of(classes_meeting(parts, nodes), layout, within)


def classes_meeting(parts: Sequence[tuple[Recoding, ClassFlags]], nodes: VariableClasses) -> dict[Node, ClassFlags]:
    """Return by node the classes that every part marks; nodes all of whose classes are marked are left out."""
    under: dict[Node, ClassFlags] = {}
    for view, marked in parts:
        node = nodes.of_view(view)
        under[node] = under[node] & marked if node in under else marked
    return {node: bits for node, bits in under.items() if not bits.all()}


def cells_of(
    under: Mapping[Node, ClassFlags], layout: InnerCellIndex, within: frozenset[Node] = frozenset()
) -> CellNumbers:
    """Return the unknowns that make a sum, in the smallest clique that holds the nodes, and those of ``within``."""
    return layout.sum_over(under, layout.block_of({*under, *within}))
