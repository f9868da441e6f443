"""The edition of protected tables that the tests of figures, sentences and documents share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))

from protected_edition import LABEL, protected_tables

from reports.documents import EditionLabel
from reports.published import ProtectedTable


@pytest.fixture(scope="session")
def tables() -> dict[str, ProtectedTable]:
    return protected_tables()


@pytest.fixture(scope="session")
def label() -> EditionLabel:
    return LABEL
