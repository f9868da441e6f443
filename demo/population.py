"""All rows of a demonstration year, by form: the persons of the targets, and whom two offices or two forms report.

Belongs here: putting the blocks of persons together. Does not: the faulty and held-back rows (faults.py), how an
office writes its rows (office_language.py).
"""

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from demo import random_answers
from demo.random_answers import Generator
from demo.returns import after_return, also_victims, returns
from demo.targets import Targets
from demo.victims import victims
from demo.vulnerable import also_vulnerable, vulnerable
from expectations.contract import Contract
from expectations.geography import region_of

Rows = dict[str, pd.DataFrame]
"""One frame a form: its fields as codes in texts, blank where unknown, and ``person``, ``office``, ``years``,
``age_group``, ``beside`` (the row is of no person whom the targets count)."""


def _reporting_offices(rng: Generator, rows: pd.DataFrame, offices: list[str], year: int) -> list[str]:
    """Return who reports each victim: the office where it happened, else at home, else one of the same region."""
    regions = {office: region_of("world_region", year, office) for office in offices}
    reporting = []
    for place, citizenship in zip(rows["country_of_exploitation"], rows["citizenship"], strict=True):
        if place in regions or citizenship in regions:
            reporting.append(place if place in regions else citizenship)
            continue
        region = region_of("world_region", year, place or citizenship or "CHE")
        near = [office for office in offices if regions[office] == region]
        reporting.append(str(rng.choice(near)))
    return reporting


def _at_home_too(rng: Generator, victims_: pd.DataFrame, offices: list[str], count: int) -> pd.DataFrame:
    """Return the second row of victims whom the office of their own country assisted too."""
    known = (victims_["sex"] != "") & (victims_["age_group"] != "") & ~victims_["also_in_returns"].eq("1")
    abroad = victims_["citizenship"].isin(offices) & (victims_["citizenship"] != victims_["office"])
    chosen = victims_[known & abroad].sample(n=count, random_state=rng)
    return chosen.assign(office=chosen["citizenship"], assisted_as="ORIGIN")


def _not_victims(rng: Generator, victims_: pd.DataFrame, targets: Targets) -> pd.DataFrame:
    count = targets.victims.not_victims
    persons = np.arange(count) + 20 * targets.persons
    chosen = victims_[~victims_["also_in_returns"].eq("1")].sample(n=count, random_state=rng)
    return chosen.assign(person=persons, trafficking_status="NotAVictim", beside=True)


def _second_citizenships(rng: Generator, rows: Rows, targets: Targets, spread: dict[str, Any]) -> dict[int, str]:
    """Return the second citizenship of some persons; never one that a target counts, nor a rare one."""
    common = [code for code, weight in spread["returns"]["origins"].items() if weight >= 1000]
    counts = rows["trafficking"]["citizenship"].value_counts()
    other = [str(code) for code, n in counts.items() if n >= 15 and code and code not in targets.victims.origins]
    second: dict[int, str] = {}
    for form, pool in (("trafficking", other), ("returns", common), ("vulnerable", common)):
        frame = rows[form]
        possible = frame[frame["citizenship"].isin(pool) & ~frame["person"].isin(rows["trafficking"]["person"])]
        if form == "trafficking":
            possible = frame[frame["citizenship"].isin(pool)]
        chosen = possible.drop_duplicates("person").sample(
            frac=spread["everyone"]["two_citizenships"], random_state=rng
        )
        for person, first in zip(chosen["person"], chosen["citizenship"], strict=True):
            second[int(person)] = str(rng.choice([code for code in pool if code != first]))
    return second


def _everyone(rng: Generator, frame: pd.DataFrame, targets: Targets, spread: dict[str, Any]) -> pd.DataFrame:
    size = len(frame)
    answers = random_answers.answers(rng, spread["everyone"], size)
    carried = answers["new_or_carried"] == "CARRIED"
    no_sex = random_answers.drawn(rng, spread["everyone"]["sex_not_stated"], size)
    return frame.assign(
        **answers,
        assist_year_first=np.where(carried, str(targets.year - 1), str(targets.year)).astype(object),
        sex=np.where(frame["sex"] == "", no_sex, frame["sex"]).astype(object),
    )


def _ages_given(
    rng: Generator, frame: pd.DataFrame, bands: list[str], ways: dict[str, str], spread: dict[str, Any]
) -> pd.DataFrame:
    """Give the age as the row's office does: in years, in a band, as CHILD or ADULT, or in years and in a band."""
    way = frame["office"].map(ways)
    years = frame["years"].astype(int)
    lowest = {int(band.partition("-")[0].rstrip("+")): band for band in bands}
    starts = np.array(sorted(lowest))
    band = pd.Series(
        [lowest[int(start)] for start in starts[np.searchsorted(starts, years, side="right") - 1]], index=frame.index
    )
    unknown = pd.Series(random_answers.drawn(rng, spread["everyone"]["age_not_known"], len(frame)), index=frame.index)
    known = frame["age_group"] != ""
    given = band.where(way.isin(["band", "both"]), frame["age_group"].where(way == "coarse", ""))
    age = years.astype(str).where(known & way.isin(["years", "both"]), "")
    return frame.assign(age=age.astype(object), age_band=given.where(known, unknown).astype(object))


