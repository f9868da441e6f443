"""The asset review/edition: a summary of the latest draft of a year, for reviewers.

Belongs here: its specification and the layout of its metadata. Does not: the summary itself
(assets/steps/editions/summary.py), the draft (review_assets.py). Metadata holds only published values and counts.
"""

import dagster as dg

from assets.office_assets import OWNERS
from assets.partitions import years
from assets.review_assets import DRAFT, GROUP
from assets.steps.editions.summary import EditionSummary, summarise
from assets.steps.runtime.errors import redacted
from resources.stores_resource import ReviewStores

EDITION = dg.AssetKey(["review", "edition"])
PAGES = ("review.html", "review.docx", "tables.xlsx", "manifest.json")


@dg.asset(
    key=EDITION,
    deps=[DRAFT],
    partitions_def=years,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"file"},
    description="Summary of the latest draft: offices by state, records held back, findings, tables, and the "
    "changes since the draft before. `review edition diff` shows which submission caused each change.",
)
@redacted("review/edition")
def edition_of_a_year(
    context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores]
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Summarise the latest draft."""
    return dg.MaterializeResult(metadata=shown(summarise(stores.open(), int(context.partition_key))))


def shown(summary: EditionSummary) -> dict[str, dg.MetadataValue]:
    """Return the metadata of an edition."""
    counts = {
        "tables": summary.tables,
        "cells_published": summary.cells_published,
        "cells_confidential": summary.cells_confidential,
        "cells_changed": summary.cells_changed,
        "figures_changed": summary.figures_changed,
        "sentences_changed": summary.sentences_changed,
        "received_after_cut_off": summary.received_after_cut_off,
        "files_edited_by_hand": summary.edited_by_hand,
    }
    links = "\n".join(f"- `shelf/{summary.name}/{page}`" for page in PAGES)
    return {
        "edition": dg.MetadataValue.text(summary.name),
        "joint_audit": dg.MetadataValue.text(summary.audit),
        "records": dg.MetadataValue.text(summary.records),
        "findings": dg.MetadataValue.text("not printed" if summary.findings is None else f"{summary.findings:,}"),
        "offices_by_state": dg.MetadataValue.md(_table("state", "offices", summary.offices_by_state)),
        "changes_on_the_draft_before": dg.MetadataValue.md(_changes(summary)),
        "links": dg.MetadataValue.md(links),
        "tables_asset": dg.MetadataValue.asset(dg.AssetKey(["release", "tables"])),
        **{name: dg.MetadataValue.int(number) for name, number in counts.items()},
    }


def _changes(summary: EditionSummary) -> str:
    if not summary.before:
        return "This is the first draft."
    if not summary.compared:
        return f"`{summary.before}` is damaged and was not compared."
    if not summary.changed_by_table:
        return f"No published value differs from `{summary.before}`."
    return f"Compared with `{summary.before}`:\n\n{_table('table', 'cells changed', summary.changed_by_table)}"


def _table(first: str, second: str, rows: dict[str, int]) -> str:
    lines = [f"| {first} | {second} |", "|---|---:|", *(f"| {name} | {number:,} |" for name, number in rows.items())]
    return "\n".join(lines)
