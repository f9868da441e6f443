import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.layouts import Layout, load_layout


@pytest.fixture(scope="session")
def ctdc() -> Layout:
    return load_layout("ctdc_2021")


@pytest.fixture
def file_of(ctdc: Layout, tmp_path: Path) -> Callable[..., Path]:
    """Write a file in CTDC's layout: one mapping a row, blank where nothing is given."""

    def write(*rows: dict[str, str]) -> Path:
        lines = [",".join(ctdc.columns), *(",".join(row.get(name, "") for name in ctdc.columns) for row in rows)]
        path = tmp_path / "foreign.csv.gz"
        path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))
        return path

    return write
