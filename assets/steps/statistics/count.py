"""The step `statistics/<theme>`: accepted records of a year become cubes, and cubes become the statistics of tables.

Unprotected: stays inside. Belongs here: warehouse to counting to warehouse. Does not: counting (reports/statistics).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from assets.steps.runtime.complete_home import remember_files, require_complete_home
from assets.steps.runtime.errors import OperatorError, redact_errors
from expectations.progress import NULL_PROGRESS, Progress
from reports.statistics import (
    StatisticTable,
    TableSpec,
    build_cube,
    columns_needed,
    load_tables,
    tabulate,
    themes,
    to_rows,
)
from reports.statistics.cubes import load_cubes
from resources.stores import Stores
from resources.warehouse import cases_table, read_table


def forms_of(theme: str) -> tuple[str, ...]:
    """Return the forms whose records are counted in a theme."""
    cubes = load_cubes()
    selections = {name for part in cubes.cubes[theme].counts for name in part}
    return tuple(sorted({cubes.selections[name].form for name in selections}))


def themes_of(forms: Collection[str]) -> tuple[str, ...]:
    """Return the themes that count records of any of ``forms``."""
    return tuple(theme for theme in themes() if set(forms_of(theme)) & set(forms))


def tables_of(theme: str) -> tuple[TableSpec, ...]:
    """Return the specifications of the tables that are tabulated from a theme's cube."""
    return tuple(spec for spec in load_tables() if spec.theme == theme)


def load_records(stores: Stores, year: int, of_themes: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the accepted records of ``year`` by form, with the columns that counting reads."""
    forms = sorted({form for theme in of_themes for form in forms_of(theme)})
    warehouse = stores.warehouse
    return {form: warehouse.read(cases_table(form), columns_needed(form), {"year": year}) for form in forms}


def tables_from(records: Mapping[str, pd.DataFrame], theme: str, year: int) -> list[StatisticTable]:
    """Return a theme's tables before disclosure control, tabulated from one cube."""
    cube = build_cube(theme, records, year)
    return [tabulate(cube, spec, year) for spec in tables_of(theme)]


def count_year(
    stores: Stores, year: int, of_themes: Sequence[str] | None = None, progress: Progress = NULL_PROGRESS
) -> dict[str, int]:
    """Count the themes of a year and replace their statistics in the warehouse; return the number of rows by theme.

    Raises OperatorError where no record of the year was accepted, where rows were lost between read and accepted, and
    where the home lacks what its warehouse knows.
    """
    with redact_errors("statistics"):
        require_complete_home(stores, year)
        remember_files(stores, year)
        chosen = list(of_themes or themes())
        _require_no_row_lost(stores, year)
        records = load_records(stores, year, chosen)
        numbers: dict[str, int] = {}
        progress.begin("counting", len(chosen))
        for theme in chosen:
            numbers[theme] = 0
            if tables_of(theme):
                tables = tables_from(records, theme, year)
                rows = pd.concat([to_rows(table) for table in tables], ignore_index=True)
                keys = [table.spec.key for table in tables]
                stores.warehouse.write_partition("statistics", {"year": year, "table_key": keys}, rows)
                numbers[theme] = len(rows)
            progress.advance()
        return numbers


def _require_no_row_lost(stores: Stores, year: int) -> None:
    """Raise OperatorError where rows were lost; a later run does not repeat a check that failed in an earlier one."""
    warehouse, accepted_in_all = stores.warehouse, 0
    for form in stores.contract.forms:
        read = warehouse.count(read_table(form), {"year": year})
        accepted = warehouse.count(cases_table(form), {"year": year})
        held_back = warehouse.count("held_back", {"year": year, "form": form})
        if read != accepted + held_back:
            raise OperatorError(
                f"{form}, {year}: {read} rows read are not {accepted} accepted plus {held_back} held back; "
                "run the checks of cases again"
            )
        accepted_in_all += accepted
    if not accepted_in_all:
        raise OperatorError(f"{year}: no record of the year was accepted, so there is nothing to review")
