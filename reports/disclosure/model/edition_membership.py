"""Membership in editions: which editions of a year count a person, as one more variable of every cube.

A released edition cannot be withdrawn: whoever compares it with the next edition sees the difference. So the persons of
all editions are one population, and each person has the set of editions that count that person. The numbers of the next
edition, those of released editions and their differences are sums of the same inner cells.

Belongs here: one cube from the cubes of several editions. Does not: what an edition prints (linked_tables.py).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from reports.statistics.variables import SEPARATOR, categorical

MEMBERSHIP = "standing"  # the name of the variable, and of its column in cubes
NOW = "now"  # the edition in progress


def with_membership(now: pd.DataFrame, earlier: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one cube of all editions. One row per combination of categories and set of editions.

    ``earlier``: by released edition, the cube of the same theme. Persons with the same categories are taken to be the
    same persons in as many editions as their numbers allow. Each amount is treated as persons are, by itself.
    """
    editions = {NOW: now, **earlier}
    weights = [name for name in now.columns if not isinstance(now[name].dtype, pd.CategoricalDtype)]
    variables = [name for name in now.columns if name not in weights]
    stacked = pd.concat(
        [
            cube[[*variables, *weights]].astype(dict.fromkeys(variables, "str")).assign(edition=edition)
            for edition, cube in editions.items()
        ],
        ignore_index=True,
    )
    parts = [_by_membership(stacked, variables, weight, list(editions)) for weight in weights]
    joined = pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(weights, 0))
    columns: dict[str, pd.Categorical] = {}
    for name in (*variables, MEMBERSHIP):
        codes, categories = pd.factorize(joined[name].astype(str), sort=True)
        columns[name] = categorical(codes, list(categories))
    return pd.DataFrame({**columns, **{w: joined[w].to_numpy(dtype=np.int64) for w in weights}})


def _by_membership(stacked: pd.DataFrame, variables: list[str], weight: str, editions: Sequence[str]) -> pd.DataFrame:
    """Return one weight by categories and set of editions: the persons that exactly these editions count."""
    wide = stacked.pivot_table(
        index=variables, columns="edition", values=weight, aggfunc="sum", fill_value=0, observed=True
    )
    counts = wide.reindex(columns=list(editions), fill_value=0).to_numpy(dtype=np.int64)
    rows = []
    assigned = np.zeros(len(counts), dtype=np.int64)
    for _ in editions:
        above = np.where(counts > assigned[:, None], counts, np.iinfo(np.int64).max)
        level = above.min(axis=1)
        has_more = level < np.iinfo(np.int64).max
        members = counts[has_more] >= level[has_more, None]
        names = [
            SEPARATOR.join(edition for edition, is_in in zip(editions, row, strict=True) if is_in) for row in members
        ]
        frame = wide.index[has_more].to_frame(index=False)
        rows.append(frame.assign(**{MEMBERSHIP: names, weight: level[has_more] - assigned[has_more]}))
        assigned = np.where(has_more, level, assigned)
    joined: pd.DataFrame = pd.concat(rows, ignore_index=True)
    return joined
