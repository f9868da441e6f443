"""Sums that released tables disclose: later tables keep the range that is left, and are not refused for it."""

import numpy as np

from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.disclosure.suppression.protect import SuppressionPattern, find_suppression_pattern
from reports.disclosure.suppression.ranges_left import ranges_left, with_ranges_left

THRESHOLD = 11
FEW, NARROW, KNOWN = (CellRef.external("edition-1", "victims", (code,)) for code in ("F", "M", "X"))
NEW = CellRef("asked", ("F",))


def after_an_edition(*, with_new_table: bool) -> SuppressionProblem:
    """Of 5, 3 and 40 persons an edition printed the last number and the sum of all: the first two are at most 8."""
    builder = ProblemBuilder(np.array([5, 3, 40], dtype=np.int64), np.ones(3, dtype=bool))
    if with_new_table:
        builder.add_cell(NEW, [0], 1.0, interval=(1, THRESHOLD))
        builder.mark_primary(NEW, [0], 1, THRESHOLD)
    for ref, inner_cell in ((FEW, 0), (NARROW, 1)):
        builder.add_suppressed_cell(ref, [inner_cell], (1, THRESHOLD))
        builder.mark_primary(ref, [inner_cell], 1, THRESHOLD)
    builder.add_known_cell(KNOWN, [2])
    builder.add_known_cell(CellRef.external("edition-1", "victims", ("total",)), [0, 1, 2])
    return builder.build()


def pattern_of(problem: SuppressionProblem) -> SuppressionPattern:
    return find_suppression_pattern(problem, [0.0] * len(problem.refs))


def test_a_sum_that_an_edition_disclosed_keeps_the_range_that_is_left_and_stays_suppressed() -> None:
    before, now = after_an_edition(with_new_table=False), after_an_edition(with_new_table=True)
    assert pattern_of(now).under_protected.primary, "at most 8 is not as many as 11"
    left = ranges_left(before, pattern_of(before))
    assert set(left) == {FEW, NARROW}
    assert all(least <= 1 and 5 < most < THRESHOLD for least, most in [left[FEW]])
    problem = with_ranges_left(now, left)
    pattern = pattern_of(problem)
    assert not pattern.under_protected
    (cell,) = (cell for cell, refs in enumerate(problem.refs) if NEW in refs)
    assert pattern.suppressed[cell]
    assert FEW in problem.refs[cell], "the same persons in another table are the same cell"
    realised = [int(problem.values[cell] + (problem.sums @ move)[cell]) for move in pattern.moves.values()]
    assert min(realised) <= left[FEW][0]
    assert max(realised) >= left[FEW][1]


def test_a_sum_that_no_release_discloses_keeps_the_interval_of_its_rule() -> None:
    problem = after_an_edition(with_new_table=True)
    assert with_ranges_left(problem, {}).protection_high.tolist() == problem.protection_high.tolist()
