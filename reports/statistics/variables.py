"""Variables: the columns of a form recoded to the variables by which a person is counted.

Belongs here: one categorical column per variable, missing where it is not known. Does not: who is one person
(persons.py).
"""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.contract import CodeList, load_contract
from reports.published.codes import NONE
from reports.statistics.cubes import Variable

SEPARATOR = ";"
OF_PERSONS = ("selections", "offices")  # variables that no record has by itself
BESIDE = "/"  # between the two codes of a joined variable


def categorical(codes: npt.ArrayLike, categories: Sequence[str] | pd.Index) -> pd.Categorical:
    """Return a categorical whose categories are of one type whatever they are, so that any two can be joined."""
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int64), categories=pd.Index(categories, dtype=object))


def concatenated(parts: Sequence[pd.Categorical]) -> pd.Categorical:
    """Return the rows of all parts, one after the other, the categories of all of them in alphabetical order."""
    values = [str(category) for part in parts for category in part.categories]
    offsets = np.cumsum([0, *(len(part.categories) for part in parts)])
    places = [
        np.where(part.codes >= 0, part.codes + offset, -1) for part, offset in zip(parts, offsets[:-1], strict=True)
    ]
    return _from_places(np.concatenate(places), values)


def recoded(column: pd.Series, change: Callable[[str], str | None]) -> pd.Categorical:
    """Return ``column`` with every different value changed; None, like a missing value, is not known."""
    places, values = pd.factorize(column)
    return _from_places(places, [change(str(value)) for value in values])


def _from_places(places: np.ndarray, values: Sequence[str | None]) -> pd.Categorical:
    """Return a categorical of sorted categories, ``values[place]`` a row; place -1 and value None are missing."""
    categories = sorted({value for value in values if value})
    at = {category: place for place, category in enumerate(categories)}
    table = np.array([*(at.get(value or "", -1) for value in values), -1])
    return categorical(table[places], categories)


def made(variable: Variable, records: pd.DataFrame) -> pd.Categorical | None:
    """Return the variable of each record; None for a variable of persons, or where the form has no such column."""
    if variable.kind in OF_PERSONS or not set(variable.columns) <= set(records.columns):
        return None
    if variable.kind == "flags":
        return _answered_yes(variable, records)
    column = records[str(variable.column)]
    if variable.kind == "age":
        return _age_band(variable, records)
    if variable.kind == "joined":
        return _joined_codes(column, records[str(variable.beside)])
    if variable.kind in ("code", "number"):
        return recoded(column, lambda code: None if code in variable.unknown else code)
    countries = recoded(
        column, lambda codes: _joined(code for code in codes.split(SEPARATOR) if code not in variable.unknown)
    )
    return _set_aside(countries, variable, records) if variable.kind == "established" else countries


def _joined_codes(first: pd.Series, second: pd.Series) -> pd.Categorical:
    """Return the codes of two columns as one, "A/B"; missing where one of them is."""
    ahead, behind = recoded(first, str), recoded(second, str)
    width = len(behind.categories)
    places = np.where((ahead.codes < 0) | (behind.codes < 0), -1, ahead.codes.astype(np.int64) * width + behind.codes)
    return _from_places(places, [f"{a}{BESIDE}{b}" for a in ahead.categories for b in behind.categories])


def _joined(codes: Iterable[str]) -> str:
    return SEPARATOR.join(sorted({code for code in codes if code}))


def _set_aside(countries: pd.Categorical, variable: Variable, records: pd.DataFrame) -> pd.Categorical:
    """Replace the country by the basis where the basis is that the country is not established."""
    basis = recoded(records[str(variable.basis)], lambda code: code if code in variable.aside else None)
    aside = np.where(countries.codes >= 0, basis.codes, -1)
    return preferred(categorical(aside, basis.categories), countries)


def preferred(first: pd.Categorical, second: pd.Categorical) -> pd.Categorical:
    """Return the first where it is known, the second where it is not."""
    values = [*first.categories, *second.categories]
    second_places = np.where(second.codes >= 0, second.codes.astype(np.int64) + len(first.categories), -1)
    return _from_places(np.where(first.codes >= 0, first.codes, second_places), values)


def _answered_yes(variable: Variable, records: pd.DataFrame) -> pd.Categorical:
    """Return the codes of all flags that are yes, joined; "none" where all of them are no.

    Missing where no flag is yes and one is blank: a blank is unknown, never no.
    """
    flags = variable.flags
    answers = np.zeros(len(records), dtype=np.int64)
    all_no = np.ones(len(records), dtype=bool)
    for place, name in enumerate(flags):
        answer = records[name].to_numpy("int8", na_value=-1)
        answers |= (answer == 1).astype(np.int64) << place
        all_no &= answer == 0
    places, sets = pd.factorize(np.where(all_no, -1, answers))
    codes = list(flags.values())
    texts = [_joined(c for place, c in enumerate(codes) if (one >> place) & 1) for one in sets.tolist()]
    return _from_places(places, [NONE if one < 0 else text for one, text in zip(sets.tolist(), texts, strict=True)])


def _age_band(variable: Variable, records: pd.DataFrame) -> pd.Categorical:
    """Return the finest band: that of the age in years where it is given, otherwise the band or coarse code given."""
    bands = _leaves(load_contract().code_lists[str(variable.code_list)])
    by_age = recoded(
        records[str(variable.column)],
        lambda age: next((b for b, years in bands.items() if int(float(age)) in years), None),
    )
    return preferred(
        by_age, recoded(records[str(variable.band)], lambda code: None if code in variable.unknown else code)
    )


def _leaves(bands: CodeList) -> dict[str, range]:
    """Return the bands that contain no other, with the completed years that they span."""
    within = {code.within for code in bands.codes.values()}
    spans = {key: re.fullmatch(r"(\d+)(?:-(\d+)|\+)", key) for key in bands.codes if key not in within}
    return {key: range(int(span[1]), int(span[2] or 200) + 1) for key, span in spans.items() if span}
