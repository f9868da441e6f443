"""Standing: which editions of a year a person is in, as one more fact of every cube.

An edition that was released cannot be called back: whoever reads it beside the next sees what came in between. So the
persons of all editions are one population, each with the editions in which he stands, and what two editions tell
together is part of the one problem: the next edition's numbers, those of the released ones, and their differences.

Belongs here: cubes of several editions to one. Does not: what an edition prints (linked_tables.py).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from reports.statistics.variables import SEPARATOR, categorical

MEMBERSHIP = "standing"
NOW = "now"


def with_membership(now: pd.DataFrame, earlier: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one cube of all editions: persons alike in everything stand in as many editions as their numbers allow.

    ``earlier``: the cube of the same theme by released edition. Amounts are treated like persons, each by itself.
    """
    editions = {NOW: now, **earlier}
    weights = [name for name in now.columns if not isinstance(now[name].dtype, pd.CategoricalDtype)]
    facts = [name for name in now.columns if name not in weights]
    every = pd.concat(
        [
            cube[[*facts, *weights]].astype(dict.fromkeys(facts, "str")).assign(edition=edition)
            for edition, cube in editions.items()
        ],
        ignore_index=True,
    )
    parts = [_by_standing(every, facts, weight, list(editions)) for weight in weights]
    joined = pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(weights, 0))
    columns: dict[str, pd.Categorical] = {}
    for name in (*facts, MEMBERSHIP):
        codes, categories = pd.factorize(joined[name].astype(str), sort=True)
        columns[name] = categorical(codes, list(categories))
    return pd.DataFrame({**columns, **{w: joined[w].to_numpy(dtype=np.int64) for w in weights}})


def _by_standing(every: pd.DataFrame, facts: list[str], weight: str, editions: Sequence[str]) -> pd.DataFrame:
    """Return rows of persons alike, once for each set of editions in which as many of them stand."""
    wide = every.pivot_table(index=facts, columns="edition", values=weight, aggfunc="sum", fill_value=0, observed=True)
    numbers = wide.reindex(columns=list(editions), fill_value=0).to_numpy(dtype=np.int64)
    rows = []
    least = np.zeros(len(numbers), dtype=np.int64)
    for _ in editions:
        above = np.where(numbers > least[:, None], numbers, np.iinfo(np.int64).max)
        level = above.min(axis=1)
        has = level < np.iinfo(np.int64).max
        within = numbers[has] >= level[has, None]
        names = [SEPARATOR.join(e for e, is_in in zip(editions, row, strict=True) if is_in) for row in within]
        frame = wide.index[has].to_frame(index=False)
        rows.append(frame.assign(**{MEMBERSHIP: names, weight: level[has] - least[has]}))
        least = np.where(has, level, least)
    joined: pd.DataFrame = pd.concat(rows, ignore_index=True)
    return joined
