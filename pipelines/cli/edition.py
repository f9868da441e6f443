"""`review edition list`, `show`, `diff`, `corrigendum` and `revisions`: the editions on the shelf.

Belongs here: printing them. Does not: finding and comparing them (assets/steps/editions).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.editions.corrigendum import corrigendum_of
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.freeze import received_after_edition
from assets.steps.editions.lookup import Edition, EditionLookupError, as_on_shelf, editions_of, find_edition
from assets.steps.editions.revision_triangle import shown, triangle
from assets.steps.release.open_year import repair_if_free
from assets.steps.runtime.atomic_files import replace_file
from expectations.contract import LANGUAGES
from pipelines.cli.arguments import language_of
from pipelines.cli.console import console, tell
from pipelines.cli.context import reviewed_stores
from pipelines.cli.errors import usage_errors
from pipelines.cli.render_changes import UNPROTECTED, cause_in_words, print_cells, print_other_changes
from pipelines.errors import UsageError
from resources.stores import Stores

app = typer.Typer(help="List, show and compare editions.", no_args_is_help=True, add_completion=False)
Number = Annotated[str, typer.Argument(metavar="N", help="3, draft-3, edition-1 or 2012/draft-3.")]
Year = Annotated[int | None, typer.Option(help="The review year, if the shelf holds several.")]


@app.command("list")
def list_editions(year: Annotated[int | None, typer.Option(help="Only this review year.")] = None) -> None:
    """List drafts and released editions: number of submissions and tables, and whether files were edited by hand."""
    stores = _stores_of(year)
    years = stores.shelf.years() if year is None else [year]
    table = Table(title="Editions")
    for name in ("edition", "submissions", "corrections", "offices received", "tables", "state"):
        table.add_column(name, overflow="fold")
    found = [edition for of_year in years for edition in editions_of(stores, of_year)]
    for of, name in _missing_from_shelf(stores, years):
        console.print(f"missing from the shelf: {of}/{name}", markup=False)
    if not found:
        console.print("There is no edition yet." if year is None else f"There is no edition of {year} yet.")
        return
    for edition in found:
        manifest = stores.shelf.manifest(edition.folder)
        table.add_row(
            edition.name,
            f"{len(manifest.submissions):,}",
            "yes" if manifest.corrections else "none",
            f"{_text(manifest.offices_received)} of {_text(manifest.offices_expected)}",
            str(len(manifest.tables_on_shelf())),
            "; ".join(_states_of(stores, edition)),
        )
    console.print(table)


@app.command()
def show(number: Number, year: Year = None) -> None:
    """Show the submissions of an edition, those received after its cut-off, and its files edited by hand."""
    stores = _stores_of(year)
    with usage_errors(EditionLookupError):
        edition = find_edition(stores, number, year)
    manifest, pedigree = stores.shelf.manifest(edition.folder), edition.pedigree(stores)
    console.print(f"{edition.name}: {'; '.join(_states_of(stores, edition))}", style="bold", markup=False)
    for name in ("contract_version", "code_version", "corrections", "content"):
        console.print(f"{name.replace('_', ' ')}: {getattr(manifest, name) or 'none'}", markup=False)
    for file in edition.edited_by_hand(stores):
        console.print(f"edited by hand: {file}", markup=False)
    same = (edition.kind, edition.number)
    entries = [entry for entry in stores.editions.entries(edition.year) if (entry.kind, entry.number) == same]
    if len(entries) > 1:
        console.print(f"{len(entries)} runs over different submissions gave the same numbers; the last of them:")
    if pedigree is not None:
        table = Table("office", "delivery", "received", "forms", "submission")
        for current in pedigree.standing:
            forms = ", ".join(current.forms)
            table.add_row(current.office, current.delivery, current.received_on, forms, current.digest[:12])
        console.print(table)
    for late in received_after_edition(stores, edition):
        console.print(f"received after the cut-off: {late.office} {late.delivery}", markup=False)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="The edition before.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The edition after.")],
    year: Year = None,
    table: Annotated[list[str] | None, typer.Option(help="Only these tables, by key.")] = None,
    printed: Annotated[bool, typer.Option("--printed", help="Only changes of published values.")] = False,
) -> None:
    """Show what changed from A to B, by how much, and which submission caused it."""
    stores = _stores_of(year)
    with usage_errors(EditionLookupError):
        before, after = (as_on_shelf(stores, find_edition(stores, named, year)) for named in (first, second))
        found = diff_editions(stores, before, after)
    tables = {**before.tables(), **after.tables()}
    cells = [cell for cell in found.cells if not printed or cell.change.is_printed]
    cells = [cell for cell in cells if not table or cell.change.table in table]
    console.print(f"{before.name} → {after.name}. {UNPROTECTED}", style="bold")
    for cause in found.causes:
        forms = ", ".join(sorted({form for _, form in cause.slots}))
        console.print(f"between them: {cause_in_words(cause)}: {forms}", markup=False)
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
    lang: Annotated[str, typer.Option(help="en, fr or es; all three by default.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write corrigendum.<language>.txt into this folder.")] = None,
) -> None:
    """List what a released edition corrects in an earlier one: table, cell, old value, new value, reason."""
    languages = [language_of(lang)] if lang else LANGUAGES
    stores = _stores_of(year)
    with usage_errors(EditionLookupError):
        before, after = (find_edition(stores, _released(named), year) for named in (first, second))
        texts = {language: corrigendum_of(stores, before, after, language) for language in languages}
    for language, text in texts.items():
        if out is None:
            typer.echo(text)
        else:
            replace_file(out / f"corrigendum.{language}.txt", text.encode())
            console.print(str(out / f"corrigendum.{language}.txt"), markup=False)


def _released(named: str) -> str:
    """Return the name of a released edition for a plain number, since only released editions have a corrigendum."""
    return f"edition-{named}" if named.isdigit() else named


@app.command()
def revisions(
    year: Annotated[int | None, typer.Option(help="Only editions of this review year.")] = None,
    table: Annotated[str | None, typer.Option(help="One table, by key; the totals of all tables by default.")] = None,
    cell: Annotated[str | None, typer.Option(help="The cell's codes, as F,CHILD; the total by default.")] = None,
    measure: Annotated[str, typer.Option(help="The measure of the cell.")] = "persons",
    released: Annotated[bool, typer.Option("--released", help="Released editions only.")] = False,
) -> None:
    """Print the revision triangle: published values by edition, one row per year."""
    stores = _stores_of(year)
    latest = _latest_tables(stores, year)
    if table is not None and table not in latest:
        raise UsageError(f"no edition has a table {table}")
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
                f"{key} ({', '.join(codes)})", str(of_year), *(shown(value).replace("[", "\\[") for value in row)
            )
    if printed is None:
        raise UsageError("no edition has published such a value")
    console.print(printed)


def _stores_of(year: int | None) -> Stores:
    """Return the stores; what a killed command left of the year, or of all years, is finished or undone first."""
    stores = reviewed_stores()
    repair_if_free(stores, stores.shelf.years() if year is None else [year], tell)
    return stores


def _latest_tables(stores: Stores, year: int | None) -> dict[str, int]:
    """Return the tables of the latest edition of each year, with their number of dimensions."""
    years = stores.shelf.years() if year is None else [year]
    latest: list[Edition] = [found[-1] for found in (editions_of(stores, of_year) for of_year in years) if found]
    return {key: len(table.dimensions) for edition in latest for key, table in edition.tables().items()}


def _missing_from_shelf(stores: Stores, years: Sequence[int]) -> list[tuple[int, str]]:
    """Return year and name of the editions that are recorded and have no folder on the shelf."""
    recorded = {
        (entry.year, entry.kind, entry.number): entry.name for of in years for entry in stores.editions.entries(of)
    }
    return [
        (of, name) for (of, kind, number), name in recorded.items() if stores.shelf.edition(of, number, kind) is None
    ]


def _states_of(stores: Stores, edition: Edition) -> list[str]:
    """Return the states of an edition: draft or released, frozen, not recorded, edited by hand."""
    states = ["released" if edition.kind == "edition" else "draft"]
    frozen = stores.editions.cut_off(edition.year)
    if frozen is not None and edition.kind == "draft" and frozen.draft == edition.number:
        states.append("frozen")
    if edition.entry is None:
        states.append("made before editions were recorded")
    edited = edition.edited_by_hand(stores)
    if edited:
        states.append(f"EDITED BY HAND ({len(edited)} files)")
    return states


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
