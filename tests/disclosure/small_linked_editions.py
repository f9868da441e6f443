"""Small random editions of several linked tables over a few facts.

The edition is plain data: persons by the classes of facts, tables that cross facts at some level.
"""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from reports.disclosure.model.inner_cells import InnerCellIndex, Population
from reports.disclosure.model.multiple_response import AnswerGroup, MultipleResponse
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import (
    group_disclosure_complement,
    is_primary,
    protection_interval,
    suppression_cost,
)
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import CODES_OF_NO_ATTRIBUTE

THRESHOLD = 3


@dataclass(frozen=True)
class Level:
    """How a table sees a fact: the classes of each code. Codes may overlap (several answers) and may nest."""

    fact: str
    codes: tuple[tuple[str, frozenset[int]], ...]


@dataclass(frozen=True)
class SmallEdition:
    sizes: dict[str, int]
    counts: np.ndarray  # an axis a fact, in the order of ``sizes``
    tables: tuple[tuple[Level, ...], ...]
    sensitive: bool = False
    own: tuple[np.ndarray, ...] = ()  # of each office its own records, like ``counts``
    apart: bool = False  # the program sees each answer of ``flags`` by itself, not the sets of answers

    @property
    def cells(self):
        """Name of a number, and the levels' codes that it counts; "total" counts everybody."""
        for at, table in enumerate(self.tables):
            for codes in itertools.product(*([*level.codes, ("total", None)] for level in table)):
                yield (f"t{at}", *(code for code, _ in codes)), table, codes

    def mask(self, table, codes) -> np.ndarray:
        """Which cells of the full crossing a number counts."""
        mask = np.ones(self.counts.shape, dtype=bool)
        for level, (_, classes) in zip(table, codes, strict=True):
            if classes is not None:
                axis = list(self.sizes).index(level.fact)
                one = np.zeros(self.sizes[level.fact], dtype=bool)
                one[list(classes)] = True
                mask &= one.reshape([-1 if at == axis else 1 for at in range(mask.ndim)])
        return mask

    def numbers(self) -> dict[tuple[str, ...], np.ndarray]:
        return {name: self.mask(table, codes).ravel() for name, table, codes in self.cells}

    def problem(self):
        """The edition as the program sees it."""
        places = np.stack(np.unravel_index(np.arange(self.counts.size), self.counts.shape))
        classes, answered = {fact: places[at] for at, fact in enumerate(self.sizes)}, {}
        if self.apart:
            sets = classes["flags"]
            classes["flags"] = np.minimum(sets, 1)
            answered["flags"] = MultipleResponse(
                (AnswerGroup(1, np.array([2, 3])),), np.stack([(sets & 1) > 0, (sets & 2) > 0], axis=1)
            )
        population = Population(
            self.counts.ravel().astype(np.int64),
            classes,
            self.sizes,
            {fact: np.zeros(size, dtype=bool) for fact, size in self.sizes.items()},
            answered,
        )
        index = InnerCellIndex.of(population, [{level.fact for level in table} for table in self.tables])
        builder = ProblemBuilder(np.concatenate(index.truth), np.concatenate(index.movable))
        builder.add_equalities(index.agreements())
        for row in index.answer_constraints()[0]:
            builder.add_upper_bound(row, 0, of_any_part=True)
        for name, table, codes in self.cells:
            where = self._inner_cells(index, table, codes)
            value = int(self.counts.ravel()[self.mask(table, codes).ravel()].sum())
            words = name[1:]
            ref = CellRef(name[0], words)
            assert (
                builder.add_cell(
                    ref,
                    where,
                    suppression_cost(words),
                    set(words) == {"total"},
                    protection_interval(self.sensitive, THRESHOLD),
                )
                == value
            )
            if is_primary(value, self.sensitive, THRESHOLD):
                builder.mark_primary(ref, where, *protection_interval(self.sensitive, THRESHOLD))
            for axis in range(len(codes)):
                margin = (*codes[:axis], ("total", None), *codes[axis + 1 :])
                whole = int(self.counts.ravel()[self.mask(table, margin).ravel()].sum())
                if words[axis] not in CODES_OF_NO_ATTRIBUTE:
                    within = {level.fact for level in table}
                    everybody, part = (self._inner_cells(index, table, one, within) for one in (margin, codes))
                    builder.set_difference_interval(
                        ref.complement(axis), everybody, part, *protection_interval(False, THRESHOLD)
                    )
                if (rule := group_disclosure_complement(value, whole, words, axis, THRESHOLD)) is not None:
                    within = {level.fact for level in table}
                    everybody, part = (self._inner_cells(index, table, one, within) for one in (margin, codes))
                    builder.mark_difference_primary(ref.complement(axis), everybody, part, *rule)
        of_offices = [replace(population, persons=one.ravel().astype(np.int64)) for one in self.own]
        records = [replace(index, population=of_office).counts_by_group().sum(axis=0) for of_office in of_offices]
        return replace(builder.build(), own=sparse.csr_matrix(np.vstack(records)) if records else None)

    def _inner_cells(self, index, table, codes, within=frozenset()):
        marked = {}
        for level, (code, classes) in zip(table, codes, strict=True):
            if classes is not None:
                flags = np.zeros(self.sizes[level.fact], dtype=bool)
                flags[APART[code] if self.apart and level.fact == "flags" else list(classes)] = True
                marked[level.fact] = flags
        return index.sum_over(marked, index.block_of({*marked, *within}))


