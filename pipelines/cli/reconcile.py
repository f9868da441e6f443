"""`review reconcile`: compares numbers that should agree, office by office. For headquarters; not protected."""

from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from assets.steps.cases.reconciliation import reconciliations
from assets.steps.runtime.errors import redact_errors
from assets.steps.submissions.form_states import form_states
from pipelines.cli.arguments import office_of
from pipelines.cli.console import console
from pipelines.cli.context import reviewed_stores
from pipelines.cli.render_changes import UNPROTECTED
from pipelines.errors import UsageError
from reports.derived_tables.reconciliation import reconciliation_text


def reconcile(
    year: Annotated[int, typer.Option(help="The review year.")],
    office: Annotated[str, typer.Option(help="Only rows that involve this office (ISO alpha-3).")] = "",
    differing: Annotated[bool, typer.Option("--differing", help="Only rows with a difference.")] = False,
) -> None:
    """Compare control totals, corridors, victims who returned and persons in several offices, office by office."""
    chosen = office_of(office) if office else ""
    stores = reviewed_stores()
    with redact_errors("reconcile"):
        if not any(stores.register.rows(year)):
            raise UsageError(f"no office has sent a submission for {year}")
        found = reconciliations(stores, year, form_states(stores, year))
    console.print(f"{year}. {UNPROTECTED}", style="bold")
    for key, reconciliation in found.items():
        text = reconciliation_text(key)
        rows = reconciliation.inside
        places = [name for name in ("office", "host", "origin") if name in rows]
        if chosen:
            rows = rows[(rows[places] == chosen).any(axis=1)]
        if differing:
            rows = rows[rows["difference"] != 0]
        first, second = (text.code_labels["side", side] for side in ("first", "second"))
        table = Table(title=f"{first} / {second}: {len(rows)} rows", title_justify="left")
        for name in rows.columns:
            label = text.code_labels.get(("side", str(name)), str(name).replace("_", " "))
            table.add_column(label, overflow="fold")
        for row in rows.itertuples(index=False, name=None):
            table.add_row(*(("" if pd.isna(value) else str(value)).replace("[", "\\[") for value in row))
        console.print(table)
