"""`review freeze`, `unfreeze`, `defer` and `release`: from the latest draft of a year to a released edition.

Belongs here: printing what was done. Does not: doing it (assets/steps/editions).
"""

from typing import Annotated

import typer

from assets.steps.editions.defer import DeferError, defer_office, undo_deferral
from assets.steps.editions.freeze import FreezeError, received_after
from assets.steps.editions.freeze import freeze as freeze_year
from assets.steps.editions.freeze import unfreeze as unfreeze_year
from assets.steps.editions.lookup import EditionLookupError, find_edition
from assets.steps.editions.release import ReleaseRefusedError
from assets.steps.editions.release import release as release_edition
from pipelines.cli.arguments import office_of
from pipelines.cli.console import console, tell
from pipelines.cli.context import reviewed_stores
from pipelines.cli.errors import refusals, usage_errors

Year = Annotated[int, typer.Option(help="The review year.")]


def freeze(year: Year, lift: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Fix the submissions of a year's latest draft. Later submissions are listed and go to the next edition."""
    if lift:  # the former name of `review unfreeze`
        unfreeze(year)
        return
    stores = reviewed_stores()
    with usage_errors(FreezeError, EditionLookupError):
        frozen = freeze_year(stores, year, tell)
    console.print(f"{year} is frozen at draft-{frozen.draft}. Submissions received from now on go to the next edition.")


def unfreeze(year: Year) -> None:
    """End the freeze of a year without a release. The next run includes the submissions received since."""
    stores = reviewed_stores()
    with usage_errors(FreezeError, EditionLookupError):
        late = received_after(stores, year)
        ended = unfreeze_year(stores, year, tell)
    console.print(
        f"{year} is no longer frozen at draft-{ended.draft}. The next run includes the later deliveries: {len(late)}."
    )


def defer(
    office: Annotated[str, typer.Argument(help="The office (ISO alpha-3).")],
    year: Year,
    undo: Annotated[bool, typer.Option("--undo", help="Include the deferred submissions again.")] = False,
    lift: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Leave the submissions that an office sent since the last release for a later edition.

    Use it if too few persons changed since the last release: the new edition could show their records by subtraction.
    """
    undo = undo or lift  # the former name of `--undo`
    chosen, stores = office_of(office), reviewed_stores()
    with usage_errors(DeferError):
        deliveries = (undo_deferral if undo else defer_office)(stores, year, chosen, tell)
    for delivery in deliveries:
        state = "included again" if undo else "deferred"
        console.print(f"{state}: {delivery.office} {delivery.delivery}", markup=False)
    console.print(f"Run the year again: review run --year {year}.")


def release(
    number: Annotated[str, typer.Argument(metavar="N", help="The draft: its number, or as 2012/draft-3.")],
    year: Annotated[int | None, typer.Option(help="The review year.")] = None,
) -> None:
    """Release a draft that passes every release gate. Exit status 1 if a release gate fails."""
    stores = reviewed_stores()
    with refusals(ReleaseRefusedError), usage_errors(EditionLookupError):
        folder = release_edition(stores, find_edition(stores, number, year), tell)
    console.print(f"Released as {folder.name}. Disclosure control of every later edition takes it into account.")
