"""Reference files are opened like hostile ones, and an edition takes in those that are there."""

import gzip
import io
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from assets.steps.release import reference_files
from assets.steps.release.derived_table_kind import DerivedTableContext
from assets.steps.release.derived_tables import kind_of, make_derived_tables, sources_of
from assets.steps.release.published_tables import read_table
from assets.steps.release.reference_files import file_of, reference_series, series_of, sheets_of, unpacked
from assets.steps.release.reference_tables import REFERENCE
from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.office_responses import YearResponse
from expectations.reading.archive_limits import Limits
from expectations.reading.refusal import DeliveryRejectedError
from reports.published.table_csv import write_table_csv
from reports.reference import load_mappings, load_reference_tables
from resources.home import Home
from resources.shelf import Shelf

UK = b"Year,Sex,Age,Nationality,Return type,Number of returns\n2012,Female,18 to 29,Albania,Assisted returns,5\n"
MAPPINGS = load_mappings()


class Stored:
    """What a kind of tables asks of the stores."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.shelf = Shelf(root / "shelf")


def put(root: Path, name: str, content: bytes) -> Path:
    folder = root / "reference"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def making(root: Path, year: int = 2012) -> DerivedTableContext:
    responded = YearResponse(year, (), frozenset(), (), pd.DataFrame())
    return DerivedTableContext(cast(Any, Stored(root)), year, responded, {})


def test_a_series_without_a_file_has_no_table_and_the_register_is_always_there(tmp_path: Path) -> None:
    assert set(reference_series(tmp_path / "reference")) == {"agreements"}
    assert set(make_derived_tables(making(tmp_path), (REFERENCE,))) == {"agreements_by_partner_and_year"}


def test_a_register_in_the_folder_stands_for_the_one_that_comes_with_the_program(tmp_path: Path) -> None:
    folder = put(tmp_path, "agreements.csv", b"partner,year\nILO,2010\n")
    made = make_derived_tables(making(tmp_path), (REFERENCE,))["agreements_by_partner_and_year"]
    assert {cell.codes for cell in made.cells} == {(p, y) for p in ("ILO", "total") for y in ("2010", "total")}
    assert reference_series(folder)["agreements"].observations[0].codes == ("ILO",)


def test_packed_files_and_workbooks_say_the_same_as_plain_ones(tmp_path: Path) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for row, line in enumerate(UK.decode().splitlines()):
            for column, text in enumerate(line.split(",")):
                sheet.write(row, column, int(text) if text.isdigit() else text)
    mapping = MAPPINGS["uk_assisted_returns"]
    said = set()
    for name, content in (("a.csv", UK), ("a.csv.gz", gzip.compress(UK)), ("a.xlsx", book.getvalue())):
        said.add(series_of(mapping, reference_files.ReferenceFile(name, "", content)).observations)
    assert len(said) == 1


def test_the_tables_are_read_back_from_the_edition_as_they_were_made(tmp_path: Path) -> None:
    put(tmp_path, "uk_assisted_returns.csv.gz", gzip.compress(UK))
    put(tmp_path, "mipex_2020_2024_selected_long.csv", b"country_iso2,strand,year,score\nDE,Overall,2010,61.25\n")
    made = make_derived_tables(making(tmp_path), (REFERENCE,))
    assert set(made) == {
        "agreements_by_partner_and_year", "uk_assisted_returns_by_age_and_sex", "integration_policy_scores_by_strand",
    }  # fmt: skip
    for key, table in made.items():
        path = tmp_path / f"{key}.csv"
        path.write_bytes(write_table_csv(table))
        assert read_table(path, key, 2012) == table
        assert kind_of(key) is REFERENCE
    assert made["integration_policy_scores_by_strand"].year == 2010


def test_the_pedigree_names_every_file_and_its_digest(tmp_path: Path) -> None:
    put(tmp_path, "uk_assisted_returns.csv", UK)
    told = cast(dict[str, Any], sources_of(cast(Any, Stored(tmp_path)), 2012, (REFERENCE,))["reference"])
    assert set(told) == {"agreements", "uk_assisted_returns"}
    assert told["uk_assisted_returns"]["file"] == "uk_assisted_returns.csv"
    assert len(told["uk_assisted_returns"]["sha256"]) == 64


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    folder = put(tmp_path, "uk_assisted_returns.csv", UK)
    before = reference_series(folder)["uk_assisted_returns"].observations[0].value
    put(tmp_path, "uk_assisted_returns.csv", UK.replace(b",5\n", b",6\n"))
    assert (before, reference_series(folder)["uk_assisted_returns"].observations[0].value) == (5, 6)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("uk_assisted_returns.csv", b"Year,Sex\n2012,Female\n", "has the header"),
        ("uk_assisted_returns.csv", b"", "cannot be"),
        ("uk_assisted_returns.csv.gz", b"no gzip", "cannot be"),
        ("uk_assisted_returns.csv.gz", gzip.compress(UK)[:-9], "cannot be"),
        ("uk_assisted_returns.csv", b"PK\x03\x04 a zip", "not"),
        ("uk_assisted_returns.xlsx", b"PK\x03\x04 no zip", "cannot be"),
        ("uk_assisted_returns.xlsx", UK, "not"),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_edition_and_is_named(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    put(tmp_path, name, content)
    with pytest.raises(OperatorError, match=rf"reference/{name}") as fault:
        make_derived_tables(making(tmp_path), (REFERENCE,))
    assert said in str(fault.value)
    assert "Female" not in str(fault.value)


def test_a_packed_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b"0" * 3_000_000)
    monkeypatch.setattr(reference_files, "LIMITS", Limits(file_bytes=1_000_000))
    with pytest.raises(DeliveryRejectedError, match="unpack"):
        unpacked(bomb)
    monkeypatch.setattr(reference_files, "LIMITS", Limits(ratio=10, ratio_from=100_000))
    with pytest.raises(DeliveryRejectedError, match="unpack"):
        sheets_of("a.csv.gz", bomb)


def test_a_file_too_large_to_open_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path, "uk_assisted_returns.csv", UK)
    monkeypatch.setattr(reference_files, "LIMITS", Limits(file_bytes=10))
    with pytest.raises(OperatorError, match=r"reference/uk_assisted_returns\.csv"):
        file_of(MAPPINGS["uk_assisted_returns"], folder)


def test_every_table_has_a_series_and_every_series_a_table() -> None:
    assert {spec.series for spec in load_reference_tables()} == set(MAPPINGS)


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.csv.gz", "a.xlsx", "a.xls", "a.ods", "a.tsv"]))
def test_any_bytes_are_sheets_or_refused(content: bytes, name: str) -> None:
    packed = gzip.compress(content) if name.endswith(".gz") and content[:1] < b"\x80" else content
    try:
        sheets = sheets_of(name, packed)
    except DeliveryRejectedError as refused:
        assert refused.message
    else:
        assert all(isinstance(sheet.rows, list) for sheet in sheets)
