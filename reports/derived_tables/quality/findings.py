"""Findings by form and rule family: how often the rules found something, over all offices.

Belongs here: the table from counts by form and family. Does not: findings themselves, and which rules there are
(expectations). A finding is about a row and a row is a person: numbers are protected as counts of persons are.
"""

from collections.abc import Callable, Mapping

from reports.derived_tables.quality.texts import FAMILY, FINDINGS, FORM, THEME, quality_text
from reports.disclosure.protect_table import protected_counts
from reports.published.protected_table import Cell, ProtectedTable

DIMENSIONS = (FORM, FAMILY)
MEASURE = "findings"


def findings_table(
    counts: Mapping[tuple[str, str], int],
    forms: tuple[str, ...],
    families: tuple[str, ...],
    year: int,
    tie_break: Callable[[str], str],
) -> ProtectedTable:
    """Return the table of a year; ``counts`` by form and family, none where there is no finding.

    Raises ValueError for a form or family that is not named.
    """
    printed = protected_counts(FINDINGS, (forms, families), {(*codes,): n for codes, n in counts.items()}, tie_break)
    cells = tuple(
        Cell(codes, year, MEASURE, MEASURE, "", value, "confidential" if value is None else "published")
        for codes, value in printed.items()
    )
    return ProtectedTable(FINDINGS, THEME, year, DIMENSIONS, cells, quality_text(FINDINGS, DIMENSIONS))
