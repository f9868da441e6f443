"""`review sources`: where submissions come from, whether each can be reached, and what lies there.

Belongs here: showing it. Does not: taking anything in (`review run`), the kinds of source (resources/source).
"""

import typer
from rich.table import Table

from pipelines.cli.console import console
from resources.home import Home
from resources.source import Source


def sources() -> None:
    """Look into every source; end with 1 where one cannot be reached. Counts only: no name of a delivery or file."""
    source = Source.of_home(Home.from_environment())
    deliveries = source.deliveries()
    table = Table("source", "deliveries", "files", "state")
    for name in source.names:
        own = [delivery for delivery in deliveries if delivery.source == name]
        state = f"not reached: {source.not_reached[name]}" if name in source.not_reached else "reached"
        table.add_row(name or "drop", str(len(own)), str(sum(len(one.files) for one in own)), state)
    console.print(table)
    if source.last_strays:
        console.print(f"{source.last_strays} entries have a name, a sender or a kind that is not of their place.")
    raise typer.Exit(1 if source.not_reached else 0)
