"""The assets after disclosure control: figures/<key>, sentences/en, tables/workbook, review/html, review/docx,
review/draft.

Belongs here: their specifications. Does not: figures, sentences and documents (assets/steps/review/publish_draft.py).
Each depends on release/tables and on nothing upstream of it.
"""

from collections.abc import Iterator

import dagster as dg

from assets.office_assets import OWNERS
from assets.partitions import years
from assets.steps.review.publish_draft import draw_year, put_on_shelf, say_year, set_document
from assets.steps.runtime.errors import redacted
from assets.thumbnail import thumbnail
from assets.year_assets import TABLES
from expectations.progress import Progress
from reports.figures import Figure, load_figures
from resources.stores_resource import ReviewStores

FIGURES = {spec.key: dg.AssetKey(["figures", spec.key]) for spec in load_figures()}
SENTENCES = dg.AssetKey(["sentences", "en"])
WORKBOOK = dg.AssetKey(["tables", "workbook"])
HTML = dg.AssetKey(["review", "html"])
DOCX = dg.AssetKey(["review", "docx"])
DRAFT = dg.AssetKey(["review", "draft"])
GROUP = "review"


@dg.multi_asset(
    name="figures_of_a_year",
    specs=[
        dg.AssetSpec(
            FIGURES[spec.key],
            deps=[TABLES],
            group_name=GROUP,
            description=f"{spec.title.format(before='the year before', year='the year')}. "
            f"Drawn from the protected table {spec.table}; four files per figure.",
            owners=OWNERS,
            kinds={"matplotlib"},
        )
        for spec in load_figures()
    ],
    partitions_def=years,
)
@redacted("figures")
def figures_of_a_year(
    context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Draw all figures of the year; metadata has a thumbnail of each.

    A figure without data is materialised as well, with a remark: if it were omitted, Dagster would skip the documents
    downstream of the figures, and a year without returns would have no review.
    """
    drawn = {figure.key: figure for figure in draw_year(stores.open(), int(context.partition_key), progress)}
    for key, asset in FIGURES.items():
        yield dg.MaterializeResult(asset, metadata=_shown(drawn.get(key)))


def _shown(figure: Figure | None) -> dict[str, dg.MetadataValue]:
    if figure is None:
        return {"drawn": dg.MetadataValue.bool(False), "figure": dg.MetadataValue.text("its table has no data")}
    return {
        "drawn": dg.MetadataValue.bool(True),
        "figure": dg.MetadataValue.md(thumbnail(figure)),
        "alternative_text": dg.MetadataValue.text(figure.alt),
    }


@dg.asset(
    key=SENTENCES,
    deps=[TABLES],
    partitions_def=years,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"text"},
    description="Sentences in which every number, rank and direction is computed from published cells.",
)
@redacted("sentences")
def sentences_of_a_year(
    context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores]
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Write the sentences that published cells support; metadata lists the claims without support."""
    made = say_year(stores.open(), int(context.partition_key))
    lines = "\n".join(f"- {sentence.text}" for sentence in made.headlines)
    unsupported = ", ".join(f"{claim.key} ({claim.reason})" for claim in made.unsaid) or "none"
    return dg.MaterializeResult(
        metadata={"headlines": dg.MetadataValue.md(lines), "sentences": len(made.sentences), "not_said": unsupported}
    )


def _document(
    kind: str, key: dg.AssetKey, deps: list[dg.AssetKey], description: str, of_kind: str
) -> dg.AssetsDefinition:
    @dg.asset(
        key=key,
        deps=deps,
        partitions_def=years,
        group_name=GROUP,
        owners=OWNERS,
        kinds={of_kind},
        description=description,
    )
    @redacted(f"review/{kind}")
    def document(context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        path = set_document(stores.open(), int(context.partition_key), kind)
        return dg.MaterializeResult(metadata={"file": path.name, "bytes": path.stat().st_size})

    return document


SOURCES = [TABLES, SENTENCES, *FIGURES.values()]
html = _document("html", HTML, SOURCES, "The review as one self-contained page, marked as a draft.", "html")
docx = _document("docx", DOCX, SOURCES, "The review as a Word document, marked as a draft on every page.", "docx")
workbook = _document("workbook", WORKBOOK, [TABLES], "All tables in one workbook, one table per sheet.", "excel")


@dg.asset(
    key=DRAFT,
    deps=[HTML, DOCX, WORKBOOK],
    partitions_def=years,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"file"},
    description="The draft on the shelf: tables, figures, documents and the manifest. A run that gives the same "
    "numbers makes no new draft. `review release` releases a draft that passes every release gate.",
)
@redacted("review/draft")
def draft_of_a_year(context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Put the draft on the shelf."""
    path, new = put_on_shelf(stores.open(), int(context.partition_key))
    return dg.MaterializeResult(metadata={"draft": path.name, "new_draft": new})


REVIEW_ASSETS = (figures_of_a_year, sentences_of_a_year, html, docx, workbook, draft_of_a_year)
