"""An office that knows its own records against everything that it can think of, on small random editions.

The office lists every table of whole persons that prints the same and holds at least its own records. It is written
without the code under attack.
"""

from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure.suppression.protect import find_suppression_pattern
from tests.disclosure.small_linked_editions import KINDS, THRESHOLD
from tests.disclosure.suppression.test_joint_protection import editions, names_of
from tests.lib.intruder.enumeration import candidates

OFFICES = 3
OF_A_KIND = 15


def with_offices(edition, rng):
    """The edition, its persons in the records of an office each: most of them in those of the first."""
    own = np.zeros((OFFICES, *edition.counts.shape), dtype=int)
    for cell, number in np.ndenumerate(edition.counts):
        own[(slice(None), *cell)] = rng.multinomial(number, (0.6, 0.3, 0.1))
    return replace(edition, own=tuple(own))


def few_others(edition, suppressed):
    """Yield each number of 1 to 10 persons of other offices than one: its name, whether it holds, and the others."""
    names = names_of(edition.problem(), suppressed)
    tables = candidates(edition, names)
    for office in edition.own:
        own, own_tables = office.ravel(), tables[(tables >= office.ravel()).all(axis=1)]
        for name, mask in edition.numbers().items():
            others = int(edition.counts.ravel()[mask].sum() - own[mask].sum())
            if own[mask].sum() and 0 < others < THRESHOLD:
                yield name, {int(one) for one in np.unique(own_tables[:, mask].sum(axis=1) - own[mask].sum())}


@pytest.mark.parametrize("kind", KINDS)
def test_no_office_finds_how_few_persons_of_others_there_are_but_where_the_audit_says_so(kind):
    rng, held, said = np.random.default_rng(7), 0, 0
    for edition, _, _ in editions(kind, OF_A_KIND):
        edition = with_offices(edition, rng)
        problem = edition.problem()
        protection = find_suppression_pattern(problem, rng.random(len(problem.refs)))
        assert not protection.under_protected
        found = {
            name
            for at in protection.under_protected.to_contributors
            for name in (ref.parts for ref in problem.refs[at])
        }
        for name, others in few_others(edition, protection.suppressed):
            if name in found:
                said += 1
            else:
                assert others >= set(range(1, THRESHOLD + 1)), name
                held += 1
    assert held > 0


def test_without_regard_to_offices_one_knows_the_few_persons_of_others_exactly():
    rng, exactly = np.random.default_rng(7), 0
    for edition, problem, ties in editions("a chain", OF_A_KIND):
        suppressed = find_suppression_pattern(problem, ties).suppressed
        exactly += sum(len(others) == 1 for _, others in few_others(with_offices(edition, rng), suppressed))
    assert exactly > 5


def test_a_total_of_all_but_one_office_has_few_persons_is_said_to_be_known():
    edition, _, _ = next(iter(editions("a chain", 1)))
    counts = np.zeros_like(edition.counts)
    counts.flat[0], counts.flat[-1] = 6, 1
    own = np.zeros_like(counts)
    own.flat[0] = 6
    edition = replace(edition, counts=counts, own=(own, counts - own))
    problem = edition.problem()
    protection = find_suppression_pattern(problem, np.linspace(0, 1, len(problem.refs)))
    said = {
        name for at in protection.under_protected.to_contributors for name in (ref.parts for ref in problem.refs[at])
    }
    assert any(set(name[1:]) == {"total"} for name in said)
    assert not protection.under_protected
