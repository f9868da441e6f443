"""Lanes, order and durations of the tests, and what holds for each: no setting of an operator, and one key.

Belongs here: the scheduler for pytest-xdist, marks by folder, what runs first. Does not: fixtures (``tests.lib`` and
each folder's own conftest). The marks of `--dist loadgroup` have no effect under pytest 9.2, whose node ids are no
plain text any more.
"""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.lib import work_here
from tests.lib.keys import KEY

TOGETHER = {
    "tests/demo/": "the written years",
    "tests/pipeline/test_external_intruder.py": "the reviewed years",
    "tests/pipeline/test_demonstration_review.py": "the reviewed years",
    "tests/pipeline/test_shelf_disclosure.py": "the reviewed years",
    "tests/editions/test_count_impact.py": "the year of one draft",
    "tests/editions/test_published_impact.py": "the year of one draft",
    "tests/editions/test_restore.py": "the year of one draft",
    "tests/pipeline/test_bad_input.py": "the mixed year",
    "tests/pipeline/test_repeated_runs.py": "the mixed year",
    "tests/orchestration/test_year_runs.py": "the run year",
    "tests/orchestration/test_failing_audit.py": "the run year",
}
"""Files that share a costly fixture; each other file is handed to a worker by itself."""
LONGEST_FIRST = (
    "tests/pipeline/test_external_intruder.py",
    "tests/pipeline/test_demonstration_review.py",
    "tests/pipeline/test_shelf_disclosure.py",
    "tests/orchestration/test_ctdc_years.py",
    "tests/pipeline/",
    "tests/orchestration/",
    "tests/disclosure/suppression/",
    "tests/demo/",
    "tests/editions/",
    "tests/corpus/",
)
LANES = {
    "tests/pipeline/": "acceptance",
    "tests/demo/": "acceptance",
    "tests/ui/test_review_ui.py": "acceptance",
    "tests/orchestration/test_ctdc_years.py": "acceptance",
    "tests/orchestration/test_year_runs.py": "year",
    "tests/orchestration/test_failing_audit.py": "year",
    "tests/orchestration/test_rows_of_an_office.py": "year",
    "tests/editions/": "year",
    "tests/submissions/test_quality_annex.py": "year",
    "tests/submissions/test_damaged_vault.py": "year",
    "tests/submissions/test_limits_of_checking.py": "year",
    "tests/feedback/test_receipts.py": "year",
    "tests/feedback/test_feedback_step.py": "year",
    "tests/compatibility/": "acceptance",
    "tests/disclosure/suppression/": "property",
    "tests/disclosure/model/": "property",
    "tests/derived_tables/test_panel_disclosure.py": "property",
}
"""The marks of whole folders and files; a test that hypothesis draws is marked ``property`` too. Others are units."""
IN_CHILDREN = ("tests/reading/test_work_pool.py", "tests/pipeline/test_wrong_answers.py")
"""Tests that check and mark deliveries in child processes, as the program does; all others do so in their own."""
SETTINGS = ("REVIEW_", "DAGSTER_HOME")  # the variables of an operator's environment begin like this

pytest_plugins = ["tests.lib.durations", "tests.lib.homes", "tests.lib.protected_edition"]

# Workers set both, and a console that is made then would stay as narrow whatever a test asks for.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)


def pytest_configure() -> None:
    """Forget every setting of the review, and give each home the tests' key."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    os.environ["REVIEW_KEY"] = KEY


class ByFile(LoadScopeScheduling):
    """Hands whole files to workers, and what stands together to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((group for start, group in TOGETHER.items() if file.startswith(start)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Give the scheduler in place of xdist's own."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the lane of each test, and put long files first, the others in their order: the last should be short."""
    for item in items:
        for start, lane in LANES.items():
            if item.nodeid.startswith(start):
                item.add_marker(lane)
        if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
            item.add_marker("property")
    places = {start: place for place, start in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: next((p for f, p in places.items() if item.nodeid.startswith(f)), len(places)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let work that a child process would do be done here, for tests that may."""
    work_here.use(not item.nodeid.startswith(IN_CHILDREN))
