"""What released tables are shown to leave possible of sums that they do not protect, and nothing can protect again.

An edition that an earlier version of the program protected, or two releases that together narrow a number, are out of
the house. A later table cannot be asked to widen what an intruder knows already; it must not narrow it further. So such
a sum keeps, instead of the protection interval of its rule, the range that the moves of the released tables alone show.
What is possible can be wider: no move is sought to an end that lies between.

Belongs here: these ranges, and a problem with them. Does not: the search (protect.py), which tables were released.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.protect import SuppressionPattern
from reports.disclosure.suppression.verification import is_congruent

Ranges = Mapping[CellRef, tuple[int, int]]


def ranges_left(problem: SuppressionProblem, pattern: SuppressionPattern) -> Ranges:
    """Return the range of each sum that the released tables do not protect; ``problem`` has no other tables."""
    values, found = problem.values, dict[CellRef, tuple[int, int]]()
    cells = [*pattern.under_protected.primary, *pattern.under_protected.secondary]
    congruent = [move for move in pattern.moves.values() if cells and is_congruent(problem, pattern.suppressed, move)]
    changes = [problem.sums[cells] @ move for move in congruent]
    for place, cell in enumerate(cells):
        shown = [int(values[cell]), *(int(values[cell] + change[place]) for change in changes)]
        found |= dict.fromkeys(problem.refs[cell], (min(shown), max(shown)))
    return found


def with_ranges_left(problem: SuppressionProblem, ranges: Ranges) -> SuppressionProblem:
    """Return the problem in which each of these sums keeps its range; such a sum is suppressed, like a primary one."""
    primary, low, high = problem.primary.copy(), problem.protection_low.copy(), problem.protection_high.copy()
    for cell, refs in enumerate(problem.refs) if ranges else ():
        of_cell = [ranges[ref] for ref in refs if ref in ranges]
        if of_cell and not problem.forced[cell]:
            least, most = min(one[0] for one in of_cell), max(one[1] for one in of_cell)
            low[cell] = max(low[cell], least) if primary[cell] else least
            high[cell] = min(high[cell], most) if primary[cell] else most
            primary[cell] = True
    return replace(problem, primary=np.asarray(primary), protection_low=low, protection_high=high)
