"""The command `review`: for operators at a terminal.

Belongs here: one file a command, and what they show. Does not: doing the work (assets/steps, pipelines/running.py).
"""

import typer

from pipelines.command_line import check, demo, feedback, importing, run, status, template, ui

app = typer.Typer(
    name="review",
    help="The annual migrant assistance review: from country-office files to a review on the shelf.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("demo")(demo.demo)
app.command("feedback")(feedback.feedback)
app.command("import")(importing.import_file)
app.command("run")(run.run)
app.command("status")(status.status)
app.command("template")(template.template)
app.command("ui")(ui.ui)
