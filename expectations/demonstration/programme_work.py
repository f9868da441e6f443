"""What offices report beside persons: projects, health services, and control totals of their case records.

Belongs here: these rows, invented by distribution. Does not: the persons (population.py), whom control totals count.
"""

from typing import Any

import numpy as np
import pandas as pd

from expectations.demonstration.drawing import Generator, drawn
from expectations.demonstration.faults import language_of
from expectations.demonstration.targets import Targets
from expectations.geography import country_name

Rows = dict[str, pd.DataFrame]
MEASURES = {"VICTIMS": "trafficking", "RETURNED": "returns", "VULNERABLE": "vulnerable"}


def projects(rng: Generator, targets: Targets, spread: dict[str, Any], offices: list[str]) -> pd.DataFrame:
    """Return exactly the target's number of projects; every office has one before any has two."""
    weights, number = spread["projects"], targets.projects
    more = rng.choice(offices, max(0, number - len(offices)))
    office = np.sort(np.concatenate([np.array(offices[:number]), more]))
    frame = pd.DataFrame({"office": office.astype(object), "theme": drawn(rng, weights["theme"], number)})
    place = frame.groupby("office").cumcount() + 1
    frame["code"] = frame["office"] + f"-{targets.year % 100}-P" + place.astype(str).str.zfill(3)
    frame["title"] = [
        weights["titles"][theme][language_of(one, spread)].format(country=country_name(one, language_of(one, spread)))
        for one, theme in zip(frame["office"], frame["theme"], strict=True)
    ]
    first = pd.to_datetime(f"{targets.year - 2}-01-01") + pd.to_timedelta(rng.integers(0, 1000, number), unit="D")
    planned = first + pd.to_timedelta(rng.integers(180, 1300, number), unit="D")
    earliest = pd.Timestamp(f"{targets.year}-01-31")
    last = planned.where(planned >= earliest, earliest)
    frame["start"] = first.strftime("%Y-%m-%d").to_numpy()
    frame["end"] = last.strftime("%Y-%m-%d").to_numpy()
    frame["countries"] = frame["office"]
    for name, chances in weights["fields"].items():
        frame[name] = drawn(rng, chances, number)
    of_health = frame["theme"] == "HEALTH"
    for name, chances in weights["health_fields"].items():
        frame[name] = np.where(of_health, drawn(rng, chances, number), "")
    frame["budget_usd"] = (rng.lognormal(12.6, 1.0, number).round(-3).astype(int) + 10_000).astype(str)
    frame["training_participants"] = rng.poisson(40, number).astype(str)
    return frame


def health(rng: Generator, spread: dict[str, Any], offices: list[str]) -> pd.DataFrame:
    """Return the health services of some offices: an indicator for one population and sex a row."""
    weights = spread["health"]
    rows: list[dict[str, str]] = []
    for office in sorted(rng.choice(offices, min(weights["offices"], len(offices)), replace=False)):
        served = sorted(rng.choice(weights["every_population"], 2, replace=False))
        for population in map(str, served):
            for sex in ("F", "M"):
                numbers: dict[str, int] = {}
                for indicator, entry in weights["indicators"].items():
                    if "of" in entry:
                        numbers[indicator] = int(rng.binomial(numbers[entry["of"]], entry["share"]))
                    else:
                        numbers[indicator] = int(rng.lognormal(np.log(entry["middle"]), 0.8))
                    group = {"office": str(office), "indicator": indicator, "population": population, "sex": sex}
                    rows.append({**group, "unit": entry["unit"], "value": str(numbers[indicator])})
    frame = pd.DataFrame(rows, dtype=object)
    return frame.assign(estimation=drawn(rng, {"EXACT": 80, "ESTIMATE": 14, "": 6}, len(frame)))


def control_totals(rng: Generator, rows: Rows, spread: dict[str, Any]) -> pd.DataFrame:
    """Return the control totals of some offices, as their own records count up, but for a few that differ."""
    weights = spread["totals"]
    persons = {form: frame[~frame["beside"]] for form, frame in rows.items()}
    persons["returns"] = persons["returns"][persons["returns"]["side"] == "HOST"]
    possible = sorted(set(persons["returns"]["office"]) | set(persons["trafficking"]["office"]))
    chosen = sorted(map(str, rng.choice(possible, min(weights["offices"], len(possible)), replace=False)))
    differing = set(map(str, rng.choice(chosen, weights["differing"], replace=False)))
    in_parts = set(map(str, rng.choice(chosen, weights["by_sex"], replace=False))) - differing
    found: list[dict[str, str]] = []
    for office in chosen:
        for measure, form in MEASURES.items():
            own = persons[form][persons[form]["office"] == office].drop_duplicates("case_ref")
            if own.empty:
                continue
            number = len(own) + (int(rng.integers(1, 9)) if office in differing else 0)
            total = {"office": office, "measure": measure, "estimation": "EXACT"}
            found.append({**total, "sex": "", "value": str(number)})
            if office in in_parts:
                sexes = own["sex"].where(own["sex"].isin(["F", "M", "X"]), "U").value_counts().sort_index()
                found += [{**total, "sex": str(sex), "value": str(count)} for sex, count in sexes.items()]
    return pd.DataFrame(found, columns=["office", "measure", "sex", "value", "estimation"], dtype=object)


def programme_work(targets: Targets, spread: dict[str, Any], offices: list[str], rows: Rows, seed: int) -> Rows:
    """Return the rows of health, projects and totals, without a fault; ``rows`` are the persons with theirs."""
    rng = np.random.Generator(np.random.PCG64([seed, targets.year, 426]))  # its own: persons stay what they are
    found = {
        "health": health(rng, spread, offices),
        "projects": projects(rng, targets, spread, offices),
        "totals": control_totals(rng, rows, spread),
    }
    return {form: frame.assign(fault="", rule="") for form, frame in found.items()}
