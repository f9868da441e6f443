"""`review impact`: shows what a file would change in the review, before it is accepted. No file is written."""

from pathlib import Path
from typing import Annotated

import typer

from assets.steps.editions.count_impact import count_impact
from assets.steps.editions.dry_run import DryRunFileError
from assets.steps.editions.lookup import EditionLookupError
from assets.steps.editions.published_impact import published_impact
from expectations.geography import is_office
from expectations.reading import Cover, DeliveryRejectedError, WorkPool, reason_in_words
from pipelines.cli.arguments import office_of
from pipelines.cli.check import files_of
from pipelines.cli.context import reviewed_stores
from pipelines.cli.errors import usage_errors
from pipelines.cli.render_impact import print_counted, print_impact
from pipelines.errors import UsageError
from resources.source.delivery import DELIVERY

UNREADABLE = 2
COVER = "expectations.feedback.submission_cover:cover_of"


def impact(
    file: Annotated[Path, typer.Argument(exists=True, help="The workbook, a CSV file, or a folder: one delivery.")],
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3), if the cover does not name it.")] = "",
    year: Annotated[int | None, typer.Option(help="The review year, if the cover does not name it.")] = None,
    delivery: Annotated[
        str, typer.Option(help="The delivery's name in the drop; by default the name of the folder.")
    ] = "",
    protected: Annotated[
        bool, typer.Option("--protected", help="Also protect the new tables, as a run does; takes as long as a run.")
    ] = False,
) -> None:
    """Show what accepting a file would change: counts, ranks, states, findings, suppression, figures and sentences."""
    named = delivery or (file.name if file.is_dir() else "")
    if delivery and not DELIVERY.fullmatch(delivery):
        raise UsageError("a delivery's name is letters, digits, dots and hyphens")
    chosen = office_of(office) if office else ""
    files = files_of(file)
    stores = reviewed_stores()
    if not files:
        raise UsageError("the folder holds no file; its subfolders are not read")
    if chosen and not is_office(chosen):
        raise UsageError(f"{chosen} is not an office")
    of_office, of_year = chosen, year
    if not chosen or not year:
        try:
            with WorkPool(workers=1, work=COVER) as pool:
                cover: Cover = pool.do(files, stores.contract)
        except DeliveryRejectedError as refusal:
            reason = refusal.in_language("en").rstrip(".")
            raise UsageError(f"{reason}; name --office and --year to see more") from None
        of_office, of_year = chosen or cover.office or "", year or cover.year
    if not is_office(of_office) or not of_year:
        raise UsageError("the file does not name its office and year: use --office and --year")
    name = named if DELIVERY.fullmatch(named) else None
    try:
        with usage_errors(EditionLookupError):
            if protected:
                published = published_impact(stores, of_office, of_year, files, name)
                print_impact(published)
                tried = published.dry_run
            else:
                counted = count_impact(stores, of_office, of_year, files, name)
                print_counted(counted)
                tried = counted.dry_run
    except DryRunFileError as error:
        raise UsageError(f"{error}: {reason_in_words(error.reason, 'en').rstrip('.')}") from None
    if tried.became == "rejected":
        raise typer.Exit(UNREADABLE)
