"""`review layouts` and `review layout check`: which layouts there are, and which one a file is in.

Belongs here: showing them. Does not: importing a file (import_layout.py), fitting layouts (expectations/layouts).
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

layout_commands = typer.Typer(help="Layouts of other systems' files.", no_args_is_help=True)
FITS, FITS_NOT, CANNOT = 0, 1, 2


def layouts(
    name: Annotated[str, typer.Argument(help="One layout, to see what it fills and what it cannot carry.")] = "",
) -> None:
    """List the layouts of other systems that can be imported, or show one of them."""
    try:
        if name:
            _show(load_layout(name))
            return
        table = Table("layout", "forms", "columns", "what it is")
        for one in all_layouts():
            table.add_row(one.name, ", ".join(one.forms), str(len(one.columns)), escape(one.title))
    except LayoutError as fault:
        console.print(str(fault), markup=False)
        raise typer.Exit(CANNOT) from None
    console.print(table)


def _show(layout: Layout) -> None:
    contract = load_contract()
    said = [layout.title, f"source: {layout.source}", f"nature of its records: {layout.nature}"]
    said.append(f"office: {layout.office or 'said by whoever imports the file'}")
    said.append(f"year: {layout.year or 'said by whoever imports the file'}")
    for key in layout.forms:
        form = contract.forms[key]
        said.append(f"form {key} fills: {', '.join(layout.mapping_of(form).fields(form))}")
        said.append(f"form {key} cannot fill: {', '.join(layout.not_filled(form)) or 'nothing'}")
    said += [f"{what}, in part: {reason}" for what, reason in layout.cannot_carry.items()]
    said += [f"column {column} is not carried: {reason}" for column, reason in layout.not_carried.items()]
    said += [f"identifiers, dropped unseen: {', '.join(layout.identifiers)}"] if layout.identifiers else []
    said += [f"note: {remark}" for remark in layout.remarks]
    for line in said:
        console.print(line, markup=False, soft_wrap=True)


@layout_commands.command("check")
def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file, or a layout (*.yaml).")
    ],
) -> None:
    """Try every layout on a file and say which fits, and why the others do not; a layout file is checked itself."""
    try:
        if file.suffix.casefold() in (".yaml", ".yml"):
            own = load_layout_file(file)
            console.print(f"The layout {own.name} is in order.", markup=False)
            _show(own)
            return
        known = all_layouts()
        fits = fits_of(read_file(file, names_of_all(known)), known)
    except LayoutError as fault:
        console.print(str(fault), markup=False, soft_wrap=True)
        raise typer.Exit(CANNOT) from None
    whole = [fit for fit in fits if fit.is_whole]
    for fit in fits:
        if fit.is_whole:
            sheet = f"sheet {fit.grid.sheet_no}, " if len(fits) and fit.grid.sheet_no > 1 else ""
            dropped = f"; {len(fit.others)} columns that it does not know are dropped" if fit.others else ""
            said = f"fits: {sheet}header in row {fit.header + 1}, {len(fit.places)} columns{dropped}"
        else:
            said = f"does not fit: {fit.why_not or 'no column of it is there'}"
        console.print(f"{fit.layout.name} {said}", markup=False, soft_wrap=True)
    if not fits:
        console.print("The file holds no row.")
    if len(whole) > 1:
        console.print(f"The file fits {len(whole)} layouts; say which with --layout when importing it.")
    elif not whole and fits:
        console.print(f"The file fits no layout; the nearest is {fits[0].layout.name}.")
    raise typer.Exit(FITS if len(whole) == 1 else FITS_NOT)
