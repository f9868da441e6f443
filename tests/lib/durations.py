"""How long each test of the last runs took, kept in bench/tests.json of the home, or of the project's var/.

One entry a run, the latest last: date, Python, how pytest was called, seconds in all, and seconds a test with its
setup and teardown. Written by the process that hands tests to workers, or by the only one.
"""

import json
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.lib.places import PROJECT

MOST_RUNS = 10
PLACE = Path(os.environ.get("REVIEW_HOME") or PROJECT / "var") / "bench" / "tests.json"
"""Read before the settings of an operator are forgotten."""


class Durations:
    """Adds up what the reports of a run say."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.tests: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one part of a test: setup, call or teardown."""
        self.tests[report.nodeid] = self.tests.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep the run, where any test ran."""
        if self.tests:
            self.keep([str(one) for one in session.config.invocation_params.args])

    def keep(self, arguments: list[str], place: Path = PLACE) -> None:
        """Write the run behind the former ones; a file that cannot be read is begun anew."""
        runs: list[dict[str, Any]] = []
        if place.exists():
            try:
                runs = json.loads(place.read_text(encoding="utf-8"))["runs"]
            except (ValueError, KeyError, TypeError):
                runs = []
        run = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "arguments": arguments,
            "seconds": round(time.monotonic() - self.began, 1),
            "tests": {name: round(seconds, 3) for name, seconds in sorted(self.tests.items())},
        }
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps({"runs": [*runs, run][-MOST_RUNS:]}, indent=1) + "\n", encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Keep durations, but not in a worker: its reports reach the process that started it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Durations(), "durations")
