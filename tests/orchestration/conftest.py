"""An installation of its own for each test, and one with a year that was run once."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from resources.home import Home
from tests.lib.keys import set_key
from tests.lib.submissions.written_lines import deliver_the_year
from tests.orchestration.installation import Installation


def _installation(root: Path) -> Iterator[Installation]:
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        set_key(patch)
        one = Installation(Home(root), instance)
        yield one
        one.stores.warehouse.close()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    yield from _installation(tmp_path / "var")


@pytest.fixture(scope="session")
def year_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The small year, run over the range of its offices, its review of all tables made; no test changes it."""
    for one in _installation(tmp_path_factory.mktemp("year") / "var"):
        deliver_the_year(one.home)
        one.knows("KEN", "MDA", "TCD", "UGA")
        one.run_range("KEN", "UGA")
        one.run("review_of_a_year", partition_key="2012")
        yield one
