import pytest

from demo import write_submissions
from demo.targets import load_targets
from expectations.contract import Contract, load_contract
from tests.demo.office_files import standing_rows
from tests.demo.written_year import WrittenYear


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract()


@pytest.fixture(scope="session")
def written_years(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> dict[int, WrittenYear]:
    drop = tmp_path_factory.mktemp("drop")
    years = {}
    for year in (2011, 2012):
        summary = write_submissions(year, drop, contract)
        years[year] = WrittenYear(drop, summary, load_targets(year), standing_rows(drop, summary, contract))
    return years


@pytest.fixture(params=[2011, 2012])
def written(request: pytest.FixtureRequest, written_years: dict[int, WrittenYear]) -> WrittenYear:
    return written_years[request.param]
