"""A ruler finds in every figure what the CSV beside it prints, never finer, and nothing where a number is withheld."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest

from reports.documents import EditionLabel
from reports.figures import Figure, draw_figures, load_figures
from reports.published import ProtectedTable
from tests.figures.geometry import NUMBER, RESOLUTION, SVG, Measured, measured

KINDS = {spec.key: spec.kind for spec in load_figures()}
BARS = ("bars", "grouped_bars", "ranked_bars", "stacked_bars")
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def figures(tables: dict[str, ProtectedTable], label: EditionLabel) -> dict[str, Figure]:
    return {figure.key: figure for figure in draw_figures(tables, label)}


def rows_of(figure: Figure) -> Rows:
    return list(csv.DictReader(io.StringIO(figure.csv.decode())))


def drawn(rows: Rows) -> list[float]:
    """The published numbers that have a length."""
    drawn_rows = [row for row in rows if row["value"] and not is_end(row)]
    return sorted(float(row["value"]) for row in drawn_rows if float(row["value"]) > 0)


def is_end(row: dict[str, str]) -> bool:
    """The total of a row is written at most, not drawn."""
    return row["series_code"] == "total"


def withheld(rows: Rows) -> int:
    return sum(row["status"] == "confidential" for row in rows)


def finest(found: Measured) -> float:
    """What the coordinates of an SVG can tell apart, in units of the axis."""
    return RESOLUTION * found.unit + 1e-9


def test_bars_are_as_long_as_the_numbers_printed_beside_them(figures: dict[str, Figure]) -> None:
    measured_figures = 0
    for key, figure in figures.items():
        found, rows = measured(figure.svg), rows_of(figure)
        if KINDS[key] not in BARS or not found.unit:
            continue
        measured_figures += 1
        numbers = drawn(rows)
        assert len(found.lengths) == len(numbers), key
        for length, number in zip(sorted(found.lengths), numbers, strict=True):
            assert abs(length - number) <= finest(found), (key, length, number)
            assert abs(length - number) < 0.01, key  # no decimal is hidden behind a rounded number
    assert measured_figures >= 8


def test_a_withheld_number_has_one_length_in_all_figures_and_nothing_else(figures: dict[str, Figure]) -> None:
    lengths: set[float] = set()
    for key, figure in figures.items():
        found, rows = measured(figure.svg), rows_of(figure)
        if KINDS[key] in BARS:
            assert len(found.hatched) == withheld([row for row in rows if not is_end(row)]), key
            lengths |= {round(length, 3) for length in found.hatched}
    assert len(lengths) == 1


def test_no_bar_leaves_a_gap_that_a_withheld_number_would_fill(figures: dict[str, Figure]) -> None:
    """Where a part is withheld, the bar's length is not that of its total: no remainder can be measured."""
    seen = 0
    for key in (key for key in figures if KINDS[key] == "stacked_bars"):
        found, rows = measured(figures[key].svg), rows_of(figures[key])
        for row in {row["row_code"] for row in rows}:
            own = [one for one in rows if one["row_code"] == row]
            parts = [one for one in own if one["series_code"] != "total"]
            hidden = withheld(parts)
            if hidden and found.unit:
                seen += 1
                published = sum(float(one["value"] or 0) for one in parts)
                marks = hidden * found.hatched[0] * found.unit  # what the marks of withheld parts look like
                total = next((float(one["value"]) for one in own if one["value"] and one not in parts), None)
                assert total is None or abs(published + marks - total) > finest(found), (key, row)
    assert seen > 0


def test_points_of_a_change_stand_at_the_numbers_printed(figures: dict[str, Figure]) -> None:
    seen = 0
    for key in (key for key in figures if KINDS[key] == "change"):
        found, rows = measured(figures[key].svg), rows_of(figures[key])
        if len({row["year"] for row in rows}) == 1:
            continue  # without a year before it is drawn as bars
        numbers = sorted(float(row["value"]) for row in rows if row["value"])
        assert len(found.points) == len(numbers), key
        for point, number in zip(sorted(found.points), numbers, strict=True):
            assert abs(point - number) <= finest(found), key
        seen += len(numbers)
    assert seen > 4


def test_shades_follow_the_numbers_printed_and_a_withheld_number_has_none(figures: dict[str, Figure]) -> None:
    seen = 0
    for key in (key for key in figures if KINDS[key] == "heat"):
        found, rows = measured(figures[key].svg), rows_of(figures[key])
        assert len(found.hatched) == withheld(rows), key
        said = {(round(x), round(y)): text for x, y, text in found.texts}
        by_number: dict[float, set[str]] = {}
        for x, y, colour in found.shades:
            beside = [text for (tx, ty), text in said.items() if abs(tx - x) <= 2 and abs(ty - y) <= 8]
            assert len(beside) == 1, key
            if NUMBER.fullmatch(beside[0]):
                by_number.setdefault(float(beside[0].replace(",", "")), set()).add(colour)
        assert all(len(colours) == 1 for colours in by_number.values()), key
        dark = [int(next(iter(by_number[number]))[1:3], 16) for number in sorted(by_number)]
        assert dark == sorted(dark, reverse=True), key
        assert {float(row["value"]) for row in rows if row["value"] and not is_end(row)} == set(by_number)
        seen += len(found.shades)
    assert seen > 5


def test_every_number_written_in_a_figure_stands_in_its_csv_or_is_a_tick(figures: dict[str, Figure]) -> None:
    for key, figure in figures.items():
        found = measured(figure.svg)
        printed = {f"{float(row['value']):,.0f}" for row in rows_of(figure) if row["value"]}
        bottom = max(y for _, y, _ in found.texts)
        for _, y, text in found.texts:
            if NUMBER.fullmatch(text) and not (found.unit and abs(y - bottom) < 1):
                assert text in printed, (key, text)


def test_nothing_else_of_a_figure_holds_a_number(figures: dict[str, Figure]) -> None:
    """No data is left in attributes, comments or metadata of an SVG; its description says what the CSV says."""
    for key, figure in figures.items():
        root = ElementTree.fromstring(figure.svg)
        named = {name.rpartition("}")[2] for element in root.iter() for name in element.attrib}
        assert not any(name.startswith("data-") for name in named), key
        assert b"<!--" not in figure.svg.partition(b"<svg")[2], key
        described = next(element for element in root.iter(f"{SVG}desc"))
        about = re.sub(r"DRAFT \d+", "", str(described.text))
        printed = {f"{float(row['value']):,.0f}" for row in rows_of(figure) if row["value"]}
        years = {row["year"] for row in rows_of(figure)}
        labels = " ".join(value for row in rows_of(figure) for name, value in row.items() if name != "value")
        for number in NUMBER.findall(about):
            clean = number.rstrip(",")
            assert clean in {*printed, *years, str(withheld(rows_of(figure)))} or clean.lstrip("-") in labels, key
