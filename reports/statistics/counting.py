"""Counting: from the year's records to one cube a theme, in which every person stands once.

Belongs here: build_cube. Does not: which records and facts (cubes.yaml), cutting tables (cutting.py).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reports.statistics.cubes import Cube, Cubes, Selection, load_cubes
from reports.statistics.facts import categorical, concatenated, made, recoded
from reports.statistics.persons import facts_of_persons

NOT_KNOWN = ""  # the category of persons of whom a fact is not known


def build_cube(theme: str, records: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """Count the persons of a theme once each. Grain: one row a combination of facts; ``persons`` is their number.

    ``records`` holds the accepted records of all offices and of ``year``, by form, with the columns of
    ``columns_needed``; a form that is not there has no records. Facts are categorical, "" where not known; several
    answers are joined by ";". The same for every order of records. Raises KeyError for an unknown theme.
    """
    if any("year" in frame.columns and len(frame) and (frame["year"] != year).any() for frame in records.values()):
        raise ValueError(f"records of another year than {year} do not belong into its cube")
    cubes = load_cubes()
    cube = cubes.cubes[theme]
    parts = [_persons_of(part, cube, cubes, records) for part in cube.counts]
    columns = {name: concatenated([part[name] for part in parts]) for name in cube.facts}
    return _combinations(columns)


def _persons_of(
    part: tuple[str, ...], cube: Cube, cubes: Cubes, records: Mapping[str, pd.DataFrame]
) -> dict[str, pd.Categorical]:
    frames = {name: selected(cubes.selections[name], records) for name in part}
    identity = pd.concat([identity_of(frame, place) for place, frame in enumerate(frames.values())], ignore_index=True)
    facts = {}
    for name in cube.facts:
        fact = cubes.facts[name]
        if fact.kind not in ("selections", "offices"):
            facts[name] = concatenated([_or_unknown(made(fact, frame), len(frame)) for frame in frames.values()])
    unions = {
        "selections": categorical(identity["selection"], part),
        "offices": recoded(identity["office"], str),
    }
    wanted = {name: unions[cubes.facts[name].kind] for name in cube.facts if cubes.facts[name].kind in unions}
    return facts_of_persons(identity, facts, wanted)


def identity_of(frame: pd.DataFrame, place: int) -> pd.DataFrame:
    """Return what tells the persons of a selection apart; ``place`` is that of the selection."""
    return frame[["office", "person_key", "link_key", "assist_year_first"]].assign(selection=place)


def _or_unknown(fact: pd.Categorical | None, length: int) -> pd.Categorical:
    if fact is not None:
        return fact
    return categorical(np.full(length, -1), [])


def selected(selection: Selection, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the records of a selection."""
    frame = records.get(selection.form)
    if frame is None:
        return pd.DataFrame(
            {name: pd.Series(dtype=object) for name in ("office", "person_key", "link_key", "assist_year_first")}
        )
    keep = np.ones(len(frame), dtype=bool)
    for column, codes in selection.leave_out.items():
        keep &= ~frame[column].isin(codes).to_numpy(dtype=bool)
    if selection.side is not None:
        keep &= _is_after_return(frame) == (selection.side == "ORIGIN")
    return frame if keep.all() else frame[keep]


def _is_after_return(frame: pd.DataFrame) -> np.ndarray:
    """Whether a record of the returns form is that of the office in the country of origin.

    Where the side is not known, the office is at the origin if it is the origin and not the host; otherwise the record
    is a return: a faulty side must not take the person out of the review (field.md §8.1).
    """
    said = frame["side"].notna().to_numpy(dtype=bool)
    origin_side = (frame["side"] == "ORIGIN").fillna(False).to_numpy(dtype=bool)
    at_origin = (frame["origin"] == frame["office"]).fillna(False).to_numpy(dtype=bool)
    at_host = (frame["host"] == frame["office"]).fillna(False).to_numpy(dtype=bool)
    return np.where(said, origin_side, at_origin & ~at_host)


def _combinations(columns: dict[str, pd.Categorical]) -> pd.DataFrame:
    """Count the different rows, in the order of their categories."""
    key = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    size = 1
    for column in columns.values():
        width = len(column.categories) + 1
        if size > 2**62 // width:
            different, key = np.unique(key, return_inverse=True)
            size = len(different)
        key = key * width + column.codes + 1
        size *= width
    _, first, persons = np.unique(key, return_index=True, return_counts=True)
    cube = {
        name: categorical(column.codes[first].astype(np.int64) + 1, [NOT_KNOWN, *column.categories])
        for name, column in columns.items()
    }
    return pd.DataFrame({**cube, "persons": persons.astype(np.int64)})
