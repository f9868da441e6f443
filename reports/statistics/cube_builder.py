"""From the year's records to one cube per theme, which counts every person once.

Belongs here: build_cube. Does not: which records and variables (cubes.yaml), tables (tabulation.py).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reports.statistics.cubes import IDENTITY, Cube, Cubes, Selection, load_cubes
from reports.statistics.persons import variables_of_persons, variables_of_records
from reports.statistics.variables import OF_PERSONS, categorical, concatenated, made, recoded

NOT_KNOWN = ""  # the category of persons of whom a variable is not known


def build_cube(
    theme: str,
    records: Mapping[str, pd.DataFrame],
    year: int,
    also: tuple[str, ...] = (),
    apart: str | None = None,
) -> pd.DataFrame:
    """Count the persons of a theme once each. Grain: one row per combination of variables; ``persons`` is their number.

    ``records`` holds the accepted records of all offices and of ``year``, by form, with the columns of
    ``columns_needed``; a form that is missing has no records. Variables are categorical, "" where not known; several
    answers are joined by ";". Of an amount there are two columns: its sum, in units of its last decimal, and under
    ``known_of`` the number of persons of whom it is known. In a cube of records ``persons`` is the number of records.
    ``also`` are further variables of cubes.yaml, crossed too; ``apart`` is a column of all records that is crossed as
    it is, and is the same for all records of a person. The order of records does not matter. Raises KeyError for an
    unknown theme.
    """
    if any("year" in frame.columns and len(frame) and (frame["year"] != year).any() for frame in records.values()):
        raise ValueError(f"records of another year than {year} do not belong into its cube")
    cubes = load_cubes()
    cube = cubes.cubes[theme]
    cube = cube.model_copy(update={"variables": tuple(dict.fromkeys((*cube.variables, *also)))})
    parts = [_persons_of(part, cube, cubes, records, apart) for part in cube.counts]
    names = (*cube.variables, *cube.amounts, *([] if apart is None else [apart]))
    columns = {name: concatenated([part[name] for part in parts]) for name in names}
    amounts = {name: _numbers(columns.pop(name), cubes.variables[name].decimals) for name in cube.amounts}
    return _combinations(columns, amounts)


def known_of(amount: str) -> str:
    """Return the column of a cube that counts the persons of whom ``amount`` is known."""
    return f"known_{amount}"


def _persons_of(
    part: tuple[str, ...], cube: Cube, cubes: Cubes, records: Mapping[str, pd.DataFrame], apart: str | None
) -> dict[str, pd.Categorical]:
    frames = {name: selected(cubes.selections[name], records, cube.identity) for name in part}
    identity = pd.concat(
        [identity_of(frame, place, cube.identity) for place, frame in enumerate(frames.values())], ignore_index=True
    )
    variables = {}
    for name in (*cube.variables, *cube.amounts):
        variable = cubes.variables[name]
        if variable.kind not in OF_PERSONS:
            variables[name] = concatenated(
                [_or_unknown(made(variable, frame), len(frame)) for frame in frames.values()]
            )
    if apart is not None:
        columns = [recoded(frame[apart], str) if apart in frame else None for frame in frames.values()]
        known = [_or_unknown(one, len(frame)) for one, frame in zip(columns, frames.values(), strict=True)]
        variables[apart] = concatenated(known)
    unions = {
        "selections": categorical(identity["selection"], part),
        "offices": recoded(identity["office"], str),
    }
    wanted = {
        name: unions[cubes.variables[name].kind] for name in cube.variables if cubes.variables[name].kind in unions
    }
    if cube.grain == "records":
        return variables_of_records(identity, cube.once_by, variables, wanted)
    return variables_of_persons(identity, variables, wanted)


def identity_of(frame: pd.DataFrame, place: int, identity: tuple[str, ...] = IDENTITY) -> pd.DataFrame:
    """Return the columns that identify the persons of a selection; ``place`` is the index of the selection."""
    return frame[list(identity)].assign(selection=place)


def _numbers(amount: pd.Categorical, decimals: int) -> tuple[np.ndarray, np.ndarray]:
    """Return an amount in whole units of its last decimal, 0 where it is not known, and whether it is known."""
    units = [round(float(value) * 10**decimals) for value in amount.categories]
    return np.array([*units, 0], dtype=np.int64)[amount.codes], amount.codes >= 0


def _or_unknown(variable: pd.Categorical | None, length: int) -> pd.Categorical:
    if variable is not None:
        return variable
    return categorical(np.full(length, -1), [])


def selected(
    selection: Selection, records: Mapping[str, pd.DataFrame], identity: tuple[str, ...] = IDENTITY
) -> pd.DataFrame:
    """Return the records of a selection."""
    frame = records.get(selection.form)
    if frame is None:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in identity})
    keep = np.ones(len(frame), dtype=bool)
    for column, codes in selection.only.items():
        keep &= _is_one_of(frame[column], codes)
    for column, codes in selection.leave_out.items():
        keep &= ~_is_one_of(frame[column], codes)
    if selection.side is not None:
        keep &= _is_after_return(frame) == (selection.side == "ORIGIN")
    return frame if keep.all() else frame[keep]


def _is_one_of(column: pd.Series, codes: tuple[str, ...]) -> np.ndarray:
    wanted = [int(code) for code in codes] if pd.api.types.is_integer_dtype(column.dtype) else list(codes)
    return column.isin(wanted).to_numpy(dtype=bool)


def _is_after_return(frame: pd.DataFrame) -> np.ndarray:
    """Say whether a record of the returns form comes from the office in the country of origin.

    Where the side is not known, it does if the office is the origin and not the host; otherwise the record is a return:
    an invalid side must not remove the person from the review (field rule 8.1).
    """
    said = frame["side"].notna().to_numpy(dtype=bool)
    origin_side = (frame["side"] == "ORIGIN").fillna(False).to_numpy(dtype=bool)
    at_origin = (frame["origin"] == frame["office"]).fillna(False).to_numpy(dtype=bool)
    at_host = (frame["host"] == frame["office"]).fillna(False).to_numpy(dtype=bool)
    return np.where(said, origin_side, at_origin & ~at_host)


def _combinations(
    columns: dict[str, pd.Categorical], amounts: dict[str, tuple[np.ndarray, np.ndarray]]
) -> pd.DataFrame:
    """Count the different rows and add their amounts up, in the order of their categories."""
    key = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    size = 1
    for column in columns.values():
        width = len(column.categories) + 1
        if size > 2**62 // width:
            different, key = np.unique(key, return_inverse=True)
            size = len(different)
        key = key * width + column.codes + 1
        size *= width
    _, first, row, persons = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    cube: dict[str, pd.Categorical | np.ndarray] = {
        name: categorical(column.codes[first].astype(np.int64) + 1, [NOT_KNOWN, *column.categories])
        for name, column in columns.items()
    }
    cube["persons"] = persons.astype(np.int64)
    for name, (units, known) in amounts.items():
        cube[name] = np.bincount(row, weights=units, minlength=len(persons)).astype(np.int64)
        cube[known_of(name)] = np.bincount(row, weights=known, minlength=len(persons)).astype(np.int64)
    return pd.DataFrame(cube)
