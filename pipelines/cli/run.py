"""`review run`: from the drop to the shelf, for one year or several."""

import logging
import re
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.office_responses import YearResponse, year_response
from pipelines.cli.console import ProgressBars, console
from pipelines.cli.status import print_late, print_refusals, print_strays
from pipelines.run_outcome import RunOutcome, UsageError
from resources.home import Home
from resources.key import InstallationKeyError
from resources.shelf import Shelf
from resources.stores import open_stores
from resources.warehouse import WarehouseError

OFFICE = re.compile(r"[A-Z]{3}")


def run(
    year: Annotated[list[int], typer.Option(help="The review year; may be given again.")],
    office: Annotated[list[str] | None, typer.Option(help="Only these offices (ISO alpha-3); then the year.")] = None,
) -> None:
    """Take submissions in, check them, count, protect, and make the review; ends 1 only where no review was made."""
    chosen = [code.upper() for code in office or []]
    if any(not OFFICE.fullmatch(code) for code in chosen):
        console.print("An office is three letters, for instance KEN.")
        raise typer.Exit(2)
    # dagster takes a second to import: a wrong call answers at once
    from pipelines.run_year import offices_of_run, run_year

    logging.getLogger("dagster").setLevel(logging.ERROR)
    home = Home.from_environment()
    try:
        for one in year:
            offices_of_run(home, one, chosen)
    except UsageError as fault:
        console.print(f"Nothing was run: {fault}.")
        raise typer.Exit(2) from None
    except (InstallationKeyError, WarehouseError) as fault:
        console.print(f"No review could be made: {fault}.")
        raise typer.Exit(1) from None
    outcomes: dict[int, RunOutcome] = {}
    for one in sorted(set(year)):
        try:
            with ProgressBars(str(one)) as progress:
                outcomes[one] = run_year(home, one, progress, chosen)
        except OperatorError as fault:
            outcomes[one] = RunOutcome(fault=str(fault))
    responses = {one: year_response(open_stores(home), one) for one in outcomes}
    for response in responses.values():
        print_refusals(response)
        print_strays(open_stores(home), response.year)
        print_late(open_stores(home), response.year)
    console.print(_summary(responses, outcomes, Shelf(home.shelf)))
    for one, outcome in outcomes.items():
        if outcome.fault:
            console.print(f"[bold]No review of {one} was made:[/] {outcome.fault}")
    if any(outcome.fault for outcome in outcomes.values()):
        raise typer.Exit(1)


def _summary(responses: dict[int, YearResponse], outcomes: dict[int, RunOutcome], shelf: Shelf) -> Table:
    """Return the table at the end: a column a year."""
    table = Table(title="The review", show_lines=False)
    table.add_column("")
    lines: dict[str, list[str]] = {}
    for year, response in responses.items():
        table.add_column(str(year), justify="right", overflow="fold")
        for name, text in _column(response, outcomes[year], shelf).items():
            lines.setdefault(name, []).append(text)
    for name, texts in lines.items():
        table.add_row(name, *texts)
    return table


def _column(response: YearResponse, outcome: RunOutcome, shelf: Shelf) -> dict[str, str]:
    failed = outcome.checks_failed
    draft = shelf.latest(response.year)
    made = draft is not None and not outcome.fault
    return {
        "offices expected": f"{response.expected:,}",
        "offices received": f"{response.offices_received:,}",
        "  of them late": f"{response.count('late'):,}",
        "  of them nil": f"{response.count('nil'):,}",
        "  of them partial": f"{response.count('partial'):,}",
        "offices rejected": f"{response.count('rejected'):,}",
        "offices still expected": f"{response.count('expected'):,}",
        "records read": f"{response.rows_read:,}",
        "records accepted": f"{response.rows_accepted:,}",
        "records held back": f"{response.rows_held_back:,}",
        "values corrected": f"{response.corrections_applied:,}",
        "checks failed": f"{sum(failed.values())} ({failed['ERROR']} errors)",
        "the review": _shown(draft) if draft is not None and made else "not made",
    }


def _shown(path: Path) -> str:
    """Return a path as a person would type it here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
