"""Equivalence classes of countries that no published table distinguishes.

A node of two variables (a corridor) has classes of pairs. For one of its variables, all classes that every recoding of
this variable alone marks alike are one country class, with two exceptions: the country of a pair that a list names is
known; and a person in a pair of a country with itself can only be in a country that can be both.

Belongs here: country classes, and the countries that are truly in each class of a node. Does not: the constraints on
them (rank_constraints.py).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from expectations.geography import all_codes, is_country
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, Recoding, VariableClasses
from reports.disclosure.model.table import UniverseModel
from reports.published.codes import SAME_COUNTRY
from reports.statistics.cubes import COUNTRY_AND_OFFICE_KINDS, load_cubes
from reports.statistics.dimensions import codes_of, load_dimensions
from reports.statistics.membership import ENDS
from reports.statistics.variables import SEPARATOR

Country = tuple[str, ...]  # one country per variable; two of a corridor


@dataclass(frozen=True)
class CountryClass:
    """Classes of a node, without those whose persons are known; ``named``: their country is.

    ``possible``: the countries in which their persons could be as far as tables show, whether anybody is there or not.
    """

    classes: tuple[int, ...]
    named: bool = False
    possible: frozenset[Country] = frozenset()


@dataclass
class CountriesInClass:
    """The countries truly in a class, with the persons of each, and whether every person there is in a country."""

    countries: dict[Country, int] = field(default_factory=dict)
    only_countries: bool = True


def country_classes(of: tuple[str, ...], node: Node, universe: UniverseModel) -> list[list[CountryClass]]:
    """Return the country classes of the variables ``of``, grouped by what recodings of these variables alone show.

    Within a group: first those of a named country, then that of all others, then pairs of a country with itself.
    """
    variables, frozen = universe.variables, universe.index.population.frozen[node]
    recodings = variables.recodings_of_node("+".join(_of_the_same_countries(of, node)))
    keys, possible = variables.keys_of(node, recodings), _possible(of, recodings, variables.year)
    named, same = _named(of, node, variables), _same_country(of, node, variables)
    groups: dict[bytes, dict[str, list[int]]] = {}
    for class_, key in enumerate(keys):
        if not frozen[class_]:
            kind = f"2 {class_}" if class_ in same else f"0 {named[class_]}" if class_ in named else "1"
            groups.setdefault(key, {}).setdefault(kind, []).append(class_)
    return [
        [
            CountryClass(
                tuple(classes), kind.startswith("0"), possible.get(key, frozenset()) if kind == "1" else frozenset()
            )
            for kind, classes in sorted(kinds.items())
        ]
        for key, kinds in sorted(groups.items())
    ]


def _of_the_same_countries(of: tuple[str, ...], node: Node) -> list[str]:
    """Return the variables of a node made of the same column as ``of``: a region of the one is that of the other."""
    known = load_cubes().variables
    columns = {known[variable].column for variable in of}
    return [
        variable
        for variable in node.split("+")
        if known[variable].kind in COUNTRY_AND_OFFICE_KINDS and known[variable].column in columns
    ]


def _possible(of: tuple[str, ...], recodings: list[Recoding], year: int) -> dict[bytes, frozenset[Country]]:
    """Return the possible countries by what recodings show of them; none for pairs, which are too many."""
    if len(of) > 1:
        return {}
    countries = [code for code in all_codes() if is_country(code)]
    marked = [recoding.flags(dict.fromkeys(recoding.variables, countries), year) for recoding in recodings]
    found: dict[bytes, set[Country]] = {}
    for place, country in enumerate(countries):
        found.setdefault(b"".join(flags[place].tobytes() for flags in marked), set()).add((country,))
    return {key: frozenset(of_key) for key, of_key in found.items()}


def _corridor_recodings(of: tuple[str, ...], node: Node, variables: VariableClasses) -> list[Recoding]:
    """Return the recodings of pairs that hold the one variable of ``of``; none where ``of`` is a pair itself."""
    if len(of) != 1:
        return []
    return [
        recoding
        for recoding in variables.recodings_of_node(node)
        if of[0] in recoding.variables and len(recoding.variables) > 1
    ]


def _named(of: tuple[str, ...], node: Node, variables: VariableClasses) -> dict[int, str]:
    """Return, by class, the country of a pair that a list names."""
    found: dict[int, str] = {}
    for recoding in _corridor_recodings(of, node, variables):
        for place, code in enumerate(recoding.ranking):
            country = code.split(ENDS)[recoding.variables.index(of[0])]
            found |= dict.fromkeys(variables.marked(recoding, place).nonzero()[0].tolist(), country)
    return found


def _same_country(of: tuple[str, ...], node: Node, variables: VariableClasses) -> set[int]:
    """Return the classes of pairs of a country with itself."""
    found: set[int] = set()
    for recoding in _corridor_recodings(of, node, variables):
        codes = codes_of(load_dimensions().dimensions[recoding.name], recoding.ranking)
        place = 0 if recoding.codes else codes.index(SAME_COUNTRY)
        if not recoding.codes or set(recoding.codes) == {SAME_COUNTRY}:
            found |= set(variables.marked(recoding, place).nonzero()[0].tolist())
    return found


def countries_of(
    of: tuple[str, ...], node: Node, marked: Mapping[Node, ClassFlags], index: InnerCellIndex, cube: pd.DataFrame
) -> list[CountriesInClass]:
    """Return, of each class of a node, the countries (or pairs) of the persons in ``marked`` classes of other nodes."""
    classes, persons = index.population.classes, index.population.persons
    met = persons > 0
    for other, flags in marked.items():
        met &= flags[classes[other]]
    columns = [cube[variable].cat for variable in of]
    countries_in = [[_countries_in(str(category)) for category in column.categories] for column in columns]
    shape = (index.population.sizes[node], *map(len, countries_in))
    kinds = [classes[node][met], *(column.codes.to_numpy(dtype=np.int64)[met] for column in columns)]
    combinations, of_row = np.unique(np.ravel_multi_index(kinds, shape), return_inverse=True)
    counts = np.bincount(of_row, weights=persons[met], minlength=len(combinations)).astype(np.int64).tolist()
    found = [CountriesInClass() for _ in range(shape[0])]
    unravelled = np.stack(np.unravel_index(combinations, shape), axis=1).tolist()
    for (class_, *categories), count in zip(unravelled, counts, strict=True):
        of_each = [countries[category] for countries, category in zip(countries_in, categories, strict=True)]
        found[class_].only_countries &= all(of_each)
        for country in itertools.product(*of_each):
            found[class_].countries[country] = found[class_].countries.get(country, 0) + count
    return found


def _countries_in(category: str) -> list[str]:
    return [part for part in category.split(SEPARATOR) if is_country(part)]
