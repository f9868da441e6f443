from dataclasses import replace

import pytest

from reports.documents import EditionLabel
from reports.documents.content import content_of, load_words
from reports.documents.printed_table import is_unanswered, print_table
from reports.figures.picture import picture_of
from reports.figures.specification import load_figures
from reports.published import Cell, ProtectedTable
from reports.statistics import load_tables, text_of
from reports.statistics.dimensions import Ranking

Tables = dict[str, ProtectedTable]


def test_one_dimension_stands_with_count_and_share_of_both_years(tables: Tables) -> None:
    printed = print_table(tables["victims_by_region"])
    assert printed is not None
    assert printed.columns == ("Persons, 2012", "Per cent of all, 2012", "Persons, 2011", "Per cent of all, 2011")
    europe = next(row for row in printed.rows if row.label == "Europe")
    assert [cell.text for cell in europe.cells] == ["1,705", "26.2", "1,606", "29.2"]
    assert printed.rows[-1].is_total


def test_two_dimensions_with_few_columns_stand_with_all_of_both_years(tables: Tables) -> None:
    printed = print_table(tables["persons_by_sex_and_age"])
    assert printed is not None
    assert printed.stub == "Sex"
    assert printed.columns[:5] == (
        "Child (under 18), 2012",
        "Adult (18 and over), 2012",
        "Unknown, 2012",
        "Total, 2012",
        "Total, per cent of all, 2012",
    )
    assert printed.columns[-2:] == ("Total, 2011", "Total, per cent of all, 2011")
    not_stated = next(row for row in printed.rows if row.label == "Not stated")
    assert [cell.text for cell in not_stated.cells][:4] == ["40", "210", "[c]", "260"]


def test_a_wide_table_keeps_the_year_before_as_a_total_alone(tables: Tables) -> None:
    table = tables["returns_by_host_and_origin_region"]
    before = tuple(replace(cell, year=2011) for cell in table.cells)
    printed = print_table(replace(table, cells=table.cells + before))
    assert printed is not None
    assert printed.columns[-2:] == ("Total, 2012", "Total, 2011")
    assert printed.is_wide


def test_what_is_not_published_stands_as_shorthand_and_has_no_number(tables: Tables) -> None:
    table = tables["returns_top_hosts"]
    printed = print_table(table)
    assert printed is not None
    libya = next(row for row in printed.rows if row.label == "Libya")
    assert [cell.text for cell in libya.cells] == ["21,300", "23.0", "[n]", "[n]"]
    assert libya.cells[2].value is None


def test_a_code_that_was_not_ranked_the_year_before_is_not_ranked_and_all_else_is_not_available(tables: Tables) -> None:
    table = tables["returns_top_hosts"]
    gone = replace(table, cells=tuple(c for c in table.cells if c.year == 2012 or c.codes[0] not in ("other", "DEU")))
    printed = print_table(gone)
    assert printed is not None
    before = {row.label: row.cells[2].text for row in printed.rows}
    assert before["Germany"] == before["Libya"] == "[n]"
    assert before["Other"] == "[x]"  # no code of a country


def test_a_year_whose_whole_ranking_was_withheld_ranked_nobody_and_says_not_available(tables: Tables) -> None:
    table = tables["returns_top_hosts"]
    cells = [
        replace(cell, value=None, status="confidential" if cell.codes[0] == "total" else "not_available")
        if cell.year == 2011
        else cell
        for cell in table.cells
    ]
    printed = print_table(replace(table, cells=tuple(cells)))
    assert printed is not None
    assert {row.cells[2].text for row in printed.rows} == {"[x]", "[c]"}


def test_a_table_without_a_ranking_says_not_available(tables: Tables) -> None:
    table = tables["victims_by_region"]
    gone = replace(table, cells=tuple(c for c in table.cells if c.year == 2012 or c.codes[0] != "EUROPE"))
    printed = print_table(gone)
    assert printed is not None
    assert "[n]" not in {cell.text for row in printed.rows for cell in row.cells}


