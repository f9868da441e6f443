"""`review import`: a file in another system's layout becomes submissions in the drop.

Belongs here: which layout is meant, writing the deliveries, and saying what was left. Does not: the conversion
(expectations/layouts), showing layouts (layout.py).
"""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from expectations.geography import is_office
from expectations.layouts import (
    ForeignRows,
    Layout,
    LayoutError,
    all_layouts,
    fit_of_file,
    layout_names,
    load_layout,
    load_layout_file,
    rows_of,
    submissions_of,
)
from pipelines.cli.console import console
from resources.drop import Imports
from resources.home import Home


def import_file(
    words: Annotated[
        list[str], typer.Argument(metavar="[LAYOUT] FILE", help="The file; before it its layout, if said.")
    ],
    layout: Annotated[
        str, typer.Option(help="The layout: its name, how its name begins (ctdc), or your own layout file (*.yaml).")
    ] = "",
    year: Annotated[
        list[int] | None, typer.Option(help="Only these years; the file's year where it says none.")
    ] = None,
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3) of a file that does not say it.")] = "",
) -> None:
    """Write one submission an office and year into the drop; the same file again writes the same deliveries."""
    if len(words) > 2 or (len(words) == 2 and layout):
        console.print("Please name one file, and at most one layout.")
        raise typer.Exit(2)
    named, file = layout or (words[0] if len(words) == 2 else ""), Path(words[-1])
    if not file.is_file():
        console.print("There is no such file.")
        raise typer.Exit(2)
    if office and not is_office(office.upper()):
        console.print("An office is a country's three letters, for instance KEN.")
        raise typer.Exit(2)
    try:
        fit = fit_of_file(file, _candidates(named))
        says_no_year = fit.layout.year is None
        if says_no_year and len(year or []) != 1:
            raise LayoutError(f"layout {fit.layout.name}: the file does not say the year; please say one --year")
        if fit.layout.office is None and not office:
            raise LayoutError(f"layout {fit.layout.name}: the file does not say the office; please say --office")
        all_rows = rows_of(fit, office.upper() or None, year[0] if says_no_year and year else None)
        rows = all_rows.only(set(year) if year else None)
        written = _written(rows, file)
    except LayoutError as fault:
        console.print(f"The file was not imported: {fault}", markup=False)
        raise typer.Exit(2) from None
    if not written:
        console.print("The file holds no record of the years asked for; nothing was written.")
        raise typer.Exit(2)
    console.print(f"layout {fit.layout.name}: {fit.layout.title}", markup=False)
    for one, offices in sorted(written.items()):
        console.print(f"{one}: {sum(offices.values()):,} records in {len(offices)} submissions")
    console.print(f"in {Home.from_environment().drop}")
    _say_what_was_lost(rows)
    _say_what_was_left(all_rows, set(written))


def _candidates(named: str) -> tuple[Layout, ...]:
    """Return the layouts that are meant. Raises LayoutError where there is none of that name."""
    if named.endswith((".yaml", ".yml")):
        return (load_layout_file(Path(named)),)
    if not named:
        return all_layouts()
    fitting = [name for name in layout_names() if name == named] or [
        name for name in layout_names() if name.startswith(f"{named}_")
    ]
    if not fitting:
        raise LayoutError(f"there is no such layout; there are: {', '.join(layout_names())}")
    return tuple(load_layout(name) for name in fitting)


def _written(rows: ForeignRows, file: Path) -> dict[int, dict[str, int]]:
    """Write the submissions into the drop; return the records by year and office."""
    home, layout = Home.from_environment(), rows.layout
    imports = Imports(home.drop, layout.name)
    name = imports.name(hashlib.sha256(file.read_bytes()).hexdigest())
    written = dict[int, dict[str, int]]()
    for submission in submissions_of(rows):
        if not is_office(submission.office):
            raise LayoutError("the layout gave an office that is no country")
        imports.write(submission.year, submission.office, name, submission.files)
        written.setdefault(submission.year, {})[submission.office] = submission.records
    for one, offices in written.items() if layout.office is not None else ():
        for gone in sorted(imports.offices(one) - set(offices)):
            imports.write(one, gone, name, {"cover.csv": nothing_left(layout, gone, one)})
    return written


def nothing_left(layout: Layout, office: str, year: int) -> bytes:
    """Return the cover of an office of which a later import has no record any more: nil, for the layout's forms."""
    forms = ";".join(layout.forms)
    said = {"office": office, "year": year, "nil_forms": forms, "only_forms": forms, "nature": layout.nature}
    return "".join(f"{key},{value}\n" for key, value in [("key", "value"), *said.items()]).encode()


def _say_what_was_lost(rows: ForeignRows) -> None:
    """Print what could not be carried, with the first places: rows as a spreadsheet counts them, columns of ours."""
    losses = {loss for translated in rows.by_form.values() for loss in translated.losses}
    for loss in sorted(losses, key=lambda loss: (loss.what, loss.column)):
        count = max(int(one.losses[loss].sum()) for one in rows.by_form.values() if loss in one.losses)
        if count:
            shown = ", ".join(map(str, rows.places(loss)))
            more = " …" if count > len(rows.places(loss)) else ""
            said = f"what the layout cannot carry: {loss.what} ({count:,} rows)"
            console.print(f"{said}: column {loss.column}, rows {shown}{more}", markup=False)


def _say_what_was_left(rows: ForeignRows, taken: set[int]) -> None:
    """Print how many rows went into no submission, so that rows of the file are rows written and rows named here."""
    without = int(rows.year.eq(0).sum())
    others = int((~rows.year.isin(taken) & rows.year.ne(0)).sum())
    if without:
        console.print(f"{without:,} rows state no year and belong to no review")
    if others:
        console.print(f"{others:,} rows are of years that were not asked for")
    if rows.totals:
        console.print(f"{rows.totals:,} rows are totals of others and were not counted")
    if rows.totals_that_differ:
        shown = ", ".join(map(str, rows.totals_that_differ[:8]))
        console.print(f"{len(rows.totals_that_differ):,} totals are not those of the rows they sum up: rows {shown}")
    if rows.fit.others:
        places = ", ".join(str(place + 1) for place in rows.fit.others[:12])
        console.print(f"{len(rows.fit.others)} columns that the layout does not know were dropped: at {places}")
