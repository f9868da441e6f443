"""`review impact`: what a file would change in the review, before it is accepted. Nothing is written anywhere."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.command_line.console import console
from pipelines.command_line.reviewed import office_of, reviewed_stores, wrong_call
from resources.source.delivery import DELIVERY

if TYPE_CHECKING:  # pandas and the stations take their time: a wrong call answers at once
    from assets.steps.editions.impact import Impact

BECAME = {
    "stands": "It would stand.",
    "superseded": "It would not stand: a later delivery of the office stands.",
    "repeated": "It holds the same bytes as the delivery before it: nothing would change.",
}
UNREADABLE = 2


def impact(
    file: Annotated[Path, typer.Argument(exists=True, help="The workbook, a CSV file, or a folder: one delivery.")],
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3), where the cover does not say.")] = "",
    year: Annotated[int | None, typer.Option(help="The review year, where the cover does not say.")] = None,
    delivery: Annotated[str, typer.Option(help="The delivery's name in the drop; a folder's own otherwise.")] = "",
) -> None:
    """Show what accepting a file would change: cells, ranks, figures, sentences, states, findings, exposure."""
    named = delivery or (file.name if file.is_dir() else "")
    if delivery and not DELIVERY.fullmatch(delivery):
        raise wrong_call("a delivery's name is letters, digits, dots and hyphens")
    chosen = office_of(office) if office else ""
    stores = reviewed_stores()
    from assets.steps.editions.finding import WrongEdition
    from assets.steps.editions.impact import WrongFile
    from assets.steps.editions.impact import impact as impact_of
    from expectations.feedback import cover_of
    from expectations.geography import is_office
    from expectations.reading import Refused, reasons
    from pipelines.command_line.check import files_of

    files = files_of(file)
    if not files:
        raise wrong_call("the folder holds no file (folders in it are not looked into)")
    if chosen and not is_office(chosen):
        raise wrong_call(f"{chosen} is no office")
    of_office, of_year = chosen, year
    if not chosen or not year:
        try:
            cover = cover_of(files, stores.contract)
        except Refused as refusal:
            raise wrong_call(f"{refusal.in_language('en').rstrip('.')}; name --office and --year to see more") from None
        of_office, of_year = chosen or cover.office or "", year or cover.year
    if not is_office(of_office) or not of_year:
        raise wrong_call("the file does not say which office and year it is of: name them with --office and --year")
    try:
        found = impact_of(stores, of_office, of_year, files, named if DELIVERY.fullmatch(named) else None)
    except WrongFile as fault:
        raise wrong_call(f"{fault}: {reasons()[fault.reason].en.rstrip('.')}") from None
    except WrongEdition as fault:
        raise wrong_call(fault) from None
    _print(found)
    if found.became == "rejected":
        raise typer.Exit(UNREADABLE)


def _print(found: "Impact") -> None:
    from assets.steps.editions.causes import Explained
    from expectations.reading import reasons
    from pipelines.command_line.telling import INSIDE, print_cells, print_other_changes

    console.print(f"{found.office} {found.year}. {INSIDE} Nothing was written.", style="bold")
    rejected = reasons()[found.reason].en if found.reason in reasons() else found.reason
    console.print(BECAME.get(found.became, f"It would be rejected: {rejected}"), markup=False)
    changes = found.changes
    print_cells([Explained(cell) for cell in changes.cells], found.tables, with_reasons=False)
    print_other_changes(changes, found.tables)
    for what, remarks in (("mended", found.mended), ("new", found.new)):
        for (form, rule), count in sorted(Counter((one.form, one.rule) for one in remarks).items()):
            console.print(f"finding {what}: {form or 'file'} {rule} ({count})", markup=False)
    for cell in found.withheld:
        console.print(f"would become confidential: {cell}", markup=False)
    for cell in found.isolated:
        console.print(f"could be isolated by subtraction: {cell}", markup=False)
    console.print(
        f"{len(changes.printed)} printed cells would change in {len(changes.tables)} tables, {len(changes.figures)} "
        f"figures and {len(changes.sentences)} sentences; {len(found.withheld)} would become confidential, "
        f"{len(found.isolated)} could be isolated by subtraction; findings: {len(found.mended)} mended, "
        f"{len(found.new)} new."
    )
