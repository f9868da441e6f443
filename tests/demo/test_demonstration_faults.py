"""What is put in on purpose stands in the files, and the summary says how much of it."""

from demo.targets import load_faults
from expectations.contract import Contract
from expectations.geography import country_code
from tests.demo.office_files import accepted, delivery_rows
from tests.demo.written_year import WrittenYear


def test_about_one_row_in_a_hundred_is_faulty_in_at_least_ten_ways(written: WrittenYear) -> None:
    summary = written.summary
    share = sum(summary.faults_by_kind.values()) / sum(summary.rows_written.values())
    assert 0.009 < share < 0.012
    assert len(summary.faults_by_kind) >= 10


def test_the_rows_written_are_in_the_files_and_as_many_are_held_back(written: WrittenYear, contract: Contract) -> None:
    for form, rows in written.rows.items():
        assert len(rows) == written.summary.rows_written[form]
        held = len(rows) - len(accepted(rows)) if contract.forms[form].has_persons else 0
        assert held == written.summary.rows_held_back[form]


def test_no_misspelt_country_is_a_name_that_we_know() -> None:
    faults = [fault for fault in load_faults().in_a_row if fault.kind == "country_misspelt"]
    texts = [
        text for fault in faults for by_language in fault.write.values() for t in by_language.values() for text in t
    ]
    assert [text for text in texts if country_code(text) is not None] == []


def test_each_fault_names_a_field_of_its_form(contract: Contract) -> None:
    for fault in load_faults().in_a_row:
        assert fault.field in contract.forms[fault.form].by_name


def test_rejected_deliveries_are_what_the_summary_says(written: WrittenYear, contract: Contract) -> None:
    for (office, delivery), reason in written.summary.rejected.items():
        folder = written.drop / str(written.summary.year) / office / delivery
        if reason == "not_what_its_name_says":
            assert not next(folder.iterdir()).read_bytes().startswith(b"PK")
        elif reason == "wrong_office":
            assert delivery_rows(folder, contract)["cover"][0]["office"] != office
        else:
            assert reason == "no_rows"
            rows = delivery_rows(folder, contract)
            assert not rows.pop("cover")[0].get("nil_forms")
            assert not any(rows.values())


def test_silent_offices_have_no_folder_and_nil_offices_a_cover_alone(written: WrittenYear, contract: Contract) -> None:
    year = written.drop / str(written.summary.year)
    assert not any((year / office).exists() for office in written.summary.silent)
    for office in written.summary.nil:
        (folder,) = (year / office).iterdir()
        rows = delivery_rows(folder, contract)
        assert rows.pop("cover")[0]["nil_forms"].split(";") == list(contract.forms)
        assert rows == {}


def test_late_deliveries_are_dated_after_the_deadline(written: WrittenYear) -> None:
    year = written.summary.year
    for office in written.summary.late:
        (folder,) = (written.drop / str(year) / office).iterdir()
        assert folder.name > f"{year + 1}-03-01"


def test_half_of_the_offices_send_workbooks_with_headers_in_three_languages(
    written: WrittenYear, contract: Contract
) -> None:
    year = written.drop / str(written.summary.year)
    offices = sorted(year.iterdir())
    books = [office for office in offices if list(office.glob("*/*.xlsx"))]
    assert 0.45 < len(books) / len(offices) < 0.55
    languages = {
        delivery_rows(sorted(o.iterdir())[0], contract)["cover"][0]["language"] for o in books if o.name != "CAF"
    }
    assert languages == {"en", "fr", "es"}
