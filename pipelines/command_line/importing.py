"""`review import`: a file in another system's layout becomes submissions in the drop."""

import hashlib
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from expectations.geography import is_office
from expectations.layouts import Layout, LayoutFault, convert, layout_names, load_layout, read_columns, years_of
from pipelines.command_line.console import console
from resources.drop import Imports
from resources.home import Home


def import_file(
    layout: Annotated[str, typer.Argument(help="The layout: its name, or how its name begins (ctdc).")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")],
    year: Annotated[list[int] | None, typer.Option(help="Only these years; all where none is given.")] = None,
) -> None:
    """Write one submission an office and year into the drop; the same file again writes the same deliveries."""
    fitting = [name for name in layout_names() if name == layout or name.startswith(f"{layout}_")]
    if not fitting:
        console.print(f"There is no such layout; there are: {', '.join(layout_names())}.")
        raise typer.Exit(2)
    known, home = load_layout(fitting[-1]), Home.from_environment()
    imports = Imports(home.drop, known.name)
    name = imports.name(hashlib.sha256(file.read_bytes()).hexdigest())
    written, losses = dict[int, dict[str, int]](), dict[str, int]()
    try:
        for submission in convert(known, file, set(year) if year else None):
            if not is_office(submission.office):
                raise LayoutFault("the layout gave an office that is no country")
            imports.write(submission.year, submission.office, name, submission.files)
            written.setdefault(submission.year, {})[submission.office] = submission.records
            for lost, rows in submission.losses.items():
                losses[lost] = losses.get(lost, 0) + rows
        stated = years_of(known, read_columns(known, file))
    except LayoutFault as fault:
        console.print(f"The file was not imported: {fault}")
        raise typer.Exit(2) from None
    if not written:
        console.print("The file holds no record of the years asked for; nothing was written.")
        raise typer.Exit(2)
    for one, offices in sorted(written.items()):
        for gone in sorted(imports.offices(one) - set(offices)):
            imports.write(one, gone, name, {"cover.csv": nothing_left(known, gone, one)})
        console.print(f"{one}: {sum(offices.values()):,} records in {len(offices)} submissions")
    console.print(f"in {home.drop}")
    for lost, rows in sorted(losses.items()):
        console.print(f"what the layout cannot carry: {lost} ({rows:,} rows)")
    _say_what_was_left(stated, set(written))


def nothing_left(layout: Layout, office: str, year: int) -> bytes:
    """Return the cover of an office of which a later import has no record any more: nil, for the layout's form only."""
    said = {
        "office": office,
        "year": year,
        "nil_forms": layout.form,
        "only_forms": layout.form,
        "nature": layout.nature,
    }
    return "".join(f"{key},{value}\n" for key, value in [("key", "value"), *said.items()]).encode()


def _say_what_was_left(stated: "pd.Series[int]", taken: set[int]) -> None:
    """Print how many rows went into no submission, so that rows of the file are rows written and rows named here."""
    without = int(stated.eq(0).sum())
    others = int((~stated.isin(taken) & stated.ne(0)).sum())
    if without:
        console.print(f"{without:,} rows state no year and belong to no review")
    if others:
        console.print(f"{others:,} rows are of years that were not asked for")
