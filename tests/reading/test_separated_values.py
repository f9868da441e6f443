"""CSV files: encodings and separators."""

import pytest

from tests.lib.submissions.made_files import read, separated

ROWS = "case_ref{0}Âge en années{0}citizenship\nA{0}20{0}Côte d'Ivoire\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found_on_evidence(encoding: str, separator: str) -> None:
    frame = read(separated(ROWS.format(separator), encoding=encoding)).records["trafficking"]
    assert (frame["age"][0], frame["citizenship"][0]) == (20, "CIV")


def test_a_separator_inside_of_quotes_separates_nothing() -> None:
    text = 'case_ref;sex;citizenship\n"A,1,2,3";F;"UKR;MDA"\n'
    frame = read(separated(text)).records["trafficking"]
    assert (frame["person_key"][0], frame["citizenship"][0]) == ("<MDA|a,1,2,3>", "MDA;UKR")


def test_a_line_that_names_the_separator_is_no_row() -> None:
    frame = read(separated("sep=;\r\ncase_ref;sex\r\nA;F\r\n")).records["trafficking"]
    assert frame["row_no"].tolist() == [2]


def test_a_line_break_inside_of_a_cell_makes_no_row() -> None:
    frame = read(separated('case_ref,sex,scope\nA,F,"BO\nTH"\nB,F,BOTH\n')).records["trafficking"]
    assert frame["row_no"].tolist() == [2, 3]


def test_rows_of_unequal_length_are_filled_with_blanks() -> None:
    frame = read(separated("case_ref,sex,age\nA\nB,F,3,,,\n")).records["trafficking"]
    assert frame["sex"].isna().tolist() == [True, False]


def test_the_form_is_known_by_the_header_where_the_name_does_not_say_it() -> None:
    assert list(read(separated("case_ref,side,host\nA,HOST,DEU\n", "export 1.csv")).records) == ["returns"]
