"""What offices report other than persons: health services, projects, and their own totals.

Belongs here: putting these together, and the totals: controls of case records, and the totals of offices that keep no
case records. Does not: services (health_services.py), projects (project_work.py), the persons (population.py).
"""

from typing import Any

import numpy as np
import pandas as pd

from demo.faults import language_of
from demo.health_services import health
from demo.project_work import projects
from demo.random_answers import Generator
from demo.targets import Targets

Rows = dict[str, pd.DataFrame]
TOTALS = ["office", "measure", "sex", "value", "estimation", "coverage_note"]
MEASURES = {"VICTIMS": "trafficking", "RETURNED": "returns", "VULNERABLE": "vulnerable"}


def control_totals(rng: Generator, rows: Rows, spread: dict[str, Any]) -> pd.DataFrame:
    """Return the control totals of some offices, as their own records count up, but for a few that differ."""
    weights = spread["totals"]
    persons = {form: frame[~frame["beside"]] for form, frame in rows.items()}
    persons["returns"] = persons["returns"][persons["returns"]["side"] == "HOST"]
    possible = sorted(set(persons["returns"]["office"]) | set(persons["trafficking"]["office"]))
    chosen = sorted(map(str, rng.choice(possible, min(weights["offices"], len(possible)), replace=False)))
    differing = set(map(str, rng.choice(chosen, weights["differing"], replace=False)))
    in_parts = set(map(str, rng.choice(chosen, weights["by_sex"], replace=False))) - differing
    totals: list[dict[str, str]] = []
    for office in chosen:
        for measure, form in MEASURES.items():
            persons_of_office = persons[form][persons[form]["office"] == office].drop_duplicates("case_ref")
            if persons_of_office.empty:
                continue
            number = len(persons_of_office) + (int(rng.integers(1, 9)) if office in differing else 0)
            total = {"office": office, "measure": measure, "estimation": "EXACT"}
            totals.append({**total, "sex": "", "value": str(number)})
            if office in in_parts:
                sexes = (
                    persons_of_office["sex"]
                    .where(persons_of_office["sex"].isin(["F", "M", "X"]), "U")
                    .value_counts()
                    .sort_index()
                )
                totals += [{**total, "sex": str(sex), "value": str(count)} for sex, count in sexes.items()]
    return pd.DataFrame(totals, columns=TOTALS, dtype=object).fillna("")


def totals_alone(targets: Targets, spread: dict[str, Any]) -> pd.DataFrame:
    """Return the totals of the offices that send nothing else; every second one is marked as an estimate."""
    rows = []
    for place, (office, totals) in enumerate(sorted(targets.offices.totals_only.items())):
        note = spread["totals"]["coverage"][language_of(office, spread)]
        estimation = "ESTIMATE" if place % 2 else "EXACT"
        for measure, value in totals.items():
            rows.append((office, measure, "", str(value), estimation, note if measure == "PERSONS" else ""))
    return pd.DataFrame(rows, columns=TOTALS, dtype=object)


def programme_work(targets: Targets, spread: dict[str, Any], offices: list[str], rows: Rows, seed: int) -> Rows:
    """Return the rows of health, projects and totals, without a fault; ``rows`` are the persons with theirs."""
    rng = np.random.Generator(np.random.PCG64([seed, targets.year, 426]))  # its own: persons stay what they are
    found = {
        "health": health(rng, spread, offices, targets.health),
        "projects": projects(rng, targets, spread, offices),
        "totals": pd.concat([control_totals(rng, rows, spread), totals_alone(targets, spread)], ignore_index=True),
    }
    return {form: frame.assign(fault="", rule="") for form, frame in found.items()}
