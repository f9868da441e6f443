"""`review demo`: writes demonstration submissions into the drop, once."""

import secrets
import shutil
from typing import Annotated

import typer

from demo import write_submissions
from expectations.contract import load_contract
from pipelines.cli.console import console
from pipelines.errors import UsageError
from resources.home import Home
from resources.private_files import close_to_others, make_private_folder, secure_home


def demo(
    year: Annotated[list[int], typer.Option(help="2011 or 2012; may be repeated.")],
    seed: Annotated[int, typer.Option(help="Another seed draws other persons; the totals are the same.")] = 2012,
) -> None:
    """Write the submissions of about 150 invented offices into the drop. A year that is there already is kept."""
    home = Home.from_environment()
    for of_year in sorted(set(year)):
        place = home.drop / str(of_year)
        if place.exists() and any(place.iterdir()):
            console.print(f"{of_year}: the drop has submissions already; nothing was written ({place})")
            continue
        secure_home(home)
        aside = home.root / f".demonstration-{secrets.token_hex(4)}"
        try:
            with console.status(f"{of_year}: writing demonstration submissions ..."):
                summary = write_submissions(of_year, aside, load_contract(), seed)
        except FileNotFoundError:
            raise UsageError(f"there is no demonstration of {of_year}; the years are 2011 and 2012") from None
        else:
            close_to_others(aside)
            make_private_folder(home.drop)
            if place.exists():
                place.rmdir()
            (aside / str(of_year)).rename(place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        rows = sum(summary.rows_written.values())
        console.print(
            f"{of_year}: {summary.deliveries} demonstration deliveries of {summary.offices_delivering} offices, "
            f"{summary.files} files, {rows:,} rows, in {place}"
        )
