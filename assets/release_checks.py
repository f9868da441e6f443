"""The asset checks of release/tables: no small count is published, and totals agree.

Belongs here: checks of protected tables; checks of regions and of reference files, from the findings about them.
Does not: disclosure control.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

import dagster as dg

from assets.steps.release.protection import AuditRun
from assets.steps.release.tables import ReleasedTables
from expectations.geography import LackingCountry
from reports.disclosure.audit.attacker_scenarios import SOLVER
from reports.disclosure.audit.small_counts import printed_small_counts
from reports.published.audit_report import AuditReport
from reports.reference import ReferenceSeries
from reports.statistics import specified_tables

_PERSONS_OF = {
    spec.key: (spec.theme, tuple(sorted(spec.where.items())), tuple(sorted(spec.leave_out.items())))
    for spec in specified_tables()
}

AUDIT = "joint_disclosure_audit"
REGIONS = "every_country_has_a_region"
REFERENCE_FILES = "reference_files_are_understood"

_DESCRIPTIONS = {
    "no_small_count_is_printed": "A published count of persons, services or records is zero or at least the threshold, "
    "unless it counts missing answers that are not an attribute (docs/disclosure.md).",
    "totals_agree": "The total of a theme is the same in every table that shows it.",
}


def release_check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Return the checks of release/tables. Checks of counts and totals block; the others are warnings."""
    blocking = [
        dg.AssetCheckSpec(name, asset=asset, blocking=True, description=description)
        for name, description in _DESCRIPTIONS.items()
    ]
    audit = (
        "No suppressed cell can be recovered from all published tables together: every feasibility interval contains "
        "its protection interval. If this fails, the tables and documents say so, and no draft is put on the shelf."
    )
    blocking.append(dg.AssetCheckSpec(AUDIT, asset=asset, description=audit))
    of_regions = "Every country of the year's offices and records has a region in every scheme that tables use."
    of_files = "The mapping covers every row of the reference files, and published totals are the sums of their parts."
    warning = {REGIONS: of_regions, REFERENCE_FILES: of_files}
    return [*blocking, *(dg.AssetCheckSpec(name, asset=asset, description=text) for name, text in warning.items())]


def reference_check_result(series: Iterable[ReferenceSeries]) -> dg.AssetCheckResult:
    """Return the result for reference files: findings by series and rule. `review reference` shows each of them."""
    found = Counter((observed.key, finding.rule) for observed in series for finding in observed.findings)
    lines = [f"{key}: {rule} {count}" for (key, rule), count in sorted(found.items())]
    return dg.AssetCheckResult(
        check_name=REFERENCE_FILES,
        passed=not lines,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"findings": "; ".join(lines) or "none"},
    )


def region_check_result(year: int, findings: Sequence[LackingCountry], named: Collection[str]) -> dg.AssetCheckResult:
    """Return the result for regions: scheme, year and code of each country that a scheme lacks.

    Countries that are not among ``named``, because few records have them, are reported without their codes.
    """
    lines = [f"{country.scheme}, {country.year}: {country.code}" for country in findings if country.code in named]
    unnamed = dict.fromkeys(f"{country.scheme}, {country.year}" for country in findings if country.code not in named)
    lines += [f"{scheme}: countries of few records" for scheme in unnamed]
    return dg.AssetCheckResult(
        check_name=REGIONS,
        passed=not lines,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"year": str(year), "countries_without_region": "; ".join(lines) or "none"},
    )


def release_check_results(released: ReleasedTables, report: AuditReport | None) -> Iterator[dg.AssetCheckResult]:
    """Yield the results for small counts and for totals, with counts of cells and keys of tables only.

    ``report``: the audit report of the same tables.
    """
    small = len(printed_small_counts(released.tables, report, released.label.year))
    yield dg.AssetCheckResult(
        check_name="no_small_count_is_printed", passed=small == 0, metadata={"small_counts_printed": small}
    )
    differing = sorted(tables_differing(released))
    yield dg.AssetCheckResult(
        check_name="totals_agree", passed=not differing, metadata={"tables_at_odds": ", ".join(differing) or "none"}
    )


def audit_check_result(audit: AuditRun) -> dg.AssetCheckResult:
    """Return the result of the joint disclosure audit: tables, choices and time; no cell and no number of persons."""
    return dg.AssetCheckResult(
        check_name=AUDIT,
        passed=audit.passed,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "in_the_way": audit.in_the_way or "none",
            "linear_programs": audit.solves,
            "seconds": audit.seconds,
            "solver": SOLVER,
        },
    )


def tables_differing(released: ReleasedTables) -> set[str]:
    """Return the keys of tables whose total differs from that of another table of the same persons."""
    totals: dict[tuple[object, int], dict[str, float]] = {}
    for table in released.tables.values():
        if table.key not in _PERSONS_OF:
            continue  # not a table of persons
        population = _PERSONS_OF[table.key]
        for cell in table.cells:
            if cell.measure == "persons" and set(cell.codes) == {"total"} and cell.value is not None:
                totals.setdefault((population, cell.year), {})[table.key] = cell.value
    return {key for found in totals.values() if len(set(found.values())) > 1 for key in found}
