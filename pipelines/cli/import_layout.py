"""`review import`: converts a file in another system's layout to submissions in the drop.

Belongs here: choosing the layout, writing the deliveries, printing what was not converted. Does not: the conversion
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
from expectations.regular_file import IRREGULAR, read_regular_file
from pipelines.cli.console import console
from pipelines.cli.errors import usage_errors
from pipelines.errors import UsageError
from resources.drop import Imports
from resources.home import Home
from resources.home_identity import was_used
from resources.key import InstallationKey
from resources.private_files import secure_home


def import_file(
    words: Annotated[
        list[str], typer.Argument(metavar="[LAYOUT] FILE", help="The file; the name of its layout may precede it.")
    ],
    layout: Annotated[
        str,
        typer.Option(help="The layout: its name, the beginning of its name (ctdc), or your own layout file (*.yaml)."),
    ] = "",
    year: Annotated[
        list[int] | None, typer.Option(help="Only these years; or the year of a file that does not state it.")
    ] = None,
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3) of a file that does not state it.")] = "",
) -> None:
    """Convert a file to one submission per office and year. The same file always gives the same deliveries."""
    if len(words) > 2 or (len(words) == 2 and layout):
        raise UsageError("name one file, and at most one layout")
    named, file = layout or (words[0] if len(words) == 2 else ""), Path(words[-1])
    if not file.is_file():
        raise UsageError(IRREGULAR if file.exists() and not file.is_dir() else "there is no such file")
    if office and not is_office(office.upper()):
        raise UsageError("an office is a country's three letters, for instance KEN")
    with usage_errors(LayoutError):
        fit = fit_of_file(file, _candidates(named))
        without_year = fit.layout.year is None
        if without_year and len(year or []) != 1:
            raise LayoutError(f"layout {fit.layout.name}: the file does not state the year; please give one --year")
        if fit.layout.office is None and not office:
            raise LayoutError(f"layout {fit.layout.name}: the file does not state the office; please give --office")
        all_rows = rows_of(fit, office.upper() or None, year[0] if without_year and year else None)
        rows = all_rows.only(set(year) if year else None)
        written = _written(rows, file)
    if not written:
        raise UsageError("the file holds no record of the years asked for; nothing was written")
    console.print(f"layout {fit.layout.name}: {fit.layout.title}", markup=False)
    for of_year, offices in sorted(written.items()):
        console.print(f"{of_year}: {sum(offices.values()):,} records in {len(offices)} submissions")
    console.print(f"in {Home.from_environment().drop}")
    _print_losses(rows)
    _print_rows_not_imported(all_rows, set(written))


def _candidates(named: str) -> tuple[Layout, ...]:
    """Return the layouts of that name. Raises LayoutError if there is none."""
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
    secure_home(home)
    imports = Imports(home.drop, layout.name)
    sha256 = hashlib.sha256(read_regular_file(file)).hexdigest()
    key = InstallationKey.load(home) if was_used(home) else InstallationKey.load_or_make(home)
    name = imports.name(key.keyed_digest("import", sha256), sha256)
    written = dict[int, dict[str, int]]()
    for submission in submissions_of(rows):
        if not is_office(submission.office):
            raise LayoutError("the layout gave an office that is not a country")
        imports.write(submission.year, submission.office, name, submission.files)
        written.setdefault(submission.year, {})[submission.office] = submission.records
    for year, offices in written.items() if layout.office is not None else ():
        for absent in sorted(imports.offices(year) - set(offices)):
            imports.write(year, absent, name, {"cover.csv": nil_cover(layout, absent, year)})
    return written


def nil_cover(layout: Layout, office: str, year: int) -> bytes:
    """Return the nil cover of an office that an earlier import had and this one does not, for the layout's forms."""
    forms = ";".join(layout.forms)
    entries = {"office": office, "year": year, "nil_forms": forms, "only_forms": forms, "nature": layout.nature}
    return "".join(f"{key},{value}\n" for key, value in [("key", "value"), *entries.items()]).encode()


def _print_losses(rows: ForeignRows) -> None:
    """Print the values that were not converted, with their first places: spreadsheet rows and columns."""
    losses = {loss for translated in rows.by_form.values() for loss in translated.losses}
    for loss in sorted(losses, key=lambda loss: (loss.what, loss.column)):
        count = max(int(form.losses[loss].sum()) for form in rows.by_form.values() if loss in form.losses)
        if count:
            shown = ", ".join(map(str, rows.places(loss)))
            more = " …" if count > len(rows.places(loss)) else ""
            what = f"not converted: {loss.what} ({count:,} rows)"
            console.print(f"{what}: column {loss.column}, rows {shown}{more}", markup=False)


def _print_rows_not_imported(rows: ForeignRows, taken: set[int]) -> None:
    """Print the rows that are in no submission: rows of the file are rows written plus rows printed here."""
    without = int(rows.year.eq(0).sum())
    others = int((~rows.year.isin(taken) & rows.year.ne(0)).sum())
    if without:
        console.print(f"{without:,} rows state no year and are in no submission")
    if others:
        console.print(f"{others:,} rows are of other years and were not imported")
    if rows.totals:
        console.print(f"{rows.totals:,} rows are totals of other rows and were not imported")
    if rows.totals_that_differ:
        shown = ", ".join(map(str, rows.totals_that_differ[:8]))
        console.print(f"{len(rows.totals_that_differ):,} totals differ from the sum of their rows: rows {shown}")
    if rows.fit.others:
        places = ", ".join(str(place + 1) for place in rows.fit.others[:12])
        console.print(f"{len(rows.fit.others)} columns are not in the layout and were dropped: at {places}")
