"""The invented victims of trafficking of a year, each once, as the targets count them.

Belongs here: the trafficking form's answers of each victim. Does not: in which other form the victim is
(population.py), faults (faults.py).
"""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from demo import random_answers
from demo.quotas import apportioned, crossed, pairs
from demo.random_answers import Generator, Texts
from demo.targets import Targets, VictimTargets
from expectations.geography import region_of

FloatArray = npt.NDArray[np.float64]


def _destinations(targets: VictimTargets, spread: dict[str, Any], year: int) -> dict[str, int]:
    counts = dict(targets.destinations)
    for region, total in targets.regions.items():
        printed = sum(n for code, n in targets.destinations.items() if region_of("world_region", year, code) == region)
        rest = {
            code: w for code, w in spread["destinations"].items() if region_of("world_region", year, code) == region
        }
        counts |= apportioned(total - printed, rest, least=1, most=min(targets.destinations.values()) - 1)
    return counts | {"": targets.region_not_stated}


def _origins(targets: VictimTargets, spread: dict[str, Any]) -> dict[str, int]:
    others = list(spread["origins"])[: targets.nationalities - len(targets.origins)]
    rest = targets.persons - sum(targets.origins.values()) - targets.origin_not_stated
    weights = {code: spread["origins"][code] for code in others}
    counts = apportioned(rest, weights, least=1, most=min(targets.origins.values()) - 1)
    return targets.origins | counts | {"": targets.origin_not_stated}


def _corridors(targets: Targets, spread: dict[str, Any]) -> tuple[Texts, Texts]:
    """Return country of exploitation and citizenship of each victim, ordered by country of exploitation."""
    destinations = _destinations(targets.victims, spread, targets.year)
    origins = _origins(targets.victims, spread)
    room = {code: min(n, origins[code]) for code, n in destinations.items() if code and code in origins}
    domestic = dict.fromkeys(room, 0)
    left = targets.victims.scope["DOMESTIC"]
    while left:  # by weight, and again where a country is full
        open_weights = {code: float(n - domestic[code]) for code, n in room.items() if n > domestic[code]}
        for code, count in apportioned(left, open_weights).items():
            taken = min(count, room[code] - domestic[code])
            domestic[code] += taken
            left -= taken
    rows, columns = list(destinations), list(origins)
    affinity = random_answers.nearness(rows, columns, targets.year, spread["within_region"])
    random_answers.favoured(affinity, rows, columns, spread["corridors"])
    affinity *= np.array([[float(row != column or not row) for column in columns] for row in rows])
    abroad = crossed(
        [n - domestic.get(code, 0) for code, n in destinations.items()],
        [n - domestic.get(code, 0) for code, n in origins.items()],
        affinity,
    )
    for code, count in domestic.items():
        abroad[rows.index(code), columns.index(code)] += count
    row, column = pairs(abroad)
    return np.array(rows, dtype=object)[row], np.array(columns, dtype=object)[column]


def _exploitation(targets: VictimTargets, spread: dict[str, Any]) -> dict[str, int]:
    both = targets.forced_labour_and_sexual
    known = {"labour": targets.forced_labour - both, "sexual": targets.sexual_exploitation - both, "both": both}
    return known | apportioned(targets.persons - sum(known.values()), spread["exploitation"], least=1)


def _profiles(targets: VictimTargets, spread: dict[str, Any], places: Texts) -> tuple[Texts, Texts, Texts]:
    """Return sex, age group and exploitation of each victim, fitted to the countries of exploitation as ordered."""
    exploited, sexes, groups = _exploitation(targets, spread), dict(targets.sex), dict(targets.age)
    kinds = list(exploited)
    by_sex = [[spread["by_sex"].get(sex, {}).get(kind, 1.0) for kind in kinds] for sex in sexes]
    cells = crossed(list(sexes.values()), list(exploited.values()), np.array(by_sex, dtype=float))
    sex_kind = list(product(sexes, kinds))
    by_age = np.array([[_age_weight(spread, group, kind) for group in groups] for _, kind in sex_kind], dtype=float)
    aged = crossed([int(n) for n in cells.ravel()], list(groups.values()), by_age)
    profiles = [(sex, kind, group) for (sex, kind) in sex_kind for group in groups]
    destinations, sizes = np.unique(places.astype(str), return_counts=True)
    affinity = np.array([[_place_weight(spread, place, profile) for profile in profiles] for place in destinations])
    _, column = pairs(crossed(sizes.tolist(), [int(n) for n in aged.ravel()], affinity))
    order = np.argsort(places.astype(str), kind="stable")
    picked: list[tuple[str, str, str]] = [profiles[0]] * len(places)
    for place, profile in zip(order, column, strict=True):
        picked[place] = profiles[profile]
    sex, kind, group = (np.array(part, dtype=object) for part in zip(*picked, strict=True))
    return sex, group, kind


