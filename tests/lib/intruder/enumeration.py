"""The intruder who lists every table of whole persons over the full crossing of all facts: possible for few persons."""

import itertools
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

import numpy as np


class Edition(Protocol):
    """Persons by the classes of facts, and which classes each number counts."""

    @property
    def counts(self) -> np.ndarray: ...

    def numbers(self) -> Mapping[tuple[str, ...], np.ndarray]: ...


@lru_cache(maxsize=64)
def all_tables(cells: int, persons: int) -> np.ndarray:
    """Every way to put so many persons into so many cells: one row a way."""
    bars = np.array(list(itertools.combinations(range(persons + cells - 1), cells - 1)), dtype=np.int16)
    ends = np.concatenate([bars, np.full((len(bars), 1), persons + cells - 1, dtype=np.int16)], axis=1)
    starts = np.concatenate([np.full((len(bars), 1), -1, dtype=np.int16), bars], axis=1)
    return (ends - starts - 1).astype(np.int16)


def candidates(edition: Edition, suppressed: set[tuple[str, ...]]) -> np.ndarray:
    """Every table over the full crossing that prints what the edition prints; the number of persons is printed."""
    tables = all_tables(edition.counts.size, int(edition.counts.sum()))
    truth = edition.counts.ravel()
    for name, mask in edition.numbers().items():
        if name not in suppressed:
            tables = tables[tables[:, mask].sum(axis=1) == truth[mask].sum()]
    return tables
