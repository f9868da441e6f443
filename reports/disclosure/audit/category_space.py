"""The category space: all categories that a person could have, from code lists alone, without any record.

Belongs here: categories of one variable, and of variables that one recoding or one column joins. Does not: what tables
distinguish of them (model/recodings.py), sets of answers (answer_sets.py). A person with several countries is no
category: external_problem.py has inner cells for these.
"""

import itertools
from collections.abc import Collection, Mapping

from expectations.geography import all_codes, is_country
from reports.disclosure.model.categories import possible_categories
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import Categories, Recoding
from reports.published.codes import NONE
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.cubes import COUNTRY_AND_OFFICE_KINDS, load_cubes
from reports.statistics.membership import ENDS
from reports.statistics.variables import BESIDE, SEPARATOR


def possible_space(node: Node, theme: str, recodings: Collection[Recoding], year: int) -> Categories:
    """Return the possible categories of all variables of a node together, one combination per row."""
    variables = tuple(node.split("+"))
    by_variable = {variable: categories_of(variable, theme, recodings, year) for variable in variables}
    if len(variables) > 1:
        by_variable = with_few_countries(by_variable, recodings, year)
    return joined_categories(variables, by_variable)


def categories_of(variable: str, theme: str, recodings: Collection[Recoding], year: int) -> list[str]:
    """Return the categories of a variable in code lists, and in recodings that name codes."""
    kind = load_cubes().variables[variable].kind
    named = [
        code
        for recoding in recodings
        if recoding.variables == (variable,)
        for code in recoding.codes
        if recoding.name == variable
    ]
    if kind == "selections":
        return _selections(theme)
    if kind == "offices":
        return [NOT_KNOWN, *all_codes()]
    if kind == "established":
        named += load_cubes().variables[variable].aside
    if kind == "flags":
        named.append(NONE)
    if kind == "joined":
        named += [code for recoding in recodings if variable in recoding.variables for code in recoding.ranking]
    if kind == "code" and not possible_categories(variable):
        named.append(NOT_KNOWN)
    joined = _joined_variables(variable, theme) if kind == "code" else []
    first_codes = [
        code.partition(BESIDE)[0]
        for other in joined
        for recoding in recodings
        if other in recoding.variables
        for code in recoding.ranking
    ]
    return list(dict.fromkeys((NOT_KNOWN, *possible_categories(variable), *named, *first_codes)))


def _joined_variables(variable: str, theme: str) -> list[str]:
    """Return the variables of a theme that join the codes of this variable's column with others."""
    definitions = load_cubes().variables
    return [
        other
        for other in load_cubes().cubes[theme].variables
        if definitions[other].kind == "joined" and definitions[other].column == definitions[variable].column
    ]


def _selections(theme: str) -> list[str]:
    sets = []
    for group in load_cubes().cubes[theme].counts:
        for size in range(1, len(group) + 1):
            sets += [SEPARATOR.join(sorted(selections)) for selections in itertools.combinations(group, size)]
    return list(dict.fromkeys(sets))


def joined_categories(node: tuple[str, ...], by_variable: Mapping[str, list[str]]) -> Categories:
    """Return the categories of all variables of a node together, one combination per row."""
    if len(node) == 1:
        return {node[0]: list(by_variable[node[0]])}
    combinations = itertools.product(*(by_variable[variable] for variable in node))
    rows = [row for row in combinations if _are_consistent(node, row)]
    return {variable: [row[column] for row in rows] for column, variable in enumerate(node)}


def with_few_countries(
    by_variable: Mapping[str, list[str]], recodings: Collection[Recoding], year: int
) -> dict[str, list[str]]:
    """Return the categories of a node's variables, with two of all countries that no table distinguishes.

    The countries are the same in each variable.
    """
    definitions = load_cubes().variables
    of_countries = [variable for variable in by_variable if definitions[variable].kind in COUNTRY_AND_OFFICE_KINDS]
    chosen = {
        country
        for variable in of_countries
        for country in _representative_countries(variable, by_variable[variable], recodings, year)
    }
    return {
        variable: [category for category in categories if category in chosen or not is_country(category)]
        if variable in of_countries
        else categories
        for variable, categories in by_variable.items()
    }


def _representative_countries(
    variable: str, categories: list[str], recodings: Collection[Recoding], year: int
) -> list[str]:
    """Return two of all countries that recodings of this variable mark alike, and each country of a ranked pair."""
    of_variable = [recoding for recoding in recodings if recoding.variables == (variable,)]
    flags = [recoding.flags({variable: categories}, year) for recoding in of_variable]
    named = {
        code.split(ENDS)[recoding.variables.index(variable)]
        for recoding in recodings
        if variable in recoding.variables and len(recoding.variables) > 1
        for code in recoding.ranking
    }
    alike: dict[tuple[object, ...], list[str]] = {}
    for row, category in enumerate(categories):
        if is_country(category):
            key = (*(of_recoding[row].tobytes() for of_recoding in flags), category if category in named else "")
            alike.setdefault(key, []).append(category)
    return [country for group in alike.values() for country in group[:2]]


def _are_consistent(node: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Return whether one person can have these categories of variables that are made of one column."""
    definitions = load_cubes().variables
    for (first, category), (second, other) in itertools.combinations(zip(node, row, strict=True), 2):
        if definitions[first].column is None or definitions[first].column != definitions[second].column:
            continue
        pair = {definitions[first].kind: category, definitions[second].kind: other}
        if "joined" in pair and "code" in pair and pair["joined"] and pair["joined"].split(BESIDE)[0] != pair["code"]:
            return False
        if set(pair) == {"countries", "established"}:
            established = first if definitions[first].kind == "established" else second
            aside = definitions[established].aside
            if pair["established"] not in (pair["countries"], *aside) and pair["countries"]:
                return False
    return True
