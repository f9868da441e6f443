"""Few: what is suppressed so that who knows the program can list all that could be true, and still learns nothing.

Who can list every joint table may run the program on each, with other keys, and drop those of which it prints something
else. Where that can be done, what is printed must not depend on more than whether anything had to be suppressed.

- Of a theme of few persons everything is printed, or the headline total alone: which, follows from whether any number
  is confidential, and from no key.
- In a part of few unknowns (a service, by group) a number of just the threshold is suppressed like one below: else who
  knows what was suppressed first knows that it is below.

Belongs here: which numbers these are. Does not: what must be suppressed besides (protect.py).
"""

import numpy as np
from scipy import sparse

from reports.disclosure.suppression.decomposition import independent_subproblems
from reports.disclosure.suppression.problem import BoolArray, SuppressionProblem

SMALL_POPULATION_FACTOR = 4  # times the threshold, as the headline says
SMALL_PROBLEM_CELLS = 100  # themes of persons have thousands


def suppress_small_populations(problem: SuppressionProblem, already: BoolArray, threshold: int) -> BoolArray:
    """Return ``already`` and what is suppressed besides, whatever the key."""
    suppressed = already | _of_few_unknowns(problem, threshold)
    return suppressed | _of_few_persons(problem, suppressed, threshold)


def _of_few_persons(problem: SuppressionProblem, already: BoolArray, threshold: int) -> BoolArray:
    """Return all numbers, the headline but, of each theme that has few persons and something to suppress."""
    found = np.zeros(len(problem.names), dtype=bool)
    can_change = _touched(problem.sums, problem.movable)
    for universe in np.unique(problem.universe):
        within = _touched(problem.sums, problem.universe == universe) & ~_touched(
            problem.sums, problem.universe != universe
        )
        headlines = problem.values[within & problem.printable & problem.forced]
        of_few = len(headlines) > 0 and headlines.max() <= SMALL_POPULATION_FACTOR * threshold
        if of_few and ((problem.primary | already) & within).any():
            found |= within & can_change & problem.printable & ~problem.forced
    return found


def _touched(sums: sparse.csr_matrix, unknowns: BoolArray) -> BoolArray:
    """Say which numbers count any of some unknowns."""
    return np.asarray(np.diff(sums[:, np.flatnonzero(unknowns)].indptr) > 0, dtype=np.bool_)


def _of_few_unknowns(problem: SuppressionProblem, threshold: int) -> BoolArray:
    found = np.zeros(len(problem.names), dtype=bool)
    for part in independent_subproblems(problem):
        if len(part.unknowns) <= SMALL_PROBLEM_CELLS:
            found[part.numbers] = part.problem.values == threshold
    return found & problem.printable & ~problem.forced
