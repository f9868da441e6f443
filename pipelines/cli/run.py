"""`review run`: makes the review of one or more years, from the drop to the draft on the shelf."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.release.open_year import repair_if_free
from assets.steps.release.restricted_audit import core_numbers_suppressed
from assets.steps.runtime.errors import OperatorError, show_traceback
from assets.steps.submissions.office_responses import YearResponse, year_response
from pipelines.cli.arguments import office_of
from pipelines.cli.console import ProgressBars, console, tell
from pipelines.cli.errors import print_error
from pipelines.cli.status import print_late, print_not_taken_in, print_rejections
from pipelines.run_year import RunOutcome, offices_of_run, run_year
from resources.failures import sentence_of
from resources.home import Home
from resources.shelf import Shelf
from resources.stores import Stores, open_stores

MOST_CORE_NUMBERS = 10  # lines on the terminal


def run(
    year: Annotated[list[int], typer.Option(help="The review year; may be repeated.")],
    office: Annotated[
        list[str] | None, typer.Option(help="Read only these offices (ISO alpha-3) again, then make the year's review.")
    ] = None,
) -> None:
    """Receive submissions, check and count them, protect the tables, and make the review.

    Exit status 1 if the review of a year was not made. A failed check alone does not change the exit status.
    """
    chosen = [office_of(code) for code in office or []]
    logging.getLogger("dagster").setLevel(logging.ERROR)
    home = Home.from_environment()
    for of_year in year:
        offices_of_run(home, of_year, chosen)
    repair_if_free(open_stores(home), sorted(set(year)), tell)
    outcomes: dict[int, RunOutcome] = {}
    for of_year in sorted(set(year)):
        try:
            with ProgressBars(str(of_year)) as progress:
                outcomes[of_year] = run_year(home, of_year, progress, chosen, tell)
        except Exception as error:
            show_traceback(error)
            outcomes[of_year] = RunOutcome(error=sentence_of(error))
    responses = {of_year: year_response(open_stores(home), of_year) for of_year in outcomes}
    for response in responses.values():
        print_rejections(response)
        print_not_taken_in(open_stores(home), response.year)
        print_late(open_stores(home), response.year)
        _print_core_numbers(open_stores(home), response.year)
    console.print(_summary(responses, outcomes, Shelf(home.shelf)))
    failed = {of_year: outcome.error for of_year, outcome in outcomes.items() if outcome.error}
    for of_year, message in failed.items():
        print_error(OperatorError(f"no review of {of_year} was made: {message}"))
    if failed:
        raise typer.Exit(1)


def _print_core_numbers(stores: Stores, year: int) -> None:
    """Print how many core numbers are suppressed for others; on a terminal alone, which, and what forces each."""
    core = core_numbers_suppressed(stores, year)
    if not core:
        return
    console.print(
        f"{year}: {len(core)} core number{'s are' if len(core) > 1 else ' is'} suppressed to protect others. "
        f"disclosure/{year}/audit.json in the home names them, what forces them, and codes that could be merged.",
        markup=False,
    )
    for number in core[:MOST_CORE_NUMBERS] if console.is_terminal else ():
        forced_by = ", ".join(":".join(ref) for ref in number.forced_by)
        instead = f"; merging would free it: {'; '.join(number.recodes)}" if number.recodes else ""
        console.print(
            f"  {':'.join(number.name)}: forced by {forced_by}{instead}", markup=False, emoji=False, highlight=False
        )


def _summary(responses: dict[int, YearResponse], outcomes: dict[int, RunOutcome], shelf: Shelf) -> Table:
    """Return the summary table: one column per year."""
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
    made = draft is not None and not outcome.error
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
    """Return a path relative to the working directory if it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
