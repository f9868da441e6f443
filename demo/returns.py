"""The invented persons returned in a year: the host side, each once, and the rows of the side of origin.

Belongs here: the returns form's answers. Does not: who else reports the person (population.py), faults (faults.py).
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from demo import random_answers
from demo.people import sexes_and_ages
from demo.quotas import apportioned, crossed, pairs
from demo.random_answers import Generator, Texts
from demo.targets import Targets

VULNERABILITIES = (
    "UMC",
    "VoT",
    "Health",
    "ViolenceAbuse",
    "Older65",
    "Pregnant",
    "SingleParent",
    "Disability",
    "Other",
)
Marks = npt.NDArray[np.bool_]


def host_totals(targets: Targets, spread: dict[str, Any]) -> dict[str, int]:
    """Return the persons returned from each host country, victims included."""
    fixed = targets.returns.hosts
    others = spread["hosts"][targets.year]
    return fixed | apportioned(targets.returns.persons - sum(fixed.values()), others, least=1)


def also_victims(rng: Generator, victims: pd.DataFrame, targets: Targets, spread: dict[str, Any]) -> pd.DataFrame:
    """Return the victims who were helped to return too, from where they were exploited to where they belong."""
    hosts = host_totals(targets, spread)
    known = (victims["sex"] != "") & (victims["age_group"] != "") & (victims["citizenship"] != "")
    abroad = victims["country_of_exploitation"] != victims["citizenship"]
    there = victims["country_of_exploitation"].isin(hosts) & (victims["country_of_exploitation"] == victims["office"])
    possible = victims[known & abroad & there].sample(frac=1, random_state=rng)
    rank = possible.groupby("country_of_exploitation").cumcount()
    room = possible["country_of_exploitation"].map(hosts) * 0.4
    chosen = possible[rank < room].head(targets.returns.also_victims)
    if len(chosen) < targets.returns.also_victims:
        raise ValueError("too few victims in host countries for the returns that the targets ask for")
    columns = ["person", "office", "sex", "age_group", "years", "citizenship"]
    return chosen[columns].assign(host=chosen["country_of_exploitation"], origin=chosen["citizenship"])


def _host_and_origin(hosts: dict[str, int], targets: Targets, spread: dict[str, Any]) -> tuple[Texts, Texts]:
    total = sum(hosts.values())
    allowed = [code for code in spread["origins"] if code not in targets.nationalities_left_out]
    blank = round(total * spread["origin_not_stated"])
    origins = apportioned(total - blank, {code: spread["origins"][code] for code in allowed}, least=2) | {"": blank}
    rows, columns = list(hosts), list(origins)
    affinity = random_answers.nearness(rows, columns, targets.year, spread["within_region"])
    random_answers.favoured(affinity, rows, columns, spread["corridors"])
    affinity *= np.array([[float(row != column) for column in columns] for row in rows])
    row, column = pairs(crossed(list(hosts.values()), list(origins.values()), affinity))
    return np.array(rows, dtype=object)[row], np.array(columns, dtype=object)[column]


def returns(rng: Generator, targets: Targets, spread: dict[str, Any], victims: pd.DataFrame) -> pd.DataFrame:
    """Return one row a person returned (host side); ``victims`` are those who are in the first form too."""
    left = host_totals(targets, spread)
    for place, count in victims["host"].value_counts().items():
        left[str(place)] -= int(count)
    host, origin = _host_and_origin(left, targets, spread)
    size = len(host)
    sex, group = sexes_and_ages(rng, targets, size, targets.returns.female, targets.returns.children)
    differs = rng.random(size) < spread["citizenship_differs"]
    common = random_answers.drawn(rng, {code: w for code, w in spread["origins"].items() if w >= 1000}, size)
    plain = random_answers.framed(
        {
            "person": np.arange(size) + targets.victims.persons,
            "office": host,
            "sex": sex,
            "age_group": group,
            "years": random_answers.ages(rng, group, spread["ages"]),
            "citizenship": np.where(differs & _common(origin), common, origin),
            "host": host,
            "origin": origin,
        }
    )
    people = pd.concat([victims, plain], ignore_index=True)
    people["side"] = "HOST"
    marked = np.arange(len(people)) < len(victims)
    return people.assign(**_answers(rng, people, targets, spread, marked))


def _common(origin: Texts) -> Marks:
    """Return where the origin is so common that a person more or less does not lose a nationality."""
    codes, counts = np.unique(origin.astype(str), return_counts=True)
    return np.isin(origin.astype(str), codes[(counts > 50) & (codes != "")])


def _answers(
    rng: Generator, people: pd.DataFrame, targets: Targets, spread: dict[str, Any], victims: Marks
) -> dict[str, Texts]:
    size, year = len(people), targets.year
    answers = random_answers.answers(rng, spread, size)
    humanitarian = people["host"].isin(spread["voluntary_humanitarian_hosts"]).to_numpy()
    humanitarian = humanitarian & ~victims & (rng.random(size) < spread["voluntary_humanitarian"])
    months = answers["departure_month"]
    child = (people["age_group"] == "CHILD").to_numpy()
    alone = child & (people["years"].to_numpy() >= 9)
    role = np.where(child, "MEMBER", random_answers.drawn(rng, {"SINGLE": 70, "HEAD": 14, "MEMBER": 16}, size)).astype(
        object
    )
    marks = _vulnerabilities(rng, people, targets, spread, victims, alone)
    role[marks["UMC"]] = "SINGLE"
    unanswered = rng.random(size) < spread["vulnerability_unanswered"]
    unanswered &= ~(marks["UMC"] | marks["VoT"])
    reintegration = random_answers.flags(rng, "reint", spread["reintegration"], size, 0.35)
    reintegrated = (answers["programme"] == "AVRR") & ~humanitarian
    return {
        "programme": np.where(humanitarian, "VHR", answers["programme"]).astype(object),
        "departure_month": np.array([f"{year}-{month}" if month else "" for month in months], dtype=object),
        "family_role": role,
        "status_before": np.where(humanitarian, "STRANDED", answers["status_before"]).astype(object),
        **{
            f"vuln_{key}": np.where(unanswered, "", np.where(mark, "1", "0")).astype(object)
            for key, mark in marks.items()
        },
        **{name: np.where(reintegrated, flag, "").astype(object) for name, flag in reintegration.items()},
        "best_interest_done": np.where(marks["UMC"] & (rng.random(size) < 0.85), "1", "").astype(object),
    }


def _vulnerabilities(
    rng: Generator, people: pd.DataFrame, targets: Targets, spread: dict[str, Any], victims: Marks, alone: Marks
) -> dict[str, Marks]:
    size, wanted = len(people), targets.returns
    adult, woman = (people["age_group"] == "ADULT").to_numpy(), (people["sex"] == "F").to_numpy()
    years = people["years"].to_numpy().astype(np.int64)
    able = {"Pregnant": adult & woman & (years < 45), "SingleParent": adult, "Other": np.ones(size, dtype=bool)}
    marks = {
        key: (rng.random(size) < spread["vulnerability"].get(key, 0.0)) & able.get(key, able["Other"])
        for key in VULNERABILITIES
    }
    marks["Older65"] = years >= 65
    marks["UMC"] = _chosen(rng, alone & ~victims, wanted.unaccompanied_children)
    others = ~victims & ~marks["UMC"] & (people["sex"] != "").to_numpy()
    marks["VoT"] = victims | _chosen(rng, others, wanted.victims_of_trafficking - int(victims.sum()))
    return marks


def _chosen(rng: Generator, possible: Marks, count: int) -> Marks:
    chosen = np.zeros(len(possible), dtype=bool)
    chosen[rng.choice(np.flatnonzero(possible), count, replace=False)] = True
    return chosen


def after_return(rng: Generator, host_side: pd.DataFrame, offices: frozenset[str], targets: Targets) -> pd.DataFrame:
    """Return the rows of the side of origin: persons assisted after return, never added to returns.

    The first rows are of persons on the host side, the others (``person`` from a range of their own) of persons whose
    return no host office reported this year.
    """
    wanted = targets.returns
    known = (host_side["sex"] != "") & (host_side["age_group"] != "") & (host_side["departure_month"] != "")
    same = (host_side["citizenship"] == host_side["origin"]) & host_side["origin"].isin(offices)
    possible = host_side[known & same].sample(
        n=wanted.after_return_linked + wanted.after_return_other, random_state=rng
    )
    rows = possible.assign(side="ORIGIN", office=possible["origin"], best_interest_done="").reset_index(drop=True)
    rows.loc[wanted.after_return_linked :, "person"] = np.arange(wanted.after_return_other) + 10 * targets.persons
    size = len(rows)
    rows["counsel_post"] = random_answers.drawn(rng, {"1": 70, "0": 15, "": 15}, size)
    rows["reint_delivered_year"] = np.where(rng.random(size) < 0.8, str(targets.year), "")
    for score in ("rss_economic", "rss_social", "rss_psychosocial"):
        measured = rng.random(size) < 0.3
        rows[score] = np.where(measured, np.char.mod("%.2f", rng.beta(5, 3, size)), "").astype(object)
    return rows
