"""A second opinion on the demonstration's tables: the external intruder finds no suppressed count in the files.

ACRO and tau-Argus, which could give one on single tables, are not among the project's dependencies; this intruder is
independent of the protection, and looks at tables together, too.
"""

import pytest

from reports.statistics import TableSpec, load_tables
from tests.lib.demonstration import YEARS
from tests.lib.intruder.shelf_reader import outsiders
from tests.lib.published_numbers import PrintedTable, tables_in
from tests.pipeline.demonstration_years import DemonstrationReview

pytestmark = pytest.mark.timeout(900)  # the first test waits for both years
LEAST = 11
ASKED_AT_LEAST = 20


@pytest.mark.parametrize("together", [False, True], ids=["each table alone", "tables of the same persons together"])
@pytest.mark.parametrize("year", YEARS)
def test_the_external_intruder_finds_no_suppressed_count_nor_that_it_is_small(
    demonstration: DemonstrationReview, year: int, together: bool
):
    tables, asked = tables_in(demonstration.draft(year)), 0
    for outsider in outsiders(list(load_tables()), tables, year, together=together):
        for name, least, most in outsider.intervals():
            assert least < most, f"{name} is known"
            assert least == 0 or most >= LEAST, f"{name} must be small"
            asked += 1
    assert asked >= ASKED_AT_LEAST


def printed(key: str, values: dict[tuple[str, ...], int | None]) -> PrintedTable:
    return PrintedTable(
        key,
        {
            (codes, "persons", 2012): {
                "value": "" if value is None else str(value),
                "status": "confidential" if value is None else "published",
            }
            for codes, value in values.items()
        },
    )


def found_in(specs: list[TableSpec], tables: dict[str, PrintedTable]) -> list[tuple[tuple, int, int]]:
    return [one for outsider in outsiders(specs, tables, 2012, together=True) for one in outsider.intervals()]


def test_the_external_intruder_finds_what_one_table_and_two_together_give_back():
    specs = {spec.key: spec for spec in load_tables()}
    by_scope = specs["victims_by_scope"]
    codes = [(code,) for code in by_scope.codes_of(0)]
    alone = printed(
        "victims_by_scope", {**dict.fromkeys(codes, 20), codes[0]: None, codes[-1]: 20 * (len(codes) - 2) + 4}
    )
    found = [
        one for o in outsiders([by_scope], {"victims_by_scope": alone}, 2012, together=False) for one in o.intervals()
    ]
    assert found == [(("victims_by_scope", codes[0]), 4, 4)]
    two = {**dict.fromkeys(codes, 20), codes[0]: None, codes[1]: None, codes[-1]: 20 * (len(codes) - 3) + 24}
    hidden = printed("victims_by_scope", two)
    found = [
        one for o in outsiders([by_scope], {"victims_by_scope": hidden}, 2012, together=False) for one in o.intervals()
    ]
    assert [(least, most) for _, least, most in found] == [(0, 24), (0, 24)]
    other = by_scope.model_copy(update={"key": "again"})
    again = printed("again", {codes[0]: 4})
    both = {"victims_by_scope": hidden, "again": again}
    found = found_in([by_scope, other], both)
    assert [(least, most) for _, least, most in found] == [(4, 4), (20, 20)]
