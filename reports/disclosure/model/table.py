"""A table as the suppression problem sees it: its axes and conditions as recodings, its counts, its inner cells.

Belongs here: from a statistic to axes, conditions and counts; the universe that a table counts; which inner cells a
cell counts. Does not: primary rules.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.inner_cells import CellNumbers, InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, Recoding, VariableClasses
from reports.published.codes import NOT_ASKED, TOTAL, Codes
from reports.statistics import StatisticTable, TableSpec
from reports.statistics.dimensions import Ranking, Services, codes_of
from reports.statistics.measures import load_measures
from reports.statistics.statistic import WITH_VALUE

PERSONS = "persons"
THEME = "theme"
Universe = tuple[str, str]  # a theme, and what is counted of it: persons or an amount


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


@dataclass(frozen=True)
class PersonCondition:
    """One part of a condition: persons whom the recoding marks, or with ``met=False`` those whom it does not."""

    recoding: Recoding
    met: bool = True

    @classmethod
    def all_of(cls, condition: Mapping[str, Codes], met: bool = True) -> tuple["PersonCondition", ...]:
        """Return the parts of a condition of a table's specification."""
        return tuple(cls(Recoding(name, codes=codes), met) for name, codes in condition.items())

    def marked_in(self, variables: VariableClasses) -> tuple[Recoding, ClassFlags]:
        """Return the recoding, and whether each class of its node holds these persons."""
        return self.recoding, variables.marked(self.recoding, 0, self.met)


@dataclass(frozen=True)
class Axis:
    """One dimension: its recoding, the codes that the table prints, and the codes that the recoding knows."""

    recoding: Recoding
    printed: Codes
    known: Codes
    sensitive: bool


@dataclass(frozen=True)
class TableModel:
    """One table. ``values``: the counts by codes; None where no record stands behind the cell."""

    spec: TableSpec
    weights: str
    axes: tuple[Axis, ...]
    conditions: tuple[PersonCondition, ...]
    asked: tuple[PersonCondition, ...]
    values: dict[Codes, int | None]

    @classmethod
    def of(cls, statistic: StatisticTable) -> "TableModel":
        """Return the table of a statistic of persons or of amounts."""
        spec, frame = statistic.spec, statistic.counts()
        rows = zip(*(frame[name] for name in spec.dimensions), strict=True)
        values = {
            tuple(map(str, codes)): int(value) if state in WITH_VALUE else None
            for codes, value, state in zip(rows, frame["value"], frame["state"], strict=True)
        }
        axes, asked = axes_of(spec, statistic.codes()), PersonCondition.all_of(spec.asked)
        return cls(spec, _weights(spec), axes, conditions_of(spec), asked, values)

    @classmethod
    def external(
        cls,
        spec: TableSpec,
        codes: Collection[Codes],
        conditions: tuple[PersonCondition, ...],
        ranks: Codes = (),
    ) -> "TableModel":
        """Return a table of ``spec`` that is printed elsewhere, with these cells; their values are not needed.

        ``ranks``: the ranked codes, if more than those of the cells are known.
        """
        axes = axes_of(spec, printed_codes(spec, codes), ranks)
        every = (*conditions_of(spec), *conditions)
        return cls(spec, _weights(spec), axes, every, PersonCondition.all_of(spec.asked), {})

    def among(self, *conditions: PersonCondition) -> "TableModel":
        """Return the same table of only those persons who meet further conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))

    @property
    def universe(self) -> Universe:
        """Return what is counted: the theme, and persons or which amount."""
        return self.spec.theme, self.weights

    @property
    def recodings(self) -> tuple[Recoding, ...]:
        """Return the recodings of all axes and conditions."""
        conditions = (*self.conditions, *self.asked)
        return (*(axis.recoding for axis in self.axes), *(condition.recoding for condition in conditions))

    @property
    def is_of_everybody(self) -> bool:
        """Return whether the table counts all persons of a theme, and not only some of them."""
        return all(condition.recoding.variables in ((THEME,), (MEMBERSHIP,)) for condition in self.conditions)

    def nodes(self, variables: VariableClasses) -> frozenset[Node]:
        """Return the nodes that the table crosses."""
        return frozenset(variables.node_of_recoding(recoding) for recoding in self.recodings)

    def is_sensitive(self, codes: Sequence[str]) -> bool:
        """Return whether a zero in this cell reveals something about somebody."""
        return any(axis.sensitive and code != TOTAL for axis, code in zip(self.axes, codes, strict=True))

    def cells(self) -> Iterator[Codes]:
        """Yield the codes of every cell."""
        return itertools.product(*(axis.printed for axis in self.axes))

    def inner_cells(
        self, codes: Sequence[str], universe: UniverseModel, crossing: frozenset[Node] = frozenset()
    ) -> CellNumbers:
        """Return the inner cells that a cell counts, in the smallest clique with its nodes and those of
        ``crossing``."""
        variables = universe.variables
        if codes[0] == NOT_ASKED:
            of_all, crossing = (TOTAL, *codes[1:]), self.nodes(variables)
            asked = [condition.marked_in(variables) for condition in self.asked]
            everybody = self.inner_cells(of_all, universe, crossing)
            return np.setdiff1d(everybody, universe.inner_cells(self._classes(of_all, asked, variables), crossing))
        return universe.inner_cells(self.classes_of(codes, variables), crossing)

    def classes_of(self, codes: Sequence[str], variables: VariableClasses) -> dict[Node, ClassFlags]:
        """Return, by node, the classes of the persons that a cell counts; not for the code of those not asked."""
        asked = self.asked if codes[0] != TOTAL else ()
        return self._classes(codes, [condition.marked_in(variables) for condition in asked], variables)

    def _classes(
        self, codes: Sequence[str], asked: list[tuple[Recoding, ClassFlags]], variables: VariableClasses
    ) -> dict[Node, ClassFlags]:
        parts = [*asked, *(condition.marked_in(variables) for condition in self.conditions)]
        parts += [
            (axis.recoding, variables.marked(axis.recoding, axis.known.index(code)))
            for axis, code in zip(self.axes, codes, strict=True)
            if code != TOTAL
        ]
        return classes_meeting(parts, variables)


def printed_codes(spec: TableSpec, cells: Collection[Codes]) -> tuple[Codes, ...]:
    """Return, by dimension, the codes of some cells, in their order."""
    return tuple(tuple(dict.fromkeys(codes[place] for codes in cells)) for place in range(len(spec.dimensions)))


def axes_of(spec: TableSpec, printed: Sequence[Codes], ranks: Codes = ()) -> tuple[Axis, ...]:
    """Return the axes of a table; ``printed``: the codes of each dimension that it prints.

    ``ranks``: the ranked codes of a ranking, if more than the printed ones are known.
    """
    axes = []
    for name, definition, codes in zip(spec.dimensions, spec.definitions, printed, strict=True):
        ranking: Codes = ()
        if isinstance(definition, Ranking):
            ranking = ranks or tuple(code for code in codes if code not in codes_of(definition))
        elif isinstance(definition, Services):
            ranking = codes
        known = codes if isinstance(definition, Services) else codes_of(definition, ranking)
        axes.append(Axis(Recoding(name, ranking), codes, known, name in spec.sensitive))
    return tuple(axes)


def conditions_of(spec: TableSpec) -> tuple[PersonCondition, ...]:
    """Return the conditions that the persons of a table meet."""
    return (*PersonCondition.all_of(spec.where), *PersonCondition.all_of(spec.leave_out, met=False))


def _weights(spec: TableSpec) -> str:
    return load_measures()[spec.measure].amount or PERSONS
