"""Answers to questions with several, where tables print each answer alone: who answered, and how many gave each.

The sets of answers that persons gave are thousands, but such tables tell of a group of persons only how many answered
and how many gave each answer. For ``a`` persons who answered and ``m`` who gave each answer there are sets of answers
exactly if no ``m`` is over ``a`` and all ``m`` together are ``a`` at least. So ``a`` and the ``m`` are the unknowns,
not the sets, and nobody need be taken as known.

Belongs here: what persons answered. Does not: of which facts that is so (separable_responses.py), unknowns and
relations (inner_cells.py).
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
class MultipleResponse:
    """Of one node: the classes that are an answer each, the class of who gave any, and what each group gave.

    ``given``: one row a group of persons, one column an answer. ``marks``: by node of a mark that is one of the answers
    the class of that answer, and which classes of the node have the mark.
    """

    answers: npt.NDArray[np.int64]
    any_of_them: int
    given: npt.NDArray[np.bool_]
    marks: Mapping[str, tuple[int, npt.NDArray[np.bool_]]] = field(default_factory=dict)


def answers_of(fact: str) -> list[str]:
    """Return all answers to a question with several."""
    return sorted(load_cubes().variables[fact].flags.values())


def given(texts: Sequence[str], answers: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return for each set of answers whether each answer is in it."""
    sets = [set(text.split(SEPARATOR)) for text in texts]
    return np.array([[answer in one for answer in answers] for one in sets], dtype=bool).reshape(-1, len(answers))


def answer_columns(name: str) -> list[int]:
    """Return the places of a dimension's codes that are answers of a person's own; none where it has no answers."""
    dimension = load_dimensions().dimensions[name]
    if not isinstance(dimension, Answers):
        return []
    return [at for at, code in enumerate(codes_of(dimension)) if code not in {*CODES_OF_NO_ANSWER, dimension.missing}]


def marks_of(fact: str, facts: Iterable[str]) -> dict[str, str]:
    """Return by fact the answer that is a fact of its own beside a question with several: of the same column."""
    flags, own = load_cubes().variables[fact].flags, load_cubes().variables
    return {
        one: flags[str(own[one].column)]
        for one in facts
        if one in own and own[one].kind == "code" and own[one].column in flags
    }
