"""The attacker scenarios that an edition is audited against, and the public report of the audit.

Belongs here: the scenarios and their knowledge, in words for readers; the report made from a protection result. Does
not: attacks (suppression/verification.py, feasibility_intervals.py), the report's file (published/audit_report.py).
"""

from collections.abc import Mapping
from importlib.metadata import version

from reports.disclosure.audit.suppression_counts import SuppressionCounts
from reports.disclosure.protect_edition import ProtectionResult
from reports.published.audit_report import AttackerResult, AuditReport
from reports.published.disclosure_rules import default_threshold
from reports.statistics import load_tables

SOLVER = f"HiGHS {version('highspy')}"
EXTERNAL_INTRUDER = (
    "outsider",
    "every printed number of every table together: cells, margins, shares and their bases, ranks, numbers of countries",
)
RULE_AWARE_INTRUDER = (
    "outsider who knows the rules",
    "the same, that persons are whole numbers, the threshold, and which sums must agree between tables and themes",
)

CONTRIBUTOR = (
    "office that knows its own records",
    "the same, and which persons in every number are in its own records: where these leave 1 to "
    f"{default_threshold() - 1} others, it must hold possible that there is 1 other, and that there are as many as the "
    "threshold. Headline totals are printed all "
    "the same, so that an edition of few offices may not hold: said here, and no ground to stop it",
)

REGIONAL_OFFICE = (
    "regional office that knows the records of its offices",
    "the same, and which persons in every number are in the records of any office of its region. No number is withheld "
    "for this. The report gives the share of numbers of which a regional office can compute that 1 to "
    f"{default_threshold() - 1} persons are of other regions, or of which it is not shown that it cannot",
)


def audit_report(
    result: ProtectionResult | None,
    counts: SuppressionCounts,
    year: int,
    tables: Mapping[str, str],
    missing_codes: Mapping[str, Mapping[int, str]] | None = None,
) -> AuditReport:
    """Return the public report of an edition; ``tables``: the digest of each table file.

    ``counts``: what the tables print and suppress. ``result``: None for a draft that was not protected as linked
    tables; such a draft does not pass. ``missing_codes``: by table and place of the dimension, those that are not an
    attribute in what is printed.
    """
    passed = result is not None and not result.under_protected
    attackers = [AttackerResult(name, knows, passed) for name, knows in (EXTERNAL_INTRUDER, RULE_AWARE_INTRUDER)]
    protected_against_contributors = passed and result is not None and not result.to_contributors
    attackers.append(AttackerResult(*CONTRIBUTOR, protected_against_contributors, binding=False))
    if result is None or result.coalitions is not None:
        attackers.append(_regional_office(result, counts))
    return AuditReport(
        year=year,
        passed=passed,
        numbers_printed=counts.printed,
        numbers_withheld=counts.suppressed,
        numbers_withheld_of_threshold_or_more=counts.large_suppressed,
        numbers_of_threshold_or_more=counts.large,
        threshold=counts.threshold,
        attackers=tuple(attackers),
        solver=SOLVER,
        tables=dict(sorted(tables.items())),
        missing_not_an_attribute=_by_dimension(missing_codes or {}),
    )


def _regional_office(result: ProtectionResult | None, counts: SuppressionCounts) -> AttackerResult:
    """Return the result of the regional offices, with the share of numbers of which they find the few others."""
    numbers = counts.printed + counts.suppressed
    if result is None or result.under_protected or result.coalitions is None:
        return AttackerResult(*REGIONAL_OFFICE, held=False, binding=False)
    found = len(result.coalitions.regional_cells)
    share = round(100 * found / numbers, 1) if numbers else 0.0
    return AttackerResult(*REGIONAL_OFFICE, held=not found, binding=False, found_pct=share)


def _by_dimension(missing_codes: Mapping[str, Mapping[int, str]]) -> dict[str, dict[str, str]]:
    dimensions = {spec.key: spec.dimensions for spec in load_tables()}
    return {
        table: {dimensions[table][place]: code for place, code in sorted(axes.items())}
        for table, axes in sorted(missing_codes.items())
        if table in dimensions
    }
