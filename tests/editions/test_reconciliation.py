"""Numbers that should be the same, compared from two sides: office by office inside, by region outside."""

import hashlib
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from assets.steps.cases.reconciliation import CORRIDORS, SEVERAL, TOTALS, VICTIMS, complete_offices, reconciliations
from assets.steps.release.derived_tables import kind_of
from assets.steps.submissions.form_states import form_states
from expectations.geography import region_of
from reports.derived_tables.reconciliation import reconciliation_table
from reports.published import ProtectedTable
from resources.stores import Stores
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import returned, send, stranded, take_in, victims

pytestmark = IMPORTING_GREAT_EXPECTATIONS


def a_year(stores: Stores) -> None:
    total = {"measure": "VICTIMS", "estimation": "EXACT"}
    send(
        stores,
        "KEN",
        "2013-01-10-1",
        {
            "trafficking": [*victims("KEN", 40), *victims("KEN", 20, 40, also_in_returns=1, link_key="")],
            "returns": [*returned("KEN", 30), *returned("KEN", 15, vuln_VoT=1, case_ref="")][:30],
            "totals": [{**total, "value": 75}, {"measure": "RETURNED", "estimation": "EXACT", "value": 30}],
        },
    )
    marked = [{**row, "case_ref": f"UGA-M{n}"} for n, row in enumerate(returned("UGA", 14, vuln_VoT=1))]
    linked = [{**row, "link_key": f"person {n}"} for n, row in enumerate(victims("UGA", 12))]
    send(stores, "UGA", "2013-01-10-1", {"trafficking": linked, "returns": [*returned("UGA", 20), *marked]})
    same = [{**row, "case_ref": f"ETH-L{n}", "link_key": f"person {n}"} for n, row in enumerate(stranded("ETH", 12))]
    agreeing = [{**row, "sex": "F", "age": 33} if n < 9 else row for n, row in enumerate(same)]
    arrivals = [
        {**row, "case_ref": f"ETH-A{n}", "side": "ORIGIN"} for n, row in enumerate(returned("KEN", 25, link_key=""))
    ]
    send(stores, "ETH", "2013-01-10-1", {"vulnerable": agreeing, "returns": arrivals})
    take_in(stores, "KEN", "UGA", "ETH")


def rows_of(stores: Stores, key: str, *names: str) -> dict[tuple[str, ...], tuple[int, int, int]]:
    inside = reconciliations(stores, YEAR, form_states(stores, YEAR))[key].inside
    return {
        tuple(str(row[name]) for name in names): (row["first"], row["second"], row["difference"])
        for row in inside.to_dict("records")
    }


def test_the_four_comparisons_are_those_of_the_rows_that_were_sent(stores: Stores) -> None:
    a_year(stores)
    assert rows_of(stores, TOTALS, "office", "measure") == {
        ("KEN", "VICTIMS"): (75, 60, 15),
        ("KEN", "RETURNED"): (30, 30, 0),
    }
    assert rows_of(stores, CORRIDORS, "host", "origin") == {
        ("KEN", "ETH"): (30, 25, 5),
        ("UGA", "ETH"): (34, 0, 34),
    }
    assert rows_of(stores, VICTIMS, "office") == {("KEN",): (0, 20, -20), ("UGA",): (14, 0, 14)}
    assert rows_of(stores, SEVERAL, "office") == {("ETH",): (12, 9, 3), ("UGA",): (12, 9, 3)}
    inside = reconciliations(stores, YEAR, form_states(stores, YEAR))[CORRIDORS].inside
    assert "ETH: on_time" in inside[inside["host"] == "KEN"]["states"].iloc[0]


def made(stores: Stores, key: str) -> ProtectedTable:
    states = form_states(stores, YEAR)
    one = reconciliations(stores, YEAR, states)[key]
    table = reconciliation_table(key, one.by_office, complete_offices(key, states), YEAR, stores.key.tie_break)
    assert table is not None
    return table


