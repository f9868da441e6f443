"""Ten commands on one new home at once: each of a year waits for its turn, and none fails."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.stale_runs import IN_PROGRESS
from resources.home import Home
from tests.lib.homes import FEW_TABLES
from tests.lib.submissions.written_lines import deliver, victims

COMMAND = f"""
from reports.statistics import short_list
from pipelines.cli import main
with short_list(*{FEW_TABLES}):
    main()
"""
OFFICES = ("KEN", "MDA", "UGA", "SEN", "UKR", "KEN", "UGA")
YEARS = (2010, 2011, 2012)


@pytest.mark.soak
def test_ten_runs_at_once_on_a_new_home_all_make_their_review(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for year in YEARS:
        for office in OFFICES:
            deliver(home, office, f"{year + 1}-01-10", *victims(office, 40), year=year)
    environment = {**os.environ, "REVIEW_HOME": str(home.root)}
    calls = [["--year", "2012", "--office", office] for office in OFFICES] + [["--year", str(year)] for year in YEARS]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, "run", *call],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for call in calls
    ]
    shown = [process.communicate(timeout=1800)[0].decode() for process in processes]
    assert [
        (process.returncode, text) for process, text in zip(processes, shown, strict=True) if process.returncode
    ] == []
    waited = [
        "2012 is being worked on by another run; waiting for its end." in " ".join(text.split()) for text in shown
    ]
    assert sum(waited) >= len(OFFICES)  # all but the first of 2012
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        assert instance.get_run_records(filters=dg.RunsFilter(statuses=IN_PROGRESS)) == []
        assert {run.status for run in instance.get_runs()} == {dg.DagsterRunStatus.SUCCESS}
        assert instance.get_runs_count() == 2 * len(calls)
