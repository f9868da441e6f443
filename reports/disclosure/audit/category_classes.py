"""Classes of a node as an outsider makes them: its possible categories by what the printed tables tell apart of them.

Of a question with several answers a class is which of the answers somebody gave that a recode or a condition looks at,
and whether any other; each other answer is a class of its own within it, whose persons are in that class, too.

Belongs here: categories to classes. Does not: which categories there are (category_space.py), unknowns
(clique_cells.py).
"""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.disclosure.arrays import BoolArray
from reports.disclosure.audit.category_space import Texts
from reports.disclosure.model.recodings import ClassFlags, Recoding
from reports.published.codes import CODES_OF_NO_ANSWER, NONE
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import Answers, Recoded, codes_of, load_dimensions
from reports.statistics.variables import SEPARATOR

NOT_WITHIN = -1


@dataclass(frozen=True)
class CategoryClasses:
    """The classes of one node. ``under``: by recoding, one row a class, one column a code of the recoding.

    ``within``: of a class that is one answer the class of who gave it; ``answered``: classes of persons each of whom
    gave at least one of the answers within.
    """

    under: Mapping[Recoding, ClassFlags]
    within: npt.NDArray[np.int64]
    answered: BoolArray

    @property
    def size(self) -> int:
        """How many classes there are."""
        return len(self.within)

    @property
    def of_persons(self) -> BoolArray:
        """Return which classes are no single answers: every person is in one of them."""
        return np.asarray(self.within == NOT_WITHIN, dtype=np.bool_)


def category_classes(
    node: tuple[str, ...], texts: Texts, recodings: Collection[Recoding], year: int
) -> CategoryClasses:
    """Return the classes of a node; ``texts``: one category a row, of each of its facts."""
    looking = [recoding for recoding in recodings if set(recoding.variables) <= set(node)]
    if len(node) == 1 and load_cubes().variables[node[0]].kind == "flags":
        return _of_answers(node[0], looking, year)
    under = [recoding.under(texts, year) for recoding in looking]
    packed = np.concatenate([np.zeros((len(next(iter(texts.values()))), 1), dtype=bool), *under], axis=1)
    _, first = np.unique(packed, axis=0, return_index=True)
    chosen = np.sort(first)
    nothing = np.zeros(len(chosen), dtype=bool)
    return CategoryClasses(
        {recoding: bits[chosen] for recoding, bits in zip(looking, under, strict=True)},
        np.full(len(chosen), NOT_WITHIN, dtype=np.int64),
        nothing,
    )


def _of_answers(fact: str, looking: Collection[Recoding], year: int) -> CategoryClasses:
    answers = sorted(load_cubes().variables[fact].flags.values())
    alone = {recoding: recoding.under({fact: answers}, year) for recoding in looking}
    own = {recoding: _own_columns(recoding, bits) for recoding, bits in alone.items()}
    together = _looked_at_together(looking) | {
        a
        for recoding in own
        for a, column in zip(answers, own[recoding], strict=True)
        if column < 0 and _tells_answers(recoding)
    }
    apart = [answer for answer in answers if answer not in together]
    texts, others = [NOT_KNOWN, NONE], [False, False]
    for size in range(len(together) + 1):
        for chosen in itertools.combinations(sorted(together), size):
            for more in (False, True) if apart else (False,):
                if chosen or more:
                    texts.append(SEPARATOR.join(sorted((*chosen, *(apart[:1] if more else ())))))
                    others.append(more)
    within = [NOT_WITHIN] * len(texts) + [at for at, more in enumerate(others) if more for _ in apart]
    under: dict[Recoding, ClassFlags] = {}
    for recoding in looking:
        bits = recoding.under({fact: texts}, year).copy()
        of_each = np.zeros((len(within) - len(texts), bits.shape[1]), dtype=bool)
        if _tells_answers(recoding) and apart:
            columns = np.array([own[recoding][answers.index(answer)] for answer in apart], dtype=np.int64)
            bits[np.ix_(np.flatnonzero(others), columns)] = False
            of_each[np.arange(len(of_each)), np.tile(columns, len(of_each) // len(apart))] = True
        under[recoding] = np.concatenate([bits, of_each])
    answered = np.array([*others, *(False for _ in within[len(texts) :])], dtype=bool)
    return CategoryClasses(under, np.array(within, dtype=np.int64), answered)


def _tells_answers(recoding: Recoding) -> bool:
    """Say whether a recoding prints each answer."""
    return not recoding.codes and isinstance(load_dimensions().dimensions[recoding.name], Answers)


def _own_columns(recoding: Recoding, alone: ClassFlags) -> list[int]:
    """Return of each answer the column of its code; -1 where it has none that is its own alone."""
    if not _tells_answers(recoding):
        return [-1] * len(alone)
    dimension = load_dimensions().dimensions[recoding.name]
    codes = codes_of(dimension)
    missing = getattr(dimension, "missing", None)
    answers = [at for at, code in enumerate(codes) if code not in CODES_OF_NO_ANSWER and code != missing]
    found = []
    for bits in alone:
        columns = [at for at in answers if bits[at]]
        found.append(columns[0] if len(columns) == 1 and alone[:, columns[0]].sum() == 1 else -1)
    return found


def _looked_at_together(looking: Collection[Recoding]) -> set[str]:
    """Return the answers at which a recode or a condition looks."""
    found: set[str] = set()
    for recoding in looking:
        dimension = load_dimensions().dimensions.get(recoding.name)
        if recoding.codes:
            found |= set(recoding.codes)
        elif isinstance(dimension, Recoded):
            found |= {answer for one in dimension.recodes.values() for answer in (*one.all_of, *one.none_of)}
    return found - set(CODES_OF_NO_ANSWER)
