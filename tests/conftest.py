"""How the tests are shared out among workers: a file stays on one of them, and so do files that share a costly fixture.

Belongs here: the scheduler for pytest-xdist, what runs first, and that no setting of whoever runs the tests reaches
them. Does not: fixtures (each room's own conftest).
The marks of `--dist loadgroup` have no effect under pytest 9.2, whose node ids are no plain text any more.
"""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.lib.keys import KEY

TOGETHER = {
    "tests/demo/": "the written years",
    "tests/pipeline/test_external_intruder.py": "the reviewed years",
    "tests/pipeline/test_demonstration_review.py": "the reviewed years",
    "tests/pipeline/test_shelf_disclosure.py": "the reviewed years",
    "tests/editions/test_count_impact.py": "the year of one draft",
    "tests/editions/test_published_impact.py": "the year of one draft",
    "tests/pipeline/test_bad_input.py": "the mixed year",
    "tests/pipeline/test_repeated_runs.py": "the mixed year",
}
LONGEST_FIRST = ("tests/pipeline/", "tests/orchestration/", "tests/demo/", "tests/corpus/")

pytest_plugins = ["tests.lib.homes", "tests.lib.protected_edition"]

# Workers set both, and a console that is made then would stay as narrow whatever a test asks for.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)


SETTINGS = ("REVIEW_", "DAGSTER_HOME")  # the variables of an operator's environment begin like this


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
    """Put the folders of long tests first, the others in their order: the last to be handed out should be short."""
    places = {folder: place for place, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: next((p for f, p in places.items() if item.nodeid.startswith(f)), len(places)))