def _age_weight(spread: dict[str, Any], group: str, kind: str) -> float:
    if kind in spread["only_children"]:
        return float(group == "CHILD")
    return float(spread["by_age"].get(group, {}).get(kind, 1.0))


def _place_weight(spread: dict[str, Any], place: str, profile: tuple[str, str, str]) -> float:
    favoured = spread["by_destination"].get(place, {})
    return float(np.prod([favoured.get(part, 1.0) for part in profile]))


def _exploitation_flags(kinds: Texts, codes: list[str]) -> dict[str, Texts]:
    yes = {code: kinds == code for code in codes}
    yes["ForcedLabour"] = (kinds == "labour") | (kinds == "both")
    yes["SexualExploitation"] = (kinds == "sexual") | (kinds == "both")
    unknown = kinds == "not_stated"
    return {
        f"exploit_{code}": np.where(unknown, "", np.where(flag, "1", "0")).astype(object) for code, flag in yes.items()
    }


def victims(rng: Generator, targets: Targets, spread: dict[str, Any], codes: list[str]) -> pd.DataFrame:
    """Return one row a victim with the answers of the trafficking form; ``codes`` are the forms of exploitation."""
    wanted, size = targets.victims, targets.victims.persons
    place, citizenship = _corridors(targets, spread)
    order = rng.permutation(size)
    order = order[np.argsort(place[order].astype(str), kind="stable")]  # shuffled within each country of exploitation
    place, citizenship = place[order], citizenship[order]
    sex, group, kind = _profiles(wanted, spread, place)
    domestic = (place == citizenship) & (place != "")
    scope = np.full(size, "DOMESTIC", dtype=object)
    scope[~domestic] = random_answers.dealt(rng, {key: n for key, n in wanted.scope.items() if key != "DOMESTIC"})
    others = random_answers.answers(rng, spread, size)
    labour = (kind == "labour") | (kind == "both")
    basis = np.where(place == "", "", others.pop("exploitation_basis")).astype(object)
    outside = np.flatnonzero(~np.isin(place.astype(str), ["", *wanted.destinations]))
    basis[rng.choice(outside, wanted.mission_basis, replace=False)] = "MISSION"
    sexual_types = {"Prostitution": 0.82, "Pornography": 0.04, "PrivateSexual": 0.12}
    types = random_answers.flags(rng, "sex_type", sexual_types, size, 0.1)
    sexual = (kind == "sexual") | (kind == "both")
    child = group == "CHILD"
    group_known = np.where(np.isin(group.astype(str), ["CHILD", "ADULT"]), group, "").astype(object)
    return random_answers.framed(
        {
            "sex": np.where(sex == "not_stated", "", sex),
            "age_group": group_known,
            "years": random_answers.ages(rng, group_known, spread["ages"]),
            "citizenship": citizenship,
            "country_of_exploitation": place,
            "exploitation_basis": basis,
            "scope": scope,
            **_exploitation_flags(kind, codes),
            "labour_sector": np.where(labour, random_answers.drawn(rng, spread["labour_sector"], size), ""),
            **{name: np.where(sexual, flag, "") for name, flag in types.items()},
            "child_at_entry": np.where(child, "1", np.where(rng.random(size) < 0.7, "0", "")),
            "umc": np.where(child, np.where(rng.random(size) < 0.35, "1", "0"), ""),
            **others,
        }
    )
