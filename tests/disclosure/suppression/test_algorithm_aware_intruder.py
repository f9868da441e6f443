"""The algorithm-aware intruder: knows the program but not the key, drops tables that would be protected otherwise.

The intruder lists all tables of whole persons that print the same, and drops one where what is suppressed would not
have been enough, had it been the true one. The intruder is written without the code under attack.
"""

import numpy as np

from reports.disclosure.suppression import protect as protection
from reports.disclosure.suppression import secondary as search
from reports.published.codes import CODES_OF_NO_ATTRIBUTE
from tests.disclosure.small_linked_editions import KINDS, THRESHOLD
from tests.disclosure.suppression.test_joint_protection import editions, names_of, thinkable
from tests.lib.intruder.enumeration import candidates

OF_A_KIND = 8


def dropped(edition, tables: np.ndarray) -> np.ndarray:
    """Which of the tables would have had to be protected by suppression more."""
    own = {name: tables[:, mask].sum(axis=1) for name, mask in edition.numbers().items()}
    gone = np.zeros(len(tables), dtype=bool)

    def keep(values: np.ndarray, primary: np.ndarray, least: int) -> None:
        if not set(range(least, THRESHOLD + 1)) <= {int(value) for value in np.unique(values)}:
            gone[primary] = True

    for name, values in own.items():
        least = 0 if edition.sensitive else 1
        keep(values, (values >= least) & (values < THRESHOLD), least)
        for axis in range(1, len(name)):
            whole = own[tuple("total" if at == axis else code for at, code in enumerate(name))]
            of_a_group = any(code not in CODES_OF_NO_ATTRIBUTE for at, code in enumerate(name) if at not in (0, axis))
            if name[axis] not in CODES_OF_NO_ATTRIBUTE:
                rest = whole - values
                keep(rest, (rest > 0) & (rest < THRESHOLD) & (whole >= THRESHOLD), 1)
                keep(rest, (rest == 0) & (whole > 0) & of_a_group, 0)
    return gone


def found_by_intruder(kind: str) -> tuple[int, int, int]:
    """How many confidential numbers there are, how many are known more narrowly than the rule, and how many exactly."""
    primary = narrow = exact = 0
    for edition, problem, ties in editions(kind, OF_A_KIND):
        suppressed = protection.find_suppression_pattern(problem, ties).suppressed
        tables = candidates(edition, names_of(problem, suppressed))
        gone = dropped(edition, tables)
        assert not gone[(tables == edition.counts.ravel()).all(axis=1)].any()  # the true one is not dropped
        for at, values in thinkable(edition, problem, suppressed, tables[~gone]):
            primary += 1
            narrow += not values >= set(range(int(problem.protection_low[at]), int(problem.protection_high[at]) + 1))
            exact += len(values) == 1
    return primary, narrow, exact


def found_in_all() -> tuple[int, int]:
    found = [found_by_intruder(kind) for kind in KINDS]
    return sum(one[0] for one in found), sum(one[1] for one in found)


def test_dropping_tables_tells_next_to_nothing_and_without_closing_it_tells_more(monkeypatch):
    """What is left: a group that may be of nobody, whose persons would all be of one kind (docs/decisions/0040)."""
    primary, narrow = found_in_all()
    monkeypatch.setattr(search, "protect_against_minimality_attack", lambda problem, search, already, cost, moves: [])
    of_as_many, without_closing = found_in_all()
    assert min(primary, of_as_many) > 500
    assert narrow * 50 <= primary
    assert narrow < without_closing
