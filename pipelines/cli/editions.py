"""`review editions`: which editions of which years there are. For headquarters."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.editions.lookup import Edition, editions_of
from pipelines.cli.console import console
from pipelines.cli.context import reviewed_stores
from resources.stores import Stores


def editions(year: Annotated[int | None, typer.Option(help="Only this review year.")] = None) -> None:
    """List drafts and released editions, what each stands on, and whether somebody edited it by hand."""
    stores = reviewed_stores()
    years = stores.shelf.years() if year is None else [year]
    table = Table(title="Editions")
    for name in ("edition", "submissions", "corrections", "offices received", "tables", "state"):
        table.add_column(name, overflow="fold")
    found = [one for of_year in years for one in editions_of(stores, of_year)]
    for of, name in gone_from_the_shelf(stores, years):
        console.print(f"gone from the shelf: {of}/{name}", markup=False)
    if not found:
        console.print("There is no edition yet." if year is None else f"There is no edition of {year} yet.")
        return
    for one in found:
        manifest = stores.shelf.manifest(one.folder)
        table.add_row(
            one.name,
            f"{len(manifest.get('submissions', ())):,}",
            "yes" if manifest.get("corrections") else "none",
            f"{manifest.get('offices_received', '')} of {manifest.get('offices_expected', '')}",
            str(sum(name.startswith("tables/") for name in manifest.get("files", ()))),
            "; ".join(states_of(stores, one)),
        )
    console.print(table)


def gone_from_the_shelf(stores: Stores, years: Sequence[int]) -> list[tuple[int, str]]:
    """Return the editions that were recorded and do not lie on the shelf any more, by year and name."""
    recorded = {
        (entry.year, entry.kind, entry.number): entry.name for of in years for entry in stores.editions.entries(of)
    }
    return [
        (of, name) for (of, kind, number), name in recorded.items() if stores.shelf.edition(of, number, kind) is None
    ]


def states_of(stores: Stores, one: Edition) -> list[str]:
    """Return what is to be known of an edition: released, frozen, edited by hand, not recorded."""
    states = ["released" if one.kind == "edition" else "draft"]
    frozen = stores.editions.cut_off(one.year)
    if frozen is not None and one.kind == "draft" and frozen.draft == one.number:
        states.append("frozen")
    if one.entry is None:
        states.append("made before editions were kept")
    edited = one.edited_by_hand(stores)
    if edited:
        states.append(f"EDITED BY HAND ({len(edited)} files)")
    return states
