"""Homes that several tests look at: each is made and run once."""

import pytest

from tests.lib.demonstration import shared_folder
from tests.pipeline.canary_home import CanaryHome, make_open_folders
from tests.pipeline.canary_submissions import deliver_canaries
from tests.pipeline.demonstration_years import DemonstrationReview, review_demonstration
from tests.pipeline.homes import review_apart
from tests.pipeline.mixed_year import MixedYear, run_mixed_year


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> DemonstrationReview:
    """2011 and 2012, written and run by the commands, all 150 offices."""
    return review_demonstration(tmp_path_factory.mktemp("demonstration"), shared_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> MixedYear:
    """A year of good, corrected, repeated, partial and bad deliveries, run, run again, and with a late office."""
    return run_mixed_year(tmp_path_factory.mktemp("mixed"))


@pytest.fixture(scope="session")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> CanaryHome:
    root = tmp_path_factory.mktemp("canaries")
    make_open_folders(root)
    rejected = deliver_canaries(root)
    return CanaryHome(root, rejected, review_apart(root, "run", "--year", "2012"))
