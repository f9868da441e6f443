from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from reports.derived_tables.comparability import changes
from reports.derived_tables.comparability.breaks import Breaks, breaks_in, is_broken, with_break_notes
from reports.derived_tables.comparability.chained_links import chained_index
from reports.derived_tables.comparability.series import SeriesEditions, series_table
from reports.derived_tables.comparability.series_specification import load_series
from reports.documents.printed_table import print_table
from reports.published import Cell, ProtectedTable, TableText
from reports.sentences.claims import load_claims
from reports.specification_loader import SpecificationError, load

SPECS = {spec.key: spec for spec in load_series().tables}
NO_WORDS = TableText("", "", (), {}, {})


def edition(year: int, men: float | None, total: float | None) -> ProtectedTable:
    """The table of victims by sex and age of one year's edition, only the cells that series take."""
    cells = []
    for code, value in (("M", men), ("total", total)):
        status = "published" if value is not None else "confidential"
        cells.append(Cell((code, "total"), year, "persons", "persons", "", value, status))
        share = None if value is None or total is None else round(100 * value / total, 1)
        state = "published" if share is not None else "confidential"
        cells.append(Cell((code, "total"), year, "share_pct", "per cent", "all", share, state))
    return ProtectedTable("victims_by_sex_and_age", "trafficking", year, ("sex", "age_group"), tuple(cells), NO_WORDS)


def panel(year: int, now: float | None, before: float | None) -> ProtectedTable:
    cells = tuple(
        Cell(("panel",), one, "persons", "persons", "", value, "confidential" if value is None else "published")
        for one, value in ((year, now), (year - 1, before))
    )
    return ProtectedTable("panel_victims", "trafficking", year, ("offices",), cells, NO_WORDS)


def men(years: dict[int, ProtectedTable], **more: object) -> ProtectedTable:
    table = series_table(SPECS["victims_men_by_year"], max(years), SeriesEditions(years, **more))
    assert table is not None
    return table


def values(table: ProtectedTable, code: str, measure: str) -> dict[int, float | str]:
    cells = [cell for cell in table.cells if cell.codes == (code,) and cell.measure == measure]
    return {cell.year: cell.status if cell.value is None else cell.value for cell in cells}


YEARS = {2008: edition(2008, 1656, 5000), 2009: edition(2009, 1800, 5100), 2011: edition(2011, 2040, 5498)}


def test_a_series_takes_every_year_from_its_own_edition_and_keeps_its_holes() -> None:
    table = men({**YEARS, 2012: edition(2012, None, 6499)})
    assert values(table, "M", "persons") == {
        2008: 1656,
        2009: 1800,
        2010: "not_available",
        2011: 2040,
        2012: "confidential",
    }
    assert values(table, "M", "change_pct") == {
        2008: "not_available",
        2009: 8.7,
        2010: "not_available",
        2011: "not_available",
        2012: "confidential",
    }


def test_changes_of_counts_are_per_cent_and_of_shares_percentage_points_as_polars_has_them() -> None:
    table = men({2010: edition(2010, 1507, 5498), 2011: edition(2011, 1300, 6499)})
    numbers = pl.DataFrame({"men": [1507.0, 1300.0], "all": [5498.0, 6499.0]})
    share = (100 * numbers["men"] / numbers["all"]).round(1)
    pct = round(100 * (numbers["men"][1] / numbers["men"][0] - 1), 1)
    assert values(table, "M", "share_pct") == {2010: share[0], 2011: share[1]}
    assert values(table, "M", "change_pct")[2011] == pct == -13.7
    assert values(table, "M", "change_pp")[2011] == round(share[1] - share[0], 1) == -7.4
    units = {cell.measure: cell.unit for cell in table.cells}
    assert (units["change_pct"], units["change_pp"]) == ("per cent", "percentage points")


def test_a_year_without_a_year_before_prints_no_change() -> None:
    alone = men({2011: YEARS[2011]})
    assert {cell.measure for cell in alone.cells} == {"persons", "share_pct"}
    printed = print_table(alone)
    assert printed is not None and not any("change" in column.lower() for column in printed.columns)
    assert [row.label for row in printed.rows] == ["2011"]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(99, 120, "not_applicable"), (100, 120, 20.0), (100, 49, "not_applicable"), (100, 50, -50.0)],
)
def test_percentages_need_a_base_of_100_and_directions_one_of_50(before: int, now: int, expected: object) -> None:
    table = men({2010: edition(2010, before, 5000), 2011: edition(2011, now, 5000)})
    assert values(table, "M", "change_pct")[2011] == expected


def test_tables_and_sentences_have_the_same_bases_of_change() -> None:
    rules = load_claims().rules
    assert (rules.per_cent_base, rules.direction_base) == (changes.PER_CENT_BASE, changes.DIRECTION_BASE)


def test_points_need_wholes_that_carry_a_percentage() -> None:
    table = men({2010: edition(2010, 60, 99), 2011: edition(2011, 60, 200)})
    assert values(table, "M", "change_pp")[2011] == "not_applicable"