def _with_references(rng: Generator, rows: Rows, linked: set[int], targets: Targets, seed: int) -> Rows:
    """Give every person one reference an office, and those whom two offices report one link key."""
    who = pd.concat([frame[["office", "person"]] for frame in rows.values()]).drop_duplicates()
    who = who.sample(frac=1, random_state=rng).sort_values("office", kind="stable")
    number = who.groupby("office").cumcount() + 1
    references = who["office"] + f"-{targets.year % 100}-" + number.astype(str).str.zfill(5)
    by_person = dict(zip(zip(who["office"], who["person"], strict=True), references, strict=True))
    links = {p: hashlib.sha256(f"{seed}|{targets.year}|{p}".encode()).hexdigest()[:16] for p in linked}
    return {
        form: frame.assign(
            case_ref=[by_person[pair] for pair in zip(frame["office"], frame["person"], strict=True)],
            link_key=[links.get(person, "") for person in frame["person"]],
        )
        for form, frame in rows.items()
    }


def population(
    rng: Generator, targets: Targets, spread: dict[str, Any], contract: Contract, offices: list[str], seed: int
) -> Rows:
    """Return all good rows of the year by form; ``offices`` are those that send records."""
    found = victims(rng, targets, spread["victims"], list(contract.code_lists["exploitation"].codes))
    found["person"] = np.arange(len(found))
    found["office"] = _reporting_offices(rng, found, offices, targets.year)
    found["assisted_as"] = np.where(found["scope"] == "DOMESTIC", "", "DESTINATION")
    also_returned = also_victims(rng, found, targets, spread["returns"])
    found["also_in_returns"] = np.where(found["person"].isin(also_returned["person"]), "1", "0")
    host_side = returns(rng, targets, spread["returns"], also_returned)
    origin_side = after_return(rng, host_side, frozenset(offices), targets)
    known = pd.concat([found, host_side])[["person", "sex", "age_group"]].drop_duplicates("person")
    weights = {
        code: float(spread["returns"]["origins"].get(code, 15))
        for code in spread["nationalities"]
        if code not in targets.nationalities_left_out
    }
    others = vulnerable(rng, targets, spread["vulnerable"], weights, offices, known)
    stranded = also_vulnerable(rng, host_side, targets, spread["vulnerable"])
    at_home = _at_home_too(rng, found, offices, targets.victims.reported_by_two_offices)
    no_victims = _not_victims(rng, found, targets)
    linked = {*map(int, at_home["person"]), *map(int, origin_side["person"][: targets.returns.after_return_linked])}
    rows = {
        "trafficking": pd.concat(
            [found.assign(beside=False), at_home.assign(beside=False), no_victims], ignore_index=True
        ),
        "returns": pd.concat([host_side, origin_side], ignore_index=True).assign(beside=False),
        "vulnerable": pd.concat([others, stranded], ignore_index=True).assign(beside=False),
    }
    rows = _care_answers(rows, spread["care"], seed, targets.year)
    second = _second_citizenships(rng, rows, targets, spread)
    leaves = [code for code in contract.code_lists["age_band"].codes if _is_leaf(contract, code)]
    ways = dict(zip(offices, random_answers.drawn(rng, spread["offices"]["ages_given"], len(offices)), strict=True))
    complete = {}
    for form, frame in rows.items():
        plain = _ages_given(rng, _everyone(rng, frame, targets, spread), leaves, ways, spread)
        more = plain["person"].map(second)
        both = plain["citizenship"].where(more.isna(), plain["citizenship"] + ";" + more)
        complete[form] = plain.assign(citizenship=both).fillna("")
    return _with_references(rng, complete, linked, targets, seed)


def _care_answers(rows: Rows, spread: dict[str, Any], seed: int, year: int) -> Rows:
    """Answer what was done for the person: counselling before the return, best-interest determinations of children.

    Of a generator of its own, so that all other answers stay what they are.
    """
    rng = np.random.Generator(np.random.PCG64([seed, year, 45]))
    victims_, returned, others = rows["trafficking"], rows["returns"], rows["vulnerable"]
    before = random_answers.drawn(rng, spread["counsel_pre"], len(returned))
    of_victims = random_answers.drawn(rng, spread["best_interest_of_victims"], len(victims_))
    of_others = random_answers.drawn(rng, spread["best_interest_of_others"], len(others))
    given = others["best_interest_done"].fillna("")
    asked = others["category"].isin(["UMC_UNACCOMPANIED", "UMC_SEPARATED"]) & (given == "")
    return {
        "trafficking": victims_.assign(best_interest_done=np.where(victims_["umc"] == "1", of_victims, "")),
        "returns": returned.assign(counsel_pre=np.where(returned["side"] == "HOST", before, "")),
        "vulnerable": others.assign(best_interest_done=np.where(asked, of_others, given)),
    }


def _is_leaf(contract: Contract, code: str) -> bool:
    codes = contract.code_lists["age_band"].codes
    return code not in ("U", "ADULT") and all(entry.within != code for entry in codes.values())
