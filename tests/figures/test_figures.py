import csv
import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle

from reports.documents import EditionLabel
from reports.figures import Figure, draw_figures, load_figures
from reports.figures.alt_text import alt_text
from reports.figures.edition import KINDS, missing_note
from reports.figures.house_style import RC, SUPPRESSED_LENGTH, balanced, width_of
from reports.figures.page import Page
from reports.figures.picture import Picture, picture_of
from reports.published import ProtectedTable
from reports.statistics import load_tables
from tests.lib.places import PROJECT
from tests.lib.protected_edition import cells_of, flags

Tables = dict[str, ProtectedTable]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figures(tables: Tables, label: EditionLabel) -> dict[str, Figure]:
    return {figure.key: figure for figure in draw_figures(tables, label)}


def pictures(tables: Tables) -> list[Picture]:
    return [picture_of(spec, tables[spec.table]) for spec in load_figures()]


def test_at_least_ten_figures_of_every_kind_are_drawn(figures: dict[str, Figure]) -> None:
    assert len(figures) >= 10
    assert {spec.kind for spec in load_figures() if spec.key in figures} == set(KINDS)


def test_every_figure_names_a_table_and_dimensions_that_are_counted() -> None:
    specs = {spec.key: spec for spec in load_tables()}
    for figure in load_figures():
        dimensions = {figure.rows, figure.series or figure.rows} - {"year"}
        assert dimensions <= set(specs[figure.table].dimensions), figure.key
        assert figure.measure == specs[figure.table].measure, figure.key


