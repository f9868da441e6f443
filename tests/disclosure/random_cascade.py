"""Random cascades of HIV services by population group, as the review prints them.

A *group* is one service of one population group. Belongs here: drawing numbers, what is printed, which counts are
confidential (docs/disclosure.md: 0 to 10 of a sensitive dimension). Does not: the intruder.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.statistics import columns_needed, load_tables, tabulate
from reports.statistics.statistic import WITH_VALUE
from tests.disclosure.confidential_counts import Count
from tests.disclosure.protected_year import key_of
from tests.disclosure.random_year import OFFICES, TOTAL, YEAR, Groups

TABLES = ("hiv_cascade_by_population", "health_services_by_indicator")
POPULATIONS = ("REFUGEE", "IMMIGRANT", "RETURNEE", "HOST_COMMUNITY")
TESTED, POSITIVE, REFERRED, LINKED = "HIV_TESTED", "HIV_POSITIVE", "HIV_REFERRED", "HIV_LINKED_TO_CARE"
AT_MOST = ((POSITIVE, TESTED), (REFERRED, POSITIVE), (LINKED, POSITIVE))
"""Services of which the first is never more than the second, in any population group."""
SENSITIVE_THRESHOLD = 11


@dataclass(frozen=True)
class Cascade:
    """``truth``: the numbers of the groups. ``printed``: cells with their value. ``confidential``: their intervals."""

    groups: tuple[tuple[str, str], ...]
    truth: Groups
    printed: tuple[tuple[Groups, int], ...]
    confidential: tuple[Count, ...]

    def relations(self) -> Iterator[Groups]:
        """Yield each row that is never greater than zero: one service less another, of a population group."""
        for fewer, more in AT_MOST:
            for population in POPULATIONS:
                row = np.zeros(len(self.groups), dtype=np.int64)
                row[self.groups.index((fewer, population))] = 1
                row[self.groups.index((more, population))] = -1
                yield row


def draw_numbers(rng: np.random.Generator) -> dict[tuple[str, str], int]:
    """Draw the number of each service by population group; no service is more than the one before it."""
    numbers = {}
    for population in POPULATIONS:
        tested = int(rng.choice((0, 5, 40, 300, 2_000)) + rng.integers(0, 30))
        positive = int(rng.binomial(tested, float(rng.choice((0.0, 0.01, 0.05, 0.3)))))
        of_positive = {REFERRED: int(rng.binomial(positive, 0.8)), LINKED: int(rng.binomial(positive, 0.6))}
        for service, number in {TESTED: tested, POSITIVE: positive, **of_positive}.items():
            numbers[service, population] = number
    return numbers


def protected_cascade(seed: int) -> Cascade | None:
    """Return a cascade as it is printed; None where its audit does not pass."""
    rng = np.random.default_rng(seed)
    numbers = draw_numbers(rng)
    rows = [
        {
            "office": office,
            "indicator": service,
            "unit": "PERSONS",
            "population": population,
            "value": value,
            "estimation": "EXACT",
        }
        for (service, population), number in numbers.items()
        for office, value in zip(OFFICES, rng.multinomial(number, np.full(len(OFFICES), 0.2)).tolist(), strict=True)
    ]
    frame = pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in rows], dtype="Int64" if name == "value" else "str")
            for name in columns_needed("health")
        }
    )
    cube = cube_with_contributors("health", {"health": frame}, YEAR)
    statistics = [tabulate(cube, spec, YEAR) for spec in load_tables() if spec.key in TABLES]
    result = protect_edition(LinkedTables(YEAR, statistics, {"health": cube}), key_of(seed))
    if result.under_protected:
        return None
    groups = tuple(numbers)
    printed: list[tuple[Groups, int]] = []
    confidential: list[Count] = []
    for statistic in statistics:
        key, counts = statistic.spec.key, statistic.counts()
        for _, cell in counts[counts["state"].isin(WITH_VALUE)].iterrows():
            codes = tuple(str(cell[name]) for name in statistic.spec.dimensions)
            service, population = codes[0].split("/")[0], (*codes, TOTAL)[1]
            row = np.array([one == service and population in (other, TOTAL) for one, other in groups], dtype=np.int64)
            assert int(row @ np.array(list(numbers.values()))) == int(cell["value"])
            if key not in result.whole_tables and codes not in result.suppressed.get(key, ()):
                printed.append((row, int(cell["value"])))
            if cell["value"] < SENSITIVE_THRESHOLD:
                confidential.append((row, 0, SENSITIVE_THRESHOLD))
    return Cascade(groups, np.array(list(numbers.values()), dtype=np.int64), tuple(printed), tuple(confidential))
