"""Categories of facts: in which of them somebody could be, and of which an outsider may be taken to know who is there.

Belongs here: what follows from a fact's kind alone. Does not: what tables see of it (recodings.py).
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
from reports.statistics.cubes import COUNTRY_KINDS, NO, YES, load_cubes
from reports.statistics.dimensions import YesNo, load_dimensions
from reports.statistics.variables import SEPARATOR


def could_be(fact: str) -> list[str]:
    """Return categories of a fact in which somebody could be, whether anybody is or not."""
    if fact == MEMBERSHIP:
        return []
    known, lists = load_cubes().variables[fact], load_contract().code_lists
    if known.kind == "flags":
        return [NOT_KNOWN, *known.flags.values()]
    if known.kind in COUNTRY_KINDS:
        return [NOT_KNOWN, *all_codes()]
    if known.kind not in ("code", "codes", "age"):
        return []
    looking = [one for one in load_dimensions().dimensions.values() if fact in one.variables]
    named = {str(name) for one in looking if (name := getattr(one, "code_list", None))}
    answers = [YES, NO] if any(isinstance(one, YesNo) for one in looking) else []
    codes = {code for name in named for code in lists[name].codes if code not in known.unknown}
    return [NOT_KNOWN, *answers, *sorted(codes)]


def of_one_column(facts: Collection[str]) -> list[set[str]]:
    """Return pairs of facts that one cube makes of the same column: who knows one knows much of the other."""
    cubes = load_cubes()
    return [
        {one, other}
        for one, other in itertools.combinations(sorted(set(facts) - {MEMBERSHIP}), 2)
        if set(cubes.variables[one].columns) & set(cubes.variables[other].columns)
        and any({one, other} <= set(cube.variables) for cube in cubes.cubes.values())
    ]


def several_countries(node: Node, texts: Mapping[str, list[str]]) -> npt.NDArray[np.bool_]:
    """Return whether a category holds several countries of one fact: persons so few that who knows one knows them."""
    of_countries = [f for f in node.split("+") if f != MEMBERSHIP and load_cubes().variables[f].kind in COUNTRY_KINDS]
    length = len(next(iter(texts.values())))
    return np.array([any(SEPARATOR in texts[fact][at] for fact in of_countries) for at in range(length)], dtype=bool)


def sets_of_answers(node: Node, texts: Mapping[str, list[str]], at: int) -> set[str]:
    """Return the answers in a category of a question with several; empty for other facts."""
    if "+" in node or node == MEMBERSHIP or load_cubes().variables[node].kind != "flags":
        return set()
    return {answer for answer in texts[node][at].split(SEPARATOR) if answer}
