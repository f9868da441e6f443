"""Who stands in a cell: the rows of a cube that one cell of a table counts, and those that might belong there.

Belongs here: a cell's codes to rows of a cube. Does not: tables (tabulation.py). Inside only, like the cube.
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
    """Rows of a cube: in the table (only those asked), with every dimension known, in the cell, perhaps in the cell.

    Perhaps in the cell are those in it, and those of which a code of it is not known.
    """

    table: RowMask
    known: RowMask
    cell: RowMask
    cell_or_unknown: RowMask


def cell_members(
    cube: pd.DataFrame, spec: TableSpec, year: int, codes: tuple[str, ...], printed: tuple[tuple[str, ...], ...]
) -> CellMembers | None:
    """Return the rows behind the cell of ``codes``; ``printed`` are the codes that the table prints by dimension.

    None where the table's cells are no counts of the cube's rows: countries, means, services.
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
    """Return, for each printed code, which categories stand under it, and the category of each row."""
    categories, places = categories_of(dimension, cube)
    is_asked = axis == 0 and bool(spec.asked)
    if is_asked:
        places = np.where(meets(cube, spec.asked, year), places, len(categories))
        categories = [*categories, NOT_ASKED]
    reserved = {OTHER, SAME_COUNTRY, TOTAL, NOT_ASKED, missing_code(dimension)}
    ranking = tuple(code for code in printed if code not in reserved) if isinstance(dimension, Ranking) else ()
    under = memberships(dimension, categories, year, ranking, asked=is_asked).astype(bool)
    return {code: under[:, place] for place, code in enumerate(spec.codes_of(axis, ranking))}, places
