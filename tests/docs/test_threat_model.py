"""docs/threat_model.md names tests that exist, one at least for each threat."""

import re

import pytest

from tests.lib.places import PROJECT

PAGE = (PROJECT / "docs" / "threat_model.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.partition("## Exposure through published numbers")[2].splitlines() if line[:2] == "| "]


@pytest.fixture(scope="module")
def defined() -> set[str]:
    files = (PROJECT / "tests").rglob("test_*.py")
    return {name for path in files for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)}


def test_every_test_that_the_page_names_exists(defined: set[str]) -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 20
    assert sorted(named - defined) == []


def test_every_threat_has_a_control_and_a_test() -> None:
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in ROWS]
    threats = [row for row in rows if row != ["threat", "control", "test"]]
    assert len(threats) >= 20
    assert [row[0] for row in threats if len(row) != 3 or not row[1] or "`test_" not in row[2]] == []
