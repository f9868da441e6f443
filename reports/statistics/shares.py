"""Shares: per cent of a base, printed with the base and the response to the question (field rule 8.3).

A share is of all persons of the table, of those of whom its first dimension is known, or of those asked; every cell of
a table of several dimensions is a share of that one base. The response is of the first dimension: known of all, or of
those asked.

Belongs here: shares, base and response of a table of counts. Does not: the counts (tabulation.py).
"""

import numpy as np

from reports.published.codes import NOT_ASKED, TOTAL
from reports.statistics.cell_frames import CellBlock, CountArray, States
from reports.statistics.dimensions import missing_code
from reports.statistics.measures import BASE, RESPONSE, SHARE
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, NOT_APPLICABLE, NOT_AVAILABLE


def shares_of(states: States, codes: list[tuple[str, ...]], spec: TableSpec, table: CountArray) -> list[CellBlock]:
    """Return the shares in per cent, to one decimal, halves up; then the base and, where it has one, the response.

    ``states`` are those of the counts. A share is not applicable for a code outside the base (the unknown of the known,
    those not asked, the total of more than the base), and where the base is 0.
    """
    base = str(spec.share_base)
    of = _number(spec.base_codes(base), codes, table)
    outside: dict[str, list[str | None]] = {
        "all": [],
        "known": [missing_code(spec.definitions[0]), NOT_ASKED, TOTAL],
        "asked": [NOT_ASKED, TOTAL],
    }
    own = states.copy()
    of_base = np.array([code not in outside[base] for code in codes[0]], dtype=bool)
    of_base = of_base.reshape(-1, *(1 for _ in codes[1:]))
    own[(own == COUNTED) & ~(of_base & bool(of))] = NOT_APPLICABLE
    values = np.zeros(table.shape) if not of else (2000 * table + of) // (2 * of) / 10
    every = tuple(codes)
    parts = [CellBlock(every, SHARE, base, values.ravel(), own.ravel())]
    nothing = states.ravel()[-1] == NOT_AVAILABLE
    total = ((TOTAL,),) * len(codes)
    parts.append(_one(total, BASE, base, of, NOT_AVAILABLE if nothing else COUNTED))
    if missing_code(spec.definitions[0]) is not None:
        known, asked = (_number(spec.base_codes(one), codes, table) for one in ("known", "asked"))
        state = NOT_AVAILABLE if nothing else COUNTED if asked else NOT_APPLICABLE
        value = share_pct(known, asked) if asked else 0.0
        parts.append(_one(total, RESPONSE, "asked" if spec.asked else "all", value, state))
    return parts


def _one(codes: tuple[tuple[str, ...], ...], measure: str, base: str, value: float, state: str) -> CellBlock:
    return CellBlock(codes, measure, base, np.array([value], dtype=np.float64), np.array([state], dtype=object))


def share_pct(part: int, whole: int) -> float:
    """Return ``part`` of ``whole`` in per cent, to one decimal, halves up."""
    return (2000 * part + whole) // (2 * whole) / 10


def _number(cells: tuple[tuple[str, ...], ...], codes: list[tuple[str, ...]], table: CountArray) -> int:
    """Return the first of ``cells`` minus all others."""
    numbers = [int(table[tuple(axis.index(code) for axis, code in zip(codes, cell, strict=True))]) for cell in cells]
    return 2 * numbers[0] - int(np.sum(numbers))
