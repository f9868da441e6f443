"""Definitions: combinations of values that no person can have, by the rules of the contract.

A rule of a form that blanks a value when several values meet (an unaccompanied child who is an adult) makes their
combination empty for every reader who knows the form. Such a combination is a structural zero: a table prints it as not
applicable, and disclosure control takes its inner cells as known (disclosure/model/structural_zeros.py).

The rules are those of expectations/forms/*.yaml. A rule is a definition of a cube where each of its conditions says
something about a value of a variable of the cube, and two variables or more are named. Rules of one variable (age and
age band), of dates that no variable has, and of sums over rows (results above tests) are none.

Belongs here: rules as conditions on variables of a cube, and the cells of a table that they make empty. Does not: the
check of a submission (expectations/checks), the problem of suppression.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from expectations.contract import CodeList, Condition, Form, Rule, Severity, load_contract
from reports.published.codes import NONE, NOT_ASKED, SAME_COUNTRY, TOTAL
from reports.statistics.cubes import Cube, Variable, load_cubes
from reports.statistics.dimensions import (
    Answers,
    Corridor,
    Dimension,
    Level,
    Recoded,
    YesNo,
    codes_of,
    load_dimensions,
)
from reports.statistics.membership import memberships
from reports.statistics.variables import SEPARATOR

BAND = re.compile(r"([0-9]+)(?:-([0-9]+)|\+)")
OLDEST = 999
AGE_COLUMNS = frozenset({"age", "age_band"})


@dataclass(frozen=True)
class ValueCondition:
    """One condition of a rule, asked of the values of one variable."""

    variable: str
    condition: Condition

    def holds(self, category: str) -> bool:
        """Return whether every person with this category of the variable meets the condition; "" is not known."""
        if not category:
            return False
        definition, condition = load_cubes().variables[self.variable], self.condition
        values = category.split(SEPARATOR)
        match definition.kind:
            case "age":
                return _holds_of_age(condition, category, load_contract().code_lists[str(definition.code_list)])
            case "flags":
                return _holds_of_answers(condition, values, definition)
            case "selections":
                return any(_is_selected_by(condition, name) for name in values)
        return condition.given is True or category in condition.is_in


@dataclass(frozen=True)
class Definition:
    """A combination that no person can have: all conditions together. ``rule``: form and key of the rule."""

    rule: str
    conditions: tuple[ValueCondition, ...]

    @property
    def variables(self) -> frozenset[str]:
        """The variables of the conditions."""
        return frozenset(condition.variable for condition in self.conditions)


def blanking_rules(forms: Iterable[Form] | None = None) -> Iterator[tuple[Form, Rule]]:
    """Yield each rule that blanks a value or holds a row back, with its form."""
    for form in load_contract().forms.values() if forms is None else forms:
        for rule in form.rules:
            if rule.severity in (Severity.BLANK, Severity.HOLD):
                yield form, rule


@lru_cache(maxsize=16)
def definitions_of(theme: str) -> tuple[Definition, ...]:
    """Return the definitions of the persons of a cube."""
    cube = load_cubes().cubes[theme]
    forms = {load_cubes().selections[name].form for part in cube.counts for name in part}
    found = []
    for form, rule in blanking_rules(load_contract().forms[name] for name in sorted(forms)):
        for_each = [tuple(_asked_of(condition, form, cube)) for condition in rule.broken_when]
        for conditions in itertools.product(*for_each):
            definition = Definition(f"{form.key}: {rule.key}", conditions)
            if len(definition.variables) > 1:
                found.append(definition)
    return tuple(found)


def columns_of(condition: Condition, form: Form) -> frozenset[str]:
    """Return the columns of a form that a condition asks about."""
    if condition.is_child is not None or condition.younger_than is not None:
        return AGE_COLUMNS
    if group := condition.any_flag_of or condition.no_flag_of:
        return frozenset(field.name for field in form.group(group))
    return condition.fields_named


def is_about_one_value(condition: Condition) -> bool:
    """Return whether a condition asks about one answer of one row: no other field, no year, no other row."""
    if condition.is_child is not None or condition.younger_than is not None or condition.any_flag_of is not None:
        return True
    return bool(condition.is_in or condition.given is True) and len(condition.fields_named) == 1


def _asked_of(condition: Condition, form: Form, cube: Cube) -> Iterator[ValueCondition]:
    """Yield the condition for each variable of a cube that has the answer."""
    if not is_about_one_value(condition):
        return
    columns = columns_of(condition, form)
    for name in cube.variables:
        definition = load_cubes().variables[name]
        if definition.kind == "selections":
            names = {selection for part in cube.counts for selection in part}
            if any(_is_selected_by(condition, one) and _form_of(one) == form.key for one in names):
                yield ValueCondition(name, condition)
        elif definition.kind in ("age", "flags", "code") and columns & set(definition.columns):
            yield ValueCondition(name, condition)


def _form_of(selection: str) -> str:
    return load_cubes().selections[selection].form


def _is_selected_by(condition: Condition, selection: str) -> bool:
    """Return whether a selection takes only records that meet a condition."""
    only = load_cubes().selections[selection].only.get(condition.field or "", ())
    return bool(only) and set(only) <= set(condition.is_in)


def _holds_of_age(condition: Condition, band: str, bands: CodeList) -> bool:
    above = {band, *bands.ancestors(band)}
    if condition.is_child is not None:
        return ("CHILD" if condition.is_child else "ADULT") in above
    bounds = BAND.fullmatch(band)
    most = 17 if band == "CHILD" else int(bounds[2] or OLDEST) if bounds else OLDEST
    return condition.younger_than is not None and most < condition.younger_than


def _holds_of_answers(condition: Condition, answers: list[str], definition: Variable) -> bool:
    if condition.any_flag_of is not None:
        return answers != [NONE]
    answer = definition.flags[str(condition.field)]
    if condition.is_in == ("1",):
        return answer in answers
    return condition.is_in == ("0",) and answers == [NONE]


def impossible_cells(
    theme: str, dimensions: tuple[str, ...], where: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], ...]:
    """Return the cells of a table in which no person can be: by dimension, the codes that meet.

    ``where``: the condition that the persons of the table meet.
    """
    found = []
    for definition in definitions_of(theme):
        cells: dict[str, set[str]] = {}
        for asked in definition.conditions:
            if any(_implies(name, code, asked) for name, codes in where.items() if len(codes) == 1 for code in codes):
                continue
            of_dimension = _codes_that_imply(dimensions, asked)
            if of_dimension is None:
                break
            name, codes = of_dimension
            cells[name] = cells[name] & codes if name in cells else codes
        else:
            if len(cells) > 0 and all(cells.values()):
                found.append({name: _ordered(name, codes) for name, codes in cells.items()})
    found += [{name: (SAME_COUNTRY,)} for name in dimensions if _joins_different_countries(name)]
    return tuple(cells for place, cells in enumerate(found) if cells not in found[:place])


def _codes_that_imply(dimensions: tuple[str, ...], asked: ValueCondition) -> tuple[str, set[str]] | None:
    for name in dimensions:
        dimension = load_dimensions().dimensions[name]
        if isinstance(dimension, Answers | Level | Recoded | YesNo) and dimension.variables == (asked.variable,):
            codes = {code for code in codes_of(dimension) if code not in (TOTAL, NOT_ASKED)}
            if implying := {code for code in codes if _implies(name, code, asked)}:
                return name, implying
    return None


def _ordered(name: str, codes: set[str]) -> tuple[str, ...]:
    return tuple(code for code in codes_of(load_dimensions().dimensions[name]) if code in codes)


def _implies(name: str, code: str, asked: ValueCondition) -> bool:
    """Return whether every person under a code of a dimension, or of a variable, meets a condition."""
    if name == asked.variable and name not in load_dimensions().dimensions:
        return asked.holds(code)
    dimension = load_dimensions().dimensions.get(name)
    if not isinstance(dimension, Answers | Level | Recoded | YesNo) or dimension.variables != (asked.variable,):
        return False
    under = [category for category, codes in _codes_by_category(name) if code in codes]
    return bool(under) and all(asked.holds(category) for category in under)


@lru_cache(maxsize=128)
def _codes_by_category(name: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return categories of a dimension's variable, each with the codes of its persons; of several answers, pairs."""
    dimension = load_dimensions().dimensions[name]
    assert isinstance(dimension, Answers | Level | Recoded | YesNo)
    categories = ["", *_categories(dimension)]
    matrix = memberships(dimension, categories, 0)
    codes = codes_of(dimension)
    return tuple(
        (category, frozenset(code for code, under in zip(codes, row, strict=True) if under))
        for category, row in zip(categories, matrix.tolist(), strict=True)
    )


def _categories(dimension: Answers | Level | Recoded | YesNo) -> list[str]:
    definition = load_cubes().variables[dimension.variable]
    if definition.kind in ("flags", "selections"):
        answers = sorted(definition.flags.values()) or sorted(load_cubes().selections)
        pairs = [SEPARATOR.join(pair) for pair in itertools.combinations(answers, 2)]
        return [*answers, *pairs, *([NONE] if definition.kind == "flags" else [])]
    if isinstance(dimension, YesNo):
        return ["0", "1"]
    return list(load_contract().code_lists[str(dimension.code_list)].codes)


def _joins_different_countries(name: str) -> bool:
    """Return whether a dimension joins two countries that a rule of the contract does not let be the same."""
    dimension: Dimension = load_dimensions().dimensions[name]
    if not isinstance(dimension, Corridor):
        return False
    columns = {load_cubes().variables[variable].column for variable in dimension.variables}
    return any(
        {condition.field, condition.same_as} == columns
        for _, rule in blanking_rules()
        for condition in rule.broken_when
        if len(rule.broken_when) == 1 and condition.same_as is not None
    )
