"""The panel table: both years recounted on the offices that answered in both, and last year's persons of the others.

Grain: one cell per row (all, panel, silent), year and measure. All offices minus the panel is often one office, and so
is the panel of this year minus that of the year before.

Belongs here: its cells. Does not: counting (panels.py), which numbers may be printed together (panel_safety.py), words
(panel_text.py).
"""

from dataclasses import dataclass, replace

import pandas as pd

from reports.derived_tables.comparability.breaks import is_broken
from reports.derived_tables.comparability.changes import UNITS, change_pct
from reports.derived_tables.comparability.panel_safety import is_safe, may_stand_beside
from reports.derived_tables.comparability.panel_specification import PanelSpec
from reports.derived_tables.comparability.panel_text import panel_text
from reports.derived_tables.comparability.panels import SILENT, Assisted, Desks, desks_in, panel_of
from reports.published.protected_table import Cell, ProtectedTable, Status
from reports.statistics.shares import share_pct

DIMENSION = "offices"
ALL, PANEL, SILENT_ROW = "all", "panel", "silent"


@dataclass(frozen=True)
class TwoYears:
    """What a panel is made of. ``earlier``: the panel on which the year before was already recounted in its review."""

    now: Assisted
    before: Assisted
    states_now: pd.DataFrame  # office, form, state
    states_before: pd.DataFrame
    earlier: Desks | None = None


def panel_table(
    spec: PanelSpec, year: int, years: TwoYears, all_now: Cell | None, all_before: Cell | None
) -> ProtectedTable:
    """Return the table of ``spec``. ``all_now``, ``all_before``: the cells in which editions print all offices."""
    panel = panel_of(years.states_now, years.states_before)
    silent = desks_in(years.states_now, SILENT) & years.before.everywhere
    of_all = {year: _copied(all_now, ALL, year, spec), year - 1: _copied(all_before, ALL, year - 1, spec)}
    safe = {
        year: is_safe(spec, years.now, panel, [years.now.everywhere], of_all[year]),
        year - 1: is_safe(spec, years.before, panel, _printed_before(years), of_all[year - 1]),
    }
    printed = [*_printed_before(years), panel & years.before.everywhere]
    silent_is_safe = safe[year - 1] and may_stand_beside(spec, years.before, silent, printed)
    counted = {year: years.now, year - 1: years.before}
    of_panel = {one: _count(counted[one].count(panel), PANEL, one, spec, safe[one]) for one in counted}
    if _was_revised(years.before, of_all[year - 1]):
        of_panel[year - 1] = _flagged(of_panel[year - 1], "r")
    of_silent = _count(years.before.count(silent), SILENT_ROW, year - 1, spec, silent_is_safe)
    nobody = Cell((SILENT_ROW,), year, "persons", "persons", "", None, "not_applicable")
    counts = [of_all[year], of_panel[year], nobody, of_all[year - 1], of_panel[year - 1], of_silent]
    shares = [_share(cell, of_all[cell.year]) for cell in counts]
    changes = [_change(of_all, year, spec), _change(of_panel, year, spec), _no_change(SILENT_ROW, year)]
    cells = tuple(counts + shares + changes)
    table = ProtectedTable(spec.key, spec.theme, year, (DIMENSION,), cells, panel_text(spec, year, cells, "en"))
    return table


def _printed_before(years: TwoYears) -> list[Desks]:
    """Return the sets of desks whose persons of the year before are printed: all, and an earlier review's panel."""
    everywhere = years.before.everywhere
    return [everywhere, *([years.earlier & everywhere] if years.earlier is not None else [])]


def _was_revised(before: Assisted, printed: Cell) -> bool:
    """Whether the records of the year before no longer give what its edition prints."""
    return printed.value is not None and before.count(before.everywhere) != printed.value


def _copied(cell: Cell | None, code: str, year: int, spec: PanelSpec) -> Cell:
    if cell is None:
        return Cell((code,), year, "persons", "persons", "", None, "not_available")
    copied = replace(cell, codes=(code,), year=year)
    return _flagged(copied, "b") if is_broken(spec.theme, year, (code,)) else copied


def _count(persons: int, code: str, year: int, spec: PanelSpec, is_safe: bool) -> Cell:
    status: Status = "published" if is_safe else "confidential"
    cell = Cell((code,), year, "persons", "persons", "", float(persons) if is_safe else None, status)
    return _flagged(cell, "b") if is_broken(spec.theme, year, (code,)) else cell


def _flagged(cell: Cell, flag: str) -> Cell:
    """Set a flag; a break goes before a revision, since one flag is printed."""
    if cell.value is None or cell.flag == "b":
        return cell
    return replace(cell, flag="b" if flag == "b" else "r")


def _share(cell: Cell, whole: Cell) -> Cell:
    status: Status = cell.status if cell.value is None else whole.status
    value = None
    if cell.value is not None and whole.value is not None:
        if whole.value == 0:
            status = "not_applicable"
        else:
            value = share_pct(int(cell.value), int(whole.value))
    return Cell(cell.codes, cell.year, "share_pct", "per cent", "all", value, status if value is None else "published")


def _change(counts: dict[int, Cell], year: int, spec: PanelSpec) -> Cell:
    value, status = change_pct(counts[year], counts[year - 1])
    cell = Cell(counts[year].codes, year, "change_pct", UNITS["change_pct"], "", value, status)
    return _flagged(cell, "b") if is_broken(spec.theme, year, cell.codes) else cell


def _no_change(code: str, year: int) -> Cell:
    return Cell((code,), year, "change_pct", UNITS["change_pct"], "", None, "not_applicable")
