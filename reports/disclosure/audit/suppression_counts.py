"""How many numbers an edition prints and suppresses: of its finished tables, whichever way they were protected.

Belongs here: the counting. Does not: protecting, the public sheet (attacker_scenarios.py).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from reports.disclosure.suppression.problem import Name
from reports.published.protected_table import ProtectedTable
from reports.statistics import StatisticTable
from reports.statistics.measures import load_measures
from reports.statistics.statistic import WITH_VALUE


@dataclass(frozen=True)
class SuppressionCounts:
    """Counts of persons and of services of a year, as its tables print them.

    ``large``: at the threshold or more, and not confidential by themselves: suppressed, they protect others.
    """

    printed: int
    suppressed: int
    large: int
    large_withheld: int
    threshold: int


def count_suppressions(
    statistics: Iterable[StatisticTable], tables: Mapping[str, ProtectedTable], by_themselves: Collection[Name] = ()
) -> SuppressionCounts:
    """Return how many numbers the tables print and suppress; of tables that are not confidential, none.

    ``tables``: the protected tables by key, every one of ``statistics`` among them. ``by_themselves``: table and codes
    of numbers at the threshold or more that are confidential all the same.
    """
    printed = suppressed = large = large_withheld = 0
    threshold: list[int] = []
    for statistic in statistics:
        spec = statistic.spec
        if not load_measures()[spec.measure].confidential:
            continue
        threshold.append(spec.threshold)
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
            is_large = value >= spec.threshold and (spec.key, *codes) not in by_themselves
            printed, suppressed = printed + is_printed, suppressed + (not is_printed)
            large, large_withheld = large + is_large, large_withheld + (is_large and not is_printed)
    return SuppressionCounts(printed, suppressed, large, large_withheld, min(threshold, default=11))
