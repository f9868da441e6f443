"""Records and states of two years, small and by hand, and the table that panels make of them."""

import pandas as pd

from expectations.contract import load_contract
from reports.derived_tables.comparability.panel_specification import PanelSpec, load_panels
from reports.derived_tables.comparability.panel_table import TwoYears, panel_table
from reports.derived_tables.comparability.panels import Desks, assisted
from reports.published import Cell, ProtectedTable
from reports.statistics.cubes import load_cubes

FORMS = ("trafficking", "returns", "vulnerable")
SPECS = {spec.key: spec for spec in load_panels().tables}
Rows = list[tuple[str, str, str | None]]  # office, person, link


def frame(form: str, rows: Rows) -> pd.DataFrame:
    known = load_contract().forms[form].by_name
    selections = [one for one in load_cubes().selections.values() if one.form == form]
    columns = {
        "office": pd.Series([office for office, _, _ in rows], dtype="str"),
        "person_key": pd.Series([f"{office}-{person}" for office, person, _ in rows], dtype="str"),
        "link_key": pd.Series([link for _, _, link in rows], dtype="str"),
        "assist_year_first": pd.Series([None] * len(rows), dtype="Int16"),
    }
    for name in (name for one in selections for name in one.columns if name in known):
        columns[name] = pd.Series([{"side": "HOST"}.get(name)] * len(rows), dtype="str")
    return pd.DataFrame(columns)


def victims(**by_office: int) -> dict[str, pd.DataFrame]:
    rows: Rows = [(office, str(n), None) for office, persons in by_office.items() for n in range(persons)]
    return {"trafficking": frame("trafficking", rows)}


def states(form: str = "trafficking", **by_office: str) -> pd.DataFrame:
    rows = [(office, form, state) for office, state in by_office.items()]
    return pd.DataFrame(rows, columns=["office", "form", "state"], dtype="str")


def count_cell(value: float | None, year: int) -> Cell:
    """A total as an edition prints it: one to ten persons are suppressed."""
    value = None if value is not None and 0 < value < 11 else value
    status = "confidential" if value is None else "published"
    return Cell(("total", "total"), year, "persons", "persons", "", value, status)


def panel(
    now: dict[str, pd.DataFrame],
    before: dict[str, pd.DataFrame],
    states_now: pd.DataFrame,
    states_before: pd.DataFrame,
    *,
    year: int = 2010,
    key: str = "panel_victims",
    earlier: Desks | None = None,
    printed_before: float | None = None,
) -> ProtectedTable:
    spec: PanelSpec = SPECS[key]
    counted = [assisted(spec.selections, records) for records in (now, before)]
    of_all = [float(one.count(one.everywhere)) for one in counted]
    years = TwoYears(counted[0], counted[1], states_now, states_before, earlier)
    of_all[1] = of_all[1] if printed_before is None else printed_before
    return panel_table(spec, year, years, count_cell(of_all[0], year), count_cell(of_all[1], year - 1))


def shown(table: ProtectedTable, row: str, measure: str = "persons") -> tuple[float | str | None, float | str | None]:
    """Return what this year and the year before print: the value, or why there is none."""
    cells = (table.cell(row, measure=measure, year=year) for year in (table.year, table.year - 1))
    first, second = ((None if c is None else c.status if c.value is None else c.value) for c in cells)
    return first, second
