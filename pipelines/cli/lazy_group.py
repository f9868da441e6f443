"""Commands that are imported when they are called: the one convention for imports on the command line.

Belongs here: listing a command by name and summary, and loading its module. Does not: which commands exist
(cli/__init__.py).

Great Expectations takes 4 to 8 seconds to import, dagster 2 and pandas 0.5. `review --help` and shell completion read
only the names and summaries of `COMMANDS`; a command's module, with whatever it imports at its top, is loaded when the
command runs or shows its own help. The modules of commands therefore import at the top like all others.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

from pipelines.cli.errors import errors_on_the_terminal

PACKAGE = "pipelines.cli"


def load_command(name: str, target: str) -> Any:
    """Return the command of `module:attribute`, which is a function or a group of commands (typer.Typer)."""
    module, _, attribute = target.partition(":")
    found = getattr(import_module(f"{PACKAGE}.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        single = typer.Typer(add_completion=False)
        single.command(name)(found)
        found = single
    return get_command(found)


class LazyGroup(TyperGroup):
    """A group that lists commands without importing them. A subclass sets ``targets``: name to `module:attribute`."""

    targets: ClassVar[Mapping[str, str]]

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command to run, from its module."""
        name, listed, rest = super().resolve_command(ctx, args)
        target = self.targets.get(name or "")
        return name, load_command(str(name), target) if target else listed, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error becomes one line and an exit status, never a traceback."""
        with errors_on_the_terminal():
            return super().invoke(ctx)
