"""`review audit`: an edition tried again from its published files alone, by whoever has the folder.

Belongs here: printing what was found. Does not: trying it (assets/steps/queries/external_audit.py). No store is opened.
"""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.queries.external_audit import EditionFolderError, ExternalAudit, audit_published_folder, folder_of
from pipelines.cli.console import ProgressBars, console
from pipelines.cli.context import wrong_call
from reports.disclosure.audit.attacker_scenarios import SOLVER
from reports.disclosure.audit.external_audit import KNOWS, READER_OF_EARLIER, WHY
from resources.home import Home


def audit(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="The folder of an edition, wherever it lies.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="The review year, for an edition on the shelf of this home.")] = None,
    edition: Annotated[
        str | None,
        typer.Option(help="draft-1 or edition-1; the latest released one, or the latest draft, where not given."),
    ] = None,
) -> None:
    """Try to find persons in what is printed, as an outsider would. Ends 1 where somebody could be found."""
    if (folder is None) == (year is None) or (folder is not None and edition is not None):
        raise wrong_call("name the folder of an edition, or --year, and with it --edition")
    try:
        chosen = folder if folder is not None else folder_of(Home.from_environment().shelf, int(year or 0), edition)
        began = time.monotonic()
        with ProgressBars("audit") as bars:
            found = audit_published_folder(chosen, bars)
    except EditionFolderError as fault:
        raise wrong_call(fault) from None
    _tell(found, time.monotonic() - began)
    raise typer.Exit(0 if found.passed else 1)


def _tell(found: ExternalAudit, seconds: float) -> None:
    verdict = found.verdict
    console.print(f"{found.year}, {found.name}: {'pass' if found.passed else 'FAIL'}", style="bold", markup=False)
    console.print(
        f"{len(found.tried)} tables, {verdict.printed:,} numbers printed, {verdict.suppressed:,} withheld, "
        f"{verdict.solves} linear programs in {seconds:.0f} seconds ({SOLVER}).",
        markup=False,
    )
    for attacker, knows in KNOWS.items():
        if attacker == READER_OF_EARLIER and not found.beside:
            console.print("No earlier released edition of the year lies beside it.")
            continue
        own = sum(one.attacker == attacker for one in verdict.found)
        console.print(f"{attacker} ({knows}): {f'found {own}' if own else 'found nothing'}", markup=False)
    if verdict.found:
        table = Table("table", "place", "what was found")
        for one in verdict.found:
            table.add_row(one.table, ", ".join(one.codes) or "the whole table", WHY[one.why])
        console.print(table)
    for name in found.edited:
        console.print(f"not what was put on the shelf: {name}", markup=False)
    if not found.sheet_passed:
        console.print("Its own audit sheet says that it did not pass: it is a draft and was never released.")
    if found.other_program:
        console.print("It was made by another version of the program or of the contract; it was read with this one's.")
    if found.beside:
        console.print(f"Released before it: {', '.join(found.beside)}.", markup=False)
    console.print(
        "Not tried from outside: links between themes, numbers of countries, means, editions of other years, and "
        f"{len(found.not_tried)} tables of other kinds: {', '.join(found.not_tried) or 'none'}.",
        markup=False,
    )
