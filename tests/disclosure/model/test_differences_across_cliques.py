"""Printed cells of tables that share no clique: what one leaves of the other is protected like a cell."""

import hashlib

import pandas as pd
import pytest

from expectations.contract import Labels
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.statistics import TableSpec, tabulate
from tests.disclosure.model.test_missing_codes import YEAR, records

WORDS = Labels(en="A table", fr="Un tableau", es="Un cuadro")
ADULTS = {"age_group": ("ADULT",)}


def table(key: str, dimension: str, where: dict[str, tuple[str, ...]] | None = None) -> TableSpec:
    return TableSpec(
        key=key, theme="trafficking", dimensions=(dimension,), where=where or {}, title=WORDS, subtitle=WORDS
    )


def printed_totals(adults: int, children: int) -> set[str]:
    """Return the tables, of all victims by scope and of adult victims by duration, whose total is printed."""
    of_everybody = {("F", 30): adults // 2, ("M", 30): adults // 2, ("F", 10): children}
    frame = pd.concat(
        [
            records(of_everybody).assign(scope=scope, duration=time)
            for scope, time in (("BOTH", "25+"), ("DOMESTIC", "0-12"))
        ],
        keys=["a", "b"],
    ).reset_index(level=0)
    frame = frame.assign(person_key=frame["level_0"] + frame["person_key"]).drop(columns="level_0")
    cube = cube_with_contributors("trafficking", {"trafficking": frame.reset_index(drop=True)}, YEAR)
    specs = table("by_scope", "scope"), table("adults_by_duration", "duration", ADULTS)
    statistics = [tabulate(cube, spec, YEAR) for spec in specs]
    edition = LinkedTables(YEAR, statistics, {"trafficking": cube})
    result = protect_edition(edition, lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert not result.under_protected
    return {spec.key for spec in specs if ("total",) not in result.suppressed.get(spec.key, ())}


@pytest.mark.parametrize(("children", "expected"), [(2, {"by_scope"}), (6, {"by_scope", "adults_by_duration"})])
def test_the_total_of_all_victims_and_that_of_adults_are_both_printed_only_where_there_are_children_enough(
    children: int, expected: set[str]
) -> None:
    assert printed_totals(100, children) == expected  # twice as many children in all: 4, and 12
