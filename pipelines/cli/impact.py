"""`review impact`: what a file would change in the review, before it is accepted. Nothing is written anywhere."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.context import office_of, reviewed_stores, wrong_call
from resources.source.delivery import DELIVERY

UNREADABLE = 2


def impact(
    file: Annotated[Path, typer.Argument(exists=True, help="The workbook, a CSV file, or a folder: one delivery.")],
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3), where the cover does not say.")] = "",
    year: Annotated[int | None, typer.Option(help="The review year, where the cover does not say.")] = None,
    delivery: Annotated[str, typer.Option(help="The delivery's name in the drop; a folder's own otherwise.")] = "",
    protected: Annotated[
        bool, typer.Option("--protected", help="Protect the edition after it, too, as a run would: takes as long.")
    ] = False,
) -> None:
    """Show what accepting a file would change: counts, ranks, states, findings, exposure, figures and sentences."""
    named = delivery or (file.name if file.is_dir() else "")
    if delivery and not DELIVERY.fullmatch(delivery):
        raise wrong_call("a delivery's name is letters, digits, dots and hyphens")
    chosen = office_of(office) if office else ""
    stores = reviewed_stores()
    from assets.steps.editions.count_impact import count_impact
    from assets.steps.editions.dry_run import DryRunFileError
    from assets.steps.editions.lookup import EditionLookupError
    from assets.steps.editions.published_impact import published_impact
    from expectations.feedback import cover_of
    from expectations.geography import is_office
    from expectations.reading import DeliveryRejectedError, reasons
    from pipelines.cli.check import files_of
    from pipelines.cli.render_impact import print_counted, print_impact

    files = files_of(file)
    if not files:
        raise wrong_call("the folder holds no file (folders in it are not looked into)")
    if chosen and not is_office(chosen):
        raise wrong_call(f"{chosen} is no office")
    of_office, of_year = chosen, year
    if not chosen or not year:
        try:
            cover = cover_of(files, stores.contract)
        except DeliveryRejectedError as refusal:
            raise wrong_call(f"{refusal.in_language('en').rstrip('.')}; name --office and --year to see more") from None
        of_office, of_year = chosen or cover.office or "", year or cover.year
    if not is_office(of_office) or not of_year:
        raise wrong_call("the file does not say which office and year it is of: name them with --office and --year")
    name = named if DELIVERY.fullmatch(named) else None
    try:
        if protected:
            whole = published_impact(stores, of_office, of_year, files, name)
            print_impact(whole)
            tried = whole.tried
        else:
            counted = count_impact(stores, of_office, of_year, files, name)
            print_counted(counted)
            tried = counted.tried
    except DryRunFileError as fault:
        raise wrong_call(f"{fault}: {reasons()[fault.reason].en.rstrip('.')}") from None
    except EditionLookupError as fault:
        raise wrong_call(fault) from None
    if tried.became == "rejected":
        raise typer.Exit(UNREADABLE)
