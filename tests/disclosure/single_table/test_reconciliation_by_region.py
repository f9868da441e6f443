"""The intruder with one comparison by region: regions add up to the total, and the greater number is known."""

import hashlib

import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given, settings

from expectations.geography import region_of
from reports.derived_tables.reconciliation import SCHEME, reconciliation_table
from tests.lib.intruder.whole_numbers import Knowledge

KEY, YEAR, MANY = "reconciliation_several_offices", 2012, 10**6
OFFICES = ("KEN", "UGA", "ETH", "SEN", "MLI", "GIN", "THA", "VNM", "KHM")  # three offices in each of three regions
REGIONS = tuple(dict.fromkeys(region_of(SCHEME, YEAR, office) for office in OFFICES))
SIDES = ("first", "second")

number = st.one_of(st.integers(1, 6), st.integers(20, 60))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(number, st.sampled_from([0, 0, 1, 3, 5, 30])), min_size=9, max_size=9))
def test_no_small_number_and_no_small_difference_of_a_region_can_be_computed(of_offices):
    rows = [
        {"office": o, "first": one + more, "second": one} for o, (one, more) in zip(OFFICES, of_offices, strict=True)
    ]
    compared = pd.DataFrame(rows)
    keyed = lambda text: hashlib.sha256(text.encode()).hexdigest()  # noqa: E731
    table = reconciliation_table(KEY, compared, dict.fromkeys(OFFICES, True), YEAR, keyed)
    assert table is not None
    true = compared.assign(region=[region_of(SCHEME, YEAR, office) for office in OFFICES])
    sums = [int(true.loc[true["region"] == region, side].sum()) for side in SIDES for region in REGIONS]

    knowledge = Knowledge(len(sums), (0, MANY))
    lines = {(region, side): np.eye(len(sums))[at] for at, (side, region) in enumerate(
        (side, region) for side in SIDES for region in REGIONS
    )}  # fmt: skip
    lines |= {("total", side): sum(lines[region, side] for region in REGIONS) for side in SIDES}
    for region in (*REGIONS, "total"):
        difference = lines[region, "first"] - lines[region, "second"]
        lines[region, "difference"] = difference
        knowledge.know(difference, 0, MANY)
        for side in (*SIDES, "difference"):
            cell = table.cell(region, side)
            if cell.value is not None:
                knowledge.know(lines[region, side], cell.value, cell.value)
    for place, line in lines.items():
        if 1 <= line @ sums <= 10:
            low, high = knowledge.interval(line)
            assert low <= 1 and high >= 11, place
