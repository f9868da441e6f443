"""The stores of a home in which there is a review already, for commands that make nothing.

Belongs here: opening them, or ending 2 with nothing written; the year and the office of a call. Does not: any command.
"""

import os
import re

import typer
from rich.markup import escape

from pipelines.cli.console import console
from resources.home import Home
from resources.stores import Stores, open_stores
from resources.warehouse.store import URL_VARIABLE

OFFICE = re.compile(r"[A-Z]{3}")


def wrong_call(message: object) -> typer.Exit:
    """Say what is wrong with a call, and return the exit that ends it with 2."""
    console.print(f"Nothing was done: {escape(str(message))}.")
    return typer.Exit(2)


def reviewed_stores() -> Stores:
    """Return the stores; a home without a warehouse is left as it is, and the command ends 2."""
    home = Home.from_environment()
    if not os.environ.get(URL_VARIABLE) and not home.warehouse.exists():
        raise wrong_call("there is no review here yet")
    return open_stores(home)


def office_of(code: str) -> str:
    """Return an office's code; end 2 where it is none."""
    if not OFFICE.fullmatch(code.upper()):
        raise wrong_call("an office is three letters, for instance KEN")
    return code.upper()
