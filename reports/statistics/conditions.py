"""Conditions on variables or dimensions: which persons of a cube a table counts, or a question is asked of.

Belongs here: the codes that a condition may name, and which rows of a cube meet it. Does not: tables.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.contract import FieldType, load_contract
from expectations.geography import all_codes
from reports.published.codes import NONE
from reports.statistics.cubes import NO, YES, Cube, Variable, load_cubes
from reports.statistics.dimensions import Dimension, DistinctCount, Ranked, Scores, Services, codes_of, load_dimensions
from reports.statistics.membership import categories_of, memberships
from reports.statistics.variables import SEPARATOR

CodeCondition = Mapping[str, tuple[str, ...]]


def codes_of_condition(name: str, cube: Cube) -> set[str]:
    """Return the codes that a condition on ``name``, a variable of the cube or a dimension on one, may ask for.

    Raises KeyError where the cube has neither.
    """
    if (variable := _variable(name, cube)) is not None:
        return _codes_of_variable(variable, cube)
    dimension = _dimension(name, cube)
    return set(codes_of(dimension))


def meets(cube: pd.DataFrame, condition: CodeCondition, year: int) -> npt.NDArray[np.bool_]:
    """Return which rows of the cube have, of each variable or dimension named, at least one of the codes."""
    met: npt.NDArray[np.bool_] = np.ones(len(cube), dtype=bool)
    for name, codes in condition.items():
        wanted: npt.NDArray[np.bool_]
        if name in cube.columns and load_cubes().variables[name].kind != "age":
            categories, places = [str(c) for c in cube[name].cat.categories], cube[name].cat.codes.to_numpy()
            wanted = np.array([not set(codes).isdisjoint(c.split(SEPARATOR)) for c in categories], dtype=bool)
        else:
            dimension = load_dimensions().dimensions[name]
            assert not isinstance(dimension, DistinctCount | Scores | Services)
            categories, places = categories_of(dimension, cube)
            printed = codes_of(dimension)
            under = memberships(dimension, categories, year)
            wanted = np.asarray(under[:, [printed.index(code) for code in codes]].any(axis=1), dtype=np.bool_)
        met &= wanted[places]
    return met


def meets_none(cube: pd.DataFrame, condition: CodeCondition, year: int) -> npt.NDArray[np.bool_]:
    """Return which rows of the cube have none of the codes, of any variable or dimension named."""
    met = np.ones(len(cube), dtype=bool)
    for name, codes in condition.items():
        met &= ~meets(cube, {name: codes}, year)
    return met


def _variable(name: str, cube: Cube) -> Variable | None:
    variable = load_cubes().variables.get(name)
    return variable if variable is not None and name in cube.variables and variable.kind != "age" else None


def _dimension(name: str, cube: Cube) -> Dimension:
    dimension = load_dimensions().dimensions.get(name)
    if (
        dimension is None
        or isinstance(dimension, DistinctCount | Scores | Services | Ranked)
        or set(dimension.variables) - set(cube.variables)
    ):
        raise KeyError(name)
    return dimension


def _codes_of_variable(variable: Variable, cube: Cube) -> set[str]:
    cubes, contract = load_cubes(), load_contract()
    match variable.kind:
        case "selections":
            return {name for part in cube.counts for name in part}
        case "flags":
            return {*variable.flags.values(), NONE}
        case "countries" | "established" | "offices":
            return {*all_codes(), *variable.aside}
    forms = [contract.forms[cubes.selections[name].form] for part in cube.counts for name in part]
    fields = [form.by_name[str(variable.column)] for form in forms if variable.column in form.by_name]
    if any(field.type is FieldType.FLAG for field in fields):
        return {YES, NO}
    return {code for field in fields if field.codes for code in contract.code_lists[field.codes].codes}
