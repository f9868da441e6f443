"""Which layout a file is in: by the machine names in one of its first rows, never by position or label.

Belongs here: fitting layouts to sheets, and naming what is missing where none fits. Does not: reading the rows
(conversion.py), opening the file (foreign_file.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.contract import load_contract
from expectations.layouts.foreign_file import ForeignFile, header_texts
from expectations.layouts.layout import Layout, LayoutError
from expectations.reading.grid import Grid, is_blank

LOOK_AT_ROWS = 30
SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class Fit:
    """How a layout fits one sheet. ``header`` is the row, counted from 0, that names most of its columns.

    ``places``: of each column found, counted from 0. ``others``: places with a header that the layout does not know.
    """

    layout: Layout
    grid: Grid
    header: int
    places: dict[str, int]
    others: tuple[int, ...]
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the sheet is in this layout."""
        refused = self.others if self.layout.other_columns == "refused" else ()
        return bool(self.places) and not self.missing and not refused

    @property
    def why_not(self) -> str:
        """What keeps the sheet from being in this layout, by columns of ours and places of theirs."""
        said = []
        if self.missing:
            more = len(self.missing) - SHOWN_COLUMNS
            shown = ", ".join(self.missing[:SHOWN_COLUMNS]) + (f" and {more} more" if more > 0 else "")
            said.append(f"the file has no column {shown}")
        if self.others and self.layout.other_columns == "refused":
            places = ", ".join(str(place + 1) for place in self.others)
            said.append(f"the layout does not know the columns at {places}")
        return "; ".join(said)


def names_of(layout: Layout) -> dict[str, str]:
    """Return the column of each name that a header of the layout may have."""
    return layout.own_columns(load_contract()) | layout.names


def names_of_all(layouts: Iterable[Layout]) -> frozenset[str]:
    """Return every name of every layout: by them the separator of a CSV file is recognised."""
    return frozenset(name for layout in layouts for name in names_of(layout))


def _column_of(text: str, names: dict[str, str], may_be_in_a_group: bool) -> str | None:
    found = names.get(text)
    if found is None and may_be_in_a_group:
        # group/question as KoboToolbox writes it, group-question as ODK Central does
        ends = (text.rpartition(mark)[2] for mark in ("/", "-") if mark in text)
        return next((names[end] for end in ends if end in names), None)
    return found


def fit_of(layout: Layout, grid: Grid) -> Fit:
    """Return how a layout fits a sheet: by the row of the first 30 that names most of its columns."""
    names = names_of(layout)
    in_groups = layout.other_columns == "dropped"
    best: tuple[int, dict[str, int], tuple[int, ...]] = (0, {}, ())
    for row_no, row in enumerate(grid.rows[:LOOK_AT_ROWS]):
        texts = header_texts(list(row))
        places: dict[str, int] = {}
        others: list[int] = []
        for place, text in enumerate(texts):
            column = _column_of(text, names, in_groups)
            if column is not None and column not in places:
                places[column] = place
            elif column is not None or text:
                others.append(place)
        if len(places) > len(best[1]):
            best = (row_no, places, tuple(others))
    header, places, others_found = best
    missing = tuple(column for column in layout.columns if column in layout.needed and column not in places)
    return Fit(layout, grid, header, places, others_found, missing)


def fits_of(file: ForeignFile, layouts: Sequence[Layout]) -> list[Fit]:
    """Return the best fit of each layout to a sheet of the file: those that fit first, then what is nearest."""
    found = []
    for layout in layouts:
        fits = [fit_of(layout, grid) for grid in file.grids if any(not is_blank(c) for row in grid.rows for c in row)]
        if fits:
            found.append(min(fits, key=lambda fit: (not fit.is_whole, len(fit.missing) + len(fit.others))))
    return sorted(found, key=_distance)


def _distance(fit: Fit) -> tuple[bool, float, int, str]:
    wanted = len(fit.layout.needed) or 1
    return not fit.is_whole, len(fit.missing) / wanted, len(fit.others), fit.layout.name


def the_fit(file: ForeignFile, layouts: Sequence[Layout]) -> Fit:
    """Return the one fit of a file. Raises LayoutError where none fits, with the nearest, or where two do."""
    fits = fits_of(file, layouts)
    whole = [fit for fit in fits if fit.is_whole]
    if len(whole) == 1:
        return whole[0]
    if len(whole) > 1:
        raise LayoutError(f"the file fits two layouts: {', '.join(fit.layout.name for fit in whole)}; say which")
    if not fits:
        raise LayoutError("the file holds no row")
    nearest = fits[0]
    raise LayoutError(f"the file fits no layout; the nearest is {nearest.layout.name}: {nearest.why_not}")
