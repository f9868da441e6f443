"""`review feedback`: what an office gets back, written into a folder for whoever sends it.

Belongs here: taking it out of the vault. Does not: making it (assets/steps/submissions/feedback.py).
The list holds no value and is written as it is; the marked workbook leaves encrypted to its recipient, or not at all.
"""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import console

OFFICE = re.compile(r"[A-Z]{3}")


def feedback(
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3).")],
    year: Annotated[int, typer.Option(help="The review year.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write to.")],
    marked: Annotated[bool, typer.Option("--marked", help="Also the office's own workbook, marked.")] = False,
    recipient: Annotated[str, typer.Option(help="The office's age public key (age1…): marked goes to it alone.")] = "",
) -> None:
    """Write an office's feedback: one list a submission; with --marked also its workbook, encrypted to --recipient."""
    office = office.upper()
    if not OFFICE.fullmatch(office):
        console.print("An office is three letters, for instance KEN.")
        raise typer.Exit(2)
    if marked and not recipient:
        console.print("The marked workbook holds values about persons: it is written only with --recipient (age1…).")
        raise typer.Exit(2)
    from assets.steps.submissions.feedback import give_feedback
    from assets.steps.submissions.feedback_export import NoRecipientError, hand_out
    from resources.home import Home
    from resources.stores import open_stores

    stores = open_stores(Home.from_environment())
    give_feedback(stores, year, [office])
    try:
        found = hand_out(stores, office, year, recipient if marked else None)
    except NoRecipientError:
        console.print("That recipient is no age public key (age1…).")
        raise typer.Exit(2) from None
    if not found:
        console.print(f"There is no feedback for {office} {year}: nothing was received, or the year was not run yet.")
        raise typer.Exit(1)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in found.items():
        _written(out / name, content)
        console.print(str(out / name))


def _written(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read, whole or not at all."""
    aside = path.with_name(f".{path.name}.part")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    aside.rename(path)
