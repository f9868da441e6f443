"""The rules across forms, years and offices: each sample breaks exactly its rule, each good one none."""

import pytest

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.checks import CONSISTENCY_RULES
from expectations.contract import load_contract
from expectations.feedback import assess
from resources.home import Home
from resources.stores import open_stores
from tests.corpus.across_samples import AcrossSample, across_samples
from tests.lib.submissions.files import pseudonym

BEYOND_ONE_SUBMISSION = {"far_below_last_year", "far_above_last_year", "linked_records_disagree"}
SAMPLES = across_samples()


@pytest.fixture(scope="module")
def rules_by_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What the stations find of each office in 2012; all samples lie in one warehouse."""
    stores = open_stores(Home(tmp_path_factory.mktemp("across")))
    sent = [(*key, files) for sample in SAMPLES for key, files in sample.deliveries.items()]
    for office, year, files in sent:
        folder = stores.home.drop / str(year) / office / "1"
        folder.mkdir(parents=True)
        for file in files:
            (folder / file.name).write_bytes(file.content)
    everyone = sorted({office for office, _, _ in sent})
    for year in sorted({year for _, year, _ in sent}):
        receive(stores, year, everyone)
        assert read_submissions(stores, year, everyone).refused == {}
        for form in stores.contract.forms:
            check_cases(stores, form, year, everyone)
    check_consistency(stores, 2012, everyone)
    found = stores.warehouse.read("findings", where={"year": 2012})
    found = found[found["family"] != "completeness"]
    return {office: set(found.loc[found["office"] == office, "rule"]) for office in everyone}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_breaks_its_rule_across_forms_and_no_other(
    sample: AcrossSample, rules_by_office: dict[str, set[str]]
) -> None:
    assert rules_by_office[sample.office] == sample.expects


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_checking_before_sending_says_what_one_submission_can_show(sample: AcrossSample) -> None:
    files = sample.deliveries[sample.office, 2012]
    said = assess(files, load_contract(), sample.office, 2012, pseudonym).remarks
    assert {one.rule for one in said if one.family != "completeness"} == sample.expects - BEYOND_ONE_SUBMISSION


def test_every_rule_across_forms_has_a_sample() -> None:
    assert frozenset().union(*(sample.expects for sample in SAMPLES)) == set(CONSISTENCY_RULES)
