"""Rows held back by form, and their share of the rows read (field rule 8.1).

Belongs here: the table from counts by form. Does not: why a row is held back. The number of rows read is not printed:
minus the published persons it would be one more count. A share from which that number follows to within a few rows is
not printed either.
"""

import math
from collections.abc import Callable, Mapping

from reports.derived_tables.quality.texts import FORM, HELD_BACK, THEME, quality_text
from reports.disclosure.protect_table import protected_counts
from reports.published.codes import TOTAL
from reports.published.disclosure_rules import default_threshold, load_disclosure_rules
from reports.published.protected_table import Cell, ProtectedTable, Status

DIMENSIONS = (FORM,)
MEASURE, SHARE, READ = "records", "share_pct", "read"


def held_back_table(
    held: Mapping[str, int], read: Mapping[str, int], year: int, tie_break: Callable[[str], str]
) -> ProtectedTable:
    """Return the table of a year from rows held back and rows read, by form; forms without a row read are left out."""
    forms = tuple(form for form, rows in read.items() if rows)
    printed = protected_counts(HELD_BACK, (forms,), {(form,): rows for form, rows in held.items() if rows}, tie_break)
    of = {**{form: read[form] for form in forms}, TOTAL: sum(read.values())}
    cells = []
    for codes, value in printed.items():
        status: Status = "confidential" if value is None else "published"
        cells.append(Cell(codes, year, MEASURE, MEASURE, "", value, status))
        share = None if value is None else round(100 * value / of[codes[0]], 1) if of[codes[0]] else 0.0
        if share is not None and not _leaves_open(value or 0.0, share):
            share, status = None, "confidential"
        cells.append(Cell(codes, year, SHARE, "per cent", READ, share, status))
    return ProtectedTable(HELD_BACK, THEME, year, DIMENSIONS, tuple(cells), quality_text(HELD_BACK, DIMENSIONS))


def _leaves_open(held: float, share: float) -> bool:
    """Say whether many numbers of rows read fit, of which ``held`` are ``share`` per cent to one decimal."""
    rounding = load_disclosure_rules().share_rounding.value
    if share <= rounding:
        return True
    least, most = 100 * held / (share + rounding), 100 * held / (share - rounding)
    return math.floor(most) - math.ceil(least) + 1 >= default_threshold()
