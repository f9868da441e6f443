"""The reader of several drafts of a year: a number that one draft suppresses is taken from another that prints it.

This reader takes for unchanged what is unchanged in fact: more than a real reader of two drafts can know. The records
that came between are not known. Belongs here: what such a reader computes. Does not: claims.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.lib.intruder.whole_numbers import Knowledge

Name = tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A draft: the true inner cells, which of them each number counts, and the names of the suppressed numbers."""

    counts: np.ndarray
    numbers: Mapping[Name, np.ndarray]
    suppressed: frozenset[Name]

    def value(self, name: Name) -> int:
        return int(self.counts[self.numbers[name]].sum())


def sequence_around(drafts: Sequence[Draft], place: int, name: Name) -> range:
    """Return the places of the drafts before and after ``place`` that, without a break, suppress a number."""
    first, last = place, place
    while first and name in drafts[first - 1].suppressed:
        first -= 1
    while last + 1 < len(drafts) and name in drafts[last + 1].suppressed:
        last += 1
    return range(first, last + 1)


def printed_elsewhere(drafts: Sequence[Draft], place: int, others: Sequence[int]) -> set[Name]:
    """Return the numbers that other drafts print and that have the same value in the draft at ``place``."""
    draft = drafts[place]
    return {
        name
        for other in others
        for name in draft.numbers
        if name not in drafts[other].suppressed and drafts[other].value(name) == draft.value(name)
    }


def interval_in(draft: Draft, name: Name, known: set[Name]) -> tuple[int, int]:
    """Return the least and the greatest whole number that a number of a draft can be, where others are known."""
    rows = [draft.numbers[other].astype(float) for other in sorted(known)]
    values = [draft.value(other) for other in sorted(known)]
    return Knowledge(len(draft.counts), (0, np.inf), rows, list(values), list(values)).interval(
        draft.numbers[name].astype(float)
    )