def test_every_figure_says_that_it_is_a_draft_of_demonstration_data(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        svg = figure.svg.decode()
        assert "DRAFT 1 – not for citation" in svg
        assert "Demonstration data: no real person" in svg


def test_every_svg_has_a_role_a_title_and_a_description(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        root = ElementTree.fromstring(figure.svg)
        assert root.get("role") == "img"
        assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
        assert root[0].text == figure.title
        assert figure.alt in str(root[1].text)


def test_every_figure_has_an_alternative_text_with_its_numbers(figures: dict[str, Figure]) -> None:
    alt = figures["victims_by_region"].alt
    assert "Europe: 2012 1,705, 2011 1,606" in alt
    assert all(40 < len(figure.alt) < 1_500 for figure in figures.values())
    assert not any("{" in figure.alt for figure in figures.values())


def test_the_csv_beside_a_figure_holds_exactly_its_marks(tables: Tables, figures: dict[str, Figure]) -> None:
    for picture in pictures(tables):
        rows = list(csv.DictReader(io.StringIO(figures[picture.spec.key].csv.decode())))
        assert len(rows) == len(picture.marks) + len(picture.totals)
        ids = {picture.table.cell_id(mark.cell) for mark in picture.marks.values()}
        assert ids <= {row["cell_id"] for row in rows}
        assert all((row["value"] == "") == (row["status"] != "published") for row in rows)


def test_a_withheld_number_is_drawn_at_one_length_whatever_stands_beside_it(tables: Tables) -> None:
    lengths = []
    for greatest in (40, 4_000):
        counts = flags(9_000, UKR=greatest, HTI=20, YEM=3, other=30, not_stated=0)
        table = replace(tables["victims_top_origins"], cells=tuple(cells_of(counts, 2012, None)))
        spec = next(spec for spec in load_figures() if spec.key == "victims_top_origins")
        with mpl.rc_context(RC):
            drawing = KINDS["ranked_bars"](picture_of(spec, table), Page("Title", "", [], "DRAFT"))
        hatched = [p for p in drawing.axes[0].patches if isinstance(p, Rectangle) and p.get_hatch()]
        lengths += [patch.get_width() for patch in hatched]
    assert lengths == [SUPPRESSED_LENGTH, SUPPRESSED_LENGTH]


def test_a_withheld_number_has_no_rank(tables: Tables) -> None:
    counts = flags(9_000, UKR=40, HTI=3, YEM=200, other=3_000, not_stated=15)
    table = replace(tables["victims_top_origins"], cells=tuple(cells_of(counts, 2012, None)))
    spec = next(spec for spec in load_figures() if spec.key == "victims_top_origins")
    spec = spec.model_copy(update={"omit": ("total",)})
    assert picture_of(spec, table).rows == ("YEM", "UKR", "HTI", "other", "not_stated")


def test_an_empty_table_and_a_missing_table_have_no_figure(tables: Tables, label: EditionLabel) -> None:
    nothing = replace(tables["reach"], cells=tuple(replace(c, value=0.0) for c in tables["reach"].cells))
    assert list(draw_figures({"reach": nothing}, label)) == []
    unavailable = [replace(c, value=None, status="not_available") for c in tables["reach"].cells]
    assert list(draw_figures({"reach": replace(nothing, cells=tuple(unavailable))}, label)) == []
    assert list(draw_figures({}, label)) == []


def test_a_table_of_which_everything_is_withheld_is_drawn_without_a_scale(tables: Tables, label: EditionLabel) -> None:
    for key, table in tables.items():
        hidden = [replace(c, value=None, status="confidential") for c in table.cells if c.measure == "persons"]
        for figure in draw_figures({key: replace(table, cells=tuple(hidden))}, label):
            assert "[c]" in figure.svg.decode()
            assert not [row for row in csv.DictReader(io.StringIO(figure.csv.decode())) if row["value"]]


def test_without_the_year_before_a_change_is_drawn_as_bars_of_one_year(tables: Tables, label: EditionLabel) -> None:
    table = tables["persons_by_theme"]
    alone = replace(table, cells=tuple(cell for cell in table.cells if cell.year == 2012))
    (figure,) = draw_figures({"persons_by_theme": alone}, label)
    assert figure.title == "Persons assisted, by kind of assistance, 2012"
    assert "2011" not in figure.csv.decode()


def test_a_label_that_looks_like_a_formula_is_text_in_the_csv(tables: Tables, label: EditionLabel) -> None:
    table = tables["reach"]
    labels = {**table.text.code_labels, ("reach", "offices"): "=1+1"}
    (figure,) = draw_figures({"reach": replace(table, text=replace(table.text, code_labels=labels))}, label)
    assert "'=1+1" in figure.csv.decode()


def test_no_text_is_clipped_and_no_two_texts_overlap(tables: Tables) -> None:
    for picture in pictures(tables):
        with mpl.rc_context(RC):
            drawing = KINDS[picture.spec.kind](picture, Page(picture.spec.title, "Subtitle", ["Note"], "DRAFT"))
            renderer = FigureCanvasAgg(drawing).get_renderer()
        width, height = (inches * drawing.dpi for inches in drawing.get_size_inches())
        texts = [t for t in (*drawing.texts, *drawing.axes[0].texts) if t.get_text()]
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
        for text, box in boxes:
            assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height, (picture.spec.key, text)
        for place, (text, box) in enumerate(boxes):
            for other, another in boxes[place + 1 :]:
                across = min(box.x1, another.x1) - max(box.x0, another.x0)
                down = min(box.y1, another.y1) - max(box.y0, another.y0)
                assert across <= 0.5 or down <= 2.5, (picture.spec.key, text, other)


def test_titles_are_broken_into_lines_of_about_one_length() -> None:
    title = "Victims of trafficking assisted, by region of exploitation, 2011 and 2012"
    lines = balanced(title, 7.0, 12.5, bold=True)
    assert " ".join(lines) == title
    assert len(lines) == 2
    assert min(width_of(line, 12.5, bold=True) for line in lines) > 2.5


DIGESTS = """
import hashlib
from tests.lib.protected_edition import LABEL, protected_tables
from reports.figures import draw_figures
keys = ("persons_by_theme", "victims_by_labour_sector", "vulnerable_by_category", "returns_by_host_and_origin_region")
tables = {key: table for key, table in protected_tables().items() if key in keys}
for figure in draw_figures(tables, LABEL):
    for content in (figure.png, figure.svg, figure.pdf, figure.csv):
        print(hashlib.sha256(content).hexdigest())
"""


def test_figures_are_the_same_bytes_in_another_process(figures: dict[str, Figure]) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-c", DIGESTS]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, env=environment)
    keys = ("persons_by_kind_of_assistance", "victims_by_labour_sector", "returns_by_region", "vulnerable_by_category")
    here = [
        hashlib.sha256(content).hexdigest()
        for key in keys
        for content in (figures[key].png, figures[key].svg, figures[key].pdf, figures[key].csv)
    ]
    assert run.stdout.split() == here


def test_a_bar_of_a_country_that_was_not_ranked_the_year_before_says_so(tables: Tables) -> None:
    table = tables["returns_top_hosts"]
    lacking = replace(table.cell("LBY") or table.cells[0], year=2011, value=None, status="not_available")
    spec = next(one for one in load_figures() if one.key == "returns_top_hosts").model_copy(update={"series": "year"})
    picture = picture_of(spec, replace(table, cells=(*table.cells, lacking)))
    assert picture.marks["LBY", "2011"].text == "[n]"
    assert "Libya: 2012 21,300, 2011 [n]" in alt_text(picture)
    assert missing_note(picture) == "[n] not ranked in 2011."
