"""Tables that are not cut from a cube enter the edition by one list, and are read back with their words."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.derived_tables import KINDS, kind_of, make_derived_tables, sources_of
from assets.steps.release.published_tables import read_table
from assets.steps.submissions.office_responses import YearResponse
from reports.derived_tables import response
from reports.published import Cell, ProtectedTable, TableText
from reports.published.table_csv import write_table_csv
from reports.statistics import load_tables

YEAR = 2012
STATES = pd.DataFrame({"office": ["KEN", "DEU"], "form": ["returns"] * 2, "state": ["on_time", "nil"]})
RESPONDED = YearResponse(YEAR, (), frozenset(), (), STATES)
WORDS = TableText("Title", "", (), {}, {})


def table(key: str, theme: str = "returns", year: int = YEAR) -> ProtectedTable:
    return ProtectedTable(
        key, theme, year, ("sex",), (Cell(("F",), year, "cases", "cases", "", 12.0, "published"),), WORDS
    )


def kind(name: str, *made: ProtectedTable, named: dict[str, str] | None = None) -> TableKind:
    themes_of = {one.key: one.theme for one in made} if named is None else named
    return TableKind(name, lambda: themes_of, lambda _: made, lambda _table, _language: WORDS)


def making(**tables: ProtectedTable) -> DerivedTableContext:
    """With stores of which only the key is asked for."""
    stores = SimpleNamespace(key=SimpleNamespace(tie_break=lambda text: hashlib.sha256(text.encode()).hexdigest()))
    return DerivedTableContext(cast(Any, stores), YEAR, RESPONDED, tables)


def test_every_kind_names_tables_of_its_own_and_none_of_a_cube() -> None:
    cut = {spec.key for spec in load_tables()}
    named = [key for one in KINDS for key in one.themes()]
    assert len(named) == len(set(named))
    assert not cut & set(named)
    assert response.KEY in named


def test_the_annex_on_response_is_made_by_its_kind() -> None:
    made = make_derived_tables(making(), (kind_of(response.KEY),))  # type: ignore[arg-type]
    cells = made[response.KEY].cells
    assert sum(c.value or 0 for c in cells if c.codes == ("total", "returns", "nil")) == 1


def test_a_later_kind_sees_the_tables_of_those_before_it() -> None:
    seen: list[set[str]] = []

    def look(now: DerivedTableContext) -> Iterable[ProtectedTable]:
        seen.append(set(now.tables))
        return ()

    make_derived_tables(
        making(a=table("a")), (kind("one", table("b")), TableKind("two", dict, look, lambda _t, _l: WORDS))
    )
    assert seen == [{"a", "b"}]


def test_a_table_made_twice_is_a_fault() -> None:
    with pytest.raises(ValueError, match="b was made twice"):
        make_derived_tables(making(), (kind("one", table("b")), kind("two", table("b"))))
    with pytest.raises(ValueError, match="a was made twice"):
        make_derived_tables(making(a=table("a")), (kind("one", table("a")),))


def test_a_table_that_its_kind_does_not_name_is_a_fault() -> None:
    with pytest.raises(ValueError, match="kind one made b of returns"):
        make_derived_tables(making(), (kind("one", table("b"), named={}),))


def test_a_kind_without_sources_has_no_place_in_the_pedigree() -> None:
    told = replace(kind("two"), stands_on=lambda _stores, year: {"file": year})
    assert sources_of(cast(Any, None), YEAR, (kind("one"), told)) == {"two": {"file": YEAR}}


def test_a_table_is_read_back_with_words_and_year(tmp_path: Path) -> None:
    made = make_derived_tables(making(), (kind_of(response.KEY),))[response.KEY]  # type: ignore[arg-type]
    path = tmp_path / "file.csv"
    path.write_bytes(write_table_csv(made))
    assert read_table(path, response.KEY, YEAR) == made
    assert read_table(path, response.KEY, YEAR, "fr").text.title != made.text.title
    older = replace(made, cells=tuple(replace(cell, year=2010) for cell in made.cells))
    path.write_bytes(write_table_csv(older))
    assert read_table(path, response.KEY, YEAR).year == 2010


def test_a_key_that_no_specification_has_cannot_be_read_back(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        read_table(tmp_path / "file.csv", "no_such_table", YEAR)
