"""The health services of a demonstration year: the targets' numbers by indicator and unit, over invented offices.

Belongs here: rows of the health form. Does not: projects and control totals (programme_work.py), persons assisted, to
whom health services are never added (field rule 8.7). Grain: an indicator of one office, population, sex and age group.
"""

from typing import Any

import numpy as np
import pandas as pd

from demo.quotas import apportioned
from demo.random_answers import Generator, drawn
from demo.targets import HealthTargets

KEYS = ["office", "population", "sex", "age_band"]
WHOLE_OFFICES = {"PROVIDERS_TRAINED"}  # counted once an office and not by whom it served


def health(rng: Generator, spread: dict[str, Any], offices: list[str], targets: HealthTargets) -> pd.DataFrame:
    """Return the health services: each indicator and unit sums to its target.

    An office counts an indicator in one unit. An indicator that is part of another (positive of tested) is drawn out of
    it, group by group and in the same unit, so that it is nowhere above it.
    """
    weights = spread["health"]
    groups = _groups(rng, weights, offices)
    numbers: dict[tuple[str, str], pd.DataFrame] = {}
    for indicator, by_unit in targets.indicators.items():
        offices_of = _offices_by_unit(rng, groups, by_unit)
        for unit, total in by_unit.items():
            part_of = weights["part_of"].get(indicator)
            if part_of is not None:
                numbers[indicator, unit] = _part(rng, numbers[part_of["of"], part_of["in"]], total)
            else:
                of_unit = groups[groups["office"].isin(offices_of[unit])]
                numbers[indicator, unit] = _spread(rng, _of_indicator(of_unit, indicator, weights), total)
    frames = [
        frame.assign(indicator=indicator, unit=unit) for (indicator, unit), frame in numbers.items() if len(frame)
    ]
    return _said(rng, pd.concat(frames, ignore_index=True), weights)


def _groups(rng: Generator, weights: dict[str, Any], offices: list[str]) -> pd.DataFrame:
    """Return the groups that offices serve, each with its weight."""
    rows = []
    populations = weights["populations"]
    share = np.array(list(populations.values()), dtype=float)
    for office in sorted(map(str, rng.choice(offices, min(weights["offices"], len(offices)), replace=False))):
        size = float(rng.lognormal(0, 0.9))
        served = rng.choice(list(populations), weights["populations_an_office"], replace=False, p=share / share.sum())
        for population in sorted(map(str, served)):
            for sex, of_sex in weights["sex"].items():
                for group, of_age in weights["age"].items():
                    weight = size * populations[population] * of_sex * of_age * float(rng.lognormal(0, 0.35))
                    rows.append((office, population, sex, group, weight))
    return pd.DataFrame(rows, columns=[*KEYS, "weight"])


def _offices_by_unit(rng: Generator, groups: pd.DataFrame, by_unit: dict[str, int]) -> dict[str, set[str]]:
    """Return which offices count in which unit; the first unit is that of most."""
    offices = sorted(groups["office"].unique())
    first, *others = by_unit
    assigned: dict[str, set[str]] = {}
    left = list(offices)
    for unit in others:
        few = max(2, round(len(offices) * by_unit[unit] / sum(by_unit.values())))
        assigned[unit] = set(map(str, rng.choice(left, few, replace=False)))
        left = [office for office in left if office not in assigned[unit]]
    return {first: set(left), **assigned}


def _of_indicator(groups: pd.DataFrame, indicator: str, weights: dict[str, Any]) -> pd.DataFrame:
    """Return the groups that an indicator counts: all, adults alone, or the offices as such."""
    if indicator in WHOLE_OFFICES:
        whole = groups.groupby("office")["weight"].sum().reset_index()
        return pd.DataFrame(whole.assign(population="", sex="", age_band="")[[*KEYS, "weight"]])
    if indicator in weights["adults_alone"]:
        return pd.DataFrame(groups[groups["age_band"] == "ADULT"])
    return groups


def _spread(rng: Generator, groups: pd.DataFrame, total: int) -> pd.DataFrame:
    weight = groups["weight"].to_numpy() * rng.lognormal(0, 0.3, len(groups))
    shares = apportioned(total, {str(index): float(share) for index, share in enumerate(weight)})
    return groups[KEYS].assign(value=list(shares.values()))


def _part(rng: Generator, whole: pd.DataFrame, total: int) -> pd.DataFrame:
    """Return ``total`` drawn out of the units of ``whole``: in no group more than there are."""
    values = whole["value"].to_numpy(dtype=np.int64)
    return whole[KEYS].assign(value=rng.multivariate_hypergeometric(values, total, method="marginals"))


def _said(rng: Generator, rows: pd.DataFrame, weights: dict[str, Any]) -> pd.DataFrame:
    """Add what the offices say of their numbers: basis of tests, exact or not, answers that are not known."""
    required = rows["indicator"].isin(weights["tested"]) & rows["population"].isin(weights["required_of"])
    tested = rows["indicator"].isin(weights["tested"])
    basis = np.where(required, "REQUIRED", np.where(tested, "VOLUNTARY", ""))
    pairs = rows[["office", "indicator"]].drop_duplicates()
    estimations = dict(zip(map(tuple, pairs.to_numpy()), drawn(rng, weights["estimation"], len(pairs)), strict=True))
    estimation = [estimations[pair] for pair in zip(rows["office"], rows["indicator"], strict=True)]
    partial = sorted(rows["office"].unique())[: weights["partial_offices"]]
    of_part = rows["office"].isin(partial) & (rows["indicator"] == weights["partial_indicator"])
    unsexed = rows["office"].isin(sorted(rows["office"].unique())[-weights["offices_without_sex"] :])
    frame = rows.assign(testing_basis=basis, estimation=np.where(of_part, "PARTIAL", estimation))
    frame["sex"] = np.where(unsexed, "", frame["sex"])
    by = ["office", "indicator", "population", "sex", "age_band", "unit", "testing_basis", "estimation"]
    whole = frame.groupby(by)["value"].sum().reset_index()
    return whole.assign(value=whole["value"].astype(str)).astype(object)
