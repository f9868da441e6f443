"""Combinations that the contract's rules make empty: every rule that blanks a value is known to the tables."""

import itertools

import pandas as pd
import pytest

from expectations.checks.conditions import holds
from expectations.contract import Condition, Form, Rule, load_contract
from reports.published.codes import NONE
from reports.statistics import load_tables, tabulate
from reports.statistics.cube_builder import build_cube
from reports.statistics.cubes import load_cubes
from reports.statistics.definitions import (
    AGE_COLUMNS,
    ValueCondition,
    blanking_rules,
    columns_of,
    definitions_of,
    is_about_one_value,
)
from reports.statistics.dimensions import load_dimensions
from tests.statistics.case_records import frames, record

TABLES = {spec.key: spec for spec in load_tables()}
RULES = [pytest.param(form, rule, id=f"{form.key}-{rule.key}") for form, rule in blanking_rules()]
BETWEEN_TWO_FIELDS = {"same_as", "later_than", "outside_band", "above_sum_of", "differs_from", "repeats_earlier"}
OF_ANOTHER_YEAR = {"outside_review_year", "before_review_year", "after_review_year"}


def crossed_variables(theme: str) -> set[frozenset[str]]:
    """Return, of the tables of a theme, the variables that each distinguishes together."""
    known = load_dimensions().dimensions
    return {
        frozenset(
            variable
            for name in (*spec.dimensions, *spec.where, *spec.leave_out, *spec.asked)
            for variable in (known[name].variables if name in known else (name,))
        )
        for spec in TABLES.values()
        if spec.theme == theme
    }


def variables_with(columns: frozenset[str], theme: str) -> set[str]:
    definitions = load_cubes().variables
    return {name for name in load_cubes().cubes[theme].variables if columns & set(definitions[name].columns)}


def themes_of(form: Form) -> list[str]:
    cubes = load_cubes()
    return [
        theme
        for theme, cube in cubes.cubes.items()
        if any(cubes.selections[name].form == form.key for part in cube.counts for name in part)
    ]


@pytest.mark.parametrize(("form", "rule"), RULES)
def test_each_rule_that_blanks_a_value_is_a_definition_or_crosses_no_variables_of_a_table(form: Form, rule: Rule):
    for theme in themes_of(form):
        if f"{form.key}: {rule.key}" in {definition.rule for definition in definitions_of(theme)}:
            continue
        if any(condition.above_sum_of is not None for condition in rule.broken_when):
            assert load_cubes().cubes[theme].grain == "records"  # a result above its tests: a constraint of a cascade
            continue
        named = [variables_with(columns_of(condition, form), theme) for condition in rule.broken_when]
        together = set().union(*named)
        crossing = [crossed & together for crossed in crossed_variables(theme) if len(crossed & together) > 1]
        if len(together) < 2 or not all(named) or not crossing:
            continue
        if any(
            condition.same_as is not None for condition in rule.broken_when
        ):  # printed as [z] where a table has both
            corridors = [spec for spec in TABLES.values() if spec.theme == theme and "corridor" in spec.key]
            assert all({spec.dimensions[0]: ("same_country",)} in spec.structural_zeros for spec in corridors)
            continue
        raise AssertionError(f"{theme}: {rule.key} crosses {crossing}")


def values_of(variable: str) -> list[str]:
    definition = load_cubes().variables[variable]
    if definition.kind == "flags":
        answers = sorted(definition.flags.values())
        return ["", NONE, *answers, *(";".join(pair) for pair in itertools.combinations(answers, 2))]
    if definition.kind == "age":
        return ["", *load_contract().code_lists["age_band"].codes]
    named = {code for form in load_contract().forms.values() for code in _codes_of(form, str(definition.column))}
    return ["", *sorted(named)]


def _codes_of(form: Form, column: str) -> list[str]:
    field = form.by_name.get(column)
    if field is None:
        return []
    return ["0", "1"] if field.codes is None else list(load_contract().code_lists[field.codes].codes)


def rows_of(form: Form, variable: str, values: list[str]) -> pd.DataFrame:
    """Return a record for each value of a variable, everything else not known."""
    definition, columns = load_cubes().variables[variable], {}
    for name in {*AGE_COLUMNS, *definition.columns}:
        whole = name == "age" or (name in form.by_name and form.by_name[name].codes is None)
        given: list[object] = [None] * len(values)
        if definition.kind == "flags" and name in definition.flags:
            answer = definition.flags[name]
            given = [1 if answer in value.split(";") else 0 if value == NONE else None for value in values]
        elif name != "age" and name in definition.columns:
            given = [(int(value) if whole else value) if value else None for value in values]
        columns[name] = pd.Series(given, dtype="Int16" if whole else "str")
    return pd.DataFrame(columns)


def conditions() -> list[tuple[Form, Condition, str]]:
    found = []
    for theme in load_cubes().cubes:
        for definition in definitions_of(theme):
            form = load_contract().forms[definition.rule.partition(":")[0]]
            found += [(form, asked.condition, asked.variable) for asked in definition.conditions]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def test_a_condition_holds_of_a_value_exactly_where_the_check_of_a_submission_holds_of_its_record():
    for form, condition, variable in conditions():
        if load_cubes().variables[variable].kind == "selections":
            continue
        values = values_of(variable)
        by_check = holds(condition, rows_of(form, variable, values), form, load_contract(), {})
        by_definition = [ValueCondition(variable, condition).holds(value) for value in values]
        assert by_check.tolist() == by_definition, (form.key, condition, variable)


def test_conditions_between_fields_years_or_rows_are_not_about_one_value():
    for _, rule in blanking_rules():
        for condition in rule.broken_when:
            said = set(condition.model_fields_set) & (BETWEEN_TWO_FIELDS | OF_ANOTHER_YEAR)
            assert not (said and is_about_one_value(condition))


def test_a_child_who_was_an_adult_at_entry_is_printed_as_not_applicable():
    rows = [record("KEN", f"c{n}", age=10, child_at_entry=1) for n in range(20)]
    rows += [record("KEN", f"a{n}", age=30, child_at_entry=0) for n in range(20)]
    table = tabulate(
        build_cube("trafficking", frames(trafficking=rows), 2012), TABLES["victims_by_child_at_entry"], 2012
    )
    states = {
        (row.child_at_entry, row.age_group): row.state for row in table.counts().itertuples(index=False)
    }  # fmt: skip
    assert states["no", "CHILD"] == "not_applicable"
    assert states["yes", "ADULT"] == "counted"  # an adult may have been a child at entry


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        ("returns_by_vulnerability_and_sex", {"vulnerability": ("Pregnant",), "sex": ("M",)}),
        ("returns_by_vulnerability_and_age", {"vulnerability": ("UMC",), "age_group": ("ADULT",)}),
        ("returns_by_vulnerability_and_age", {"vulnerability": ("Older65",), "age_group": ("CHILD",)}),
        ("vulnerable_by_category", {"category": ("UMC_UNACCOMPANIED", "UMC_SEPARATED"), "age_group": ("ADULT",)}),
        ("returns_by_corridor", {"return_corridor": ("same_country",)}),
    ],
)
def test_what_a_definition_makes_empty_is_a_structural_zero_of_the_table(key: str, cells: dict[str, tuple[str, ...]]):
    assert cells in TABLES[key].structural_zeros
