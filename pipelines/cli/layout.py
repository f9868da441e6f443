"""`review layout list`, `show` and `check`: the layouts of other systems' files, and which of them fits a file.

Belongs here: printing them. Does not: importing a file (import_layout.py), fitting layouts (expectations/layouts).
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from expectations.contract import load_contract
from expectations.layouts import (
    Layout,
    LayoutError,
    all_layouts,
    fits_of,
    load_layout,
    load_layout_file,
    names_of_all,
)
from expectations.layouts.foreign_file import read_file
from pipelines.cli.console import console
from pipelines.cli.errors import usage_errors

app = typer.Typer(
    help="List, show and check layouts of other systems' files.", no_args_is_help=True, add_completion=False
)
FITS, DOES_NOT_FIT, INVALID = 0, 1, 2


@app.command("list")
def list_layouts() -> None:
    """List the layouts of other systems' files that can be imported."""
    table = Table("layout", "forms", "columns", "description")
    with usage_errors(LayoutError):
        for layout in all_layouts():
            table.add_row(layout.name, ", ".join(layout.forms), str(len(layout.columns)), escape(layout.title))
    console.print(table)


@app.command()
def show(name: Annotated[str, typer.Argument(help="The name of a layout.")]) -> None:
    """Show which fields a layout fills, and which columns it does not convert."""
    with usage_errors(LayoutError):
        layout = load_layout(name)
    _print_layout(layout)


def layouts(name: Annotated[str, typer.Argument(help="The name of a layout.")] = "") -> None:
    """List layouts, or show one: the former name of `review layout list` and `review layout show`."""
    if name:
        show(name)
    else:
        list_layouts()


def _print_layout(layout: Layout) -> None:
    contract = load_contract()
    lines = [layout.title, f"source: {layout.source}", f"nature of its records: {layout.nature}"]
    lines.append(f"office: {layout.office or 'given by --office at import'}")
    lines.append(f"year: {layout.year or 'given by --year at import'}")
    for key in layout.forms:
        form = contract.forms[key]
        lines.append(f"form {key} fills: {', '.join(layout.mapping_of(form).fields(form))}")
        lines.append(f"form {key} cannot fill: {', '.join(layout.not_filled(form)) or 'nothing'}")
    lines += [f"{what}, in part: {reason}" for what, reason in layout.cannot_carry.items()]
    lines += [f"column {column} is not converted: {reason}" for column, reason in layout.not_carried.items()]
    lines += [f"identifiers, dropped without being read: {', '.join(layout.identifiers)}"] if layout.identifiers else []
    lines += [f"note: {remark}" for remark in layout.remarks]
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file, or a layout (*.yaml).")
    ],
) -> None:
    """Show which layout fits a file, and why the others do not. A layout file (*.yaml) is checked itself.

    Exit status 0 if one layout fits, 1 if none or several fit, 2 if the layout or the file cannot be read.
    """
    try:
        if file.suffix.casefold() in (".yaml", ".yml"):
            layout = load_layout_file(file)
            console.print(f"The layout {layout.name} is valid.", markup=False)
            _print_layout(layout)
            return
        known = all_layouts()
        fits = fits_of(read_file(file, names_of_all(known)), known)
    except LayoutError as error:  # the result of the check, with file and line
        console.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(INVALID) from None
    fitting = [fit for fit in fits if fit.is_whole]
    for fit in fits:
        if fit.is_whole:
            sheet = f"sheet {fit.grid.sheet_no}, " if len(fits) and fit.grid.sheet_no > 1 else ""
            dropped = f"; {len(fit.others)} other columns are dropped" if fit.others else ""
            result = f"fits: {sheet}header in row {fit.header + 1}, {len(fit.places)} columns{dropped}"
        else:
            result = f"does not fit: {fit.why_not or 'the file has none of its columns'}"
        console.print(f"{fit.layout.name} {result}", markup=False, soft_wrap=True)
    if not fits:
        console.print("The file holds no row.")
    if len(fitting) > 1:
        console.print(f"The file fits {len(fitting)} layouts; name one with --layout when importing it.")
    elif not fitting and fits:
        console.print(f"The file fits no layout; the nearest is {fits[0].layout.name}.")
    raise typer.Exit(FITS if len(fitting) == 1 else DOES_NOT_FIT)
