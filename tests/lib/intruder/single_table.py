"""An outsider with the published table, whole numbers and patience. Written without the code under attack."""

import itertools

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MANY = 10**6


def printed(protected) -> dict[tuple[str, ...], float]:
    return {c.codes: c.value for c in protected.cells if c.measure == "persons" and c.status == "published"}


def can_be(protected, inner, target, lower=0) -> tuple[float, float]:
    """The least and the greatest whole number that the count of ``target`` can be, margins being sums of ``inner``."""
    known = printed(protected)
    every = {c.codes for c in protected.cells if c.measure == "persons"}
    rows = {codes: np.array([_lies_in(cell, codes) for cell in inner], dtype=float) for codes in every}
    equal = (
        LinearConstraint(np.array([rows[c] for c in known]), list(known.values()), list(known.values()))
        if known
        else ()
    )
    bounds = Bounds([known.get(cell, lower) for cell in inner], [known.get(cell, MANY) for cell in inner])
    ends = []
    for sign in (1, -1):
        found = milp(sign * rows[target], integrality=np.ones(len(inner)), bounds=bounds, constraints=equal)
        assert found.status == 0, found.message
        ends.append(sign * found.fun)
    return round(ends[0]), round(ends[1])


def _lies_in(cell, codes) -> bool:
    return all(code in ("total", own) for own, code in zip(cell, codes, strict=True))


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
