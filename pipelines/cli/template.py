"""`review template`: writes the workbook that an office fills in, in its language, or its forms as XLSForms."""

from pathlib import Path
from typing import Annotated

import typer

from expectations.contract import LANGUAGES, load_contract
from expectations.geography import is_office
from expectations.template import write_template, write_xlsform
from pipelines.cli.console import console
from pipelines.cli.file_modes import write_output


def template(
    office: Annotated[str, typer.Option(help="The office's country, ISO 3166-1 alpha-3, as KEN.")],
    year: Annotated[int, typer.Option(help="The review year.", min=1990, max=2099)],
    out: Annotated[Path, typer.Option(help="The workbook to write, *.xlsx; with --xlsform a folder.")],
    lang: Annotated[str, typer.Option(help="en, fr or es.")] = "en",
    rows: Annotated[int, typer.Option(help="Prepared rows per form.", min=1, max=100_000)] = 2_000,
    xlsform: Annotated[
        bool, typer.Option("--xlsform", help="Write XLSForms for KoboToolbox or ODK, one per form.")
    ] = False,
    one_cell: Annotated[
        bool,
        typer.Option("--one-cell", help="One column for a question with several answers, not one for each answer."),
    ] = False,
) -> None:
    """Write the template of one office and year: cover, all forms, code lists, and a checklist for sending."""
    if not is_office(office):
        raise typer.BadParameter("There is no such office: please give a country's three letters.")
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"The languages are {', '.join(LANGUAGES)}.")
    contract = load_contract()
    if xlsform:
        if out.suffix:
            raise typer.BadParameter(
                "With --xlsform a folder is written, with one XLSForm per form: please name a folder."
            )
        for form in contract.forms:
            write_output(out / f"{office}-{year}-{form}.xlsx", write_xlsform(contract, form, office, year, lang))
        console.print(f"{out}: {len(contract.forms)} XLSForms of {office} for {year}, in {len(LANGUAGES)} languages")
        return
    if out.suffix.casefold() != ".xlsx":
        raise typer.BadParameter("The name of the workbook ends in .xlsx.")
    content = write_template(contract, office, year, lang, rows, in_one_cell=one_cell)
    write_output(out, content)
    console.print(f"{out}: the template of {office} for {year}, {len(content) // 1024} kB")
