"""The trial: two linked tables of a data set, protected each by itself and together, against scipy's solver."""

import dataclasses

import pytest

from benchmarks.trial import TABLES, attacked, data_sets, trial

BOTH = tuple(TABLES)


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    return trial(3)


def test_two_tables_protected_together_give_back_no_confidential_count(found):
    assert found["confidential"] > 60
    assert found["together_exact"] == found["together_narrow"] == 0


def test_each_protected_by_itself_they_give_many_back_in_every_data_set(found):
    assert found["country_table_alone_exact"] == 0
    assert found["each_by_itself_exact"] > 10
    assert found["each_by_itself_exact_in_data_sets"] == found["data_sets"]
    assert found["each_by_itself_withheld_pct"] < found["together_withheld_pct"]


def test_the_outsider_of_the_trial_finds_what_is_left_open():
    one = next(data_sets(1))
    joint = one.suppressed(BOTH)
    assert attacked(one, joint, BOTH).narrow == 0
    assert attacked(one, set(), BOTH).exactly == attacked(one, set(), BOTH).primary
    small = next(iter(name for name in sorted(joint, key=str) if name.table == "by_country"))
    assert attacked(one, joint - {small}, BOTH).narrow > 0


def test_another_key_withholds_another_pattern_as_safe():
    one = next(data_sets(1))
    other = dataclasses.replace(one, ties={name: 1 - tie for name, tie in one.ties.items()})
    assert other.suppressed(BOTH) != one.suppressed(BOTH)
    assert attacked(other, other.suppressed(BOTH), BOTH).narrow == 0
