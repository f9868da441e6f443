"""The key-guessing intruder: knows the program but not the key, and drops every table that prints something else.

For each table that fits the printed numbers, the intruder runs the program under other keys. A number is known more
narrowly than its rule where for some value no table that fits prints the same under any of these keys. The intruder is
written without the code under attack, but for the program itself. KEY_GUESSING_EXAMPLES is the number of small editions
of a kind: a tenth of record 0040's experiment in the gate, all of it in `make soak`.
"""

import hashlib
import os
from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.disclosure.suppression.small_populations import suppress_small_populations
from reports.published.disclosure_rules import load_disclosure_rules
from tests.disclosure import small_linked_editions as linked_tables
from tests.disclosure.small_linked_editions import KINDS, THRESHOLD, SmallEdition, leaf_level
from tests.disclosure.suppression.test_joint_protection import editions, names_of
from tests.lib.intruder.enumeration import all_tables, candidates

ALL_EXAMPLES, ALL_SMALL_GROUPS = 30, 36  # of a kind; of tables of one dimension: record 0040
OF_A_KIND = int(os.environ.get("KEY_GUESSING_EXAMPLES", "3"))
SMALL_GROUPS = ALL_SMALL_GROUPS * OF_A_KIND // ALL_EXAMPLES
KEYS = [f"another key {at}" for at in range(40)]
REAL_THRESHOLD = 11
SERVICES = (  # persons by group, as the demonstration years have them
    (176, 137, 67, 31, 6, 19),
    (218, 147, 67, 30, 25, 24, 1),
    (203, 138, 63, 26, 24, 21, 1),
    (177, 119, 57, 25, 22, 17, 1),
)


def program(problem, key, *, few=True):
    """What the program suppresses of an edition under a key."""
    ties = [int(hashlib.sha256(f"{key}:{names[0]}".encode()).hexdigest()[:8], 16) / 16**8 for names in problem.refs]
    nothing = np.zeros(len(problem.refs), dtype=bool)
    suppressed = find_suppression_pattern(
        problem, ties, suppress_small_populations(problem, nothing, linked_tables.THRESHOLD) if few else None
    )
    return cells_of(problem, suppressed.suppressed & problem.printable)


def cells_of(problem, numbers):
    """The cells under which numbers are printed; what is all but one of a line has a name that no table prints."""
    return {name for name in names_of(problem, numbers) if not name[-1].startswith("all but")}


def asked(edition, problem):
    """The confidential numbers with the values that each must be able to have, and the cells that they sum."""
    masks = edition.numbers()
    for at in np.flatnonzero(problem.primary).tolist():
        name, rule = (
            problem.refs[at][0].parts,
            range(int(problem.protection_low[at]), int(problem.protection_high[at]) + 1),
        )
        if name in masks:
            yield masks[name].astype(int), rule
        else:
            axis, codes = int(name[-1].split(", ")[1]), name[:-1]
            margin = tuple("total" if place == axis + 1 else code for place, code in enumerate(codes))
            yield masks[margin].astype(int) - masks[codes].astype(int), rule


def values_ruled_out(edition, key, keys, fitting=candidates, *, few=True):
    """How many confidential numbers there are, and how many have a value in the rule that the intruder rules out."""
    problem = edition.problem()
    suppressed = program(problem, key, few=few)
    tables = fitting(edition, suppressed)
    tried: dict[int, bool] = {}

    def prints_the_same(at: int) -> bool:
        if at not in tried:
            other = replace(edition, counts=tables[at].astype(np.int64).reshape(edition.counts.shape)).problem()
            tried[at] = cells_of(other, other.primary & other.printable) <= suppressed and any(
                program(other, one, few=few) == suppressed for one in keys
            )
        return tried[at]

    number = narrower = 0
    for cells, rule in asked(edition, problem):
        values = tables @ cells
        number += 1
        narrower += not all(any(map(prints_the_same, _tried_first(values == goal, tried))) for goal in rule)
    return number, narrower


def _tried_first(marked, tried):
    return sorted(np.flatnonzero(marked).tolist(), key=lambda at: not tried.get(at, False))


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_population_tells_the_key_guessing_intruder_nothing(kind):
    primary = 0
    for at, (edition, problem, _) in enumerate(editions(kind, OF_A_KIND, 20126)):
        assert edition.counts.sum() <= load_disclosure_rules().small_population_factor.value * THRESHOLD
        number, narrower = values_ruled_out(edition, f"the key {at}", KEYS[:1])
        assert not narrower, problem.refs
        primary += number
    assert primary > 4 * OF_A_KIND


def test_a_small_population_printed_beyond_its_headline_would_tell_the_key_guessing_intruder():
    edition = next(one for one, _, _ in editions("a hierarchy", 3, 20126) if one.counts.sum() == 6)
    assert values_ruled_out(edition, "the key", KEYS[:3])[1] == 0
    assert values_ruled_out(edition, "the key", KEYS[:3], few=False)[1] > 0


def in_what_is_hidden(edition, suppressed):
    """Every way to put the persons of the suppressed groups of a table of one dimension; its total is printed."""
    assert ("t0", "total") not in suppressed
    hidden = [at for at, (name, _) in enumerate(edition.tables[0][0].codes) if ("t0", name) in suppressed]
    ways = all_tables(len(hidden), int(edition.counts[hidden].sum()))
    tables = np.repeat(edition.counts[None, :], len(ways), axis=0)
    tables[:, hidden] = ways
    return tables


def with_a_small_group(tables, seed):
    """Tables of one dimension of many persons, of whose groups one is of 1 to 10 persons."""
    draw, found = np.random.default_rng(seed), list[tuple[int, ...]]()
    while len(found) < tables:
        own = draw.multinomial(int(draw.integers(60, 300)), draw.dirichlet(np.full(int(draw.integers(5, 8)), 0.7)))
        if ((own > 0) & (own < REAL_THRESHOLD)).sum() == 1 and own.max() < 120:
            found.append(tuple(own.tolist()))
    return found


def found_in(tables, *, few):
    """As values_ruled_out, of tables of one dimension at the threshold of a review."""
    found = []
    for at, own in enumerate(tables):
        edition = SmallEdition({"g": len(own)}, np.array(own), ((leaf_level("g", len(own)),),))
        found.append(values_ruled_out(edition, f"the key {at}", KEYS, in_what_is_hidden, few=few))
    return sum(number for number, _ in found), sum(narrower for _, narrower in found)


def test_one_small_group_among_many_persons_tells_the_key_guessing_intruder_nothing(monkeypatch):
    """Were groups just of the threshold printed, the intruder would learn of each small group that it is below it."""
    monkeypatch.setattr(linked_tables, "THRESHOLD", REAL_THRESHOLD)
    tables = [*SERVICES, *with_a_small_group(SMALL_GROUPS, 20127)]
    assert found_in(tables, few=True) == (len(tables), 0)
    primary, narrower = found_in(tables[:5], few=False)
    assert narrower * 2 > primary


def test_two_small_groups_that_protect_each_other_tell_the_key_guessing_intruder(monkeypatch):
    """What is left (docs/decisions/0040): were one of them of 11, the other would be of nobody, and be printed."""
    monkeypatch.setattr(linked_tables, "THRESHOLD", REAL_THRESHOLD)
    assert found_in([(15, 68, 5, 19, 54, 0, 6), (47, 47, 5, 32, 6)], few=True) == (4, 4)
