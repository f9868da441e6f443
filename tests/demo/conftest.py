import pytest

from demo.targets import load_targets
from expectations.contract import Contract, load_contract
from tests.demo.office_files import standing_rows
from tests.demo.written_year import WrittenYear
from tests.lib.demonstration import YEARS, shared_folder, written_year


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract()


@pytest.fixture(scope="session")
def written_years(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> dict[int, WrittenYear]:
    years = {}
    for year in YEARS:
        drop, summary = written_year(year, shared_folder(tmp_path_factory))
        years[year] = WrittenYear(drop, summary, load_targets(year), standing_rows(drop, summary, contract))
    return years


@pytest.fixture(params=YEARS)
def written(request: pytest.FixtureRequest, written_years: dict[int, WrittenYear]) -> WrittenYear:
    return written_years[request.param]
