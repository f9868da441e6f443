"""The sets of answers that a reader of tables distinguishes: which combined answers a person gave, and any other.

Tables combine some answers of a multiple response in a recode, a pool or a condition; all others they print one at a
time. All sets of answers would be too many, and two sets of each kind are enough: the combined answers in all their
combinations, with and without any of the others. No answer that is not of every person of a kind is in both sets.

Belongs here: these sets, and the groups of answers that tables print one at a time. Does not: their classes
(model/recodings.py), other categories (category_space.py).
"""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reports.disclosure.model.multiple_response import answers_of, single_answer_columns
from reports.disclosure.model.recodings import Recoding
from reports.published.codes import CODES_OF_NO_ANSWER, NONE
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.dimensions import Answers, Recoded, load_dimensions
from reports.statistics.variables import SEPARATOR

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class AnswerSets:
    """The sets of answers to one question, and the groups of answers that are printed one at a time."""

    sets: list[str]
    single_answers: Groups

    @classmethod
    def of(cls, variable: str, recodings: Collection[Recoding], year: int) -> "AnswerSets":
        """Return what the recodings distinguish of a multiple response."""
        answers, columns = answers_of(variable), {}
        of_variable = [recoding for recoding in recodings if recoding.variables == (variable,)]
        for recoding in filter(_prints_answers, of_variable):
            columns[recoding] = single_answer_columns(recoding.name, recoding.flags({variable: answers}, year))
        combined = _combined_groups(variable, of_variable, columns, year)
        rest = tuple(answer for answer in answers if not any(answer in group for group in combined))
        with_any_other = [(), (rest,)] if rest else [()]
        given = [
            (*chosen, *others)
            for size in range(len(combined) + 1)
            for chosen in itertools.combinations(combined, size)
            for others in with_any_other
        ]
        sets = [SEPARATOR.join(sorted(group[at] for group in of_set)) for at in (0, -1) for of_set in given if of_set]
        printed = {
            answer for codes in columns.values() for answer, code in zip(answers, codes, strict=True) if code >= 0
        }
        single = [group for group in combined if len(group) > 1 and set(group) & printed]
        return cls(list(dict.fromkeys((NOT_KNOWN, NONE, *sets))), (*single, *((rest,) if rest else ())))


def _combined_groups(
    variable: str, recodings: Sequence[Recoding], columns: dict[Recoding, list[int]], year: int
) -> list[tuple[str, ...]]:
    """Return the answers that a recode, a pool or a condition combines, together those that all treat alike."""
    answers, named = answers_of(variable), _combined_answers(recodings)
    pooling = [recoding for recoding, of_recoding in columns.items() if min(of_recoding) < 0]
    rows = {recoding: recoding.flags({variable: answers}, year) for recoding in pooling}
    groups: dict[tuple[object, ...], list[str]] = {}
    for place, answer in enumerate(answers):
        in_pool = [rows[recoding][place].tobytes() if columns[recoding][place] < 0 else None for recoding in pooling]
        if answer in named or any(in_pool):
            groups.setdefault((answer if answer in named else "", *in_pool), []).append(answer)
    return [tuple(group) for group in groups.values()]


def _prints_answers(recoding: Recoding) -> bool:
    """Return whether a recoding prints answers, each separately or in a pool."""
    return not recoding.codes and isinstance(load_dimensions().dimensions[recoding.name], Answers)


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
