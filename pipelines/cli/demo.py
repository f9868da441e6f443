"""`review demo`: demonstration submissions into the drop, once."""

import secrets
import shutil
from typing import Annotated

import typer

from expectations.contract import load_contract
from pipelines.cli.console import console
from resources.home import Home


def demo(
    year: Annotated[list[int], typer.Option(help="2011 or 2012; may be given again.")],
    seed: Annotated[int, typer.Option(help="Another seed draws other persons; the totals stay.")] = 2012,
) -> None:
    """Write the submissions of some 150 invented offices into the drop; a year that is there is left as it is."""
    from demo import write_submissions

    home = Home.from_environment()
    for one in sorted(set(year)):
        place = home.drop / str(one)
        if place.exists() and any(place.iterdir()):
            console.print(f"{one}: submissions are there already and are left as they are ({place})")
            continue
        aside = home.root / f".demonstration-{secrets.token_hex(4)}"
        try:
            with console.status(f"{one}: writing demonstration submissions ..."):
                summary = write_submissions(one, aside, load_contract(), seed)
        except FileNotFoundError:
            console.print(f"There is no demonstration of {one}; there is one of 2011 and one of 2012.")
            raise typer.Exit(2) from None
        else:
            home.drop.mkdir(parents=True, exist_ok=True)
            if place.exists():
                place.rmdir()
            (aside / str(one)).rename(place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        rows = sum(summary.rows_written.values())
        console.print(
            f"{one}: {summary.deliveries} demonstration deliveries of {summary.offices_delivering} offices, "
            f"{summary.files} files, {rows:,} rows, in {place}"
        )
