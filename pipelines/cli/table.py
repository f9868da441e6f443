"""`review ask`: an ad-hoc table for the desk, protected against everything ever released, or refused.

Belongs here: printing the answer. Does not: finding it (assets/steps/queries/adhoc_tables.py).
"""

from typing import Annotated

import typer
from rich.table import Table

from assets.steps.queries.adhoc_tables import AdhocRequestError, AdhocTableRefusedError, make_adhoc_table
from pipelines.cli.console import console
from reports.published import SYMBOLS, ProtectedTable
from reports.published.disclosure_rules import default_threshold
from resources.home import Home
from resources.stores import open_stores


def table(
    form: Annotated[str, typer.Option(help="The form whose persons are counted: trafficking, returns, vulnerable.")],
    rows: Annotated[str, typer.Option(help="A dimension, as docs/published_tables.md names it, or a word of it.")],
    year: Annotated[int, typer.Option(help="The review year.")],
    columns: Annotated[str | None, typer.Option(help="A second dimension.")] = None,
    asked_by: Annotated[str, typer.Option("--for", help="Who asked; kept in the log.")] = "",
) -> None:
    """Give out a table that nobody planned; it is logged as released, and binds every later audit."""
    stores = open_stores(Home.from_environment())
    try:
        answer = make_adhoc_table(stores, form, rows, columns, year, asked_by)
    except AdhocRequestError as fault:
        console.print(f"It cannot be asked: {fault}.", markup=False)
        raise typer.Exit(2) from None
    except AdhocTableRefusedError as fault:
        console.print(f"Not given out: {fault}.", markup=False)
        raise typer.Exit(1) from None
    console.print(_laid_out(answer.table))
    console.print(
        f"[c]: confidential, fewer than {default_threshold()} persons or needed to protect others.", markup=False
    )
    console.print(f"Given out, and logged in {answer.folder}", markup=False)


def _laid_out(table: ProtectedTable) -> Table:
    shown = Table(title=f"{table.text.title}, {table.year}")
    first, others = table.dimensions[0], table.dimensions[1:]
    shown.add_column(table.text.dimension_labels[first])
    across = table.codes_of(others[0]) if others else ("",)
    for code in across:
        shown.add_column(table.label(others[0], code) if others else "Persons", justify="right")
    for row in table.codes_of(first):
        cells = (table.cell(row, *((code,) if others else ())) for code in across)
        written = ["" if c is None else SYMBOLS.get(c.status) or f"{c.value:,.0f}" for c in cells]
        shown.add_row(table.label(first, row), *(text.replace("[", r"\[") for text in written))
    return shown
