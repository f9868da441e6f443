"""The reader who knows that a cascade never grows: of each group, a step counts no more than the step before it.

The reader has the printed cells of one table of services by population group, and the totals that the table prints.
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from tests.lib.intruder.whole_numbers import TOTAL, Knowledge

Cell = tuple[str, str]  # a service such as HIV_TESTED/TESTS, and a population group or the total


def cascade_intervals(
    printed: Mapping[Cell, int | None], cascades: Sequence[Sequence[str]]
) -> dict[Cell, tuple[int, int]]:
    """Return the least and the greatest that each suppressed cell can be.

    ``printed``: None for a suppressed cell. ``cascades``: the services of each cascade, the first step first.
    """
    cells = [cell for cell in printed if cell[1] != TOTAL]
    known = Knowledge(len(cells), bounds=(0, 10**6))
    rows = {
        (service, group): np.array([float(service == of and group in (own, TOTAL)) for of, own in cells])
        for service, group in printed
    }
    for cell, number in printed.items():
        if number is not None:
            known.know(rows[cell], number, number)
    for cascade in cascades:
        for earlier, later in itertools.pairwise(cascade):
            for group in dict.fromkeys(group for _, group in cells):
                if (earlier, group) in rows and (later, group) in rows:
                    known.know(rows[later, group] - rows[earlier, group], -np.inf, 0)
    return {cell: known.interval(rows[cell]) for cell, number in printed.items() if number is None}
