"""Themes that hang together: each is searched by itself first, remembered by itself, and all of it is safe together."""

import numpy as np
import pytest

from expectations.progress import NullProgress
from reports.disclosure.suppression.decomposition import independent_subproblems, theme_subproblems
from reports.disclosure.suppression.parallel import run_parallel
from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.disclosure.suppression.verification import is_congruent
from tests.disclosure.small_linked_editions import KINDS, random_edition
from tests.disclosure.small_linked_themes import LinkedThemes

EDITIONS = 60


class Remembering:
    """A memory; ``asked`` tells what was looked for and found."""

    def __init__(self):
        self.kept, self.found, self.missed = {}, set(), set()

    def recall(self, digest):
        (self.found if digest in self.kept else self.missed).add(digest)
        return self.kept.get(digest)

    def keep(self, digest, moves):
        self.kept[digest] = moves


def linked(number=EDITIONS, seed=2012):
    rng = np.random.default_rng(seed)
    for _ in range(number):
        themes = LinkedThemes.random(rng)
        problem = themes.problem()
        yield themes, problem, rng.random(len(problem.refs))


def same(one, other):
    return (one.suppressed == other.suppressed).all() and [m.tolist() for m in one.moves.values()] == [
        m.tolist() for m in other.moves.values()
    ]


def test_no_confidential_number_of_linked_themes_is_narrower_than_the_rule():
    primary = 0
    for themes, problem, ties in linked():
        protection = find_suppression_pattern(problem, ties)
        suppressed = {
            name for at in np.flatnonzero(protection.suppressed) for name in (ref.parts for ref in problem.refs[at])
        }
        possible = themes.thinkable(suppressed)
        exposed = {*protection.under_protected.primary, *protection.under_protected.secondary}
        for at in np.flatnonzero(problem.primary).tolist():
            if at not in exposed:
                low, high = int(problem.protection_low[at]), int(problem.protection_high[at])
                assert possible[problem.refs[at][0].parts] >= set(range(low, high + 1))
                primary += 1
    assert primary > 100


def test_what_a_theme_can_do_alone_is_a_move_of_all():
    moved = 0
    for _, problem, ties in linked(20):
        for part in independent_subproblems(problem):
            for theme in theme_subproblems(part.problem):
                alone = find_suppression_pattern(theme.problem, ties[part.cells][theme.cells])
                for move in alone.moves.values():
                    whole = part.lift(theme.lift(move, part.problem), problem)
                    changed = problem.sums @ whole != 0
                    assert is_congruent(problem, changed, whole)
                    moved += 1
    assert moved > 20


def test_whatever_is_remembered_the_outcome_is_the_same():
    rng = np.random.default_rng(7)
    for _, problem, ties in linked(20):
        memory = Remembering()
        cold = find_suppression_pattern(problem, ties, cache=memory)
        again = find_suppression_pattern(problem, ties, cache=memory)
        assert again.solves == 0
        assert same(cold, again)
        forgotten = [digest for digest in memory.kept if rng.random() < 0.5]
        for digest in forgotten:
            del memory.kept[digest]
        assert same(cold, find_suppression_pattern(problem, ties, cache=memory))


def test_a_change_in_one_theme_leaves_the_other_theme_as_it_was_found():
    kept = 0
    rng = np.random.default_rng(31)
    for themes, problem, ties in linked(20):
        memory = Remembering()
        find_suppression_pattern(problem, ties, cache=memory)
        forms = themes.counts["victims"]
        other = LinkedThemes({**themes.counts, "victims": np.stack([rng.permutation(row) for row in forms])})
        changed = other.problem()
        if changed.truth.tolist() == problem.truth.tolist():
            continue
        memory.found.clear()
        warm = find_suppression_pattern(changed, ties, cache=memory)
        assert same(warm, find_suppression_pattern(changed, ties))
        kept += len(memory.found)
    assert kept >= 10  # persons assisted are as they were, and so is what was found of them


def test_a_problem_of_one_theme_is_not_taken_apart():
    edition = random_edition(np.random.default_rng(1), next(iter(KINDS)), 8)
    assert theme_subproblems(edition.problem()) == []


def test_searches_side_by_side_are_in_order_and_told_by_one_thread():
    told = []

    class Counter(NullProgress):
        def advance(self):
            told.append(1)

    def search(number):
        def run(watch):
            for _ in range(number):
                watch.advance()
            return number

        return run

    assert run_parallel([search(n) for n in (3, 0, 5, 1)], Counter()) == [3, 0, 5, 1]
    assert len(told) == 9


def test_a_search_that_fails_fails_for_all_and_ends_the_others():
    def fails(watch):
        raise ArithmeticError("given up")

    def goes_on(watch):
        while True:
            watch.advance()

    with pytest.raises(ArithmeticError, match="given up"):
        run_parallel([goes_on, fails], NullProgress())
