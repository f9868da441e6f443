"""The station cases/consistency: the rules across forms over what the warehouse holds."""

from pathlib import Path

import pandas as pd
import pytest

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency, findings_by_rule
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from resources.home import Home
from resources.stores import Stores, open_stores

YEAR = 2012
FORMS = ("trafficking", "returns", "vulnerable", "health", "projects", "totals")


def csv(*lines: str) -> bytes:
    return "".join(line + "\r\n" for line in lines).encode()


def deliver(stores: Stores, office: str, year: int, returned: int, nil: str, *totals: str) -> None:
    folder = stores.home.drop / str(year) / office / "1"
    folder.mkdir(parents=True)
    rows = [f"{office}-{n},HOST,{office},{'ETH' if n % 2 else 'SOM'},M,{20 + n % 40}" for n in range(returned)]
    (folder / "cover.csv").write_bytes(csv("key,value", f"office,{office}", f"year,{year}", f"nil_forms,{nil}"))
    (folder / "returns.csv").write_bytes(csv("case_ref,side,host,origin,sex,age", *rows))
    if totals:
        (folder / "totals.csv").write_bytes(csv("measure,sex,value,estimation", *totals))


def findings(stores: Stores) -> pd.DataFrame:
    return stores.warehouse.read("findings", where={"year": YEAR, "station": "consistency"})


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    stores = open_stores(Home(tmp_path))
    deliver(stores, "KEN", YEAR - 1, 60, "trafficking;vulnerable;health;projects")
    deliver(stores, "KEN", YEAR, 20, "vulnerable;health;projects", "RETURNED,,21,EXACT", "RETURNED,M,20,EXACT")
    deliver(stores, "UGA", YEAR, 10, "trafficking;vulnerable;health;projects", "RETURNED,,10,")
    for year in (YEAR - 1, YEAR):
        receive(stores, year, ["KEN", "UGA"])
        read_submissions(stores, year, ["KEN", "UGA"])
        for form in FORMS:
            check_cases(stores, form, year, ["KEN", "UGA"])
    return stores


def test_each_rule_is_broken_where_the_office_broke_it_and_nowhere_else(stores: Stores) -> None:
    assert check_consistency(stores, YEAR, ["KEN", "UGA"]) == {"KEN": 3}
    found = findings(stores)
    assert sorted(found[["form", "rule"]].to_numpy().tolist()) == [
        ["returns", "far_below_last_year"],
        ["totals", "control_total_differs"],
        ["trafficking", "form_empty_without_nil"],
    ]
    total = found[found["rule"] == "control_total_differs"].iloc[0]
    assert (total["row_no"], total["field"], total["column_letters"]) == (2, "value", "C")
    assert findings_by_rule(stores, YEAR)["far_below_last_year"] == 1


def test_a_later_run_of_one_office_leaves_the_others_findings(stores: Stores) -> None:
    check_consistency(stores, YEAR, ["KEN", "UGA"])
    before = findings(stores)
    assert check_consistency(stores, YEAR, ["UGA"]) == {}
    check_consistency(stores, YEAR, ["KEN"])
    pd.testing.assert_frame_equal(findings(stores), before)
