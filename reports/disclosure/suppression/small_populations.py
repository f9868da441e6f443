"""Suppression in small populations, where an intruder can enumerate all congruent tables.

A key-guessing intruder who can enumerate every congruent table runs the program on each, with other keys, and drops
those for which it prints something else. There the printed cells must not depend on more than whether anything had to
be suppressed:

- Of a theme of few persons everything is printed, or the headline total alone. Which of the two follows from whether
  any cell is primary, and from no key.
- In a subproblem of few inner cells (a service, by group) a cell of exactly the threshold is suppressed like a smaller
  one: otherwise an intruder who knows which cell was suppressed first knows that it is below the threshold.

Belongs here: which cells these are. Does not: secondary suppression (secondary.py).
"""

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray
from reports.disclosure.suppression.decomposition import independent_subproblems
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.published.disclosure_rules import load_disclosure_rules


def suppress_small_populations(problem: SuppressionProblem, presuppressed: BoolArray, threshold: int) -> BoolArray:
    """Return ``presuppressed`` and the cells suppressed besides, whatever the key."""
    suppressed = presuppressed | _in_small_subproblems(problem, threshold)
    return suppressed | _in_themes_of_few_persons(problem, suppressed, threshold)


def _in_themes_of_few_persons(problem: SuppressionProblem, presuppressed: BoolArray, threshold: int) -> BoolArray:
    """Return all cells but the headline of each theme that has few persons and a cell to suppress."""
    found = np.zeros(len(problem.refs), dtype=bool)
    can_change = _touched(problem.sums, problem.movable)
    most_persons = load_disclosure_rules().small_population_factor.value * threshold
    for universe in np.unique(problem.universe):
        within = _touched(problem.sums, problem.universe == universe) & ~_touched(
            problem.sums, problem.universe != universe
        )
        headlines = problem.values[within & problem.printable & problem.forced]
        is_small = len(headlines) > 0 and headlines.max() <= most_persons
        if is_small and ((problem.primary | presuppressed) & within).any():
            found |= within & can_change & problem.printable & ~problem.forced
    return found


def _touched(sums: sparse.csr_matrix, inner_cells: BoolArray) -> BoolArray:
    """Return which cells count any of some inner cells."""
    return np.asarray(np.diff(sums[:, np.flatnonzero(inner_cells)].indptr) > 0, dtype=np.bool_)


def _in_small_subproblems(problem: SuppressionProblem, threshold: int) -> BoolArray:
    found = np.zeros(len(problem.refs), dtype=bool)
    most_inner_cells = load_disclosure_rules().small_problem_cells.value
    for part in independent_subproblems(problem):
        if len(part.inner_cells) <= most_inner_cells:
            found[part.cells] = part.problem.values == threshold
    return found & problem.printable & ~problem.forced
