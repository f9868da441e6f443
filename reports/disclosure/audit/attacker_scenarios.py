"""The attackers against whom an edition is tried, by name, and the public sheet of how that went.

Belongs here: who they are and what they know, in words; the sheet from an outcome. Does not: attacking
(suppression/verification.py, feasibility_intervals.py), the sheet's file (published/audit_report.py).
"""

from collections.abc import Mapping
from importlib.metadata import version

from reports.disclosure.audit.suppression_counts import SuppressionCounts
from reports.disclosure.protect_edition import ProtectionResult
from reports.published.audit_report import AttackerResult, AuditReport

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
    "the same, and which persons in every number are in its own records: where these leave 1 to 10 others, it must "
    "hold possible that there is 1 other, and that there are as many as the threshold. Headline totals are printed all "
    "the same, so that an edition of few offices may not hold: said here, and no ground to stop it",
)


def audit_report(
    outcome: ProtectionResult | None, numbers: SuppressionCounts, year: int, tables: Mapping[str, str]
) -> AuditReport:
    """Return the public sheet of an edition whose table files have these digests; without outcome it did not pass.

    ``numbers``: what its tables print and suppress, whether they were protected together or, as a draft, one by one.
    """
    held = outcome is not None and not outcome.under_protected
    tried = [AttackerResult(name, knows, held) for name, knows in (OUTSIDER, WHOLE_NUMBERS)]
    tried.append(AttackerResult(*OFFICE, held and outcome is not None and not outcome.to_contributors, binding=False))
    return AuditReport(
        year=year,
        passed=held,
        numbers_printed=numbers.printed,
        numbers_withheld=numbers.suppressed,
        numbers_withheld_of_threshold_or_more=numbers.large_withheld,
        numbers_of_threshold_or_more=numbers.large,
        threshold=numbers.threshold,
        attackers=tuple(tried),
        solver=SOLVER,
        tables=dict(sorted(tables.items())),
    )
