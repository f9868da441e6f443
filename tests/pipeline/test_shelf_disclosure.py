"""What an edition on the shelf tells besides its counts: shares, changes, names. Nothing gives a hidden count back."""

import csv
import html
import json
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from docx import Document

from assets.steps.release.reference_tables import REFERENCE
from expectations.geography import all_codes, country_name, region_label, regions, schemes
from reports.derived_tables.comparability.series_specification import load_series
from tests.lib.demonstration import YEARS
from tests.lib.published_numbers import (
    MISSING,
    NOT_ASKED,
    TOTAL,
    PrintedTable,
    base_of,
    derived,
    sentences_in,
    tables_in,
)
from tests.pipeline.demonstration_years import DemonstrationReview
from tests.pipeline.homes import rows

pytestmark = pytest.mark.timeout(900)  # the first test waits for both years
ROUNDED = 0.051  # shares have one decimal
LEAST = 11
CHAINED = {spec.key: spec.chained for spec in load_series().tables}
COUNTRY = re.compile(r"[A-Z]{3}")


def rounded(number: float) -> float:
    return float(Decimal(str(number)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def follows(tables: dict[str, PrintedTable], key: str, cell: tuple[tuple[str, ...], str, int, float, str]) -> None:
    """Assert that a derived number is computed from counts that are printed, and is what they give."""
    table, (codes, measure, year, value, base) = tables[key], cell
    everybody = (TOTAL,) * len(codes)
    match measure, base:
        case "base", _:
            assert value == base_of(table, base, year)
        case "share_pct", "all" | "known" | "asked" if key.startswith("reconciliation_"):
            if table.count == "persons":
                first, second = (table.needed((*codes[:-1], side), "persons", year) for side in ("first", "second"))
                assert abs(100 * (first - second) / first - value) < ROUNDED
            assert codes[-1] == "difference"
        case "share_pct", "all" if key.startswith("panel_"):
            whole = table.needed(("all",), "persons", year)
            assert abs(100 * table.needed(codes, "persons", year) / whole - value) < ROUNDED
        case "share_pct", "required" | "read":
            assert table.number(codes, table.count, year) is not None
        case "share_pct", _ if key in CHAINED:
            whole = table.needed(everybody, table.count, year)
            assert abs(100 * table.needed(codes, table.count, year) / whole - value) < ROUNDED
        case "share_pct", "all" | "known" | "asked":
            whole = table.needed(everybody, "base", year)
            assert whole == base_of(table, base, year)
            assert abs(100 * table.needed(codes, table.count, year) / whole - value) < ROUNDED
        case "response_pct", "all" | "asked":
            assert abs(100 * base_of(table, "known", year) / base_of(table, base, year) - value) < ROUNDED
        case "mean_score", "known":
            assert table.needed(codes, "persons", year) >= LEAST
        case "change_pct", "":
            now, before = (table.needed(codes, table.count, one) for one in (year, year - 1))
            assert abs(100 * (now - before) / before - value) < ROUNDED
        case "change_pp", "":
            now, before = (table.needed(codes, "share_pct", one) for one in (year, year - 1))
            assert rounded(now - before) == value
        case "chained_index", "":
            if value != 100:
                panel = tables[str(CHAINED[key])]
                assert panel.needed(("panel",), "persons", year) > 0
                assert panel.needed(("panel",), "persons", year - 1) > 0
        case _:
            raise AssertionError(f"{key}: nobody knows how {measure} of {base or 'nothing'} is computed")


@pytest.mark.parametrize("year", YEARS)
def test_every_share_mean_and_change_stands_on_counts_that_are_printed(
    demonstration: DemonstrationReview, year: int
) -> None:
    tables, kinds = tables_in(demonstration.draft(year)), Counter[str]()
    for key, table in tables.items():
        for cell in derived(table):
            follows(tables, key, cell)
            kinds[cell[1]] += 1
    assert kinds["share_pct"] > 1000
    assert kinds["response_pct"] > 70
    assert year == min(YEARS) or kinds["change_pct"] > 5


@pytest.mark.parametrize("year", YEARS)
def test_where_a_count_is_withheld_nothing_that_stands_on_it_is_printed(
    demonstration: DemonstrationReview, year: int
) -> None:
    """The other way round: from each hole to what would give it back."""
    holes = 0
    for table in tables_in(demonstration.draft(year)).values():
        for (codes, measure, of), row in table.rows.items():
            if measure != table.count or row["status"] != "confidential":
                continue
            holes += 1
            assert not row["value"]
            for other in ("share_pct", "mean_score", "change_pct", "change_pp"):
                assert table.number(codes, other, of) is None
            for other in ("change_pct", "change_pp"):
                assert table.number(codes, other, of + 1) is None
            if codes[0] in (*MISSING, NOT_ASKED) and set(codes[1:]) <= {TOTAL}:
                everybody = (TOTAL,) * len(codes)
                assert table.number(everybody, "response_pct", of) is None
                base = table.rows.get((everybody, "base", of))
                assert base is None or base["status"] != "published" or base_of(table, base["base"], of) >= 0
    assert holes > 50


@pytest.mark.parametrize("year", YEARS)
def test_figures_and_sentences_show_printed_cells_alone(demonstration: DemonstrationReview, year: int) -> None:
    folder = demonstration.draft(year)
    printed = {
        row["cell_id"]: row["value"]
        for table in tables_in(folder).values()
        for row in table.rows.values()
        if row["status"] == "published"
    }
    shown = 0
    for figure in json.loads((folder / "figures" / "figures.json").read_text(encoding="utf-8")):
        with (folder / "figures" / f"{figure['key']}.csv").open(encoding="utf-8", newline="") as file:
            drawn = list(csv.DictReader(file))
        said = {str(one) for one in (year, year - 1)}
        for row in drawn:
            value = printed.get(row["cell_id"], "")
            assert row["value"] == value
            said |= {f"{float(value or 0):,.0f}", f"{float(value or 0):,.1f}"}
            said |= set(re.findall(r"\d+", f"{row['row']} {row['series']}"))
            shown += bool(value)
        said.add(str(sum(row["status"] == "confidential" for row in drawn)))
        numbers = set(re.findall(r"\d[\d,]*(?:\.\d+)?", figure["alt"].replace(", ", " ")))
        assert {one.rstrip(",") for one in numbers} <= said, figure["key"]
    assert shown > 100
    for sentence in sentences_in(folder):
        cells = sentence["cell_ids"]
        assert isinstance(cells, list)
        assert set(cells) <= set(printed), sentence["key"]


def countries_of(codes: tuple[str, ...]) -> set[str]:
    return {part for code in codes for part in code.split("-") if COUNTRY.fullmatch(part) and part in all_codes()}


@pytest.mark.parametrize("year", YEARS)
def test_a_country_is_named_only_where_persons_at_the_threshold_at_least_stand_behind_it(
    demonstration: DemonstrationReview, year: int
) -> None:
    """In tables of persons, row by row; what stands there of a year in which it was not ranked says nothing."""
    query = "SELECT table_key, codes, value FROM statistics WHERE year = ? AND measure = 'persons'"
    counted = {
        (table, tuple(json.loads(codes)), of): value
        for of in YEARS
        for table, codes, value in rows(demonstration.root, query, of)
    }
    others, named = set(REFERENCE.themes()), 0
    for key, table in tables_in(demonstration.draft(year)).items():
        for (codes, measure, of), row in table.rows.items():
            if key in others or measure != "persons" or not countries_of(codes):
                continue
            if row["status"] == "not_available":
                assert of == year - 1
                continue
            named += 1
            assert counted[key, codes, of] >= LEAST, f"{key} names a country of few persons"
    assert named > 50


@pytest.mark.parametrize("year", YEARS)
def test_no_page_names_a_country_that_no_table_names(demonstration: DemonstrationReview, year: int) -> None:
    folder, others = demonstration.draft(year), set(REFERENCE.themes())
    by_table = {
        key: set().union(*(countries_of(codes) for codes, _, _ in table.rows))
        for key, table in tables_in(folder).items()
    }
    known = set().union(*by_table.values())
    names = {country_name(code, "en", year): code for code in all_codes() if COUNTRY.fullmatch(code)}
    assert known < set(names.values())
    in_order = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(rf"(?<![A-Za-z])({in_order})(?![A-Za-z])")

    labels = {region_label(scheme, region) for scheme in schemes() for region in regions(scheme)}

    def named(text: str) -> set[str]:
        for label in sorted(labels, key=len, reverse=True):  # that of an area and Switzerland
            text = text.replace(label, "")
        text = re.sub(r"(?<!Britain and )Northern Ireland", "", text)  # a name that a drawing sets in two lines
        return {names[name] for name in pattern.findall(text)} - {"XXA"}  # "stateless persons", as a note says

    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value]
    document = Document(str(folder / "review.docx"))
    written = [paragraph.text for paragraph in document.paragraphs]
    written += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    page = html.unescape((folder / "review.html").read_text(encoding="utf-8"))
    for text in (page, "\n".join(cells), "\n".join(written)):
        assert len(named(text)) > 30
        assert named(text) <= known
    persons = set().union(*(own for key, own in by_table.items() if key not in others))
    for figure in json.loads((folder / "figures" / "figures.json").read_text(encoding="utf-8")):
        drawing = (folder / "figures" / f"{figure['key']}.svg").read_text(encoding="utf-8")
        assert named(html.unescape(drawing)) <= by_table[figure["table"]] | persons
        assert named(figure["alt"]) <= by_table[figure["table"]]
    for sentence in sentences_in(folder):
        tables = {str(cell).split(":")[0] for cell in sentence["cell_ids"]}  # type: ignore[attr-defined]
        assert named(str(sentence["text"])) <= set().union(*(by_table[key] for key in tables))
