"""What one unanswered question proves of other cells is never narrower than what another solver finds."""

import numpy as np
from scipy.optimize import linprog

from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.disclosure.suppression.proved_bounds import ProvedBounds
from reports.disclosure.suppression.verification import is_congruent, under_protected_cells
from tests.disclosure.small_linked_themes import LinkedThemes

EDITIONS = 25


def problems(seed=14):
    rng = np.random.default_rng(seed)
    for _ in range(EDITIONS):
        problem = LinkedThemes.random(rng).problem()
        yield problem, rng.random(len(problem.refs))


def farthest_change(problem, cell, direction):
    """By how much another solver can change a cell, in whole persons or not; forced cells stay as they are."""
    movable = np.flatnonzero(problem.movable)
    still = np.vstack([problem.equalities.toarray(), problem.sums[np.flatnonzero(problem.forced)].toarray()])[
        :, movable
    ]
    found = linprog(
        -direction * problem.sums[cell].toarray()[0][movable],
        A_ub=problem.inequalities.toarray()[:, movable] if problem.inequalities.shape[0] else None,
        b_ub=problem.at_most - problem.inequalities @ problem.truth if problem.inequalities.shape[0] else None,
        A_eq=still if len(still) else None,
        b_eq=np.zeros(len(still)) if len(still) else None,
        bounds=[(-persons, None) for persons in problem.truth[movable]],
    )
    return direction * np.inf if found.status == 3 else -direction * found.fun


def test_no_cell_is_excluded_from_a_change_that_another_solver_finds():
    excluded = asked_less = 0
    for problem, _ in problems():
        solver = MoveSolver(problem)
        solver.price(np.ones(len(problem.refs)), np.zeros(len(problem.refs), dtype=bool))
        cells, before = range(len(problem.refs)), ProvedBounds(problem, np.flatnonzero(problem.movable))
        for shift in (9, -2):
            for cell in cells:
                solver.find(cell, shift)
        for cell in cells:
            up, down = farthest_change(problem, cell, 1), farthest_change(problem, cell, -1)
            for shift in (*range(-6, 0), *range(1, 10)):
                if solver._bounds.exclude(cell, shift):
                    assert not down - 1e-6 <= shift <= up + 1e-6
                    excluded += 1
                    asked_less += not before.exclude(cell, shift)
    assert excluded > 500
    assert asked_less > 50


def test_moves_verified_together_are_those_verified_one_by_one():
    rng, congruent, refused = np.random.default_rng(3), 0, 0
    for problem, ties in problems(15):
        pattern = find_suppression_pattern(problem, ties)
        moves = list(pattern.moves.values())
        moves += [move + rng.integers(-1, 2, len(move)) for move in moves] + [2 * move for move in moves]
        alone = [move for move in moves if is_congruent(problem, pattern.suppressed, move)]
        together = under_protected_cells(problem, pattern.suppressed, dict(enumerate(moves)))
        assert together == under_protected_cells(problem, pattern.suppressed, dict(enumerate(alone)))
        values, after = problem.values, [problem.sums @ (problem.truth + move) for move in alone]
        low, high = np.min([values, *after], axis=0), np.max([values, *after], axis=0)
        narrow = problem.primary & ((low > problem.protection_low) | (high < problem.protection_high))
        printed = problem.primary & problem.printable & ~pattern.suppressed
        assert together.primary == tuple(np.flatnonzero(narrow | printed))
        congruent, refused = congruent + len(alone), refused + len(moves) - len(alone)
    assert congruent > 50
    assert refused > 50
