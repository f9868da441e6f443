"""Few: what is withheld so that who knows the program can list all that could be true, and still learns nothing.

Who can list every joint table may run the program on each, with other keys, and drop those of which it prints something
else. Where that can be done, what is printed must not depend on more than whether anything had to be withheld.

- Of a theme of few persons everything is printed, or the headline total alone: which, follows from whether any number
  is confidential, and from no key.
- In a part of few unknowns (a service, by group) a number of just the threshold is withheld like one below: else who
  knows what was withheld first knows that it is below.

Belongs here: which numbers these are. Does not: what must be withheld besides (protect.py).
"""

import numpy as np
from scipy import sparse

from reports.disclosure.suppression.decomposition import parts_of
from reports.disclosure.suppression.problem import Flags, Problem

FEW_PERSONS = 4  # times the threshold, as the headline says
FEW_UNKNOWNS = 100  # themes of persons have thousands


def withheld_of_few(problem: Problem, already: Flags, threshold: int) -> Flags:
    """Return ``already`` and what is withheld besides, whatever the key."""
    withheld = already | _of_few_unknowns(problem, threshold)
    return withheld | _of_few_persons(problem, withheld, threshold)


def _of_few_persons(problem: Problem, already: Flags, threshold: int) -> Flags:
    """Return all numbers, the headline but, of each theme that has few persons and something to withhold."""
    found = np.zeros(len(problem.names), dtype=bool)
    can_change = _touched(problem.sums, problem.movable)
    for universe in np.unique(problem.universe):
        within = _touched(problem.sums, problem.universe == universe) & ~_touched(
            problem.sums, problem.universe != universe
        )
        headlines = problem.values[within & problem.printable & problem.never_withheld]
        of_few = len(headlines) > 0 and headlines.max() <= FEW_PERSONS * threshold
        if of_few and ((problem.confidential | already) & within).any():
            found |= within & can_change & problem.printable & ~problem.never_withheld
    return found


def _touched(sums: sparse.csr_matrix, unknowns: Flags) -> Flags:
    """Say which numbers count any of some unknowns."""
    return np.asarray(np.diff(sums[:, np.flatnonzero(unknowns)].indptr) > 0, dtype=np.bool_)


def _of_few_unknowns(problem: Problem, threshold: int) -> Flags:
    found = np.zeros(len(problem.names), dtype=bool)
    for part in parts_of(problem):
        if len(part.unknowns) <= FEW_UNKNOWNS:
            found[part.numbers] = part.problem.values == threshold
    return found & problem.printable & ~problem.never_withheld
