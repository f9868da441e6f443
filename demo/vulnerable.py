"""The invented other vulnerable migrants of a year, each once, as far as they are not in the returns form too.

Belongs here: the vulnerable form's answers. Does not: who is in another form (population.py), faults (faults.py).
"""

from typing import Any

import numpy as np
import pandas as pd

from demo import random_answers
from demo.people import crossed_groups
from demo.quotas import apportioned, crossed, pairs
from demo.random_answers import Generator, Texts
from demo.targets import Targets


def _office_and_citizenship(
    size: int, targets: Targets, spread: dict[str, Any], offices: list[str], nationalities: dict[str, float]
) -> tuple[Texts, Texts]:
    weights = {office: spread["every_office"] + spread["offices"].get(office, 0) for office in offices}
    by_office = apportioned(size, weights, least=5)
    blank = round(size * spread["citizenship_not_stated"])
    by_citizenship = apportioned(size - blank, nationalities, least=3) | {"": blank}
    rows, columns = list(by_office), list(by_citizenship)
    affinity = random_answers.nearness(rows, columns, targets.year, spread["within_region"])
    random_answers.favoured(affinity, rows, columns, {code: {code: spread["own_country"]} for code in columns if code})
    row, column = pairs(crossed(list(by_office.values()), list(by_citizenship.values()), affinity))
    return np.array(rows, dtype=object)[row], np.array(columns, dtype=object)[column]


def vulnerable(
    rng: Generator,
    targets: Targets,
    spread: dict[str, Any],
    nationalities: dict[str, float],
    offices: list[str],
    already: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row a person who is in no other form.

    ``already`` are the persons of the other forms, each once: what they leave of the targets is met here.
    """
    size = targets.persons - len(already)
    office, citizenship = _office_and_citizenship(size, targets, spread, offices, nationalities)
    sexes = _left(targets.sex, already["sex"], {"F": "F", "M": "M", "": "not_stated"})
    groups = _left(targets.age, already["age_group"], {"CHILD": "CHILD", "ADULT": "ADULT", "": "unknown"})
    sex, group = crossed_groups(rng, sexes, groups)
    years = random_answers.ages(rng, group, spread["ages"])
    category = random_answers.drawn(rng, spread["category"], size)
    children = rng.permutation(np.flatnonzero(group == "CHILD"))
    alone, separated = targets.vulnerable.unaccompanied_children, targets.vulnerable.separated_children
    category[children[:alone]] = "UMC_UNACCOMPANIED"
    category[children[alone : alone + separated]] = "UMC_SEPARATED"
    return random_answers.framed(
        {
            "person": np.arange(size) + 2 * targets.persons,
            "office": office,
            "sex": sex,
            "age_group": group,
            "years": years,
            "citizenship": citizenship,
            "category": category,
            "best_interest_done": np.where(
                category == "UMC_UNACCOMPANIED", random_answers.drawn(rng, {"1": 60, "": 40}, size), ""
            ),
            **random_answers.answers(rng, spread, size),
        }
    )


def _left(wanted: dict[str, int], taken: pd.Series, keys: dict[str, str]) -> dict[str, int]:
    return {code: wanted[key] - int((taken == code).sum()) for code, key in keys.items()}


def also_vulnerable(rng: Generator, returned: pd.DataFrame, targets: Targets, spread: dict[str, Any]) -> pd.DataFrame:
    """Return the row in this form of persons who were stranded and then helped to return, by the same office."""
    known = (returned["sex"] != "") & (returned["age_group"] != "") & (returned["citizenship"] != "")
    possible = returned[known & (returned["vuln_VoT"] != "1")]
    chosen = possible.sample(n=targets.returns.also_vulnerable, random_state=rng)
    columns = ["person", "office", "sex", "age_group", "years", "citizenship"]
    rows = chosen[columns].reset_index(drop=True)
    return rows.assign(category="STRANDED", **random_answers.answers(rng, spread, len(rows)))
