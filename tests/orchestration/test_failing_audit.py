"""What the UI and the command show of a year whose tables could not be protected together."""

import dagster as dg
import pytest

from pipelines.run_year import _error_of
from reports.figures import load_figures
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.written_lines import deliver, victims
from tests.orchestration.installation import Installation, check_of

pytestmark = IMPORTING_GREAT_EXPECTATIONS


@pytest.mark.usefixtures("few_tables", "first_figure_only")
def test_the_check_fails_the_run_stops_before_the_shelf_and_the_reason_is_told(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.knows("KEN")
    deliver(installation.home, "KEN", "2013-01-10", *victims("KEN", 40), *victims("k", 3, "M"))
    assert installation.run_range("KEN", "KEN").success
    monkeypatch.setattr("reports.disclosure.suppression.warm_started_lp.MAX_ITERATIONS", -1)
    run = installation.run("review_of_a_year", partition_key=str(YEAR))
    assert not run.success
    check = check_of(run, "release/tables", "joint_disclosure_audit")
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.ERROR
    told = {name: value.value for name, value in check.metadata.items()}
    assert set(told) == {"in_the_way", "linear_programs", "seconds", "solver"}
    assert "it takes too long. Choices: merge codes of a dimension, drop the table" in str(told["in_the_way"])
    drawn = [spec.key for spec in load_figures() if installation.partitions("figures", spec.key)]
    assert drawn, "reviewers see what is in the making"
    assert installation.partitions("review", "draft") == set()
    assert installation.stores.shelf.latest(YEAR) is None
    error = _error_of(run)
    assert "no draft of 2012 was put on the shelf" in error
    assert "Choices: merge codes of a dimension" in error
    page = (installation.home.release / str(YEAR) / "review.html").read_text(encoding="utf-8")
    assert "This draft did not pass the disclosure audit" in page
    assert "DRAFT" in page


def test_a_check_that_passes_tells_time_and_solver(year_run: Installation) -> None:
    check = check_of(year_run.runs[1], "release/tables", "joint_disclosure_audit")
    told = {name: value.value for name, value in check.metadata.items()}
    assert check.passed
    assert told["in_the_way"] == "none"
    assert str(told["solver"]).startswith("HiGHS ")
    assert float(str(told["seconds"])) > 0
