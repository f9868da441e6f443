"""The seven states of an office for a form."""

import pytest

from assets.steps.submissions.delivery_history import history
from assets.steps.submissions.form_states import Arrivals, FormRows, state_of, state_of_office
from assets.steps.submissions.office_responses import year_response
from expectations.geography import offices
from expectations.reporting_forms import ReportingFormsError, is_asked, read_reporting_forms, reporting_forms
from resources.register import RegisterRow
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.single_rows import ALL, returned, send, send_no_workbook, states, take, victim

FORMS = ("trafficking", "returns", "vulnerable")


def row(number: int = 1, received_on: str = "2013-01-28", state: str = "read", **more: object) -> RegisterRow:
    said = (number, "KEN", YEAR, f"{received_on}-{number}", f"{number:064d}", (), "0" * 64, state)
    return RegisterRow(*said, received_on=received_on, **more)  # type: ignore[arg-type]


def arrived(*rows: RegisterRow, stands: RegisterRow | None = None) -> Arrivals:
    return Arrivals(rows, {} if stands is None else {"returns": stands})


def test_an_office_of_which_nothing_came_is_expected(stores: Stores) -> None:
    assert {states(stores, "KEN")[form] for form in FORMS} == {"expected"}
    assert set(year_response(stores, YEAR).states["office"]) == {*offices()}


def test_rows_that_came_before_the_deadline_are_on_time_and_after_it_late() -> None:
    for received_on, state in (("2013-02-28", "on_time"), ("2013-03-01", "late"), ("", "on_time")):
        one = row(received_on=received_on, rows_by_form={"returns": 3})
        assert state_of("returns", YEAR, arrived(one, stands=one), FormRows(read=3)) == state


def test_a_correction_sent_after_the_deadline_makes_nothing_late() -> None:
    first = row(1, "2013-02-01", rows_by_form={"returns": 3})
    second = row(2, "2013-05-01", rows_by_form={"returns": 4})
    assert state_of("returns", YEAR, arrived(first, second, stands=second), FormRows(read=4)) == "on_time"


def test_a_form_that_the_first_delivery_did_not_hold_is_late() -> None:
    first = row(1, "2013-02-01", rows_by_form={"trafficking": 3})
    second = row(2, "2013-05-01", rows_by_form={"trafficking": 3, "returns": 4})
    assert state_of("returns", YEAR, arrived(first, second, stands=second), FormRows(read=4)) == "late"


def test_a_nil_statement_is_nil_and_silence_about_a_form_is_partial() -> None:
    said, silent = row(nil_forms=frozenset({"returns"})), row()
    assert state_of("returns", YEAR, arrived(said, stands=said), FormRows()) == "nil"
    assert state_of("returns", YEAR, arrived(silent, stands=silent), FormRows()) == "partial"
    assert state_of("returns", YEAR, arrived(silent, stands=silent), FormRows(), asked=False) == "not_applicable"


def test_rows_marked_as_partial_make_the_form_partial() -> None:
    one = row(rows_by_form={"returns": 2})
    assert state_of("returns", YEAR, arrived(one, stands=one), FormRows(2, 0, 1)) == "partial"


def test_a_form_is_rejected_where_nothing_stands_or_every_row_is_held_back() -> None:
    bad, good = row(1, state="rejected"), row(2, rows_by_form={"returns": 2})
    assert state_of("returns", YEAR, arrived(bad), FormRows()) == "rejected"
    assert state_of("returns", YEAR, arrived(bad, good, stands=good), FormRows(2)) == "on_time"
    assert state_of("returns", YEAR, arrived(good, stands=good), FormRows(2, 2)) == "rejected"


def test_a_form_that_is_not_asked_is_not_applicable_unless_it_was_sent() -> None:
    one = row(rows_by_form={"returns": 2})
    assert state_of("returns", YEAR, Arrivals(), FormRows(), asked=False) == "not_applicable"
    assert state_of("returns", YEAR, arrived(one, stands=one), FormRows(2), asked=False) == "on_time"


