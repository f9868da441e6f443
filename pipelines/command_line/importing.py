"""`review import`: a file in another system's layout becomes submissions in the drop."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from expectations.geography import is_office
from expectations.layouts import LayoutFault, convert, layout_names, load_layout
from pipelines.command_line.console import console
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
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    drop, written, records, losses = Home.from_environment().drop, 0, dict[int, int](), dict[str, int]()
    try:
        for submission in convert(load_layout(fitting[-1]), file, set(year) if year else None):
            if not is_office(submission.office):
                raise LayoutFault("the layout gave an office that is no country")
            place = drop / str(submission.year) / submission.office / f"import-{digest}"
            place.mkdir(parents=True, exist_ok=True)
            for name, content in submission.files.items():
                (place / name).write_bytes(content)
            written += 1
            records[submission.year] = records.get(submission.year, 0) + submission.records
            for lost, rows in submission.losses.items():
                losses[lost] = losses.get(lost, 0) + rows
    except LayoutFault as fault:
        console.print(f"The file was not imported: {fault}")
        raise typer.Exit(2) from None
    if not written:
        console.print("The file holds no record of the years asked for; nothing was written.")
        raise typer.Exit(2)
    for one, rows in sorted(records.items()):
        console.print(f"{one}: {rows:,} records")
    console.print(f"{written} submissions in {drop}")
    for lost, rows in sorted(losses.items()):
        console.print(f"what the layout cannot carry: {lost} ({rows:,} rows)")
