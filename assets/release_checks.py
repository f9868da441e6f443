"""The asset checks of the door: what may leave agrees with itself and holds no small count.

Belongs here: checks of protected tables, from protected tables; those of regions and of reference files, from the
findings about them. Does not: protecting.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

import dagster as dg

from assets.steps.release.protection import AuditRun
from assets.steps.release.tables import ReleasedTables
from expectations.geography import LackingCountry
from reports.disclosure.audit.attacker_scenarios import SOLVER
from reports.published import Cell
from reports.published.disclosure_rules import default_threshold
from reports.reference import ReferenceSeries
from reports.statistics import load_tables
from reports.statistics.measures import load_measures

_OF_ROWS = {"records", "findings"}  # of the quality annex: a row is a person
_CONFIDENTIAL = {
    name for name, measure in load_measures().items() if measure.confidential and measure.kind != "derived"
} | _OF_ROWS
_PERSONS_OF = {
    spec.key: (spec.theme, tuple(sorted(spec.where.items())), tuple(sorted(spec.leave_out.items())))
    for spec in load_tables()
}

AUDIT = "joint_disclosure_audit"
REGIONS = "every_country_has_a_region"
REFERENCE_FILES = "reference_files_are_understood"

_DESCRIPTIONS = {
    "no_small_count_is_printed": "No printed count of persons, of services or of records lies between 1 and 10.",
    "totals_agree": "The total of a theme is the same in every table that prints it.",
}


def release_check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Return the checks of release/tables; those of the numbers block, the others warn."""
    blocking = [
        dg.AssetCheckSpec(name, asset=asset, blocking=True, description=description)
        for name, description in _DESCRIPTIONS.items()
    ]
    audit = (
        "No confidential number can be computed from all that is printed together. Where this fails, tables and pages "
        "in the making say so, and nothing of them is put on the shelf."
    )
    blocking.append(dg.AssetCheckSpec(AUDIT, asset=asset, description=audit))
    about = "Every country of the year's offices and records has a region in every scheme by which tables show regions."
    of_files = (
        "Every row of the reference files is understood by its mapping, and printed totals are sums of their parts."
    )
    warning = {REGIONS: about, REFERENCE_FILES: of_files}
    return [*blocking, *(dg.AssetCheckSpec(name, asset=asset, description=said) for name, said in warning.items())]


def reference_check_result(series: Iterable[ReferenceSeries]) -> dg.AssetCheckResult:
    """Return the result about reference files: how many findings by series and rule; `review reference` shows them."""
    found = Counter((one.key, finding.rule) for one in series for finding in one.findings)
    lines = [f"{key}: {rule} {times}" for (key, rule), times in sorted(found.items())]
    return dg.AssetCheckResult(
        check_name=REFERENCE_FILES,
        passed=not lines,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"findings": "; ".join(lines) or "none"},
    )


def region_check_result(year: int, findings: Sequence[LackingCountry], told: Collection[str]) -> dg.AssetCheckResult:
    """Return the result about regions: scheme, year and code of each country that a scheme lacks.

    Of countries that are not among ``told``, for few records name them, only that there are some.
    """
    lines = [f"{one.scheme}, {one.year}: {one.code}" for one in findings if one.code in told]
    unnamed = dict.fromkeys(f"{one.scheme}, {one.year}" for one in findings if one.code not in told)
    lines += [f"{place}: countries that few records name" for place in unnamed]
    return dg.AssetCheckResult(
        check_name=REGIONS,
        passed=not lines,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"year": year, "countries_without_region": "; ".join(lines) or "none"},
    )


def release_check_results(released: ReleasedTables) -> Iterator[dg.AssetCheckResult]:
    """Yield both results; counts of cells and names of tables only."""
    small = sum(_is_small(cell) for table in released.tables.values() for cell in table.cells)
    yield dg.AssetCheckResult(
        check_name="no_small_count_is_printed", passed=small == 0, metadata={"small_counts_printed": small}
    )
    at_odds = sorted(tables_at_odds(released))
    yield dg.AssetCheckResult(
        check_name="totals_agree", passed=not at_odds, metadata={"tables_at_odds": ", ".join(at_odds) or "none"}
    )


def audit_check_result(audit: AuditRun) -> dg.AssetCheckResult:
    """Return the result of the joint audit: tables and choices, how long it took; no cell and no number of persons."""
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


def _is_small(cell: Cell) -> bool:
    return cell.measure in _CONFIDENTIAL and cell.value is not None and 0 < cell.value < default_threshold()


def tables_at_odds(released: ReleasedTables) -> set[str]:
    """Return the keys of tables whose total differs from that of another table of the same persons."""
    totals: dict[tuple[object, int], dict[str, float]] = {}
    for table in released.tables.values():
        if table.key not in _PERSONS_OF:
            continue  # no table of persons
        of_whom = _PERSONS_OF[table.key]
        for cell in table.cells:
            if cell.measure == "persons" and set(cell.codes) == {"total"} and cell.value is not None:
                totals.setdefault((of_whom, cell.year), {})[table.key] = cell.value
    return {key for found in totals.values() if len(set(found.values())) > 1 for key in found}
