"""`review feedback`: writes the feedback for an office into a folder, from where an operator sends it.

Belongs here: taking it out of the vault. Does not: making it (assets/steps/submissions/feedback.py).
The list holds no case value and is written in plain text; the marked workbook is written only encrypted to a recipient.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.feedback_export import NoRecipientError, hand_out
from pipelines.cli.arguments import office_of
from pipelines.cli.console import console
from pipelines.errors import UsageError
from resources.home import Home
from resources.stores import open_stores


def feedback(
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3).")],
    year: Annotated[int, typer.Option(help="The review year.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write to.")],
    marked: Annotated[
        bool, typer.Option("--marked", help="Also write the office's own workbook with each error marked.")
    ] = False,
    recipient: Annotated[str, typer.Option(help="The office's age public key (age1…), for --marked.")] = "",
) -> None:
    """Write the feedback for an office: one list per submission, and with --marked its workbook, encrypted."""
    office = office_of(office)
    if marked and not recipient:
        raise UsageError("the marked workbook holds values about persons and is written only with --recipient (age1…)")
    stores = open_stores(Home.from_environment())
    give_feedback(stores, year, [office])
    try:
        found = hand_out(stores, office, year, recipient if marked else None)
    except NoRecipientError:
        raise UsageError("the recipient is not an age public key (age1…)") from None
    if not found:
        raise OperatorError(f"there is no feedback for {office} {year}: nothing was received, or the year was not run")
    out.mkdir(parents=True, exist_ok=True)
    for name, content in found.items():
        _written(out / name, content)
        console.print(str(out / name))


def _written(path: Path, content: bytes) -> None:
    """Write a file atomically, readable by its owner only."""
    aside = path.with_name(f".{path.name}.part")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    aside.rename(path)
