"""Group disclosure in tables of services: a result that nearly all persons tested in a group have.

If all, or all but a few, of the persons tested in a group are positive, the number of positives discloses the result of
each of them. The result is then suppressed for every group, so that no subtraction gives that of one group. If few
groups have the result, its total, which other tables print too, discloses theirs: the number tested in each group is
then suppressed as well.

Belongs here: finding these cells. Does not: primary cells by size, secondary suppression (secondary.py).
"""

from reports.published.codes import TOTAL, Codes
from reports.published.disclosure_rules import load_disclosure_rules
from reports.statistics.dimensions import Services
from reports.statistics.statistic import WITH_VALUE, StatisticTable
from reports.statistics.variables import BESIDE


def group_disclosure_cells(statistic: StatisticTable, threshold: int) -> set[Codes]:
    """Return the cells to suppress because a result falls short of all by fewer than ``threshold``."""
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
    suppressed: set[Codes] = set()
    for result in dict.fromkeys(code[0] for code in counted):
        own = {code: number for code, number in counted.items() if code[0] == result}
        whole = services.result_of.get(_indicator(result))
        tested = {code: number for code, number in counted.items() if _indicator(code[0]) == whole}
        close = [code for code, number in own.items() if number and _short_of(code, number, tested) < threshold]
        groups = [code for code in own if TOTAL not in code[1:]]
        suppressed |= {*groups, *close} if close else set()
        if close and len(groups) < load_disclosure_rules().least_groups.value:
            suppressed |= {code for code in tested if TOTAL not in code[1:]}
    return suppressed


def _indicator(service: str) -> str:
    return service.partition(BESIDE)[0]


def _short_of(code: Codes, number: int, tested: dict[Codes, int]) -> float:
    """Return by how much a result falls short of all of whom it is one, in whichever unit that is nearest to it."""
    return min((n - number for other, n in tested.items() if other[1:] == code[1:]), default=float("inf"))