@pytest.mark.parametrize(
    ("forms", "office"),
    [
        (["expected", "expected", "not_applicable"], "expected"),
        (["nil", "nil", "nil"], "nil"),
        (["nil", "on_time", "not_applicable"], "on_time"),
        (["nil", "on_time", "late"], "late"),
        (["on_time", "expected"], "partial"),
        (["on_time", "partial"], "partial"),
        (["rejected", "expected"], "rejected"),
        (["rejected", "on_time"], "partial"),
        (["not_applicable"], "not_applicable"),
    ],
)
def test_an_office_as_a_whole_is_never_better_than_its_forms(forms: list[str], office: str) -> None:
    assert state_of_office(forms) == office  # type: ignore[arg-type]


def test_states_and_history_follow_from_what_offices_sent(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A")], "returns": [returned("B")]})
    send(stores, "UGA", "2013-03-28-1", {}, nil_forms=ALL)
    send(stores, "POL", "2013-03-20-1", {"trafficking": [victim("A")]}, only_forms="trafficking")
    send_no_workbook(stores, "DEU", "2013-01-01-1")
    take(stores, "KEN", "UGA", "POL", "DEU")
    assert [states(stores, "KEN")[form] for form in FORMS] == ["on_time", "on_time", "partial"]
    assert set(states(stores, "UGA").values()) <= {"nil"}
    assert [states(stores, "POL")[form] for form in FORMS] == ["late", "expected", "expected"]
    assert {states(stores, "DEU")[form] for form in FORMS} == {"rejected"}
    said = {office.office: office.state for office in year_response(stores, YEAR).offices}
    assert [said[office] for office in ("KEN", "UGA", "POL", "DEU", "FRA")] == [
        "partial",
        "nil",
        "partial",
        "rejected",
        "expected",
    ]


def test_the_history_says_when_each_delivery_came_and_what_became_of_it(stores: Stores) -> None:
    rows = {"trafficking": [victim("A")], "returns": [returned("B")]}
    send(stores, "KEN", "2013-01-10-1", {"trafficking": [victim("A")]})
    send(stores, "KEN", "2013-01-28-1", rows)
    send(stores, "KEN", "2013-01-29-1", rows)
    send_no_workbook(stores, "KEN", "2013-02-01-1")
    send(stores, "KEN", "2013-02-03-1", {"returns": [returned("C")]}, only_forms="returns")
    take(stores, "KEN")
    told = history(stores, YEAR, "KEN")
    assert [one.became for one in told] == ["superseded", "stands", "repeated", "rejected", "stands"]
    assert [one.received_on for one in told][:2] == ["2013-01-10", "2013-01-28"]
    assert told[4].forms == ("returns",)
    assert "returns" not in told[1].forms
    assert told[3].reason
    assert told[1].formats
    assert {file["format"] for file in told[1].formats} == {"csv"}


def test_reporting_forms_name_the_forms_of_the_contract(stores: Stores) -> None:
    assert set(reporting_forms()) == set(stores.contract.forms)
    assert is_asked("trafficking", "KEN", YEAR)
    assert not is_asked("projects", "KEN", 2011)


def test_an_office_is_exempt_for_the_years_that_are_named() -> None:
    content = "returns: {asked: every_office, since: 2002, not_asked: {KEN: {since: 2012, until: 2013}}}"
    form = read_reporting_forms(content)["returns"]
    asked = [form.is_asked_of("KEN", year) for year in (2001, 2011, 2012, 2013, 2014)]
    assert asked == [False, True, False, False, True]
    assert form.is_asked_of("UGA", 2012)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("returns: {asked: sometimes, since: 2002}", "returns: asked"),
        ("returns: {asked: every_office, since: 2002, not_asked: {QQQ: {since: 2012}}}", "no office QQQ"),
        ("[]", "no entries"),
    ],
)
def test_spoiled_reporting_forms_are_refused_with_what_is_wrong(content: str, said: str) -> None:
    with pytest.raises(ReportingFormsError, match=said):
        read_reporting_forms(content)