def leaf_level(fact: str, size: int) -> Level:
    return Level(fact, tuple((f"{fact}{one}", frozenset([one])) for one in range(size)))


KINDS = {
    "three facts in a triangle": ({"a": 2, "b": 2, "c": 2}, (("a", "b"), ("b", "c"), ("a", "c"))),
    "a chain": ({"a": 3, "b": 2, "c": 2}, (("a", "b"), ("b", "c"))),
    "four facts in a square": ({"a": 2, "b": 2, "c": 2, "d": 2}, (("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"))),
    "several answers": ({"flags": 4, "s": 2}, (("flags", "s"), ("recode",))),
    "answers apart": ({"flags": 4, "s": 2}, (("flags", "s"),)),
    "answers apart in two tables": ({"flags": 4, "s": 2, "t": 2}, (("flags", "s"), ("flags", "t"), ("s", "t"))),
    "a hierarchy": ({"band": 4, "s": 2}, (("band",), ("group", "s"))),
}
FLAGS = Level("flags", (("f", frozenset([1, 3])), ("g", frozenset([2, 3])), ("unknown", frozenset([0]))))
WITH_ANY = Level("flags", (*FLAGS.codes, ("any", frozenset([1, 2, 3]))))
APART = {"unknown": [0], "any": [1], "f": [2], "g": [3]}  # classes that stand for the sets of answers
RECODE = Level("flags", (("f only", frozenset([1])), ("both", frozenset([3])), ("rest", frozenset([0, 2]))))
GROUP = Level("band", (("child", frozenset([0, 1])), ("adult", frozenset([2, 3]))))


def random_edition(rng: np.random.Generator, kind: str, persons: int) -> SmallEdition:
    sizes, crossed = KINDS[kind]
    shape = tuple(sizes.values())
    weights = rng.dirichlet(np.full(int(np.prod(shape)), 0.6))
    counts = rng.multinomial(persons, weights).reshape(shape)
    apart = kind.startswith("answers apart")
    special = {"flags": WITH_ANY if apart else FLAGS, "recode": RECODE, "group": GROUP}
    tables = tuple(tuple(special.get(fact) or leaf_level(fact, sizes[fact]) for fact in facts) for facts in crossed)
    return SmallEdition(sizes, counts, tables, sensitive=bool(rng.random() < 0.2), apart=apart)
