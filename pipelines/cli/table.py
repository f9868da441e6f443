"""`review table`: an ad-hoc table, protected together with everything released before, or refused.

Belongs here: printing the table. Does not: making it (assets/steps/queries/adhoc_tables.py).
"""

from typing import Annotated

import typer
from rich.table import Table

from assets.steps.queries.adhoc_tables import AdhocRequestError, AdhocTableRefusedError, make_adhoc_table
from pipelines.cli.console import console, tell
from pipelines.cli.errors import refusals, usage_errors
from reports.published import SYMBOLS, ProtectedTable
from reports.published.disclosure_rules import default_threshold
from resources.home import Home
from resources.stores import open_stores


def table(
    form: Annotated[str, typer.Option(help="The form whose persons are counted: trafficking, returns or vulnerable.")],
    rows: Annotated[str, typer.Option(help="A dimension of docs/published_tables.md, or a word of its name.")],
    year: Annotated[int, typer.Option(help="The review year.")],
    columns: Annotated[str | None, typer.Option(help="A second dimension.")] = None,
    asked_by: Annotated[str, typer.Option("--for", help="Who asked for the table; recorded in the log.")] = "",
) -> None:
    """Make an ad-hoc table after disclosure control. It is logged as released, and later tables are protected with it.

    It suppresses what released editions suppress. Before the first release it follows the latest draft, and needs one
    of the same records (review run). Exit status 1 if disclosure control refuses the table.
    """
    stores = open_stores(Home.from_environment())
    with usage_errors(AdhocRequestError), refusals(AdhocTableRefusedError):
        answer = make_adhoc_table(stores, form, rows, columns, year, asked_by, tell)
    console.print(_rich_table(answer.table))
    console.print(
        f"[c]: confidential, a cell of fewer than {default_threshold()} persons or a secondary suppression.",
        markup=False,
    )
    console.print(f"Released and logged in {answer.folder}", markup=False)


def _rich_table(table: ProtectedTable) -> Table:
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
