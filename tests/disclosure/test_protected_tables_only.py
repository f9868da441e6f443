"""The door: what is drawn, said, printed or shown is a protected table, and nothing that looks like one."""

import ast
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from types import ModuleType, SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from assets.thumbnail import thumbnail
from reports import documents, figures, sentences
from reports.documents import EditionLabel, write_docx, write_html, write_workbook
from reports.documents.printed_table import print_table
from reports.figures import draw_figures, load_figures
from reports.figures.picture import picture_of
from reports.published import Cell, NotProtectedError, ProtectedTable, TableText
from reports.published.table_csv import write_table_csv
from reports.sentences import say
from reports.statistics import StatisticTable, load_tables
from tests.lib.places import PROJECT

KEY = "victims_by_sex_and_age"
SPEC = next(spec for spec in load_tables() if spec.key == KEY)
LABEL = EditionLabel(2012, 1, frozenset(["demonstration"]), 1, 1)
CELL = Cell(("F", "CHILD"), 2012, "persons", "persons", "", 40.0, "published")
TABLE = ProtectedTable(
    KEY, SPEC.theme, 2012, SPEC.dimensions, (CELL,), TableText("", "", (), dict.fromkeys(SPEC.dimensions, ""), {})
)
FIGURE = next(one for one in load_figures() if one.table == KEY)
ENTRIES: dict[str, Callable[[Any], object]] = {
    "figures": lambda table: list(draw_figures({KEY: table}, LABEL)),
    "one figure": lambda table: picture_of(FIGURE, table),
    "sentences": lambda table: say({KEY: table}),
    "the page": lambda table: write_html({KEY: table}, [], [], LABEL),
    "the Word document": lambda table: write_docx({KEY: table}, [], [], LABEL),
    "the workbook": lambda table: write_workbook({KEY: table}, LABEL),
    "a printed table": lambda table: print_table(table),
    "the published file": lambda table: write_table_csv(table),
}


@dataclass(frozen=True)
class Heir(ProtectedTable):
    """A class of somebody's own."""


def look_alikes() -> dict[str, object]:
    same = {one.name: getattr(TABLE, one.name) for one in fields(TABLE)}
    frame = pd.DataFrame({"sex": ["F"], "age_group": ["CHILD"], "measure": ["persons"], "value": [3.0]})
    return {
        "records": frame,
        "unprotected numbers": StatisticTable(SPEC, 2012, frame),
        "something with the same attributes": SimpleNamespace(
            **same, cell=TABLE.cell, codes_of=TABLE.codes_of, label=TABLE.label, cell_id=TABLE.cell_id
        ),
        "an heir of the class": Heir(**same),
        "a mapping": same,
        "nothing": None,
    }


def test_a_protected_table_goes_through_every_entry():
    for entry in ENTRIES.values():
        entry(TABLE)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("named", look_alikes())
def test_nothing_else_goes_through_any(entry: str, named: str):
    with pytest.raises(NotProtectedError) as fault:
        ENTRIES[entry](look_alikes()[named])
    assert "40" not in str(fault.value)
    assert "3.0" not in str(fault.value)


@pytest.mark.parametrize("given", [pd.DataFrame(), [TABLE], None])
def test_tables_come_by_name(given: Any):
    for entry in (
        lambda: list(draw_figures(given, LABEL)),
        lambda: say(given),
        lambda: write_html(given, [], [], LABEL),
        lambda: write_workbook(given, LABEL),
    ):
        with pytest.raises(NotProtectedError):
            entry()


def test_cells_that_are_none_make_no_protected_table():
    frame = pd.DataFrame({"value": [3]})
    for cells in ([CELL], (frame,), frame, (SimpleNamespace(codes=("F", "CHILD"), value=3.0),)):
        with pytest.raises(TypeError):
            ProtectedTable(KEY, SPEC.theme, 2012, SPEC.dimensions, cells, TABLE.text)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="as many codes"):
        ProtectedTable(KEY, SPEC.theme, 2012, ("sex",), (CELL,), TABLE.text)


@pytest.mark.parametrize("given", [b"a picture", SimpleNamespace(png=b"", alt=""), None])
def test_the_gallery_shows_figures_alone(given: Any):
    with pytest.raises(NotProtectedError):
        thumbnail(given)


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def functions_of(module: ModuleType) -> Iterator[Callable[..., object]]:
    for _, one in inspect.getmembers(module):
        if getattr(one, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(one):
            yield one
        elif inspect.isclass(one):
            yield from (
                method
                for _, method in inspect.getmembers(one, inspect.isfunction)
                if method.__module__ == module.__name__
            )


def test_no_function_of_the_readers_takes_numbers_of_another_kind():
    """Figures, sentences and documents name in their signatures what they take: never a frame, never a statistic."""
    seen = 0
    for package in (figures, sentences, documents):
        for module in modules_of(package):
            for function in functions_of(module):
                for name, hint in typing.get_type_hints(function).items():
                    said = str(hint)
                    place = f"{module.__name__}.{function.__qualname__}({name})"
                    assert not any(one in said for one in ("pandas", "StatisticTable", "reports.statistics")), place
                    if name == "tables":
                        assert any(one in said for one in ("ProtectedTable", "NumberedTable")), place
                        seen += 1
    assert seen >= 8


MAKERS = (
    "reports/disclosure/",
    "reports/statistics/",
    "reports/derived_tables/",
    "reports/published/",
    "reports/reference/",
    "assets/steps/release/table_definitions.py",
)


def test_protected_tables_are_made_where_numbers_are_protected_and_nowhere_else():
    found = set()
    for folder in ("assets", "expectations", "pipelines", "reports", "resources"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            place = path.relative_to(PROJECT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                other_cells = called == "replace" and any(keyword.arg == "cells" for keyword in node.keywords)
                if called in ("ProtectedTable", "Cell") or other_cells:
                    found.add(place)
    assert found
    assert [place for place in sorted(found) if not place.startswith(MAKERS)] == []