def test_the_legend_and_a_note_in_three_languages_say_what_not_ranked_is() -> None:
    assert load_words().symbols["[n]"].startswith("not ranked that year")
    for language, said in (("en", "not ranked"), ("fr", "non classé"), ("es", "sin puesto")):
        notes = {
            spec.key: any(note.startswith("[n]") and said in note for note in text_of(spec, language).notes)
            for spec in load_tables()
        }
        assert {key for key, has in notes.items() if has} == {
            spec.key for spec in load_tables() if any(isinstance(d, Ranking) for d in spec.definitions)
        }


def test_a_flag_follows_its_number(tables: Tables) -> None:
    table = tables["victims_by_region"]
    flagged = replace(table, cells=tuple(replace(cell, flag="r") for cell in table.cells))
    printed = print_table(flagged)
    assert printed is not None
    assert printed.rows[0].cells[0].text == "511 [r]"


def test_a_table_of_which_nothing_was_reported_is_not_printed(tables: Tables) -> None:
    table = tables["victims_by_region"]
    empty = [replace(cell, value=None, status="not_available") for cell in table.cells if cell.year == 2012]
    before = [cell for cell in table.cells if cell.year == 2011]
    assert print_table(replace(table, cells=tuple(empty + before))) is None


def test_a_table_of_four_dimensions_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="4 dimensions"):
        print_table(replace(tables["victims_by_region"], dimensions=("a", "b", "c", "d"), cells=()))


def unanswered(table: ProtectedTable) -> ProtectedTable:
    """The same table of a year in which nobody's answer is known: every code [x], all persons unknown."""
    cells = []
    for cell in (cell for cell in table.cells if cell.year == table.year and cell.measure == "persons"):
        known = cell.codes[0] in ("unknown", "total")
        cells.append(replace(cell, value=900.0) if known else replace(cell, value=None, status="not_available"))
    return replace(table, cells=tuple(cells))


def test_a_table_to_whose_question_nobody_has_an_answer_is_named_in_a_sentence_and_not_printed(
    tables: Tables, label: EditionLabel
) -> None:
    silent = unanswered(tables["victims_by_labour_sector"])
    assert is_unanswered(silent) and not is_unanswered(tables["victims_by_labour_sector"])
    review = content_of({**tables, silent.key: silent}, [], [], label)
    chapter = next(chapter for chapter in review.chapters if chapter.key == "trafficking")
    assert silent.key not in {numbered.table.key for numbered in chapter.tables}
    assert silent.text.title in chapter.introduction


def test_a_figure_of_a_question_that_nobody_answered_is_not_drawn(tables: Tables) -> None:
    silent = unanswered(tables["victims_by_labour_sector"])
    spec = next(spec for spec in load_figures() if spec.key == "victims_by_labour_sector")
    assert picture_of(spec, silent).is_empty and not picture_of(spec, tables[silent.key]).is_empty


def test_an_empty_chapter_says_so_in_a_sentence(tables: Tables, label: EditionLabel) -> None:
    others = {key: table for key, table in tables.items() if table.theme not in ("children", "vulnerable")}
    chapter = next(one for one in content_of(others, [], [], label).chapters if one.key == "vulnerable")
    assert chapter.nothing and not chapter.tables and not chapter.figures


def test_base_and_response_stand_below_the_shares(tables: Tables) -> None:
    table = tables["victims_by_region"]
    beside = [Cell(("total",), 2012, "base", "persons", "all", 6_499.0, "published"),
              Cell(("total",), 2012, "response_pct", "per cent", "all", 99.7, "published")]  # fmt: skip
    printed = print_table(replace(table, cells=(*table.cells, *beside)))
    assert printed is not None
    assert [cell.text for cell in printed.rows[-1].cells] == ["6,499", "99.7", "[z]", "[z]"]


def test_a_share_stands_under_the_code_that_has_it(tables: Tables) -> None:
    table = tables["persons_by_sex_and_age"]
    only_children = [c for c in table.cells if c.measure != "share_pct" or c.codes[-1] == "CHILD"]
    assert any(cell.measure == "share_pct" for cell in only_children)
    printed = print_table(replace(table, cells=tuple(only_children)))
    assert printed is not None
    place = printed.columns.index("Child (under 18), per cent of all, 2012")
    assert printed.rows[-1].cells[place].value is not None
