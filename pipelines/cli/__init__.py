"""The command `review`: for operators at a terminal.

Belongs here: one file a command, and what they show. Does not: doing the work (assets/steps, pipelines/run_year.py).
"""

import typer

from expectations.errors import ReviewError
from pipelines.cli import (
    audit,
    check,
    defer,
    demo,
    edition,
    editions,
    explain,
    feedback,
    freeze,
    impact,
    import_layout,
    layout,
    reconcile,
    reference,
    run,
    source,
    status,
    table,
    template,
    ui,
)
from pipelines.cli.console import console

app = typer.Typer(
    name="review",
    help="The annual migrant assistance review: from country-office files to a review on the shelf.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("ask")(table.table)
app.command("audit")(audit.audit)
app.command("check")(check.check)
app.command("demo")(demo.demo)
app.add_typer(edition.app, name="edition")
app.command("editions")(editions.editions)
app.command("feedback")(feedback.feedback)
app.command("freeze")(freeze.freeze)
app.command("impact")(impact.impact)
app.command("import")(import_layout.import_file)
app.add_typer(layout.layout_commands, name="layout")
app.command("layouts")(layout.layouts)
app.command("reconcile")(reconcile.reconcile)
app.command("reference")(reference.reference)
app.command("release")(freeze.release)
app.command("run")(run.run)
app.command("sources")(source.sources)
app.command("status")(status.status)
app.command("template")(template.template)
app.command("ui")(ui.ui)
app.command("wait")(defer.wait)
app.command("why")(explain.explain)


def main() -> None:
    """Run the command; an error of ours is one sentence and exit status 1, never a traceback."""
    try:
        app()
    except ReviewError as error:
        console.print(f"Error: {error}.", style="bold", markup=False, soft_wrap=True)
        raise SystemExit(1) from None
