"""External information: every number published by others, as tidy rows.

Grain: one row per number or bound; a number that the publisher suppressed without a bound has no row.

Belongs here: observations to one frame for the disclosure audit, and which of our cells have a number published by
others. Does not: reading files, tables.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from reports.published.codes import NOT_UNDERSTOOD, OTHER
from reports.reference.observations import ReferenceSeries
from reports.reference.series_map import SeriesMap

COLUMNS = ("series", "year", "unit", "dimensions", "value", "at_most", "flag", "source")


def external_numbers(series: Iterable[ReferenceSeries], mappings: Mapping[str, SeriesMap]) -> pd.DataFrame:
    """Return the columns series, year, unit (English), dimensions (``name=code`` joined by ";", in the order of the
    mapping), value, at_most (where only a bound is published), flag and source.

    Series that only headquarters has (``ours``) are left out.
    """
    rows = []
    for one in series:
        mapping = mappings[one.key]
        if mapping.ours:
            continue
        for seen in one.observations:
            if seen.value is None and seen.below is None:
                continue
            codes = ";".join(f"{name}={code}" for name, code in zip(one.dimensions, seen.codes, strict=True))
            bound = None if seen.below is None else seen.below - 1
            rows.append((one.key, seen.year, mapping.unit.en, codes, seen.value, bound, seen.flag, seen.source))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"value": "float64", "at_most": "float64", "year": "int64"})


def cells_published_by_others(
    series: Iterable[ReferenceSeries], mappings: Mapping[str, SeriesMap], year: int
) -> set[tuple[str, tuple[str, ...]]]:
    """Return the cells of our tables of ``year``, table and codes, of which others published the number.

    A number of no country, or of an unknown one, names no cell.
    """
    found = set()
    for one in series:
        for same in () if mappings[one.key].ours else mappings[one.key].same_as:
            for seen in one.observations:
                code_of = dict(zip(one.dimensions, seen.codes, strict=True))
                if seen.year != year or seen.value is None:
                    continue
                if all(code_of[name] in codes for name, codes in same.where.items()):
                    codes = tuple(code_of[c[1:-1]] if c.startswith("{") else c for c in same.codes)
                    found.add((same.table, codes))
    return {(table, codes) for table, codes in found if not {"XXX", OTHER, NOT_UNDERSTOOD} & set(codes)}
