"""Core numbers are suppressed last; where one must be, the operator learns what forces it and what would free it."""

import pytest
from rich.console import Console

from assets.steps.release.restricted_audit import CoreNumber
from pipelines.cli import run as cli_run
from reports.disclosure.model.core_numbers import is_core
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import suppression_cost
from reports.statistics import load_tables
from tests.disclosure.model.test_missing_codes import protection, records

TABLE = "victims_by_sex_and_age"
SPECS = {spec.key: spec for spec in load_tables()}


def test_the_primary_cell_that_forces_a_core_number_and_the_codes_to_merge_are_named():
    result = protection(records({("F", 30): 60, ("M", 30): 50, ("F", 10): 4, ("M", 10): 40}), TABLE)
    of_boys = next(core for core in result.core if core.ref == CellRef(TABLE, ("M", "CHILD")))
    assert CellRef(TABLE, ("F", "CHILD")) in of_boys.forced_by
    assert f"{TABLE}: sex: F + M" in of_boys.recodes
    assert {core.ref.codes for core in result.core} == {("F", "ADULT"), ("M", "ADULT"), ("M", "CHILD")}


def test_where_all_core_numbers_are_printed_none_is_named():
    assert protection(records({("F", 30): 60, ("M", 30): 50, ("F", 10): 20, ("M", 10): 40}), TABLE).core == ()


def test_a_cell_of_the_annex_is_suppressed_in_place_of_a_core_number():
    assert suppression_cost(("F", "ADULT"), "core") > suppression_cost(("F", "total"), "annex")
    assert suppression_cost(("F", "ADULT"), "chapter") > suppression_cost(("F", "ADULT"), "annex")


@pytest.mark.parametrize(
    ("table", "codes", "core"),
    [
        (TABLE, ("F", "ADULT"), True),
        ("victims_by_recruiter", ("Other", "F"), False),
        ("victims_by_recruiter", ("Other", "total"), True),
        ("victims_by_labour_sector", ("A",), True),
    ],
)
def test_core_are_the_tables_that_say_so_and_every_distribution_of_one_dimension(table, codes, core):
    assert is_core(SPECS[table], codes) == core


def test_sex_by_child_or_adult_and_every_table_of_one_dimension_but_pairs_of_countries_is_core():
    by_sex_and_age = {"persons_by_sex_and_age", TABLE, "returns_by_sex_and_age"}
    assert {SPECS[key].importance for key in by_sex_and_age} == {"core"}
    alone = [spec for spec in SPECS.values() if len(spec.dimensions) == 1 and spec.measure == "persons"]
    of_pairs = {spec.key for spec in alone if spec.importance != "core"}
    assert of_pairs == {"victims_by_corridor", "returns_by_corridor", "victims_exploited_in_own_country"}


@pytest.mark.parametrize("on_terminal", [True, False])
def test_the_run_counts_them_and_names_them_on_a_terminal_alone(monkeypatch, on_terminal):
    number = CoreNumber(
        name=(TABLE, "M", "CHILD"), forced_by=((TABLE, "F", "CHILD"),), recodes=(f"{TABLE}: sex: F + M",)
    )
    monkeypatch.setattr(cli_run, "core_numbers_suppressed", lambda *_: (number,))
    screen = Console(force_terminal=on_terminal, width=300, record=True)
    monkeypatch.setattr(cli_run, "console", screen)
    cli_run._print_core_numbers(None, 2012)
    text = screen.export_text()
    assert "2012: 1 core number is suppressed to protect others." in text
    assert (f"{TABLE}:M:CHILD: forced by {TABLE}:F:CHILD" in text) == on_terminal