def of_regions(numbers: Mapping[str, tuple[int, int]]) -> dict[tuple[str, ...], float | None]:
    """Return the counts of persons that are printed; ``numbers``: by office."""
    rows = [(office, first, second) for office, (first, second) in numbers.items()]
    frame = pd.DataFrame(rows, columns=["office", "first", "second"])
    keyed = lambda text: hashlib.sha256(text.encode()).hexdigest()  # noqa: E731
    table = reconciliation_table(SEVERAL, frame, dict.fromkeys(numbers, True), YEAR, keyed)
    assert table is not None
    return {cell.codes: cell.value for cell in table.cells if cell.measure == "persons"}


def test_outside_regions_are_told_and_a_difference_of_few_persons_is_not(stores: Stores) -> None:
    a_year(stores)
    region = region_of("regional_office", YEAR, "KEN") or ""
    assert {region_of("regional_office", YEAR, one) for one in ("UGA", "ETH")} == {region}
    printed = of_regions({"KEN": (30, 25), "UGA": (34, 20), "ETH": (20, 5)})
    assert [printed[region, side] for side in ("first", "second", "difference")] == [84, 50, 34]
    table = made(stores, CORRIDORS)
    assert {c.codes: c.value for c in table.cells if c.measure == "offices"}[region, "offices_complete"] == 2
    several = made(stores, SEVERAL)
    values = {cell.codes: cell.value for cell in several.cells if cell.measure == "persons"}
    assert values[region, "difference"] is None, "three persons disagree"
    assert values["total", "difference"] is None
    assert values[region, "second"] is None or values[region, "first"] is None
    for one in (table, several):
        assert not any("KEN" in code or "UGA" in code for cell in one.cells for code in cell.codes)
        assert kind_of(one.key) is not None


def test_a_number_that_one_or_two_offices_make_is_not_printed_for_their_region(stores: Stores) -> None:
    a_year(stores)
    cells = made(stores, SEVERAL).cells
    assert all(cell.value is None for cell in cells if cell.measure == "persons" and cell.codes[1] == "first")
    far = {"MDA": (90, 70), "UKR": (60, 40), "BLR": (50, 30)}
    printed = of_regions({"KEN": (64, 25), **far})
    africa, europe = (region_of("regional_office", YEAR, office) or "" for office in ("KEN", "MDA"))
    assert printed[africa, "first"] is printed[africa, "difference"] is None
    assert printed["total", "first"] is None or printed[europe, "first"] is None


@pytest.mark.parametrize("seed", range(12))
def test_no_count_of_few_persons_or_offices_can_be_computed_from_the_regions_and_their_total(seed: int) -> None:
    draw = np.random.default_rng(seed)
    placed = {}
    for office in ("KEN", "UGA", "ETH", "TZA", "MDA", "UKR", "BLR", "THA", "KHM", "VNM", "PER", "COL", "ECU"):
        placed.setdefault(region_of("regional_office", YEAR, office) or "", []).append(office)
    numbers = {
        office: (int(draw.integers(0, 12)), int(draw.integers(0, 12)) * int(draw.integers(0, 2)))
        for own in placed.values()
        for office in own
    }
    cells = of_regions(numbers)
    for at, side in enumerate(("first", "second")):
        hidden = [region for region in placed if cells[region, side] is None]
        behind = {region: sum(numbers[office][at] > 0 for office in own) for region, own in placed.items()}
        for region in set(placed) - set(hidden):
            assert cells[region, side] == sum(numbers[office][at] for office in placed[region])
            assert cells[region, side] not in range(1, 11) and behind[region] not in (1, 2)
        if cells["total", side] is not None:
            assert len(hidden) != 1, "one hidden region is the total less the others"
            assert sum(behind[region] for region in hidden) not in (1, 2), "so are two offices"
    for region in [*placed, "total"]:
        first, second = cells[region, "first"], cells[region, "second"]
        if first is not None and second is not None:
            assert not 0 < abs(first - second) < 11
            assert cells[region, "difference"] == first - second


def test_numbers_of_persons_whom_other_tables_count_are_not_printed_beside_them(stores: Stores) -> None:
    """Departures of a known origin, less those that the table of returns prints, would be those of none."""
    a_year(stores)
    for key in (TOTALS, CORRIDORS, VICTIMS):
        assert {cell.measure for cell in made(stores, key).cells} == {"share_pct", "offices"}
    assert {cell.measure for cell in made(stores, SEVERAL).cells} == {"persons", "share_pct", "offices"}
