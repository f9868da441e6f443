"""The quality annex: completeness, findings, rows held back and revisions, from what lies in the stores."""

from dataclasses import replace

import pytest

from assets.steps.cases.check import check_cases
from assets.steps.release.quality_tables import QUALITY
from assets.steps.release.tables import release_tables
from assets.steps.release.totals_tables import totals_only
from assets.steps.statistics.count import count_year
from assets.steps.submissions.form_states import form_states
from reports.derived_tables.quality import (
    QUALITY_TABLES,
    completeness_table,
    held_back_table,
    quality_text,
    revisions_table,
)
from reports.derived_tables.totals import Contribution
from reports.published import Cell, ProtectedTable, TableText
from reports.published.table_csv import read_table_csv, write_table_csv
from reports.statistics import load_tables
from resources.edition_manifest import EditionManifest
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.single_rows import returned, send, take, victim

SPEC = next(spec for spec in load_tables() if spec.key == "victims_by_status")
WORDS = TableText("", "", (), {}, {})
UNKEYED = lambda text: f"{len(text):08x}"  # noqa: E731


def table(**cells: float | str) -> ProtectedTable:
    """A table of victims by status: a number is published, a text is the status of a cell without one."""
    made = []
    for code, said in cells.items():
        value, status = (None, said) if isinstance(said, str) else (float(said), "published")
        made.append(Cell((code,), YEAR, "persons", "persons", "", value, status))
        made.append(Cell((code,), YEAR - 1, "persons", "persons", "", 5.0, "published"))
        made.append(Cell((code,), YEAR, "share_pct", "per cent", "all", 5.0, "published"))
    return ProtectedTable(SPEC.key, SPEC.theme, YEAR, SPEC.dimensions, tuple(made), WORDS)


def numbers(made: ProtectedTable, measure: str) -> dict[tuple[str, ...], float | None]:
    return {cell.codes: cell.value for cell in made.cells if cell.measure == measure}


def test_completeness_is_cells_provided_of_cells_required() -> None:
    one = table(Actual=40, Possible="confidential", unknown="not_available", total="not_applicable")
    made = completeness_table({SPEC.key: one}, YEAR)
    found = numbers(made, "cells")
    assert {status: found[SPEC.key, status] for status in ("published", "confidential", "not_available", "total")} == {
        "published": 1, "confidential": 1, "not_available": 1, "total": 3,
    }  # fmt: skip
    assert numbers(made, "share_pct")[SPEC.key, "total"] == 66.7
    assert found["total", "total"] == 3


def test_revisions_tell_changed_from_newly_printed_and_withdrawn_cells() -> None:
    before = table(Actual=40, Possible=20, unknown="confidential", total=80)
    now = table(Actual=40, Possible="confidential", unknown=20, total=81)
    found = numbers(revisions_table({SPEC.key: now}, {SPEC.key: before}, YEAR), "cells")
    assert {change: found[SPEC.key, change] for change in ("same", "value", "appeared", "withdrawn")} == {
        "same": 1, "value": 1, "appeared": 1, "withdrawn": 1,
    }  # fmt: skip
    assert found["total", "total"] == 4


def test_few_rows_held_back_are_confidential_and_no_sum_gives_them_back() -> None:
    read_rows = {"trafficking": 900, "returns": 4_000, "vulnerable": 3_000}
    found = held_back_table({"trafficking": 4, "returns": 40, "vulnerable": 30}, read_rows, YEAR, UNKEYED)
    printed = numbers(found, "records")
    assert printed["trafficking",] is None
    assert sum(value is None for value in printed.values()) >= 2
    whole = held_back_table({"returns": 40}, read_rows, YEAR, UNKEYED)
    assert numbers(whole, "records") == {("trafficking",): 0, ("returns",): 40, ("vulnerable",): 0, ("total",): 40}
    assert numbers(whole, "share_pct")["returns",] == 1.0


def test_a_share_held_back_never_tells_how_many_rows_were_read() -> None:
    found = held_back_table({"returns": 12, "trafficking": 150}, {"trafficking": 6_500, "returns": 50}, YEAR, UNKEYED)
    assert numbers(found, "records")["returns",] == 12
    assert numbers(found, "share_pct") == {("trafficking",): 2.3, ("returns",): None, ("total",): 2.5}
    assert {cell.status for cell in found.cells if cell.value is None} == {"confidential"}


