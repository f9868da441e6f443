"""Reconciliation: numbers that should be the same, counted from two sides.

Belongs here: plain frames to one row per comparison: the two numbers, their difference and its share. Does not: where
the frames come from (assets/steps/cases/reconciliation.py), what may be published (reconciliation.py). Results are by
office and never published (field rule 9.5).

Columns of every result: what is compared, then first, second, difference (first less second) and share_pct (the
difference in per cent of the first; missing where the first is 0).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reports.statistics.cube_builder import selected
from reports.statistics.cubes import load_cubes
from reports.statistics.persons import person_numbers

RecordsByForm = Mapping[str, pd.DataFrame]
SIDES = ("first", "second")


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame``, which has first and second, with their difference and its share, sorted by all else."""
    numbers = frame.astype(dict.fromkeys(SIDES, "int64"))
    difference = numbers["first"] - numbers["second"]
    share = np.where(numbers["first"] > 0, 100 * difference / numbers["first"].replace(0, 1), np.nan)
    keys = [name for name in frame.columns if name not in SIDES]
    whole = numbers[[*keys, *SIDES]].assign(difference=difference, share_pct=np.round(share, 1))
    return whole.sort_values(keys, ignore_index=True)


def corridors(records: RecordsByForm) -> pd.DataFrame:
    """Compare, by host and origin, departures that hosts report with arrivals that offices of origin report.

    Rows of a corridor that is known on both sides; each person once an office.
    """
    cubes = load_cubes()
    sides = {}
    for side, name in zip(SIDES, ("returns", "after_return"), strict=True):
        rows = selected(cubes.selections[name], records)
        if "host" not in rows:
            return compared(pd.DataFrame(columns=["host", "origin", *SIDES]))
        known = rows[rows["host"].notna() & rows["origin"].notna()]
        once = known.drop_duplicates(["office", "person_key", "host", "origin"])
        sides[side] = once.groupby(["host", "origin"]).size()
    return compared(pd.DataFrame(sides).fillna(0).reset_index())


def victims_and_returns(records: RecordsByForm) -> pd.DataFrame:
    """Compare, by office, victims among its persons returned with persons returned among its victims."""
    victims, returns = records["trafficking"], records["returns"]
    first = returns[(returns["vuln_VoT"] == 1).fillna(False).astype(bool)]
    second = victims[(victims["also_in_returns"] == 1).fillna(False).astype(bool)]
    counted = {
        side: rows.drop_duplicates(["office", "person_key"]).groupby("office").size()
        for side, rows in zip(SIDES, (first, second), strict=True)
    }
    return compared(pd.DataFrame(counted).fillna(0).rename_axis("office").reset_index())


def several_offices(records: RecordsByForm, *, each_once: bool = False) -> pd.DataFrame:
    """Compare, by office, persons whom other offices report too with those of them whose records agree.

    ``records``: of every form with persons, with ``child`` (whether under 18, missing where unknown). Records with one
    case reference at one office, or one link key at any, are one person. Records disagree in sex (F or M) or in being a
    child.
    ``each_once``: a person counts for the first of their offices in alphabetical order only.
    """
    columns = ["office", "person_key", "link_key", "sex", "child"]
    whole = pd.concat([frame[columns] for frame in records.values()], ignore_index=True)
    person = person_numbers(whole) if len(whole) else np.zeros(0, dtype=np.int64)
    sex = whole["sex"].where(whole["sex"].isin(["F", "M"]))
    by_person = whole.assign(sex=sex, child=whole["child"].astype("boolean")).groupby(person)
    offices = by_person["office"].transform("nunique")
    agrees = (by_person["sex"].transform("nunique") <= 1) & (by_person["child"].transform("nunique") <= 1)
    office = by_person["office"].transform("min") if each_once else whole["office"]
    known = pd.DataFrame({"office": office, "person": person, "agrees": agrees})[(offices > 1).to_numpy(dtype=bool)]
    by_office = known.drop_duplicates(["office", "person"]).groupby("office")
    counted = {"first": by_office.size(), "second": by_office["agrees"].sum()}
    return compared(pd.DataFrame(counted).rename_axis("office").reset_index())
