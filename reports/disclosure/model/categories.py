"""Categories of a variable: the possible ones, and those whose persons are taken as known to everybody.

Belongs here: what follows from the kind of a variable alone. Does not: what tables show of it (recodings.py).
"""

import itertools
from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from expectations.contract import load_contract
from expectations.geography import all_codes
from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.junction_tree import Node
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.cubes import COUNTRY_AND_OFFICE_KINDS, COUNTRY_KINDS, NO, YES, load_cubes
from reports.statistics.dimensions import YesNo, load_dimensions
from reports.statistics.variables import SEPARATOR


def possible_categories(variable: str) -> list[str]:
    """Return the categories in which a person could be, whether there is one or not; none where no list has them."""
    if variable == MEMBERSHIP:
        return []
    definition, lists = load_cubes().variables[variable], load_contract().code_lists
    if definition.kind == "flags":
        return [NOT_KNOWN, *definition.flags.values()]
    if definition.kind in COUNTRY_KINDS:
        return [NOT_KNOWN, *all_codes()]
    if definition.kind not in ("code", "codes", "age"):
        return []
    dimensions = [dimension for dimension in load_dimensions().dimensions.values() if variable in dimension.variables]
    used = {str(name) for dimension in dimensions if (name := getattr(dimension, "code_list", None))}
    answers = [YES, NO] if any(isinstance(dimension, YesNo) for dimension in dimensions) else []
    codes = {code for name in used for code in lists[name].codes if code not in definition.unknown}
    return [NOT_KNOWN, *answers, *sorted(codes)]


def pairs_of_one_column(variables: Collection[str]) -> list[set[str]]:
    """Return the pairs of variables of one cube that are made of the same column: each reveals much of the other."""
    cubes = load_cubes()
    return [
        {first, second}
        for first, second in itertools.combinations(sorted(set(variables) - {MEMBERSHIP}), 2)
        if set(cubes.variables[first].columns) & set(cubes.variables[second].columns)
        and any({first, second} <= set(cube.variables) for cube in cubes.cubes.values())
    ]


def pairs_of_one_main_column(variables: Collection[str]) -> list[set[str]]:
    """Return the pairs of variables of which the codes or countries of one column are the categories."""
    definitions = load_cubes().variables
    return [
        {first, second}
        for first, second in itertools.combinations(sorted(variables), 2)
        if definitions[first].column is not None
        and definitions[first].column == definitions[second].column
        and {definitions[first].kind, definitions[second].kind} <= {*COUNTRY_AND_OFFICE_KINDS, "joined", "code"}
    ]


def have_several_countries(node: Node, categories: Mapping[str, list[str]]) -> npt.NDArray[np.bool_]:
    """Return whether each category of a node has several countries of one variable.

    Such persons are so few that they are taken as known to everybody.
    """
    of_countries = [v for v in node.split("+") if v != MEMBERSHIP and load_cubes().variables[v].kind in COUNTRY_KINDS]
    length = len(next(iter(categories.values())))
    return np.array([any(SEPARATOR in categories[v][row] for v in of_countries) for row in range(length)], dtype=bool)


def answers_in(node: Node, categories: Mapping[str, list[str]], row: int) -> set[str]:
    """Return the answers in one category of a multiple response; none for other variables."""
    if "+" in node or node == MEMBERSHIP or load_cubes().variables[node].kind != "flags":
        return set()
    return {answer for answer in categories[node][row].split(SEPARATOR) if answer}
