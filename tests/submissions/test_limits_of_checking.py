"""Checks of a large office run apart, with limits: one that they stop is rejected, and the other offices go on."""

from typing import Any

import pandas as pd
import pytest

from assets.case_checks import case_check_results
from assets.steps.cases import large_offices
from assets.steps.cases.check import check_cases
from assets.steps.release.quality_tables import _findings
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.feedback_export import hand_out
from expectations.finding_limits import MOST_PLACES
from expectations.reading import DeliveryRejectedError
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, take_in, victims

OFFICES = ("KEN", "UGA")
STOPPING = "tests.submissions.test_limits_of_checking:stopped_at_many"
MARKING = "tests.submissions.test_limits_of_checking:stopped"


def stopped_at_many(records: pd.DataFrame, contract: Any, form: str, columns: pd.DataFrame) -> Any:
    """Stop where there are more than 30 rows."""
    from expectations.checks.apply_results import check_form_records

    if len(records) > 30:
        raise DeliveryRejectedError("too_slow")
    return check_form_records(records, contract, form, columns)


def stopped(*_: object) -> bytes:
    """Stop."""
    raise DeliveryRejectedError("too_big")


def case_tables(stores: Stores) -> list[pd.DataFrame]:
    return [stores.warehouse.read(name) for name in ("cases_trafficking", "held_back", "findings")]


def test_large_offices_are_checked_apart_with_the_same_result(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for office in OFFICES:
        send(stores, office, "2013-01-10-1", {"trafficking": [*victims(office, 20), *victims(office, 9, sex="q")]})
    take_in(stores, *OFFICES)
    together = case_tables(stores)
    monkeypatch.setattr(large_offices, "LARGE", 10)
    check_cases(stores, "trafficking", YEAR, OFFICES)
    for before, after in zip(together, case_tables(stores), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_an_office_whose_checks_are_stopped_is_rejected_and_its_submission_before_is_checked(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 25)})
    send(stores, "KEN", "2013-02-10-1", {"trafficking": victims("KEN", 40)})
    send(stores, "UGA", "2013-01-10-1", {"trafficking": victims("UGA", 7)})
    monkeypatch.setattr(large_offices, "LARGE", 10)
    monkeypatch.setattr(large_offices, "CHECK", STOPPING)
    take_in(stores, *OFFICES)
    states = [(row.delivery, row.state, row.reason) for row in stores.register.rows(YEAR, "KEN")]
    assert states == [("2013-01-10-1", "read", ""), ("2013-02-10-1", "rejected", "too_slow")]
    assert stores.warehouse.counts("cases_trafficking", ["office"]) == {("KEN",): 25, ("UGA",): 7}


def test_all_counts_are_of_findings_and_not_of_the_places_that_are_kept(stores: Stores) -> None:
    wrong = MOST_PLACES + 55
    rows = [*victims("KEN", wrong, sex="q"), *victims("KEN", 300, first=wrong)]
    send(stores, "KEN", "2013-01-10-1", {"trafficking": rows})
    take_in(stores, "KEN")
    sex = {"rule": "sex.code"}
    assert stores.warehouse.count("findings", sex) == MOST_PLACES + 1
    assert stores.warehouse.counts("findings", ["rule"], sex, of="times") == {("sex.code",): wrong}
    assert check_cases(stores, "trafficking", YEAR, ["KEN"]).findings["KEN"] >= wrong
    assert _findings(stores, YEAR)["trafficking", "codes"] == wrong
    [codes] = [result for result in case_check_results(stores, "trafficking", YEAR) if result.check_name == "codes"]
    assert codes.metadata["findings"].value == wrong
    assert give_feedback(stores, YEAR, ["KEN"])["KEN"] >= wrong


def test_an_office_whose_workbook_cannot_be_marked_gets_its_list(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 3, sex="q")})
    take_in(stores, "KEN")
    monkeypatch.setattr("assets.steps.submissions.feedback.MARK", MARKING)
    give_feedback(stores, YEAR, ["KEN"])
    assert list(hand_out(stores, "KEN", YEAR)) == ["feedback-KEN-2012-2013-01-10-1-list.xlsx"]
    assert stores.warehouse.read("feedback")["kind"].tolist() == ["list"]
