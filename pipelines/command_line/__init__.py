"""The command `review`: for operators at a terminal.

Belongs here: one file a command, and what they show. Does not: doing the work (assets/steps, pipelines/running.py).
"""

import typer

from pipelines.command_line import demo, importing, run, status, ui

app = typer.Typer(
    name="review",
    help="The annual migrant assistance review: from country-office files to a review on the shelf.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("import")(importing.import_file)
app.command("run")(run.run)
app.command("status")(status.status)
app.command("ui")(ui.ui)
