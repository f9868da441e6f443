"""`review source list`: the sources of submissions, whether each can be reached, and how many deliveries it holds.

Belongs here: printing them. Does not: receiving deliveries (`review run`), the kinds of source (resources/source).
"""

import typer
from rich.table import Table

from pipelines.cli.console import console
from resources.home import Home
from resources.source import Source

app = typer.Typer(help="List the sources of submissions.", no_args_is_help=True, add_completion=False)


@app.callback()
def source() -> None:
    """List the sources of submissions."""


@app.command("list")
def list_sources() -> None:
    """List every source with counts of its deliveries and files. Exit status 1 if a source cannot be reached."""
    source = Source.of_home(Home.from_environment())
    deliveries = source.deliveries()
    table = Table("source", "deliveries", "files", "state")
    for name in source.names:
        present = [delivery for delivery in deliveries if delivery.source == name]
        state = f"not reached: {source.not_reached[name]}" if name in source.not_reached else "reached"
        table.add_row(name or "drop", str(len(present)), str(sum(len(delivery.files) for delivery in present)), state)
    console.print(table)
    if source.last_strays:
        console.print(f"{source.last_strays} entries were not recognised as a delivery by name, sender or file type.")
    for name, reasons in source.stray_reasons.items():
        for reason, count in reasons.items():
            console.print(f"Source {name}, messages not taken: {count}, {reason}.", soft_wrap=True)
    raise typer.Exit(1 if source.not_reached else 0)
