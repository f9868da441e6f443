"""The attacker scenarios that an edition is audited against, and the public report of the audit.

Belongs here: who the attackers are and what they know, in words; the report made from a protection result. Does not:
attacking (suppression/verification.py, feasibility_intervals.py), the report's file (published/audit_report.py).
"""

from collections.abc import Mapping
from importlib.metadata import version

from reports.disclosure.audit.suppression_counts import SuppressionCounts
from reports.disclosure.protect_edition import ProtectionResult
from reports.published.audit_report import AttackerResult, AuditReport
from reports.published.disclosure_rules import default_threshold

SOLVER = f"HiGHS {version('highspy')}"
OUTSIDER = (
    "outsider",
    "every printed number of every table together: cells, margins, shares and their bases, ranks, numbers of countries",
)
WHOLE_NUMBERS = (
    "outsider who knows the rules",
    "the same, that persons are whole numbers, the threshold, and which sums must agree between tables and themes",
)

OFFICE = (
    "office that knows its own records",
    "the same, and which persons in every number are in its own records: where these leave 1 to "
    f"{default_threshold() - 1} others, it must hold possible that there is 1 other, and that there are as many as the "
    "threshold. Headline totals are printed all "
    "the same, so that an edition of few offices may not hold: said here, and no ground to stop it",
)


def audit_report(
    result: ProtectionResult | None, counts: SuppressionCounts, year: int, tables: Mapping[str, str]
) -> AuditReport:
    """Return the public report of an edition whose table files have these digests; without a result it did not pass.

    ``counts``: what its tables print and suppress, whether they were protected together or, as a draft, one by one.
    """
    held = result is not None and not result.under_protected
    attackers = [AttackerResult(name, knows, held) for name, knows in (OUTSIDER, WHOLE_NUMBERS)]
    held_by_offices = held and result is not None and not result.to_contributors
    attackers.append(AttackerResult(*OFFICE, held_by_offices, binding=False))
    return AuditReport(
        year=year,
        passed=held,
        numbers_printed=counts.printed,
        numbers_withheld=counts.suppressed,
        numbers_withheld_of_threshold_or_more=counts.large_suppressed,
        numbers_of_threshold_or_more=counts.large,
        threshold=counts.threshold,
        attackers=tuple(attackers),
        solver=SOLVER,
        tables=dict(sorted(tables.items())),
    )
