"""Joint protection against every table that an intruder can list, on hundreds of small random editions."""

import numpy as np
import pytest

from reports.disclosure.audit.feasibility_intervals import feasibility_intervals, intruder_knowledge
from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.disclosure.suppression.verification import is_congruent, under_protected_cells
from tests.disclosure.small_linked_editions import KINDS, random_edition
from tests.lib.intruder.enumeration import candidates

EDITIONS_OF_A_KIND = 50
MOST_PERSONS = {8: 13, 12: 9, 16: 7}  # by cells of the full crossing: as many as can all be listed


def editions(kind, number=EDITIONS_OF_A_KIND, seed=20121):
    rng = np.random.default_rng(seed)
    for _ in range(number):
        cells = int(np.prod(list(KINDS[kind][0].values())))
        edition = random_edition(rng, kind, int(rng.integers(5, MOST_PERSONS[cells])))
        problem = edition.problem()
        yield edition, problem, rng.random(len(problem.refs))


def names_of(problem, suppressed):
    return {name for at in np.flatnonzero(suppressed) for name in (ref.parts for ref in problem.refs[at])}


def thinkable(edition, problem, suppressed, tables=None):
    """For each confidential number the set of whole numbers that it can be, by listing every table."""
    tables = candidates(edition, names_of(problem, suppressed)) if tables is None else tables
    masks = edition.numbers()
    for at in np.flatnonzero(problem.primary).tolist():
        name = problem.refs[at][0].parts
        if name in masks:
            sums = tables[:, masks[name]].sum(axis=1)
        else:  # all but one cell of a line
            axis, codes = int(name[-1].split(", ")[1]), name[:-1]
            margin = tuple("total" if place == axis + 1 else code for place, code in enumerate(codes))
            sums = tables[:, masks[margin]].sum(axis=1) - tables[:, masks[codes]].sum(axis=1)
        yield at, {int(one) for one in np.unique(sums)}


@pytest.mark.parametrize("kind", KINDS)
def test_no_confidential_number_is_narrower_than_the_rule(kind):
    primary = 0
    for edition, problem, ties in editions(kind):
        protection = find_suppression_pattern(problem, ties)
        assert not protection.under_protected
        for at, values in thinkable(edition, problem, protection.suppressed):
            assert values >= set(range(int(problem.protection_low[at]), int(problem.protection_high[at]) + 1)), (
                problem.refs[at]
            )
            primary += 1
    assert primary > 100


def test_withholding_small_numbers_alone_leaves_some_exactly_known():
    exactly_known = 0
    for kind in KINDS:
        for edition, problem, _ in editions(kind, 10):
            small = problem.primary & problem.printable
            exactly_known += sum(len(values) == 1 for _, values in thinkable(edition, problem, small))
    assert exactly_known > 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_withheld_for_others_is_one_of_two_at_least(kind):
    secondary = 0
    for edition, problem, ties in editions(kind, 20):
        suppressed = find_suppression_pattern(problem, ties).suppressed
        tables, masks = candidates(edition, names_of(problem, suppressed)), edition.numbers()
        for at in np.flatnonzero(suppressed & ~problem.primary).tolist():
            assert len(np.unique(tables[:, masks[problem.refs[at][0].parts]].sum(axis=1))) > 1
            secondary += 1
    assert secondary > 0


def test_the_same_key_withholds_the_same_and_another_key_may_not():
    patterns, differing = [], 0
    for _, problem, ties in (one for kind in KINDS for one in editions(kind, 6)):
        first, again = (
            find_suppression_pattern(problem, ties).suppressed,
            find_suppression_pattern(problem, ties).suppressed,
        )
        assert (first == again).all()
        patterns.append(first)
        differing += bool((first != find_suppression_pattern(problem, 1 - ties).suppressed).any())
    assert differing > 0


def test_a_total_of_everybody_is_never_withheld_where_it_is_not_itself_confidential():
    for _, problem, ties in editions("a chain", 20):
        suppressed = names_of(problem, find_suppression_pattern(problem, ties).suppressed)
        totals = [n for refs in problem.refs for n in (ref.parts for ref in refs) if set(n[1:]) == {"total"}]
        assert totals
        assert suppressed.isdisjoint(totals)


def test_a_move_that_changes_a_printed_number_proves_nothing():
    _, problem, ties = next(iter(editions("a chain", 1)))
    protection = find_suppression_pattern(problem, ties)
    assert protection.moves
    assert all(is_congruent(problem, protection.suppressed, move) for move in protection.moves.values())
    nothing_withheld = np.zeros(len(problem.refs), dtype=bool)
    assert not any(is_congruent(problem, nothing_withheld, move) for move in protection.moves.values())
    assert under_protected_cells(problem, protection.suppressed, {}).primary
    below_nothing = {0: -(problem.truth + 1)}
    assert not is_congruent(problem, np.ones(len(problem.refs), dtype=bool), below_nothing[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_outsiders_intervals_hold_all_that_can_be_thought_of(kind):
    """Of what is protected, and of small numbers alone suppressed, where many are exactly known."""
    for edition, problem, ties in editions(kind, 8):
        everything, nothing = np.full(len(problem.refs), 99), np.full(len(problem.refs), -1)
        for suppressed in (find_suppression_pattern(problem, ties).suppressed, problem.primary & problem.printable):
            found = feasibility_intervals(intruder_knowledge(problem, suppressed), problem.primary, nothing, everything)
            for at, values in thinkable(edition, problem, suppressed):
                assert found.feasible_low[at] <= min(values) + 1e-6
                assert found.feasible_high[at] >= max(values) - 1e-6


def test_the_outsider_finds_what_withholding_small_numbers_alone_leaves_open():
    narrow = 0
    for _, problem, ties in editions("three facts in a triangle", 10):
        asked, rule = problem.primary, (problem.protection_low, problem.protection_high)
        safe = feasibility_intervals(
            intruder_knowledge(problem, find_suppression_pattern(problem, ties).suppressed), asked, *rule
        )
        assert not safe.narrow(asked, *rule).any()
        small_alone = feasibility_intervals(intruder_knowledge(problem, asked & problem.printable), asked, *rule)
        narrow += int(small_alone.narrow(asked, *rule).sum())
    assert narrow > 5
