"""docs/reading_in_the_wild.md names tests that exist."""

import re

import pytest

from tests.lib.places import PROJECT

PAGE = PROJECT / "docs" / "reading_in_the_wild.md"
NAMED = sorted(set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def defined() -> set[str]:
    files = (PAGE.parents[1] / "tests").rglob("test_*.py")
    return {name for path in files for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)}


def test_every_test_that_the_page_names_exists(defined: set[str]) -> None:
    assert len(NAMED) > 30
    assert [name for name in NAMED if name not in defined] == []


def test_every_row_of_the_page_names_a_test() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if "`test_" not in row and "tests/corpus" not in row] == []
