"""A mapping or a table that cannot be used fails when definitions load, with the file and the line."""

from pathlib import Path

import pytest

from reports.reference import load_mappings, load_reference_tables
from reports.reference.definitions import PAGE, definitions
from reports.reference.series_map import FOLDER
from reports.reference.specification import ROOM
from reports.statistics import SpecificationError

TABLES = (ROOM / "tables.yaml").read_text(encoding="utf-8")
GERMANY = (FOLDER / "returns_by_type_germany.yaml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("series: uk_assisted_returns\n", "series: uk_returns\n", "no reference series uk_returns"),
        ("dimensions: [age, sex]", "dimensions: [age, gender]", "no dimension gender"),
        ("where: {level: [strand, dimension]}", "where: {level: [strands]}", "no code strands"),
        ("where: {level: [strand, dimension]}", "where: {levels: [strand]}", "no dimension levels"),
        ("period: latest", "period: last", "period"),
        ("total: [partner, series_year]", "total: [kind]", "kind is no dimension of the table"),
    ],
)
def test_a_table_that_names_what_there_is_not_fails_with_file_and_line(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    (tmp_path / "tables.yaml").write_text(TABLES.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(SpecificationError, match=said) as fault:
        load_reference_tables(tmp_path)
    assert str(fault.value).startswith("tables.yaml, line ")


def test_the_line_is_that_of_the_fault(tmp_path: Path) -> None:
    bad = TABLES.replace("where: {level: [strand, dimension]}", "where: {level: [strands]}", 1)
    (tmp_path / "tables.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(SpecificationError, match=rf"line {line_of(bad, 'where: {level: [strands]}')}:"):
        load_reference_tables(tmp_path)


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("of: type", "of: kind", "no dimension kind"),
        ("Total*: total", "Total*: SUM", "no label for SUM"),
        ("{dimension: type,", "{dimension: kind,", "no dimension kind"),
        ("kind: side_by_side", "kind: beside", "kind"),
        ("series: returns_by_type_germany", "series: another", "the series is called another"),
        ("files: [gaps_returns", "files: [../gaps_returns", "files"),
    ],
)
def test_a_mapping_that_names_what_there_is_not_fails_with_file_and_line(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    (tmp_path / "returns_by_type_germany.yaml").write_text(GERMANY.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(SpecificationError, match=said) as fault:
        load_mappings(tmp_path)
    assert str(fault.value).startswith("returns_by_type_germany.yaml, line ")


def test_a_country_alias_leads_to_a_country(tmp_path: Path) -> None:
    text = (FOLDER / "mipex_policy_scores.yaml").read_text(encoding="utf-8").replace("UK: GBR", "UK: ENG")
    (tmp_path / "mipex_policy_scores.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecificationError, match="ENG is no country"):
        load_mappings(tmp_path)


def test_every_word_stands_in_three_languages() -> None:
    for spec in load_reference_tables():
        for labels in (spec.title, spec.subtitle, *spec.notes):
            assert all(labels.in_all()), spec.key
            assert len({*labels.in_all()}) == 3 or labels.en == labels.fr, spec.key


def test_the_page_of_reference_series_is_that_of_todays_mappings() -> None:
    assert PAGE.read_text(encoding="utf-8") == definitions(), "python -m reports.reference.definitions"
