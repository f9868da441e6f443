"""The external intruder with one published table, whole numbers and patience."""

import itertools

from tests.lib.intruder.whole_numbers import Knowledge, row_of

MANY = 10**6


def printed(protected) -> dict[tuple[str, ...], float]:
    return {c.codes: c.value for c in protected.cells if c.measure == "persons" and c.status == "published"}


def can_be(protected, inner, target, lower=0, ranking=()) -> tuple[int, int]:
    """The least and the greatest whole number that the count of ``target`` can be, margins being sums of ``inner``.

    ``ranking``: the ranked codes in their order. A ranked code has at least 11 persons, and no more than the one before
    it; fewer where the two are not in alphabetical order.
    """
    known = printed(protected)
    bounds = [known.get(cell, lower) for cell in inner], [known.get(cell, MANY) for cell in inner]
    knowledge = Knowledge(len(inner), bounds)
    for codes, value in known.items():
        knowledge.know(row_of(codes, inner), value, value)
    rows = [row_of((code,), inner) for code in ranking]
    for row in rows:
        knowledge.know(row, 11, MANY)
    for (higher, row), (lower_code, below) in itertools.pairwise(zip(ranking, rows, strict=True)):
        knowledge.know(row - below, 1 if higher > lower_code else 0, MANY)
    return knowledge.interval(row_of(target, inner))


def by_trying_all(protected, inner, most) -> dict[tuple[str, ...], set[int]]:
    """All values that suppressed counts of a one-dimensional table can have, by trying every table up to ``most``."""
    known = printed(protected)
    choices = [[int(known[cell])] if cell in known else range(most + 1) for cell in inner]
    found: dict[tuple[str, ...], set[int]] = {}
    for table in itertools.product(*choices):
        if ("total",) in known and sum(table) != known["total",]:
            continue
        for cell, count in [*zip(inner, table, strict=True), (("total",), sum(table))]:
            if cell not in known:
                found.setdefault(cell, set()).add(count)
    return found
