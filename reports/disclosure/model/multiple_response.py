"""Multiple responses: questions with several answers, where tables print each answer separately.

Persons gave thousands of different sets of answers, but of a group of persons such tables show only how many answered
and how many gave each answer. Where ``a`` persons answered and ``m`` gave an answer, sets of answers exist exactly if
no ``m`` is greater than ``a``, and all ``m`` together are at least ``a``. So the inner cells are ``a`` and each ``m``
instead of the sets of answers, and no person need be taken as known.

Belongs here: which answers persons gave. Does not: to which variables this applies (separable_responses.py), inner
cells and their constraints (inner_cells.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from reports.published.codes import CODES_OF_NO_ANSWER
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import Answers, codes_of, load_dimensions
from reports.statistics.variables import SEPARATOR


@dataclass(frozen=True)
class AnswerGroup:
    """Answers of which every person of one class gave at least one. ``persons``: that class.

    ``answers``: the class of each answer; its persons are in the class ``persons``, too.
    """

    persons: int
    answers: npt.NDArray[np.int64]


@dataclass(frozen=True)
class MultipleResponse:
    """The answers to one question. ``given``: one row per group of persons, one column per answer of ``answers``.

    ``marks``: by node of a mark that is one of the answers, the class of that answer, and which classes of that node
    have the mark.
    """

    groups: tuple[AnswerGroup, ...]
    given: npt.NDArray[np.bool_]
    marks: Mapping[str, tuple[int, npt.NDArray[np.bool_]]] = field(default_factory=dict)

    @property
    def answers(self) -> npt.NDArray[np.int64]:
        """Return the class of each answer, group by group."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *(group.answers for group in self.groups)])


def answers_of(variable: str) -> list[str]:
    """Return all answers to a question with several answers."""
    return sorted(load_cubes().variables[variable].flags.values())


def given_answers(categories: Sequence[str], answers: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return whether each answer is in each set of answers. One row per set, one column per answer."""
    sets = [set(category.split(SEPARATOR)) for category in categories]
    flags = [[answer in of_category for answer in answers] for of_category in sets]
    return np.array(flags, dtype=bool).reshape(-1, len(answers))


def answer_columns(name: str) -> list[int]:
    """Return the indices of a dimension's codes that are answers of a person; none where it has no answers."""
    dimension = load_dimensions().dimensions[name]
    if not isinstance(dimension, Answers):
        return []
    reserved = {*CODES_OF_NO_ANSWER, dimension.missing}
    return [index for index, code in enumerate(codes_of(dimension)) if code not in reserved]


def single_answer_columns(name: str, flags: npt.NDArray[np.bool_]) -> list[int]:
    """Return, of each answer, the column of its code; -1 where it has none, or shares it with another answer.

    ``flags``: what the dimension ``name`` shows of each answer. One row per answer, one column per code.
    """
    of_answers = answer_columns(name)
    found = []
    for row in flags:
        columns = [column for column in of_answers if row[column]]
        found.append(columns[0] if len(columns) == 1 and flags[:, columns[0]].sum() == 1 else -1)
    return found


def marks_of(variable: str, others: Iterable[str]) -> dict[str, str]:
    """Return the marks among other variables, each with its answer.

    A mark is a variable made of the column of one answer to the question.
    """
    flags, definitions = load_cubes().variables[variable].flags, load_cubes().variables
    return {
        other: flags[str(definitions[other].column)]
        for other in others
        if other in definitions and definitions[other].kind == "code" and definitions[other].column in flags
    }
