"""What an outsider knows besides our review: every number published by others, as tidy rows.

Belongs here: observations to one frame, for whoever asks what can be computed from outside (the joint audit of an
edition). Does not: reading, tables. Grain: one row a number or bound; a number that the publisher withheld altogether
is no row.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from reports.reference.mapping import Mapping as SeriesMapping
from reports.reference.observations import ReferenceSeries

COLUMNS = ("series", "year", "unit", "dimensions", "value", "at_most", "flag", "source")


def known_outside(series: Iterable[ReferenceSeries], mappings: Mapping[str, SeriesMapping]) -> pd.DataFrame:
    """Return the columns series, year, unit (English), dimensions (``name=code`` joined by ";", in the order of the
    mapping), value, at_most (where only a bound is published), flag and source.

    What headquarters keeps for itself (``ours``) is not among them.
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
