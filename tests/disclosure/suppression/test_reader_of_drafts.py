"""Drafts of a year beside one another: a reader of all of them computes no confidential count of any."""

from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure.suppression.next_pattern import next_pattern
from reports.disclosure.suppression.pattern_before import search_starts
from reports.disclosure.suppression.protect import find_suppression_pattern
from tests.disclosure.small_linked_editions import THRESHOLD, Level, SmallEdition, leaf_level
from tests.lib.intruder.reader_of_drafts import Draft, interval_in, printed_elsewhere, sequence_around
from tests.lib.intruder.whole_numbers import is_narrow

SEX = Level("sex", (("women", frozenset([0])), ("men", frozenset([1])), ("unknown", frozenset([2]))))
SEASONS = 8
MANY_SEASONS = 300


def first_edition(rng):
    """Persons by region, sex and age, few of them of unknown sex, in one, two or three tables."""
    regions = int(rng.integers(3, 6))
    region, age = leaf_level("region", regions), leaf_level("age", 2)
    weights = rng.dirichlet(np.full(regions * 6, 0.8)).reshape(regions, 3, 2)
    weights[:, 2] *= 0.12
    counts = rng.multinomial(int(rng.integers(40, 160)), (weights / weights.sum()).ravel()).reshape(weights.shape)
    tables = ((region, SEX), (SEX, age), (region, age))
    chosen = (tables[:2], tables[:1], (tables[0], tables[2], tables[1]))[int(rng.integers(3))]
    return SmallEdition({"region": regions, "sex": 3, "age": 2}, counts, chosen)


def corrected(rng, edition):
    """The edition after one to three records were removed, added or changed."""
    counts = edition.counts.ravel().copy()
    for _ in range(int(rng.integers(1, 4))):
        kind = int(rng.integers(3))
        if kind < 2:
            counts[int(rng.choice(np.flatnonzero(counts)))] -= 1
        if kind > 0:
            counts[int(rng.integers(counts.size))] += 1
    return replace(edition, counts=counts.reshape(edition.counts.shape))


def season(seed, *, follows):
    """Two to five drafts with corrections between them; ``follows``: each begins with the pattern of the one before."""
    rng = np.random.default_rng(seed)
    edition, before, keyed, drafts = first_edition(rng), None, {}, []
    ties_rng = np.random.default_rng([seed, 1])
    for _ in range(int(rng.integers(2, 6))):
        problem = edition.problem()
        ties = [keyed.setdefault(refs[0].parts, ties_rng.random()) for refs in problem.refs]
        starts = search_starts(problem, before, THRESHOLD) if follows else None
        pattern = find_suppression_pattern(problem, ties, starts=starts)
        assert not pattern.under_protected
        before = next_pattern(problem, pattern, before)
        names = {ref.parts for cell in np.flatnonzero(pattern.suppressed).tolist() for ref in problem.refs[cell]}
        drafts.append(Draft(edition.counts.ravel(), edition.numbers(), frozenset(names)))
        edition = corrected(rng, edition)
    return drafts


def confidential_counts(drafts):
    """Of each confidential count that another draft suppresses too: its draft, name, and what a reader of all knows."""
    for place, draft in enumerate(drafts):
        for name in sorted(draft.suppressed & set(draft.numbers)):
            others = [other for other in sequence_around(drafts, place, name) if other != place]
            if 0 < draft.value(name) < THRESHOLD and others:
                yield place, name, others


def narrow_counts(drafts):
    """Yield for each confidential count its interval to a reader of all drafts, and whether it had to be narrow.

    It had to be where already the numbers that earlier drafts printed leave less than the protection interval.
    """
    for place, name, others in confidential_counts(drafts):
        draft = drafts[place]
        printed = set(draft.numbers) - draft.suppressed
        found = interval_in(draft, name, printed | printed_elsewhere(drafts, place, others))
        if is_narrow(found, 1, THRESHOLD):
            earlier = printed_elsewhere(drafts, place, [other for other in others if other < place])
            totals = {other for other in draft.numbers if set(other[1:]) == {"total"}}
            yield found, is_narrow(interval_in(draft, name, earlier | totals), 1, THRESHOLD)
        else:
            yield found, False


def intervals(seeds, *, follows):
    return [found for seed in seeds for found in narrow_counts(season(seed, follows=follows))]


def test_searches_that_begin_anew_give_confidential_counts_exactly_to_a_reader_of_all_drafts():
    found = intervals(range(3), follows=False)
    assert sum(least == most for (least, most), _ in found) > 3


def test_no_reader_of_all_drafts_computes_a_confidential_count():
    found = intervals(range(SEASONS), follows=True)
    assert len(found) > 60
    assert not [interval for interval, _ in found if interval[0] == interval[1]]
    narrow = [interval for interval, had_to_be in found if is_narrow(interval, 1, THRESHOLD) and not had_to_be]
    assert not narrow


@pytest.mark.soak
def test_no_reader_of_all_drafts_of_many_seasons_computes_a_confidential_count():
    found = intervals(range(1000, 1000 + MANY_SEASONS), follows=True)
    assert not [interval for interval, _ in found if interval[0] == interval[1]]
    narrow = [interval for interval, had_to_be in found if is_narrow(interval, 1, THRESHOLD) and not had_to_be]
    assert len(narrow) <= len(found) // 200
