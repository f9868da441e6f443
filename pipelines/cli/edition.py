"""`review edition show`, `diff`, `revisions` and `corrigendum`: one edition, two of them, and numbers over all."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.editions.corrigendum import corrigendum_of
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.freeze import received_after_edition
from assets.steps.editions.lookup import Edition, EditionLookupError, as_on_shelf, editions_of, find_edition
from assets.steps.editions.revision_triangle import shown, triangle
from assets.steps.runtime.atomic_files import replace_file
from pipelines.cli.console import console
from pipelines.cli.context import reviewed_stores, wrong_call
from pipelines.cli.editions import states_of
from pipelines.cli.render_changes import INSIDE, cause_in_words, print_cells, print_other_changes
from resources.stores import Stores

LANGUAGES = ("en", "fr", "es")
app = typer.Typer(help="One edition, the difference of two, and numbers over all editions.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="N", help="3, draft-3, edition-1 or 2012/draft-3.")]
Year = Annotated[int | None, typer.Option(help="The review year, where there are several.")]


@app.command()
def show(number: Number, year: Year = None) -> None:
    """Show what an edition stands on, what came too late for it, and which of its files somebody edited."""
    stores = reviewed_stores()
    try:
        one = find_edition(stores, number, year)
    except EditionLookupError as fault:
        raise wrong_call(fault) from None
    manifest, pedigree = stores.shelf.manifest(one.folder), one.pedigree(stores)
    console.print(f"{one.name}: {'; '.join(states_of(stores, one))}", style="bold", markup=False)
    for name in ("contract_version", "code_version", "corrections", "content"):
        console.print(f"{name.replace('_', ' ')}: {manifest.get(name) or 'none'}", markup=False)
    for file in one.edited_by_hand(stores):
        console.print(f"edited by hand: {file}", markup=False)
    entries = [e for e in stores.editions.entries(one.year) if (e.kind, e.number) == (one.kind, one.number)]
    if len(entries) > 1:
        console.print(f"the same numbers stood on {len(entries)} sets of submissions; the last of them:")
    if pedigree is not None:
        table = Table("office", "delivery", "received", "forms", "submission")
        for standing in pedigree.standing:
            forms = ", ".join(standing.forms)
            table.add_row(standing.office, standing.delivery, standing.received_on, forms, standing.digest[:12])
        console.print(table)
    for late in received_after_edition(stores, one):
        console.print(f"received after the cut-off: {late.office} {late.delivery}", markup=False)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="The edition before.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The edition after.")],
    year: Year = None,
    table: Annotated[list[str] | None, typer.Option(help="Only these tables, by key.")] = None,
    printed: Annotated[bool, typer.Option("--printed", help="Only cells that a reader sees changed.")] = False,
) -> None:
    """Show what changed from A to B, by how much, and because of which submission."""
    stores = reviewed_stores()
    try:
        before, after = (as_on_shelf(stores, find_edition(stores, one, year)) for one in (first, second))
        found = diff_editions(stores, before, after)
    except EditionLookupError as fault:
        raise wrong_call(fault) from None
    tables = {**before.tables(), **after.tables()}
    cells = [cell for cell in found.cells if not printed or cell.change.is_printed]
    cells = [cell for cell in cells if not table or cell.change.table in table]
    console.print(f"{before.name} → {after.name}. {INSIDE}", style="bold")
    for cause in found.causes:
        console.print(f"between them: {cause_in_words(cause)}: {', '.join(sorted({f for _, f in cause.slots}))}")
    print_cells(cells, tables)
    print_other_changes(found.changes, tables)
    console.print(
        f"{len(found.changes.printed)} printed cells changed in {len(found.changes.tables)} tables, "
        f"{len(found.changes.figures)} figures, {len(found.changes.sentences)} sentences."
    )


@app.command()
def corrigendum(
    first: Annotated[str, typer.Argument(metavar="A", help="The released edition that is corrected.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The released edition that corrects it.")],
    year: Year = None,
    lang: Annotated[str, typer.Option(help="en, fr or es; all three where it is not given.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write corrigendum.<language>.txt into this folder.")] = None,
) -> None:
    """Tell what a released edition corrects in an earlier one: table, cell, was, is, reason."""
    if lang and lang not in LANGUAGES:
        raise wrong_call("a language is en, fr or es")
    stores = reviewed_stores()
    try:
        before, after = (find_edition(stores, _released(one), year) for one in (first, second))
        texts = {one: corrigendum_of(stores, before, after, one) for one in ([lang] if lang else LANGUAGES)}
    except EditionLookupError as fault:
        raise wrong_call(fault) from None
    for language, text in texts.items():
        if out is None:
            typer.echo(text)
        else:
            replace_file(out / f"corrigendum.{language}.txt", text.encode())
            console.print(str(out / f"corrigendum.{language}.txt"), markup=False)


def _released(named: str) -> str:
    """Take a plain number for that of a released edition: nothing else has a corrigendum."""
    return f"edition-{named}" if named.isdigit() else named


@app.command()
def revisions(
    year: Annotated[int | None, typer.Option(help="Only editions of this review year.")] = None,
    table: Annotated[str | None, typer.Option(help="A table; the totals of all where none is named.")] = None,
    cell: Annotated[str | None, typer.Option(help="The cell's codes, as F,CHILD; the total where not given.")] = None,
    measure: Annotated[str, typer.Option(help="What the cell counts.")] = "persons",
    released: Annotated[bool, typer.Option("--released", help="Released editions only.")] = False,
) -> None:
    """Print published numbers by edition, a line a year: the revision triangle."""
    stores = reviewed_stores()
    latest = _latest_tables(stores, year)
    if table is not None and table not in latest:
        raise wrong_call(f"no edition has a table {table}")
    printed = None
    for key in [table] if table else sorted(latest):
        codes = cell.split(",") if cell and table else ["total"] * latest[key]
        found = triangle(stores, key, codes, measure, "edition" if released else "draft", year)
        if not found.rows:
            continue
        if printed is None:
            printed = Table("table", "year", *found.editions, title="Numbers by edition")
        for of_year, row in found.rows.items():
            printed.add_row(
                f"{key} ({', '.join(codes)})", str(of_year), *(shown(one).replace("[", "\\[") for one in row)
            )
    if printed is None:
        raise wrong_call("no edition has printed such a number")
    console.print(printed)


def _latest_tables(stores: Stores, year: int | None) -> dict[str, int]:
    """Return the tables of the latest edition of each year, and how many dimensions each has."""
    years = stores.shelf.years() if year is None else [year]
    last: list[Edition] = [found[-1] for found in (editions_of(stores, one) for one in years) if found]
    return {key: len(table.dimensions) for one in last for key, table in one.tables().items()}
