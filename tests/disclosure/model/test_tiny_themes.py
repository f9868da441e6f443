"""Of a theme of fewer persons than the threshold nothing is printed, and nothing is searched."""

import pytest

from reports.disclosure.model.tiny_themes import tables_of_tiny_themes
from reports.statistics import load_tables
from tests.disclosure.model.test_missing_codes import linked, protection, records

KEYS = tuple(spec.key for spec in load_tables() if spec.theme == "trafficking")


def test_of_three_victims_no_table_is_printed_and_no_solver_is_asked():
    result = protection(records({("F", 30): 2, ("M", 10): 1}), *KEYS)
    assert result.whole_tables == frozenset(KEYS)
    assert not result.solves


@pytest.mark.parametrize("persons", [0, 11])
def test_nobody_and_as_many_as_the_threshold_are_no_tiny_theme(persons):
    assert not tables_of_tiny_themes(linked(records({("F", 30): persons}), *KEYS))


def test_a_table_of_a_selection_is_not_given_up_for_another_selection_of_the_theme():
    populations = {(spec.theme, spec.where.get("theme")) for spec in load_tables() if spec.theme == "returns"}
    assert {("returns", ("returns",)), ("returns", ("after_return",))} <= populations
