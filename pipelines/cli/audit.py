"""`review audit`: the disclosure audit of an edition from its published files alone.

Belongs here: printing the result. Does not: the audit (assets/steps/queries/external_audit.py). No store is opened.
"""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.queries.external_audit import EditionFolderError, ExternalAudit, audit_published_folder, folder_of
from assets.steps.release.restricted_audit import RestrictedAudit, read_audit_of_home
from pipelines.cli.console import ProgressBars, console
from pipelines.cli.errors import usage_errors
from pipelines.errors import UsageError
from reports.disclosure.audit.attacker_scenarios import SOLVER
from reports.disclosure.audit.external_audit import KNOWS, READER_OF_EARLIER, WHY
from resources.home import Home


def audit(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="The folder of an edition, anywhere on this machine.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="The review year of an edition on the shelf of this home.")] = None,
    edition: Annotated[
        str | None,
        typer.Option(help="draft-1 or edition-1; by default the latest released edition, otherwise the latest draft."),
    ] = None,
) -> None:
    """Attack the published tables as an external intruder would.

    Exit status 1 if a suppressed cell can be recovered, or a file differs from the one that was put on the shelf.
    """
    if (folder is None) == (year is None) or (folder is not None and edition is not None):
        raise UsageError("name the folder of an edition; or name --year, with or without --edition")
    with usage_errors(EditionFolderError):
        chosen = folder if folder is not None else folder_of(Home.from_environment().shelf, int(year or 0), edition)
        began = time.monotonic()
        with ProgressBars("audit") as bars:
            found = audit_published_folder(chosen, bars)
    _print_audit(found, time.monotonic() - began)
    if year is not None:
        _print_coalitions(found, read_audit_of_home(Home.from_environment(), year))
    raise typer.Exit(0 if found.passed else 1)


def _print_coalitions(found: ExternalAudit, restricted: RestrictedAudit | None) -> None:
    """Print what the restricted audit says of offices that combine their records: numbers of cells, and no cell."""
    coalitions = restricted.coalitions if restricted is not None and restricted.content == found.content else None
    if coalitions is None:
        return
    cells = {cell for of_office in coalitions.regional_offices.values() for cell in of_office}
    console.print(
        f"regional office that knows the records of its offices (restricted audit of the run): {len(cells)} cells of "
        "which it finds, or may find, the few persons of other regions.",
        markup=False,
    )
    console.print(
        f"pairs of offices (restricted audit of the run): {coalitions.pairs_tried:,} tried, "
        f"{coalitions.pairs_successful} find the few persons of other offices in "
        f"{len(coalitions.pairs_of_offices)} published cells.",
        markup=False,
    )


def _print_audit(found: ExternalAudit, seconds: float) -> None:
    verdict = found.verdict
    console.print(f"{found.year}, {found.name}: {'pass' if found.passed else 'FAIL'}", style="bold", markup=False)
    console.print(
        f"{len(found.tried)} tables, {verdict.printed:,} published cells, {verdict.suppressed:,} suppressed, "
        f"{verdict.solves} linear programs in {seconds:.0f} seconds ({SOLVER}).",
        markup=False,
    )
    for attacker, knows in KNOWS.items():
        if attacker == READER_OF_EARLIER and not found.beside:
            console.print("The folder has no earlier released edition of the year next to it.")
            continue
        count = sum(cell.attacker == attacker for cell in verdict.found)
        console.print(f"{attacker} ({knows}): {f'found {count}' if count else 'found nothing'}", markup=False)
    if verdict.found:
        table = Table("table", "cell", "finding")
        for cell in verdict.found:
            table.add_row(cell.table, ", ".join(cell.codes) or "the whole table", WHY[cell.why])
        console.print(table)
    for name in found.edited:
        console.print(f"differs from the file that was put on the shelf: {name}", markup=False)
    if not found.sheet_passed:
        console.print(
            "The audit report of the edition says that it did not pass: it is a draft and was never released."
        )
    if found.other_program:
        console.print(
            "Another version of the code or of the contract made this edition; the audit used the present versions."
        )
    if found.beside:
        console.print(f"Earlier released editions used: {', '.join(found.beside)}.", markup=False)
    console.print(
        "Not covered by this audit: links between themes, numbers of countries, means, editions of other years, and "
        f"{len(found.not_tried)} tables of other kinds: {', '.join(found.not_tried) or 'none'}.",
        markup=False,
    )
