"""`review status`: how a year stands, office by office. For headquarters: it stays inside (field.md §9.5)."""

from typing import Annotated

import typer
from rich.table import Table

from assets.steps.responses import YearResponse, strays_of, year_response
from expectations.geography import country_name
from expectations.reading import reasons
from pipelines.command_line.console import console
from resources.home import Home
from resources.stores import Stores, open_stores


def status(year: Annotated[int, typer.Option(help="The review year.")]) -> None:
    """Show each office's state for a year: received, late, nil, rejected (with the reason) or silent."""
    stores = open_stores(Home.from_environment())
    response = year_response(stores, year)
    table = Table(title=f"Offices, {year}")
    for heading in ("office", "", "state"):
        table.add_column(heading)
    for heading in ("deliveries", "read", "accepted", "held back"):
        table.add_column(heading, justify="right")
    for office in response.offices:
        name = "country not stated" if office.office == "XXX" else country_name(office.office, "en", year)
        rows = (office.rows_read, office.rows_accepted, office.rows_held_back)
        table.add_row(office.office, name, office.state, f"{office.deliveries}", *(f"{count:,}" for count in rows))
    console.print(table)
    print_refusals(response)
    print_strays(stores, year)


def print_strays(stores: Stores, year: int) -> None:
    """Say how many entries of the drop were not taken, without their names."""
    strays = strays_of(stores, year)
    if strays:
        console.print(
            f"{year}: {strays} entries in the drop were not taken. A delivery is a folder <year>/<ISO3>/<delivery>: "
            "the office a country code, the delivery's name letters, digits, dots and hyphens, files directly in it."
        )


def print_refusals(response: YearResponse) -> None:
    """Print why deliveries were rejected, in a sentence that a person at an office understands."""
    for office in response.offices:
        for reason in dict.fromkeys(office.reasons):
            stands = "; another delivery of the office stands" if office.state != "rejected" else ""
            text = reasons()[reason].en if reason in reasons() else reason
            console.print(f"{office.office} {response.year}, a delivery rejected{stands}: {text}")
