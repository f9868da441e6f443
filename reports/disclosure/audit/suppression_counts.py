"""How many cells the finished tables of an edition print and suppress.

Belongs here: the counting. Does not: disclosure control, the public report (attacker_scenarios.py).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from reports.disclosure.suppression.cell_ref import CellRef
from reports.published.disclosure_rules import default_threshold
from reports.published.protected_table import ProtectedTable
from reports.statistics import StatisticTable
from reports.statistics.measures import load_measures
from reports.statistics.statistic import WITH_VALUE


@dataclass(frozen=True)
class SuppressionCounts:
    """Numbers of cells of a year's tables of persons and services.

    ``large``: cells at the threshold or above that are not primary; where they are suppressed, this is secondary.
    """

    printed: int
    suppressed: int
    large: int
    large_suppressed: int
    threshold: int


def count_suppressions(
    statistics: Iterable[StatisticTable],
    tables: Mapping[str, ProtectedTable],
    large_primary: Collection[CellRef] = (),
) -> SuppressionCounts:
    """Return how many cells the tables print and suppress, without tables whose measure is not confidential.

    ``tables``: the protected tables by key, all of ``statistics`` among them. ``large_primary``: primary cells at the
    threshold or above.
    """
    printed = suppressed = large = large_suppressed = 0
    thresholds: list[int] = []
    for statistic in statistics:
        spec = statistic.spec
        if not load_measures()[spec.measure].confidential:
            continue
        thresholds.append(spec.threshold)
        frame = statistic.counts()
        rows = zip(*(frame[name] for name in spec.dimensions), frame["value"], frame["state"], strict=True)
        values = {tuple(map(str, row[:-2])): row[-2] for row in rows if row[-1] in WITH_VALUE}
        status = {
            cell.codes: cell.status
            for cell in tables[spec.key].cells
            if (cell.year, cell.measure) == (statistic.year, spec.measure)
        }
        for codes, value in values.items():
            is_printed = status.get(codes) == "published"
            is_large = value >= spec.threshold and CellRef(spec.key, codes) not in large_primary
            printed, suppressed = printed + is_printed, suppressed + (not is_printed)
            large, large_suppressed = large + is_large, large_suppressed + (is_large and not is_printed)
    threshold = min(thresholds, default=default_threshold())
    return SuppressionCounts(printed, suppressed, large, large_suppressed, threshold)
