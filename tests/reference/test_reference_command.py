"""`review reference`: the operator sees which series there are and what their files leave in doubt."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from assets.release_checks import reference_check_result
from assets.steps.release.reference_files import reference_series
from pipelines.cli import app
from pipelines.cli.console import console

UK = (
    "Year,Sex,Age,Nationality,Return type,Number of returns\n"
    "2012,Female,18 to 29,Albania,Assisted returns,5\n"
    "2012,Female,18 to 29,Atlantis,Assisted returns,6*\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path))
    monkeypatch.setattr(console, "_width", 160)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "uk_assisted_returns.csv").write_text(UK, encoding="utf-8")
    return tmp_path


def said(*words: str) -> str:
    with console.capture() as capture:
        result = CliRunner().invoke(app, ["reference", *words])
    assert result.exit_code == 0, result.output
    return capture.get()


def test_every_series_is_shown_with_its_file_or_the_name_that_it_would_have(home: Path) -> None:
    text = said()
    assert "uk_assisted_returns.csv" in text
    assert "none (unhcr_solutions.csv.gz)" in text


def test_findings_are_sentences_with_their_row_and_no_text_of_the_file(home: Path) -> None:
    text = said()
    assert "uk_assisted_returns, row 3: A number carries a footnote mark" in text
    assert "uk_assisted_returns, row 3: Texts of a dimension are not in the mapping" in text
    assert "Atlantis" not in text


def test_what_an_outsider_knows_is_written_as_a_file_of_numbers(home: Path) -> None:
    said("--known-outside", str(home / "known.csv"))
    frame = pd.read_csv(home / "known.csv")
    assert list(frame["value"]) == [5, 6]
    assert frame["dimensions"].iloc[0] == "sex=F;age=18-29;nationality=ALB"


def test_the_check_counts_findings_by_series_and_rule(home: Path) -> None:
    result = reference_check_result(reference_series(home / "reference").values())
    assert not result.passed
    assert result.metadata["findings"].text == (
        "uk_assisted_returns: footnote_not_explained 1; uk_assisted_returns: text_not_in_mapping 1"
    )
    assert reference_check_result([]).passed
