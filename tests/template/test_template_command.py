"""`review template` writes the workbook, or says what is wrong with the call."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations.contract import load_contract
from expectations.template import write_template
from pipelines.cli import app


def run(out: Path, office: str = "KEN", lang: str = "fr") -> int:
    call = ["template", "--office", office, "--year", "2013", "--lang", lang, "--out", str(out)]
    return CliRunner().invoke(app, call).exit_code


def test_it_writes_the_workbook_in_the_language_asked(tmp_path: Path) -> None:
    out = tmp_path / "kenya.xlsx"
    assert run(out) == 0
    assert out.read_bytes() == write_template(load_contract(), "KEN", 2013, "fr")
    assert [path.name for path in tmp_path.iterdir()] == ["kenya.xlsx"]


@pytest.mark.parametrize(
    ("out", "office", "lang"), [("a.xlsx", "QQQ", "fr"), ("a.xlsx", "KEN", "de"), ("a.csv", "KEN", "fr")]
)
def test_a_wrong_call_ends_with_2_and_writes_nothing(tmp_path: Path, out: str, office: str, lang: str) -> None:
    assert run(tmp_path / out, office, lang) == 2
    assert not list(tmp_path.iterdir())
