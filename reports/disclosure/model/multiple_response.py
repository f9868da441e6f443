"""Multiple responses: questions with several answers, where tables print each answer separately.

Persons gave thousands of different sets of answers, but of a group of persons such tables show only how many answered
and how many gave each answer. Where ``a`` persons answered and ``m`` gave an answer, sets of answers exist exactly if
no ``m`` is greater than ``a``, and all ``m`` together are at least ``a``. So the inner cells are ``a`` and each ``m``
instead of the sets of answers, and no person need be taken as known.

Belongs here: which answers persons gave, and what recodings show of them. Does not: to which variables this applies
(separable_responses.py), inner cells and their constraints (inner_cells.py).
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


@dataclass(frozen=True)
class ShownAnswers:
    """What recodings show of single answers. One entry of ``columns`` and ``widths`` per recoding.

    ``columns``: of each answer, the column of its own code, or -1; ``widths``: the number of columns. ``groups``: of
    each group of answers that are classes of their own, the places of its answers.
    """

    answers: Sequence[str]
    groups: Sequence[list[int]]
    columns: Sequence[list[int]]
    widths: Sequence[int]

    @classmethod
    def of(
        cls,
        answers: Sequence[str],
        groups: Iterable[Sequence[str]],
        names: Sequence[str | None],
        flags: Sequence[npt.NDArray[np.bool_]],
    ) -> "ShownAnswers":
        """Return what recodings show of ``answers``. ``flags``: one row per answer.

        ``names``: the dimension of each recoding, None for a condition.
        """
        columns = [
            [-1] * len(answers) if name is None else single_answer_columns(name, of_answers)
            for name, of_answers in zip(names, flags, strict=True)
        ]
        places = [[answers.index(answer) for answer in group] for group in groups]
        return cls(answers, places, columns, [of_answers.shape[1] for of_answers in flags])

    def groups_in(self, sets: Sequence[str]) -> list[tuple[int, ...]]:
        """Return, of each set of answers, the groups of which it has any answer."""
        given = given_answers(sets, self.answers)
        any_of = (
            np.stack([given[:, group].any(axis=1) for group in self.groups], axis=1) if self.groups else given[:, :0]
        )
        return [tuple(np.flatnonzero(row).tolist()) for row in any_of]

    def besides(self, of_set: Sequence[npt.NDArray[np.bool_]], groups: Iterable[int]) -> list[npt.NDArray[np.bool_]]:
        """Return what each recoding shows of a set of answers besides the single answers of ``groups``."""
        places, shown = [place for group in groups for place in self.groups[group]], [row.copy() for row in of_set]
        for row, columns in zip(shown, self.columns, strict=True):
            row[[columns[place] for place in places if columns[place] >= 0]] = False
        return shown

    def alone(self, answer: str) -> list[npt.NDArray[np.bool_]]:
        """Return what each recoding shows of a single answer."""
        place = self.answers.index(answer)
        return [np.arange(width) == columns[place] for columns, width in zip(self.columns, self.widths, strict=True)]


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
