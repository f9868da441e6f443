"""The register: what arrived, what repeats, what stands."""

from collections.abc import Callable

import pytest

from expectations.contract import load_contract
from resources.register import ReceivedFile, Register, RegisterError, RegisterRow, digest_of
from resources.warehouse import Warehouse

Arrive = Callable[..., RegisterRow]
A, B, C = ([ReceivedFile.of("x.csv", content)] for content in (b"A", b"B", b"C"))


@pytest.fixture
def register(warehouse: Warehouse) -> Register:
    return Register(warehouse)


def read(register: Register, delivery: str, files: list[ReceivedFile], **cover: object) -> RegisterRow:
    row = register.arrived("KEN", 2012, delivery, files)
    return register.mark_read(row.submission_no, rows_read=1, nature="real", **cover)  # type: ignore[arg-type]


def standing(register: Register) -> dict[str, str]:
    return {form: row.delivery for (_, form), row in register.current(2012).items()}


def test_an_arrival_has_a_row_without_file_names(register: Register, warehouse: Warehouse) -> None:
    files = [ReceivedFile.of("Mrs CANARY.XLSX", b"1"), ReceivedFile.of("b.CANARY-CANARY", b"2")]
    row = register.arrived("KEN", 2012, "2013-01-28-1", files, names_sha256="0" * 64)
    assert (row.submission_no, row.state, row.received_on) == (1, "received", "2013-01-28")
    assert [(file.size_bytes, file.suffix) for file in row.files] == [(1, ".xlsx"), (1, "")]
    assert "CANARY" not in warehouse.read("register").to_csv()
    assert register.rows(2012) == [row]


def test_a_digest_does_not_depend_on_the_order_of_the_files() -> None:
    assert digest_of([*A, *B]) == digest_of([*B, *A]) != digest_of(A)


@pytest.mark.parametrize("delivery", ["1", "2013-13-01", "2013-W05-1x", "late-2013-01-28"])
def test_a_delivery_without_a_date_has_none(register: Register, delivery: str) -> None:
    assert register.arrived("KEN", 2012, delivery, A).received_on == ""


def test_a_delivery_is_registered_once(register: Register) -> None:
    first = read(register, "1", A)
    assert register.arrived("KEN", 2012, "1", A) == first
    assert len(register.rows(2012)) == 1


def test_the_same_bytes_twice_are_one_submission(register: Register) -> None:
    read(register, "1", A)
    again = register.arrived("KEN", 2012, "2", A)
    assert again.state == "repeated"
    assert set(standing(register).values()) == {"1"}
    with pytest.raises(RegisterError, match="repeats"):
        register.mark_rejected(again.submission_no, "unreadable")


def test_a_late_file_supersedes_the_earlier_one(register: Register) -> None:
    first = read(register, "2013-9", A)
    read(register, "2013-10", B)
    assert set(standing(register).values()) == {"2013-10"}
    assert register.rows(2012)[0] == first


def test_earlier_bytes_sent_again_make_them_current_again(register: Register) -> None:
    for delivery, files in (("1", A), ("2", B), ("3", A)):
        read(register, delivery, files)
    rows = register.rows(2012)
    assert [row.state for row in rows] == ["read", "read", "read"]
    assert rows[0].digest == rows[2].digest
    assert set(standing(register).values()) == {"3"}


def test_content_that_changed_under_a_known_name_is_a_new_row(register: Register) -> None:
    first = read(register, "1", A)
    changed = register.arrived("KEN", 2012, "1", B)
    back = register.arrived("KEN", 2012, "1", A)
    assert [first.submission_no, changed.submission_no, back.submission_no] == [1, 2, 3]
    assert set(register.current(2012).values()) == {back}


def test_a_rejected_delivery_never_supersedes_a_good_one(register: Register) -> None:
    read(register, "1", A)
    bad = register.arrived("KEN", 2012, "2", B)
    rejected = register.mark_rejected(bad.submission_no, "unreadable")
    assert (rejected.state, rejected.reason) == ("rejected", "unreadable")
    assert set(standing(register).values()) == {"1"}


def test_a_partial_submission_stands_for_its_forms_only(register: Register) -> None:
    read(register, "1", A)
    read(register, "2", B, only_forms=["returns"])
    assert standing(register) == {**dict.fromkeys(load_contract().forms, "1"), "returns": "2"}
    read(register, "3", C)
    assert set(standing(register).values()) == {"3"}


def test_an_office_with_partial_submissions_only_stands_for_these(register: Register) -> None:
    read(register, "1", A, only_forms=["returns"])
    assert standing(register) == {"returns": "1"}


def test_a_nil_statement_stands_like_any_other(register: Register) -> None:
    row = read(register, "1", A, nil_forms=["returns", "vulnerable"], language="fr")
    assert row.nil_forms == {"returns", "vulnerable"}
    assert register.current(2012)["KEN", "returns"] == row


def test_a_delivery_found_between_two_equal_ones_makes_the_later_one_count(register: Register) -> None:
    read(register, "1", A)
    register.arrived("KEN", 2012, "3", A)
    read(register, "2", B)
    assert [row.state for row in register.rows(2012)] == ["read", "read", "received"]
    assert set(standing(register).values()) == {"3"}


def test_offices_and_years_are_kept_apart(register: Register) -> None:
    for office, year in (("KEN", 2012), ("UGA", 2012), ("KEN", 2011)):
        row = register.arrived(office, year, "1", A)
        assert row.state == "received"
    assert {office for office, _ in register.current(2012)} == {"KEN", "UGA"}
    assert len(register.rows(2012, "UGA")) == 1


def test_the_nature_of_a_submission_is_known_by_its_digest(register: Register) -> None:
    row = read(register, "1", A)
    register.arrived("UGA", 2012, "1", B)
    assert register.natures(2012) == {row.digest: "real"}


def test_an_unknown_submission_is_not_marked(register: Register) -> None:
    with pytest.raises(RegisterError):
        register.mark_rejected(7, "unreadable")


def test_submissions_are_deferred_all_or_none(register: Register) -> None:
    first = read(register, "1", A)
    with pytest.raises(RegisterError, match="no submission 7"):
        register.mark_waiting([first.submission_no, 7], "waits")
    assert [row.waits for row in register.rows(2012)] == [""]
    register.mark_waiting([first.submission_no], "waits")
    assert [row.waits for row in register.rows(2012)] == ["waits"]


def test_a_row_says_how_its_files_were_understood_and_which_forms_it_holds(register: Register) -> None:
    formats = [{"file_no": "1", "format": "csv", "encoding": "windows-1252", "separator": "semicolon"}]
    row = read(register, "1", A, formats=formats, rows_by_form={"returns": 3}, nil_forms=["vulnerable"])
    assert register.rows(2012) == [row]
    assert row.formats == tuple(formats)
    assert [form for form in ("trafficking", "returns", "vulnerable") if row.holds(form)] == ["returns", "vulnerable"]