def test_every_table_of_the_annex_has_words_in_three_languages() -> None:
    dimensions = {"completeness_by_table": ("table", "cell"), "findings_by_form_and_family": ("form", "family"),
                  "held_back_by_form": ("form",), "revisions_by_table": ("table", "revision")}  # fmt: skip
    assert set(dimensions) == set(QUALITY_TABLES) == set(QUALITY.themes())
    for key, of in dimensions.items():
        assert len({quality_text(key, of, language).title for language in ("en", "fr", "es")}) == 3


@pytest.fixture
def counted(stores: Stores, few_tables: None) -> Stores:
    people = [victim(str(n)) for n in range(40)] + [victim("1") for _ in range(12)]
    send(stores, "KEN", "2013-02-01-1", {"trafficking": people}, nil_forms="returns")
    totals = [{"measure": "PERSONS", "sex": "", "value": 300, "estimation": "EXACT"},
              {"measure": "VICTIMS", "sex": "", "value": 120, "estimation": "EXACT"},
              {"measure": "VICTIMS", "sex": "", "value": 90, "estimation": "EXACT"},
              {"measure": "VICTIMS", "sex": "F", "value": 80, "estimation": "EXACT"}]  # fmt: skip
    send(stores, "UGA", "2013-02-01-1", {"totals": totals})
    send(stores, "POL", "2013-02-01-1", {"totals": totals, "returns": [returned("1", "POL")]})
    send(stores, "TZA", "2013-02-01-1", {"totals": totals}, nil_forms="trafficking;returns;vulnerable")
    take(stores, "KEN", "UGA", "POL", "TZA")
    for form in stores.contract.forms:
        check_cases(stores, form, YEAR, ["KEN", "UGA", "POL", "TZA"])
    count_year(stores, YEAR)
    return stores


def test_the_edition_counts_findings_and_rows_held_back_and_a_second_making_changes_nothing(counted: Stores) -> None:
    tables = release_tables(counted, YEAR).tables
    assert counted.warehouse.counts("held_back", ["form"], {"year": YEAR}) == {("trafficking",): 12}
    found = numbers(tables["findings_by_form_and_family"], "findings")
    assert found["total", "total"] == 12 + 3  # three offices sent a measure of the totals twice: a small count
    assert found["totals", "cross_field"] is None and found["trafficking", "identity"] is None
    assert numbers(tables["held_back_by_form"], "records")["trafficking",] is None
    assert "revisions_by_table" not in tables
    again = release_tables(counted, YEAR).tables
    assert {key: write_table_csv(one) for key, one in again.items()} == {
        key: write_table_csv(one) for key, one in tables.items()
    }
    annex = tables["held_back_by_form"]
    assert read_table_csv(write_table_csv(annex), annex.key, annex.theme, YEAR, annex.text) == annex


def test_revisions_are_counted_against_the_last_draft_that_differs(counted: Stores) -> None:
    first = release_tables(counted, YEAR).tables
    shelve(counted, first)
    assert "revisions_by_table" not in release_tables(counted, YEAR).tables
    counted.shelf.latest(YEAR)
    older = replace(
        first[SPEC.key], cells=tuple(replace(c, value=c.value and c.value + 1) for c in first[SPEC.key].cells)
    )
    shelve(counted, {**first, SPEC.key: older})
    shelve(counted, first)
    found = numbers(release_tables(counted, YEAR).tables["revisions_by_table"], "cells")
    assert found[SPEC.key, "value"] == sum(c.measure == "persons" and bool(c.value) for c in first[SPEC.key].cells)


def shelve(stores: Stores, tables: dict[str, ProtectedTable]) -> None:
    with stores.shelf.workspace(YEAR) as build:
        (build / "tables").mkdir()
        for key, one in tables.items():
            (build / "tables" / f"{key}.csv").write_bytes(write_table_csv(one))
        content = str(hash(tuple(write_table_csv(one) for one in tables.values()))) + str(
            len(stores.shelf.drafts(YEAR))
        )
        stores.shelf.put(YEAR, build, EditionManifest(content=content))


def test_only_offices_without_a_record_and_without_a_nil_statement_send_totals_only(counted: Stores) -> None:
    found = totals_only(counted, YEAR, form_states(counted, YEAR))
    assert Contribution("UGA", "PERSONS", 300) in found
    assert Contribution("UGA", "VICTIMS", 90) in found  # of two rows the lower holds; parts by sex do not count
    assert Contribution("POL", "VICTIMS", 90) in found  # it has records of returns, and none of victims
    assert {one.office for one in found} == {"UGA", "POL"}
    assert ("POL", "PERSONS") not in {(one.office, one.measure) for one in found}
