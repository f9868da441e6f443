"""`review status`: the state of a year, office by office, or of the home. For headquarters only (field rule 9.5)."""

from typing import Annotated

import typer
from rich import box
from rich.table import Table

from assets.steps.editions.freeze import received_after
from assets.steps.submissions.delivery_history import SubmissionArrival, history
from assets.steps.submissions.delivery_names import known_as
from assets.steps.submissions.form_states import STATES
from assets.steps.submissions.office_responses import OfficeResponse, YearResponse, strays_of, year_response
from assets.steps.submissions.vault_files import damage_notice
from expectations.contract import Contract
from expectations.geography import country_name, is_office
from expectations.reading import reason_in_words
from pipelines.cli.arguments import office_of
from pipelines.cli.console import console
from pipelines.cli.home_status import print_home
from pipelines.errors import UsageError
from resources.home import Home
from resources.stores import Stores, open_stores

WORDS: dict[str, str] = {**{state: state.replace("_", " ") for state in STATES}, "not_applicable": "–"}
BECAME = {
    "after_cut_off": "received after the cut-off, or deferred: goes to a later edition",
    "not_read": "not read yet",
    "cannot_be_opened": "cannot be opened in the vault",
    "repeated": "same bytes as the delivery before it",
}


def status(
    year: Annotated[int | None, typer.Option(help="The review year.")] = None,
    office: Annotated[str | None, typer.Option(help="Only this office (ISO alpha-3), with its deliveries.")] = None,
    of_home: Annotated[
        bool, typer.Option("--home", help="What a copy of the home needs, and what is missing in it.")
    ] = False,
) -> None:
    """Show the state of each office for each form. With --office also its deliveries and the result of each.

    With --home instead: the parts of the home, which of them a copy needs, and what is missing. Exit status 1 if the
    home is not complete.
    """
    if of_home:
        if not print_home(Home.from_environment()):
            raise typer.Exit(1)
        return
    if year is None:
        raise UsageError("name a year (--year), or ask for the home (--home)")
    chosen = None if office is None else office_of(office)
    stores = open_stores(Home.from_environment())
    response = year_response(stores, year)
    offices = [response_of for response_of in response.offices if chosen in (None, response_of.office)]
    if not offices:
        raise UsageError(f"no office {chosen} is expected or has delivered for {year}")
    console.print(_rows_table(offices, year))
    console.print(_forms_table(offices, year, stores.contract))
    if response.corrections_applied and chosen is None:
        console.print(f"Values corrected by headquarters: {response.corrections_applied:,}")
    if chosen is None:
        print_rejections(response)
        print_damaged(stores, year)
        print_not_taken_in(stores, year)
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
    table = Table(title=f"Deliveries for {year}, in order of receipt")
    for heading in ("no.", "delivery", "received on", "files", "rows", "result"):
        table.add_column(heading, justify="right" if heading in ("no.", "files", "rows") else "left")
    for arrival in arrivals:
        rows = "" if arrival.rows_read is None else f"{arrival.rows_read:,}"
        files = ", ".join([f"{arrival.files}", *dict.fromkeys(filter(None, map(_format, arrival.formats)))])
        received = arrival.received_on or "not dated"
        table.add_row(f"{arrival.submission_no}", arrival.delivery, received, files, rows, _result_of(arrival))
    return table


def _format(described: dict[str, str]) -> str:
    return " ".join(described[name] for name in ("format", "encoding", "separator") if name in described)


def _result_of(arrival: SubmissionArrival) -> str:
    if arrival.became == "rejected":
        return f"rejected: {reason_in_words(arrival.reason, 'en')}"
    if arrival.became == "stands":
        return f"current for {', '.join(arrival.forms)}"
    return BECAME.get(arrival.became, arrival.became)


def print_not_taken_in(stores: Stores, year: int) -> None:
    """Print how many deliveries and entries of the drop were not taken in, without their names."""
    strays = strays_of(stores, year)
    taken = {(row.office, row.delivery) for row in stores.register.rows(year)}
    present = [
        (delivery.office, known_as(delivery.name, year, stores.key.pseudonym))
        for delivery in stores.source.deliveries(year)
        if is_office(delivery.office)
    ]
    if pending := sum(delivery not in taken for delivery in present):
        console.print(f"{year}: {pending} deliveries were not taken in yet; the next run tries them again.")
    for name, why in stores.source.not_reached.items():
        console.print(f"Source {name or 'drop'} could not be reached: {why}.")
    if strays:
        console.print(
            f"{year}: {strays} entries in the drop were not taken. A delivery is a folder <year>/<ISO3>/<delivery>: "
            "ISO3 is a country code, the name is letters, digits, dots and hyphens, and the files lie directly in it."
        )


def print_damaged(stores: Stores, year: int) -> None:
    """Print the submissions that the vault could not open at the last run, and what is counted in their place."""
    for row in stores.register.rows(year):
        if row.cannot_be_opened:
            notice = damage_notice(row, has_records=row.state == "read")
            console.print(f"{notice}.", markup=False, soft_wrap=True)


def print_late(stores: Stores, year: int) -> None:
    """Print the deliveries received after the cut-off of a frozen year, and the deferred ones."""
    for late in received_after(stores, year):
        console.print(
            f"{year}, after the cut-off or deferred, for a later edition: {late.office} {late.delivery}", markup=False
        )


def print_rejections(response: YearResponse) -> None:
    """Print why deliveries were rejected, in the words that the office gets."""
    for office in response.offices:
        for reason in dict.fromkeys(office.reasons):
            other = "" if office.state == "rejected" else "; another delivery of the office is current"
            console.print(
                f"{office.office} {response.year}, a delivery was rejected{other}: {reason_in_words(reason, 'en')}"
            )
