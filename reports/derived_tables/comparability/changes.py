"""Changes on the year before: in per cent for counts, in percentage points for shares.

Belongs here: whether a change may be printed, and its value. Does not: words of direction (reports/sentences). A change
in per cent needs a base of 100 and at least 50 now, as a sentence does (field rule 8.6): the disclosure threshold is
no measure of how much a small count moves by chance.
"""

from decimal import ROUND_HALF_UP, Decimal

from reports.published.protected_table import Cell, Status

PER_CENT_BASE, DIRECTION_BASE = 100, 50
UNITS = {"change_pct": "per cent", "change_pp": "percentage points"}


def change_pct(now: Cell | None, before: Cell | None) -> tuple[float | None, Status]:
    """Return the change of a count in per cent, to one decimal, with its status.

    Not applicable where the bases do not carry it; confidential where one of the two is.
    """
    status = _status(now, before)
    if status != "published" or now is None or before is None or now.value is None or before.value is None:
        return None, status
    if before.value < PER_CENT_BASE or now.value < DIRECTION_BASE:
        return None, "not_applicable"
    return _to_one_decimal(100 * (Decimal(now.value) - Decimal(before.value)) / Decimal(before.value)), "published"


def change_pp(
    now: Cell | None, before: Cell | None, bases: tuple[Cell | None, Cell | None]
) -> tuple[float | None, Status]:
    """Return the difference of two shares, as they are printed, in percentage points; ``bases``: their wholes."""
    status = _status(now, before)
    if status != "published" or now is None or before is None or now.value is None or before.value is None:
        return None, status
    if any(base is None or base.value is None or base.value < PER_CENT_BASE for base in bases):
        return None, "not_applicable"
    return _to_one_decimal(Decimal(str(now.value)) - Decimal(str(before.value))), "published"


def _status(now: Cell | None, before: Cell | None) -> Status:
    states = [("not_available" if cell is None else cell.status) for cell in (now, before)]
    worst: tuple[Status, ...] = ("not_available", "confidential", "not_applicable")
    return next((status for status in worst if status in states), "published")


def _to_one_decimal(number: Decimal) -> float:
    """Halves away from zero, so that a fall is rounded like a rise."""
    return float(number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)) + 0.0
