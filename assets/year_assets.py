"""The assets of a year up to disclosure control: statistics/<theme> and release/tables.

Belongs here: their specifications and checks. Does not: counting and disclosure control (assets/steps), the assets
after disclosure control (review_assets.py).
"""

from collections.abc import Iterator

import dagster as dg

from assets.consistency_checks import CONSISTENCY
from assets.office_assets import OWNERS, cases_key
from assets.partitions import years
from assets.release_checks import (
    audit_check_result,
    reference_check_result,
    region_check_result,
    release_check_results,
    release_check_specs,
)
from assets.steps.release.open_year import repair_year
from assets.steps.release.reference_files import reference_series
from assets.steps.release.tables import audit_report_of, release_tables
from assets.steps.runtime.errors import redacted
from assets.steps.statistics.count import count_year, forms_of, tables_of
from assets.steps.statistics.regions import countries_reported, countries_without_region
from expectations.progress import Progress
from reports.statistics import themes
from resources.stores_resource import ReviewStores

TABLES = dg.AssetKey(["release", "tables"])


def statistics_key(theme: str) -> dg.AssetKey:
    """Return the asset key of a theme."""
    return dg.AssetKey(["statistics", theme])


def _statistics_specs() -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(
            statistics_key(theme),
            deps=[cases_key(form) for form in forms_of(theme)],
            group_name="statistics",
            description="One cube with every person once, and the tables made from it, before disclosure control: "
            + "; ".join(spec.title.en for spec in tables_of(theme))
            + ".",
            owners=OWNERS,
            kinds={"sql", "pandas"},
            skippable=True,
        )
        for theme in themes()
    ]


@dg.multi_asset(
    name="statistics_of_a_year",
    specs=_statistics_specs(),
    can_subset=True,
    partitions_def=years,
)
@redacted("statistics")
def statistics_of_a_year(
    context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Count the themes; metadata holds the number of cells, never a cell's value."""
    chosen = [theme for theme in themes() if statistics_key(theme) in context.selected_asset_keys]
    opened, year = stores.open(), int(context.partition_key)
    repair_year(opened, year, context.log.warning)
    for theme, numbers in count_year(opened, year, chosen, progress).items():
        yield dg.MaterializeResult(
            statistics_key(theme), metadata={"dagster/partition_row_count": numbers, "tables": len(tables_of(theme))}
        )


@dg.asset(
    key=TABLES,
    deps=[*(statistics_key(theme) for theme in themes()), cases_key("totals"), CONSISTENCY],
    partitions_def=years,
    group_name="release",
    description="All tables of the year, protected together: primary suppression of counts below the threshold, and "
    "secondary suppression, so that no suppressed cell can be recovered from published tables and earlier editions. "
    "Figures, sentences and documents are made from these tables only.",
    owners=OWNERS,
    kinds={"csv"},
    check_specs=release_check_specs(TABLES),
)
@redacted("release/tables")
def tables_that_may_leave(
    context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores], progress: dg.ResourceParam[Progress]
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Protect all tables of the year together; metadata counts published and confidential cells."""
    opened, year = stores.open(), int(context.partition_key)
    released = release_tables(opened, year, progress)
    cells = [cell for table in released.tables.values() for cell in table.cells]
    return dg.MaterializeResult(
        metadata={
            "tables": len(released.tables),
            "cells_published": sum(cell.status == "published" for cell in cells),
            "cells_confidential": sum(cell.status == "confidential" for cell in cells),
            "draft": released.label.draft,
        },
        check_results=[
            *([audit_check_result(released.audit)] if released.audit else []),
            *release_check_results(released, audit_report_of(opened, year)),
            region_check_result(year, countries_without_region(opened, year), countries_reported(opened, year)),
            reference_check_result(reference_series(opened.home.reference).values()),
        ],
    )
