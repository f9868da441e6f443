"""One table's numbers before disclosure control, and their plain form for the warehouse.

Belongs here: StatisticTable, to_rows and from_rows. Does not: counting (tabulation.py), protecting
(reports/disclosure). These numbers are never published.
"""

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from reports.statistics.dimensions import Ranking, Services
from reports.statistics.measures import BASE, MEAN, RESPONSE, SHARE
from reports.statistics.specification import TableSpec

COUNTED, NOT_AVAILABLE, NOT_APPLICABLE = "counted", "not_available", "not_applicable"
ESTIMATED = "estimated"  # counted, with a record that is marked as an estimate or a part
WITH_VALUE = (COUNTED, ESTIMATED)
DERIVED = (SHARE, BASE, RESPONSE, MEAN)
ROW_COLUMNS = ("year", "table_key", "codes", "measure", "base", "value", "state")


@dataclass(frozen=True)
class StatisticTable:
    """One table of one year, unprotected.

    ``frame`` has one row per cell, in print order: one column of codes per dimension, then ``measure`` (the table's own
    of measures.yaml, then share_pct, base, response_pct, mean_score), ``base`` (of shares: all, known, asked; otherwise
    ""), ``value`` (float, missing unless counted) and ``state`` (counted; estimated; not_available: it has no
    record; not_applicable: no person can be counted there, or a share of base 0). A zero is a count like any other.
    """

    spec: TableSpec
    year: int
    frame: pd.DataFrame

    def counts(self) -> pd.DataFrame:
        """Return the cells that are counts, without what is derived from them. Each call returns a copy."""
        return self._counts.copy(deep=False)

    @cached_property
    def _counts(self) -> pd.DataFrame:
        return self.frame[self.frame["measure"] == self.spec.measure].reset_index(drop=True)

    def codes(self) -> tuple[tuple[str, ...], ...]:
        """Return the codes of each dimension, in print order."""
        counts = self.counts()
        return tuple(tuple(dict.fromkeys(counts[name])) for name in self.spec.dimensions)


def to_rows(statistic: StatisticTable) -> pd.DataFrame:
    """Return the table for the warehouse: one row per cell, its codes as a JSON list."""
    frame = statistic.frame
    codes = [
        json.dumps(list(row), separators=(",", ":"))
        for row in zip(*(frame[d] for d in statistic.spec.dimensions), strict=True)
    ]
    rows = frame[["measure", "base", "value", "state"]].assign(
        year=statistic.year, table_key=statistic.spec.key, codes=pd.Series(codes, index=frame.index, dtype="str")
    )
    return rows[list(ROW_COLUMNS)]


def from_rows(frame: pd.DataFrame, spec: TableSpec, year: int) -> StatisticTable:
    """Rebuild the table of ``spec`` and ``year`` from rows of the warehouse, in whatever order they come.

    Rows of other tables and years are passed over. Raises ValueError where the rows are not those of ``spec``.
    """
    rows = frame[(frame["table_key"] == spec.key) & (frame["year"] == year)]
    codes = pd.DataFrame([json.loads(text) for text in rows["codes"]], columns=list(spec.dimensions), dtype="str")
    cells = rows[["measure", "base", "value", "state"]].reset_index(drop=True)
    cells["value"] = pd.to_numeric(cells["value"]).astype("float64")
    cells["base"] = cells["base"].fillna("")
    return StatisticTable(spec, year, _in_print_order(pd.concat([codes, cells], axis=1), spec))


def _in_print_order(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    keys = [frame["measure"].map({measure: at for at, measure in enumerate((spec.measure, *DERIVED))})]
    for axis, (name, dimension) in enumerate(zip(spec.dimensions, spec.definitions, strict=True)):
        ranking: tuple[str, ...] = ()
        if isinstance(dimension, Services):
            ranking = tuple(set(frame[name]))
        if isinstance(dimension, Ranking):
            counts = frame[(frame["measure"] == spec.measure) & ~frame[name].isin(spec.codes_of(axis))]
            ranking = tuple(code for _, code in sorted(zip(-counts["value"], counts[name], strict=True)))
        place = {code: at for at, code in enumerate(spec.codes_of(axis, ranking))}
        if unknown := set(frame[name]) - set(place):
            raise ValueError(f"{spec.key}: {len(unknown)} codes that dimension {name} does not have")
        keys.append(frame[name].map(place).astype("int64"))
    return frame.iloc[np.lexsort(keys[::-1])].reset_index(drop=True)
