"""Themes of fewer persons than the threshold: their headline is confidential, and nothing of them is printed.

Zeros in their tables would say which answers nobody gave; of so few persons that is an answer, too. Their tables are no
part of the suppression problem.

Belongs here: which tables these are. Does not: small populations that print their headline
(suppression/small_populations.py).
"""

import numpy as np

from reports.disclosure.model.linked_tables import LinkedTables
from reports.published.codes import TOTAL
from reports.statistics import TableSpec
from reports.statistics.measures import load_measures

PERSONS, THEME = "persons", "theme"
Population = tuple[str, tuple[str, ...]]  # a theme, and the selections of it that a table counts


def tables_of_tiny_themes(edition: LinkedTables) -> frozenset[str]:
    """Return the keys of all tables of populations whose headline is of 1 to less than the threshold persons.

    The headline is the total of a table that counts all persons of the population. After a released edition there are
    none: what was printed once stays in the problem.
    """
    if edition.earlier or edition.external:
        return frozenset()
    tiny: set[Population] = set()
    for statistic in edition.statistics:
        spec = statistic.spec
        if spec.measure != PERSONS or spec.leave_out or set(spec.where) - {THEME}:
            continue
        frame = statistic.counts()
        is_total = np.logical_and.reduce([(frame[name] == TOTAL).to_numpy(dtype=bool) for name in spec.dimensions])
        of_all = frame["value"].to_numpy(dtype=np.float64)[is_total]
        if len(of_all) and 0 < of_all[0] < spec.threshold:  # a missing total is none of these
            tiny.add(_population(spec))
    return frozenset(s.spec.key for s in edition.statistics if _population(s.spec) in tiny and _is_protected(s.spec))


def _population(spec: TableSpec) -> Population:
    return spec.theme, tuple(spec.where.get(THEME, ()))


def _is_protected(spec: TableSpec) -> bool:
    measure = load_measures()[spec.measure]
    return measure.confidential or measure.kind == "different"
