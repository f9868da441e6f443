"""The rows of a cube that one cell of a table counts, and those with missing values that might belong to it.

Belongs here: a cell's codes to rows of a cube. Does not: tables (tabulation.py). Never published, like the cube.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.published.codes import NOT_ASKED, OTHER, SAME_COUNTRY, TOTAL
from reports.statistics.conditions import meets, meets_none
from reports.statistics.dimensions import DistinctCount, PersonDimension, Ranking, Scores, Services, missing_code
from reports.statistics.membership import categories_of, memberships
from reports.statistics.specification import TableSpec

RowMask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CellMembers:
    """Flags of the rows of a cube: in the table (of persons asked), with every dimension known, in the cell, and in the
    cell or with a code of it unknown.
    """

    table: RowMask
    known: RowMask
    cell: RowMask
    cell_or_unknown: RowMask


def cell_members(
    cube: pd.DataFrame, spec: TableSpec, year: int, codes: tuple[str, ...], printed: tuple[tuple[str, ...], ...]
) -> CellMembers | None:
    """Return the rows behind the cell of ``codes``; ``printed`` are the codes that the table prints by dimension.

    None where the table's cells do not count the cube's rows: countries, means, services.
    """
    table = meets(cube, spec.where, year) & meets_none(cube, spec.leave_out, year)
    within, perhaps, asked, known = table.copy(), table.copy(), table.copy(), table.copy()
    for axis, (dimension, code) in enumerate(zip(spec.definitions, codes, strict=True)):
        if isinstance(dimension, DistinctCount | Scores | Services):
            return None
        columns, places = _columns(cube, spec, year, axis, dimension, printed[axis])
        within &= columns[code][places]
        missing = missing_code(dimension)
        maybe = columns[code] if missing is None else columns[code] | columns[missing]
        perhaps &= maybe[places]
        asked &= ~columns[NOT_ASKED][places] if NOT_ASKED in columns else True
        known &= ~columns[missing][places] if missing is not None else True
    return CellMembers(asked, asked & known, within, perhaps)


def _columns(
    cube: pd.DataFrame, spec: TableSpec, year: int, axis: int, dimension: PersonDimension, printed: tuple[str, ...]
) -> tuple[dict[str, RowMask], npt.NDArray[np.int64]]:
    """Return, for each printed code, the categories that belong to it, and the category of each row."""
    categories, places = categories_of(dimension, cube)
    is_asked = axis == 0 and bool(spec.asked)
    if is_asked:
        places = np.where(meets(cube, spec.asked, year), places, len(categories))
        categories = [*categories, NOT_ASKED]
    reserved = {OTHER, SAME_COUNTRY, TOTAL, NOT_ASKED, missing_code(dimension)}
    ranking = tuple(code for code in printed if code not in reserved) if isinstance(dimension, Ranking) else ()
    under = memberships(dimension, categories, year, ranking, asked=is_asked).astype(bool)
    return {code: under[:, place] for place, code in enumerate(spec.codes_of(axis, ranking))}, places
