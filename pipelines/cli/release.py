"""`review freeze` and `review release`: fixing what a draft stands on, and letting it leave the house."""

from typing import Annotated

import typer

from assets.steps.editions.freeze import FreezeError, received_after, unfreeze
from assets.steps.editions.freeze import freeze as freeze_year
from assets.steps.editions.lookup import EditionLookupError, find_edition
from assets.steps.editions.release import ReleaseRefusedError
from assets.steps.editions.release import release as release_edition
from pipelines.cli.console import console
from pipelines.cli.context import reviewed_stores, wrong_call


def freeze(
    year: Annotated[int, typer.Option(help="The review year.")],
    lift: Annotated[bool, typer.Option(help="End the freeze without a release.")] = False,
) -> None:
    """Fix what the latest draft of a year stands on: what arrives later goes to the next edition, and is listed."""
    stores = reviewed_stores()
    try:
        if lift:
            late = received_after(stores, year)
            ended = unfreeze(stores, year)
            console.print(
                f"{year} is no longer frozen at draft-{ended.draft}; {len(late)} later deliveries may come in."
            )
        else:
            frozen = freeze_year(stores, year)
            console.print(f"{year} is frozen at draft-{frozen.draft}. What arrives now goes to the next edition.")
    except (FreezeError, EditionLookupError) as fault:
        raise wrong_call(fault) from None


def release(
    number: Annotated[str, typer.Argument(metavar="N", help="The draft: its number, or as 2012/draft-3.")],
    year: Annotated[int | None, typer.Option(help="The review year.")] = None,
) -> None:
    """Release a draft: only what passed every gate, the joint disclosure audit among them. Ends 1 where one is shut."""
    stores = reviewed_stores()
    try:
        folder = release_edition(stores, find_edition(stores, number, year))
    except ReleaseRefusedError as fault:
        console.print(f"{fault}.", markup=False)
        raise typer.Exit(1) from None
    except EditionLookupError as fault:
        raise wrong_call(fault) from None
    console.print(f"Released as {folder.name}; every later audit is bound by it.")
