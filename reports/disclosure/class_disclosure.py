"""Class disclosure among services: a result that nearly all have says something about everyone in the group.

Where all, or all but a few, of those tested in a group are positive, the number of positives tells the result of each
of them. The result's numbers by group are then withheld, so that no sum gives the group's back; where few groups are
left to hide it among, its total too.

Belongs here: finding these cells. Does not: small counts and what follows from them (withholding.py).
"""

from reports.statistics.dimensions import TOTAL, Services
from reports.statistics.facts import BESIDE
from reports.statistics.statistic import WITH_VALUE, StatisticTable

FEWEST_GROUPS = 3
Codes = tuple[str, ...]


def nearly_whole(statistic: StatisticTable, threshold: int) -> set[Codes]:
    """Return the cells to withhold because a result falls short of all by fewer than ``threshold``."""
    services = statistic.spec.definitions[0]
    if not isinstance(services, Services):
        return set()
    frame = statistic.counts()
    codes = list(zip(*(frame[name] for name in statistic.spec.dimensions), strict=True))
    counted = {
        code: int(value)
        for code, value, state in zip(codes, frame["value"], frame["state"], strict=True)
        if state in WITH_VALUE
    }
    withheld: set[Codes] = set()
    for result in dict.fromkeys(code[0] for code in counted):
        own = {code: number for code, number in counted.items() if code[0] == result}
        close = [code for code, n in own.items() if n and _short_of(code, n, counted, services) < threshold]
        groups = [code for code in own if TOTAL not in code[1:]]
        if close:
            withheld |= set(groups) | set(close)
        if close and len(groups) < FEWEST_GROUPS:
            withheld |= set(own)
    return withheld


def _short_of(code: Codes, number: int, counted: dict[Codes, int], services: Services) -> float:
    """Return by how much a result falls short of all of whom it is one, in whichever unit that is nearest to it."""
    indicator, _, _ = code[0].partition(BESIDE)
    whole = services.result_of.get(indicator)
    wholes = [n for other, n in counted.items() if other[0].partition(BESIDE)[0] == whole and other[1:] == code[1:]]
    return min((n - number for n in wholes), default=float("inf"))
