import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.quotas import apportioned, crossed, pairs


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_an_apportioned_total_is_met_exactly(total: int, weights: list[float]) -> None:
    counts = apportioned(total, {str(place): weight for place, weight in enumerate(weights)})
    assert sum(counts.values()) == total
    assert min(counts.values()) >= 0


def test_an_apportioned_total_keeps_its_bounds() -> None:
    counts = apportioned(30, {"a": 100, "b": 1, "c": 1}, least=2, most=14)
    assert counts["a"] == 14
    assert sum(counts.values()) == 30
    with pytest.raises(ValueError, match="bounds"):
        apportioned(50, {"a": 1, "b": 1}, most=20)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8), st.integers(2, 9))
def test_a_crossed_table_has_both_margins(rows: list[int], width: int) -> None:
    generator = np.random.Generator(np.random.PCG64(sum(rows) + width))
    columns = generator.multinomial(sum(rows), np.full(width, 1 / width)).tolist()
    table = crossed(rows, columns, generator.random((len(rows), width)) + 0.01)
    assert table.sum(axis=1).tolist() == rows
    assert table.sum(axis=0).tolist() == columns
    assert table.min(initial=0) >= 0


def test_forbidden_cells_of_a_crossed_table_stay_empty() -> None:
    affinity = 1.0 - np.eye(4)
    table = crossed([5, 3, 7, 2], [4, 6, 5, 2], affinity)
    assert np.diag(table).tolist() == [0, 0, 0, 0]
    assert table.sum(axis=1).tolist() == [5, 3, 7, 2]
    row, column = pairs(table)
    assert len(row) == len(column) == 17


def test_totals_that_differ_cannot_be_crossed() -> None:
    with pytest.raises(ValueError, match="different totals"):
        crossed([1], [2], np.ones((1, 1)))
