"""`review wait`: what came from an office since a release waits, for beside the released edition it would show."""

from typing import Annotated

import typer

from assets.steps.editions.defer import DeferError, defer_office, undo_deferral
from pipelines.cli.console import console
from pipelines.cli.context import office_of, reviewed_stores, wrong_call


def wait(
    office: Annotated[str, typer.Argument(help="The office (ISO alpha-3).")],
    year: Annotated[int, typer.Option(help="The review year.")],
    lift: Annotated[bool, typer.Option(help="Let in what waits.")] = False,
) -> None:
    """Leave out what an office sent since the last release, until more have come; or let it in again."""
    chosen, stores = office_of(office), reviewed_stores()
    try:
        deliveries = (undo_deferral if lift else defer_office)(stores, year, chosen)
    except DeferError as fault:
        raise wrong_call(fault) from None
    for one in deliveries:
        console.print(f"{'comes in' if lift else 'waits'}: {one.office} {one.delivery}", markup=False)
    console.print(f"Run the year again: review run --year {year}.")