def test_known_breaks_flag_their_years_and_say_why() -> None:
    flagged = {year: is_broken("trafficking", year, ("total",)) for year in range(2010, 2017)}
    assert [year for year, broken in flagged.items() if broken] == [2012, 2013, 2014]
    assert [year for year in range(2018, 2023) if is_broken("returns", year, ("total",))] == [2020]
    assert not is_broken("returns", 2020, ("AVRR",)) and not is_broken("vulnerable", 2020, ("total",))
    table = men({2011: YEARS[2011], 2012: edition(2012, 3014, 6499)})
    flags = {(cell.measure, cell.year): cell.flag for cell in table.cells if cell.codes == ("M",)}
    assert flags["persons", 2012] == flags["change_pct", 2012] == flags["change_pp", 2012] == "b"
    assert flags["persons", 2011] == ""
    assert breaks_in([(2012, ("M",))], "trafficking")[0].reason.en in table.text.notes


def test_a_table_with_the_year_before_beside_says_what_breaks_between_the_two() -> None:
    reason = breaks_in([(2012, ("M",))], "trafficking")[0].reason.en
    cells = (*edition(2012, 3014, 6499).cells, *YEARS[2011].cells)
    beside = replace(edition(2012, 3014, 6499), cells=cells)
    assert with_break_notes(beside).text.notes == (reason,)
    assert with_break_notes(edition(2012, 3014, 6499)).text.notes == ()
    before_it = replace(beside, year=2011, cells=(*YEARS[2011].cells, *edition(2010, 1900, 5200).cells))
    assert with_break_notes(before_it).text.notes == ()


def test_a_break_of_an_unknown_theme_is_refused_with_file_and_line(tmp_path: Path) -> None:
    reason = "{en: x, fr: x, es: x}"
    entry = f"  - {{key: x, from: 2012, to: 2012, codes: {{gardening: []}}, reason: {reason}}}\n"
    (tmp_path / "breaks.yaml").write_text(f"breaks:\n{entry}")
    with pytest.raises(SpecificationError, match=r"breaks\.yaml, line 2.*no theme gardening"):
        load("breaks.yaml", Breaks, tmp_path)


def test_a_number_that_last_years_series_printed_otherwise_is_revised() -> None:
    printed = men({2009: edition(2009, 1790, 5100), 2010: edition(2010, 1900, 5200)})
    now = men({2009: YEARS[2009], 2010: edition(2010, 1900, 5200), 2011: YEARS[2011]}, said_before=printed)
    flags = {cell.year: cell.flag for cell in now.cells if cell.codes == ("M",) and cell.measure == "persons"}
    assert flags == {2009: "r", 2010: "", 2011: ""}
    assert any("[r]" in note for note in now.text.notes)


def test_a_long_series_chains_the_two_year_links_of_its_panels() -> None:
    links = {2009: (110.0, 100.0), 2010: (240.0, 120.0), 2011: (150.0, 200.0)}
    assert chained_index(links, 2011) == {2008: 100.0, 2009: pytest.approx(110), 2010: pytest.approx(220), 2011: 165.0}
    broken = {**links, 2010: (0.0, 0.0)}
    assert chained_index(broken, 2011) == {2010: 100.0, 2011: 75.0}
    assert chained_index(links, 2012) == {}


def test_a_withheld_panel_begins_the_chained_index_anew() -> None:
    years = {year: edition(year, 500, 1000) for year in (2008, 2009, 2010, 2011)}
    panels = {2009: panel(2009, 330, 300), 2010: panel(2010, None, 300), 2011: panel(2011, 450, 300)}
    table = series_table(SPECS["victims_by_year"], 2011, SeriesEditions(years, panels))
    assert table is not None
    expected = {2008: "not_available", 2009: "not_available", 2010: 100.0, 2011: 150.0}
    assert values(table, "total", "chained_index") == expected


def test_a_series_is_printed_with_a_row_a_year() -> None:
    printed = print_table(men({**YEARS, 2012: edition(2012, 3014, 6499)}))
    assert printed is not None
    assert printed.stub == "Year"
    assert printed.columns == (
        "Male",
        "Total",
        "Male, per cent of all",
        "Male, change in per cent",
        "Male, change in percentage points",
    )
    assert [row.label for row in printed.rows] == ["2008", "2009", "2010", "2011", "2012"]
    assert [cell.text for cell in printed.rows[-1].cells] == [
        "3,014 [b]",
        "6,499 [b]",
        "46.4 [b]",
        "47.7 [b]",
        "9.3 [b]",
    ]
    assert [cell.text for cell in printed.rows[2].cells] == ["[x]"] * 5


def test_a_series_of_a_year_without_this_year_is_not_made() -> None:
    assert series_table(SPECS["victims_men_by_year"], 2013, SeriesEditions(YEARS)) is None


def test_this_years_hole_does_not_take_the_earlier_years_away() -> None:
    table = men({**YEARS, 2012: replace(edition(2012, None, None))})
    assert values(table, "total", "persons")[2008] == 5000
