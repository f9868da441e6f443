"""Deduplication: which records are one person, and from which record each variable is taken (field rules 2, 8.2).

Records of one office with the same keyed case reference are one person; so are records of any offices with the same
keyed link, transitively. Variables come from the first record: by the order of the selections (that of
the forms), then the earlier year of first assistance (an unknown year last), then the office in alphabetical order. A
variable that this record does not know is taken from the next one that knows it.

Belongs here: numbering persons and choosing variables. Does not: making a record's variables (variables.py).
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.statistics.variables import SEPARATOR, categorical, concatenated, recoded

IntColumn = npt.NDArray[np.int64]
UNKNOWN_YEAR = 9999


def person_numbers(records: pd.DataFrame) -> IntColumn:
    """Return one number per record, the same for all records of one person.

    ``records`` has office, person_key and link_key. A record without a key is a person by itself, unless its
    link joins it to others.
    """
    keys, known = pd.factorize(records["person_key"])
    alone = np.flatnonzero(keys < 0)
    keys[alone] = len(known) + np.arange(len(alone))
    offices, _ = pd.factorize(records["office"])
    numbers, _ = pd.factorize(keys.astype(np.int64) * (offices.max(initial=0) + 1) + offices)
    links, _ = pd.factorize(records["link_key"])
    return _joined_by_links(numbers.astype(np.int64), links)


def _joined_by_links(numbers: IntColumn, links: npt.NDArray[np.intp]) -> IntColumn:
    """Give all records that a chain of links and keys joins the least of their numbers."""
    linked = links >= 0
    while linked.any():
        least = pd.Series(numbers[linked]).groupby(links[linked]).transform("min").to_numpy()
        root = np.arange(numbers.max() + 1)
        np.minimum.at(root, numbers[linked], least)
        joined = root[numbers]
        if np.array_equal(joined, numbers):
            break
        numbers = joined
    return numbers


def variables_of_persons(
    records: pd.DataFrame, variables: dict[str, pd.Categorical], unions: dict[str, pd.Categorical]
) -> dict[str, pd.Categorical]:
    """Return the variables of each person once, in no particular order of persons.

    ``records`` has office, person_key, link_key, assist_year_first and selection (the place in the order in which
    variables are taken). Of ``variables`` a person has the first that is known, of ``unions`` all, joined by ";".
    """
    numbers = person_numbers(records)
    repeated = np.bincount(numbers)[numbers] > 1 if len(numbers) else np.zeros(0, dtype=bool)
    once, again = np.flatnonzero(~repeated), np.flatnonzero(repeated)
    order = again[_precedence(records.iloc[again], numbers[again])]
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    persons = {}
    for name, variable in variables.items():
        taken = _first_known(variable.codes[order].astype(np.int64), starts)
        persons[name] = categorical(np.concatenate([variable.codes[once], taken]), variable.categories)
    for name, union in unions.items():
        persons[name] = _joined_texts(union, once, order, starts)
    return persons


def variables_of_records(
    records: pd.DataFrame, once_by: str | None, variables: dict[str, pd.Categorical], unions: dict[str, pd.Categorical]
) -> dict[str, pd.Categorical]:
    """Return the variables of each record, or of each different value of ``once_by``, in no particular order.

    A record in which ``once_by`` is blank counts by itself. Variables are taken from the first office in the alphabet
    that knows them.
    """
    if once_by is None:
        return {**variables, **unions}
    keys, known = pd.factorize(records[once_by])
    alone = np.flatnonzero(keys < 0)
    keys[alone] = len(known) + np.arange(len(alone))
    offices, _ = pd.factorize(records["office"], sort=True)
    order = np.lexsort((*(variable.codes for variable in variables.values()), offices, keys))
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    once: IntColumn = np.zeros(0, dtype=np.int64)
    taken = {
        name: categorical(_first_known(variable.codes[order].astype(np.int64), starts), variable.categories)
        for name, variable in variables.items()
    }
    return {**taken, **{name: _joined_texts(union, once, order, starts) for name, union in unions.items()}}


def _precedence(records: pd.DataFrame, numbers: IntColumn) -> npt.NDArray[np.intp]:
    """Return the order by person, then by whose variables are taken first; keys settle what nothing else does."""
    year = records["assist_year_first"].to_numpy("int64", na_value=UNKNOWN_YEAR)
    texts = [pd.factorize(records[name], sort=True)[0] for name in ("person_key", "office")]
    return np.lexsort((*texts, year, records["selection"].to_numpy(), numbers))


def _first_known(codes: IntColumn, starts: npt.NDArray[np.intp]) -> IntColumn:
    """Return, for each group of rows that begins at ``starts``, the first code that is known; -1 where none is."""
    if not len(starts):
        return codes[:0]
    nowhere = len(codes)
    first = np.minimum.reduceat(np.where(codes >= 0, np.arange(nowhere), nowhere), starts)
    return np.append(codes, -1)[first]


def _joined_texts(
    union: pd.Categorical, once: IntColumn, order: IntColumn, starts: npt.NDArray[np.intp]
) -> pd.Categorical:
    """Return each person's different codes joined, those of persons with one record as they are."""
    single = union.codes[once].astype(np.int64)
    groups = np.repeat(np.arange(len(starts)), np.diff([*starts, len(order)]))
    pairs = np.unique(groups * (len(union.categories) + 1) + union.codes[order] + 1)
    group, code = np.divmod(pairs, len(union.categories) + 1)
    known = code > 0
    names = [str(category) for category in union.categories]
    sets: dict[int, list[str]] = {}
    for one, place in zip(group[known].tolist(), code[known].tolist(), strict=True):
        sets.setdefault(one, []).append(names[place - 1])
    joined = recoded(pd.Series([SEPARATOR.join(sets.get(one, [])) for one in range(len(starts))], dtype=object), str)
    return concatenated([categorical(single, union.categories), joined])
