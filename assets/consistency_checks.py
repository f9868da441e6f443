"""The asset checks of cases/consistency: one per rule, over all offices of the year, counts only.

Belongs here: check specifications, and their results from the findings table. Does not: the rules (expectations).
"""

from collections.abc import Iterator

import dagster as dg

from assets.steps.cases.consistency import findings_by_rule
from expectations.checks import CONSISTENCY_RULES
from resources.stores import Stores

CONSISTENCY = dg.AssetKey(["cases", "consistency"])


def consistency_check_specs() -> list[dg.AssetCheckSpec]:
    """Return one check per rule across forms and years."""
    text = "A rule across forms and years, broken by any office of the year. Counts only."
    return [dg.AssetCheckSpec(rule, asset=CONSISTENCY, description=text) for rule in CONSISTENCY_RULES]


def consistency_check_results(stores: Stores, year: int) -> Iterator[dg.AssetCheckResult]:
    """Yield the result of each rule. A broken rule is a warning and never blocks."""
    for rule, findings in findings_by_rule(stores, year).items():
        yield dg.AssetCheckResult(
            asset_key=CONSISTENCY,
            check_name=rule,
            passed=findings == 0,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"year": dg.MetadataValue.text(str(year)), "findings": dg.MetadataValue.int(findings)},
        )
