"""Classes of categories as an external intruder makes them: one class of all that no printed table distinguishes.

Of a multiple response, a class is a set of those answers that a recode or a condition combines, and whether there is
any other answer. Each other answer is a class of its own, whose persons are in another class, too.

Belongs here: categories to classes. Does not: which categories there are (category_space.py), inner cells
(clique_cells.py).
"""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.disclosure.arrays import BoolArray
from reports.disclosure.audit.category_space import Categories
from reports.disclosure.model.multiple_response import answers_of
from reports.disclosure.model.recodings import ClassFlags, Recoding
from reports.published.codes import CODES_OF_NO_ANSWER, NONE
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import Answers, Recoded, codes_of, load_dimensions
from reports.statistics.variables import SEPARATOR

NOT_AN_ANSWER = -1  # in ``part_of``: the class is no single answer


@dataclass(frozen=True)
class CategoryClasses:
    """The classes of one node. ``flags``: by recoding, one row per class, one column per code of the recoding.

    ``part_of``: of a class that is a single answer, the class of the persons who gave it. ``group_of``: the number of
    the group of answers that it belongs to; each of those persons gave at least one answer of the group.
    """

    flags: Mapping[Recoding, ClassFlags]
    part_of: npt.NDArray[np.int64]
    group_of: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """Return the number of classes."""
        return len(self.part_of)

    @property
    def of_persons(self) -> BoolArray:
        """Return whether each class is no single answer: every person is in one of these classes."""
        return np.asarray(self.part_of == NOT_AN_ANSWER, dtype=np.bool_)


def category_classes(
    node: tuple[str, ...], categories: Categories, recodings: Collection[Recoding], year: int
) -> CategoryClasses:
    """Return the classes of a node; ``categories``: those of each of its variables, one combination per row."""
    of_node = [recoding for recoding in recodings if set(recoding.variables) <= set(node)]
    if len(node) == 1 and load_cubes().variables[node[0]].kind == "flags":
        return _multiple_response_classes(node[0], of_node, year)
    flags = [recoding.flags(categories, year) for recoding in of_node]
    rows = len(next(iter(categories.values())))
    packed = np.concatenate([np.zeros((rows, 1), dtype=bool), *flags], axis=1)
    _, first = np.unique(packed, axis=0, return_index=True)
    chosen = np.sort(first)
    return CategoryClasses(
        {recoding: of_recoding[chosen] for recoding, of_recoding in zip(of_node, flags, strict=True)},
        np.full(len(chosen), NOT_AN_ANSWER, dtype=np.int64),
        np.full(len(chosen), NOT_AN_ANSWER, dtype=np.int64),
    )


def _multiple_response_classes(variable: str, recodings: Collection[Recoding], year: int) -> CategoryClasses:
    """Return the classes of sets of answers, and those of single answers that a table prints by themselves.

    A class of persons says which groups of combined answers a person gave, and whether any answer of the others.
    """
    answers = answers_of(variable)
    columns = {recoding: _answer_columns(recoding, recoding.flags({variable: answers}, year)) for recoding in recodings}
    groups = _combined_groups(variable, recodings, columns, year)
    rest = tuple(answer for answer in answers if not any(answer in group for group in groups))
    printed = {
        a for of_recoding in columns.values() for a, column in zip(answers, of_recoding, strict=True) if column >= 0
    }
    printed_singly = [group for group in groups if len(group) > 1 and set(group) & printed] + ([rest] if rest else [])
    categories = [NOT_KNOWN, NONE]
    given: list[tuple[tuple[str, ...], ...]] = [(), ()]  # of each class of persons, the groups of single answers
    for size in range(len(groups) + 1):
        for chosen in itertools.combinations(groups, size):
            for of_rest in ((), rest) if rest else ((),):
                if chosen or of_rest:
                    in_class = [*chosen, *([of_rest] if of_rest else [])]
                    categories.append(SEPARATOR.join(sorted(group[0] for group in in_class)))
                    given.append(tuple(group for group in printed_singly if group in in_class))
    singles = [
        (class_, number, answer)
        for class_, of_class in enumerate(given)
        for number, group in enumerate(of_class)
        for answer in group
    ]
    flags: dict[Recoding, ClassFlags] = {}
    for recoding in recodings:
        of_sets = recoding.flags({variable: categories}, year).copy()
        of_answers = np.zeros((len(singles), of_sets.shape[1]), dtype=bool)
        for row, (class_, _, answer) in enumerate(singles):
            if (column := columns[recoding][answers.index(answer)]) >= 0:
                of_sets[class_, column] = False
                of_answers[row, column] = True
        flags[recoding] = np.concatenate([of_sets, of_answers])
    none = [NOT_AN_ANSWER] * len(categories)
    return CategoryClasses(
        flags,
        np.array([*none, *(class_ for class_, _, _ in singles)], dtype=np.int64),
        np.array([*none, *(number for _, number, _ in singles)], dtype=np.int64),
    )


def _combined_groups(
    variable: str, recodings: Collection[Recoding], columns: Mapping[Recoding, list[int]], year: int
) -> list[tuple[str, ...]]:
    """Return the answers that a recode, a pool or a condition combines, together those that all treat alike."""
    answers, named = answers_of(variable), _combined_answers(recodings)
    shared = [r for r in recodings if _prints_answers(r) and any(column < 0 for column in columns[r])]
    rows = {r: r.flags({variable: answers}, year) for r in shared}
    groups: dict[tuple[object, ...], list[str]] = {}
    for place, answer in enumerate(answers):
        in_pool = [rows[r][place].tobytes() if columns[r][place] < 0 else None for r in shared]
        if answer in named or any(in_pool):
            groups.setdefault((answer if answer in named else "", *in_pool), []).append(answer)
    return [tuple(group) for group in groups.values()]


def _prints_answers(recoding: Recoding) -> bool:
    """Return whether a recoding prints each answer separately."""
    return not recoding.codes and isinstance(load_dimensions().dimensions[recoding.name], Answers)


def _answer_columns(recoding: Recoding, flags: ClassFlags) -> list[int]:
    """Return, of each answer, the column of its code; -1 where it has none, or shares it with another answer.

    ``flags``: one row per answer.
    """
    if not _prints_answers(recoding):
        return [-1] * len(flags)
    dimension = load_dimensions().dimensions[recoding.name]
    missing = getattr(dimension, "missing", None)
    codes = [
        column for column, code in enumerate(codes_of(dimension)) if code not in CODES_OF_NO_ANSWER and code != missing
    ]
    found = []
    for row in flags:
        columns = [column for column in codes if row[column]]
        found.append(columns[0] if len(columns) == 1 and flags[:, columns[0]].sum() == 1 else -1)
    return found


def _combined_answers(recodings: Collection[Recoding]) -> set[str]:
    """Return the answers that a recode or a condition combines."""
    combined: set[str] = set()
    for recoding in recodings:
        dimension = load_dimensions().dimensions.get(recoding.name)
        if recoding.codes:
            combined |= set(recoding.codes)
        elif isinstance(dimension, Recoded):
            combined |= {
                answer for recode in dimension.recodes.values() for answer in (*recode.all_of, *recode.none_of)
            }
    return combined - set(CODES_OF_NO_ANSWER)
