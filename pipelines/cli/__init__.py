"""The command `review`: for operators at a terminal.

Belongs here: the list of commands, and one module for each command or group. Does not: doing the work (assets/steps,
pipelines/run_year.py).
"""

from typing import Any, NamedTuple

import typer

from pipelines.cli.file_modes import owner_only_files
from pipelines.cli.lazy_group import LazyGroup
from resources.end_of_command import end_command


class Listed(NamedTuple):
    """A command in `review --help`. ``target``: module and attribute in pipelines/cli."""

    name: str
    target: str
    summary: str


COMMANDS = {
    "Run": (
        Listed("demo", "demo:demo", "Write demonstration submissions of 2011 or 2012 into the drop."),
        Listed("run", "run:run", "Make the review of one or more years."),
        Listed("status", "status:status", "Show the state of each office of a year."),
        Listed("ui", "ui:ui", "Start Dagster's web interface on this machine."),
        Listed("key", "key:app", "Replace the key of the home."),
    ),
    "Offices": (
        Listed("template", "template:template", "Write the workbook that an office fills in."),
        Listed("check", "check:check", "Check an office's file before it is sent."),
        Listed("impact", "impact:impact", "Show what a file would change in the review, without accepting it."),
        Listed("feedback", "feedback:feedback", "Write the feedback for an office into a folder."),
    ),
    "Sources": (
        Listed("source", "source:app", "List the sources of submissions."),
        Listed("import", "import_layout:import_file", "Convert a file in another system's layout to submissions."),
        Listed("layout", "layout:app", "List, show and check layouts of other systems' files."),
        Listed("reference", "reference:reference", "Show the reference series published by other organisations."),
    ),
    "Editions": (
        Listed("edition", "edition:app", "List, show and compare editions."),
        Listed("freeze", "release:freeze", "Fix the submissions of a year's latest draft."),
        Listed("unfreeze", "release:unfreeze", "End the freeze of a year without a release."),
        Listed("defer", "release:defer", "Leave recent submissions of an office for a later edition."),
        Listed("release", "release:release", "Release a draft that passes every release gate."),
        Listed("audit", "audit:audit", "Audit an edition from its published files alone."),
    ),
    "Questions": (
        Listed("explain", "explain:explain", "Explain a published number down to its offices."),
        Listed("table", "table:table", "Make an ad-hoc table, after disclosure control."),
        Listed("reconcile", "reconcile:reconcile", "Compare numbers that should agree, office by office."),
    ),
}
FORMER_NAMES = {
    "ask": "table:table",
    "editions": "edition:list_editions",
    "layouts": "layout:layouts",
    "sources": "source:list_sources",
    "wait": "release:defer",
    "why": "explain:explain",
}
"""Names until version 0.1, which still work and are hidden; so do the options `freeze --lift` and `wait --lift`."""


class ReviewCommands(LazyGroup):
    """The commands of `review`, former names included."""

    targets = FORMER_NAMES | {listed.name: listed.target for panel in COMMANDS.values() for listed in panel}

    def invoke(self, ctx: Any) -> Any:
        """Run a command: what it writes is for its owner alone, and stores are left complete at its end."""
        with owner_only_files():
            try:
                return super().invoke(ctx)
            finally:
                end_command()


app = typer.Typer(
    name="review",
    help="The annual migrant assistance review: from country-office files to a review on the shelf.",
    cls=ReviewCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _listed() -> None:
    """Do nothing: this function fills the list of commands, and LazyGroup runs the command itself."""


for _panel, _commands in COMMANDS.items():
    for _command in _commands:
        app.command(_command.name, help=_command.summary, rich_help_panel=_panel)(_listed)
for _former in FORMER_NAMES:
    app.command(_former, hidden=True)(_listed)


def main() -> None:
    """Run the command of the process."""
    app()
