"""`review status`: how a year stands, office by office. For headquarters: it stays inside (field rule 9.5)."""

import re
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from assets.steps.editions.freeze import received_after
from assets.steps.submissions.delivery_history import SubmissionArrival, history
from assets.steps.submissions.form_states import STATES
from assets.steps.submissions.office_responses import OfficeResponse, YearResponse, strays_of, year_response
from expectations.contract import Contract
from expectations.geography import country_name, is_office
from expectations.reading import reasons
from pipelines.cli.console import console
from resources.home import Home
from resources.stores import Stores, open_stores

OFFICE = re.compile(r"[A-Z]{3}")
WORDS: dict[str, str] = {**{state: state.replace("_", " ") for state in STATES}, "not_applicable": "–"}
BECAME = {
    "after_cut_off": "received after the cut-off, or waiting: it goes to a later edition",
    "not_read": "not read yet",
    "repeated": "the same bytes as the one before it",
}


def status(
    year: Annotated[int, typer.Option(help="The review year.")],
    office: Annotated[str | None, typer.Option(help="One office (ISO alpha-3), with its history.")] = None,
) -> None:
    """Show the state of each office for each form; of one office also what it sent, when, and what became of it."""
    chosen = None if office is None else office.upper()
    if chosen is not None and not OFFICE.fullmatch(chosen):
        console.print("An office is three letters, for instance KEN.")
        raise typer.Exit(2)
    stores = open_stores(Home.from_environment())
    response = year_response(stores, year)
    offices = [one for one in response.offices if chosen in (None, one.office)]
    if not offices:
        console.print(f"No office {chosen} is expected or has delivered for {year}.")
        raise typer.Exit(2)
    console.print(_rows_table(offices, year))
    console.print(_forms_table(offices, year, stores.contract))
    if response.corrections_applied and chosen is None:
        console.print(f"Values corrected by headquarters: {response.corrections_applied:,}")
    if chosen is None:
        print_refusals(response)
        print_strays(stores, year)
        print_late(stores, year)
    else:
        console.print(_history_table(history(stores, year, chosen), year))


def _named(office: str, year: int) -> str:
    return "country not stated" if office == "XXX" else country_name(office, "en", year)


def _rows_table(offices: list[OfficeResponse], year: int) -> Table:
    table = Table(title=f"Offices, {year}")
    for heading in ("office", "", "state"):
        table.add_column(heading)
    for heading in ("deliveries", "read", "accepted", "held back"):
        table.add_column(heading, justify="right")
    for office in offices:
        rows = (office.rows_read, office.rows_accepted, office.rows_held_back)
        counts = (f"{office.deliveries}", *(f"{count:,}" for count in rows))
        table.add_row(office.office, _named(office.office, year), WORDS[office.state], *counts)
    return table


def _forms_table(offices: list[OfficeResponse], year: int, contract: Contract) -> Table:
    table = Table(title=f"States by form, {year} (– is not applicable)", box=box.SIMPLE)
    for heading in ("office", *contract.forms):
        table.add_column(heading)
    for office in offices:
        table.add_row(office.office, *(WORDS[office.forms[form]] for form in contract.forms))
    return table


def _history_table(arrivals: list[SubmissionArrival], year: int) -> Table:
    table = Table(title=f"Deliveries for {year}, in their order")
    for heading in ("no.", "delivery", "received on", "files", "rows", "what became of it"):
        table.add_column(heading, justify="right" if heading in ("no.", "files", "rows") else "left")
    for arrival in arrivals:
        rows = "" if arrival.rows_read is None else f"{arrival.rows_read:,}"
        files = ", ".join([f"{arrival.files}", *dict.fromkeys(_format(one) for one in arrival.formats if _format(one))])
        received = arrival.received_on or "not dated"
        table.add_row(f"{arrival.submission_no}", arrival.delivery, received, files, rows, _became(arrival))
    return table


def _format(described: dict[str, str]) -> str:
    return " ".join(described[name] for name in ("format", "encoding", "separator") if name in described)


def _became(arrival: SubmissionArrival) -> str:
    if arrival.became == "rejected":
        return f"rejected: {_sentence(arrival.reason)}"
    if arrival.became == "stands":
        return f"stands for {', '.join(arrival.forms)}"
    return BECAME.get(arrival.became, arrival.became)


def _sentence(reason: str) -> str:
    return reasons()[reason].en if reason in reasons() else reason


def print_strays(stores: Stores, year: int) -> None:
    """Say how many entries of the drop were not taken, without their names."""
    strays = strays_of(stores, year)
    taken = {(row.office, row.delivery) for row in stores.register.rows(year)}
    left = [one for one in stores.source.deliveries(year) if is_office(one.office)]
    if waiting := sum((one.office, one.name) not in taken for one in left):
        console.print(f"{year}: {waiting} deliveries were not taken in yet; the next run looks at them again.")
    for name, why in stores.source.not_reached.items():
        console.print(f"Source {name or 'drop'} was not looked into: {why}.")
    if strays:
        console.print(
            f"{year}: {strays} entries in the drop were not taken. A delivery is a folder <year>/<ISO3>/<delivery>: "
            "the office a country code, the delivery's name letters, digits, dots and hyphens, files directly in it."
        )


def print_late(stores: Stores, year: int) -> None:
    """Name the deliveries that came after the cut-off of a frozen year, and those that wait."""
    for late in received_after(stores, year):
        console.print(
            f"{year}, after the cut-off or waiting, for a later edition: {late.office} {late.delivery}", markup=False
        )


def print_refusals(response: YearResponse) -> None:
    """Print why deliveries were rejected, in a sentence that a person at an office understands."""
    for office in response.offices:
        for reason in dict.fromkeys(office.reasons):
            stands = "" if office.state == "rejected" else "; another delivery of the office stands"
            console.print(f"{office.office} {response.year}, a delivery rejected{stands}: {_sentence(reason)}")
