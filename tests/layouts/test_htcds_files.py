"""The published HTCDS files, faults and all, filled with every code: read by machine name, identifiers never kept."""

import csv
import io
from collections import Counter
from collections.abc import Callable

import pytest

from expectations.layouts import all_layouts, rows_of, submissions_of, the_fit
from expectations.layouts.cell_translation import NOT_IN_LAYOUT
from expectations.layouts.detect_layout import names_of_all
from expectations.layouts.foreign_file import grids_of_file
from tests.layouts.htcds_files import CANARY, MULTI, PLAIN, SINGLE, XLSFORM, Filled, exported_xlsform, filled_template

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not XLSFORM.exists(), reason="needs ../shared/data/htcds beside the checkout"),
]
FILES: dict[str, Callable[[], Filled]] = {
    "plain": lambda: filled_template(PLAIN),
    "single": lambda: filled_template(SINGLE),
    "multi": lambda: filled_template(MULTI),
    "xlsform": exported_xlsform,
}
SEXES = {"Feminine": "F", "Masculine": "M", "NonSpecifiedUnknown": "U"}


@pytest.fixture(scope="module", params=FILES)
def filled(request: pytest.FixtureRequest) -> Filled:
    return FILES[request.param]()


@pytest.fixture(scope="module")
def records(filled: Filled) -> list[dict[str, str]]:
    layouts = all_layouts()
    fit = the_fit(grids_of_file(filled.name, filled.content, names_of_all(layouts)), layouts)
    (made,) = submissions_of(rows_of(fit, "KEN", 2012))
    assert CANARY not in "".join(content.decode() for content in made.files.values())
    return list(csv.DictReader(io.StringIO(made.files["trafficking.csv"].decode())))


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def test_every_filled_row_is_a_record_and_no_prepared_row_or_label_is(
    filled: Filled, records: list[dict[str, str]]
) -> None:
    assert len(records) == len(filled.given)


def test_sexes_ages_citizenships_and_years_are_those_filled_in(filled: Filled, records: list[dict[str, str]]) -> None:
    given = [record.get("prs_Gender", "") for record in filled.given]
    assert [record["sex"] for record in records] == [SEXES.get(text, "X") if text else "" for text in given]
    assert {record["age"] for record in records} == {"21"}  # the day before the 22nd birthday
    assert {record["citizenship"] for record in records} == {"MDA"}
    assert {record["assist_year_first"] for record in records} == {"2012"}


def test_every_code_of_the_pick_lists_becomes_a_code_of_ours(filled: Filled, records: list[dict[str, str]]) -> None:
    several = "vic_Methods_of_Control" if "vic_Methods_of_Control" in filled.given[0] else "vic_MethodsOfControl"
    groups = {several: "means_", "vic_TypeOfExploitation": "exploit_", "vic_TypeOfSexExploitation": "sex_type_"}
    singles = {"vic_TraffickingStatus": "trafficking_status", "vic_ForcedLabourIndustry": "labour_sector"}
    for given, record in zip(filled.given[:21], records, strict=False):
        for column, prefix in groups.items():
            assert sum(record[name] == "1" for name in record if name.startswith(prefix)) == 1, given[column]
        for column, name in singles.items():
            assert record[name] not in ("", NOT_IN_LAYOUT), given[column]
    assert not [name for record in records for name, text in record.items() if text == NOT_IN_LAYOUT
                and name != "country_of_exploitation"]  # fmt: skip


def test_all_codes_of_a_list_in_one_cell_are_all_read(filled: Filled, records: list[dict[str, str]]) -> None:
    if len(filled.given) == 21:
        pytest.skip("the template of a single answer")
    last, count = records[-1], Counter(name.partition("_")[0] for name, text in records[-1].items() if text == "1")
    assert (count["exploit"], count["sex"]) == (11, 4)
    assert count["means"] == 15  # 16 texts; physical threats and threats to the family are one answer of ours
    assert last["means_DebtBondage"] == "1"  # its code ends in a blank
    assert last["labour_sector"] == ""  # several sectors are none


def test_a_place_of_exploitation_is_read_only_where_it_is_a_country(records: list[dict[str, str]]) -> None:
    assert {record["country_of_exploitation"] for record in records[1::2]} == {"TUR"}
    assert {record["country_of_exploitation"] for record in records[0::2]} == {NOT_IN_LAYOUT}
