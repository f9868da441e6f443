"""Numbers by edition, and the edition that follows whatever arrives first."""

import csv
import json
from itertools import permutations
from pathlib import Path

import pytest

from assets.steps.editions.lookup import Edition
from assets.steps.editions.revision_triangle import triangle, vintages
from assets.steps.provenance.pedigree import Pedigree, counted_submissions
from assets.steps.release.tables import OF_THE_DRAFT_BEFORE
from resources.home import Home
from resources.register import ReceivedFile
from resources.stores import Stores, open_stores
from tests.editions.small_editions import draft, reviewed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import returned, send, stranded, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
COUNTS = (40, 47, 47, 9, 55)
MOVED = (20, 20, 26, 26, 26)


def on_the_shelf(one: Edition) -> dict[str, tuple[str, str, str]]:
    found = {}
    for path in (one.folder / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found.update({row["cell_id"]: (row["value"], row["status"], row["flag"]) for row in csv.DictReader(file)})
    return found


def test_the_revision_triangle_of_five_editions_agrees_with_the_five_shelves(stores: Stores) -> None:
    others = {"MDA": {"returns": returned("MDA", 25)}}
    first = {"KEN": {"trafficking": victims("KEN", COUNTS[0])}, "UGA": {"vulnerable": stranded("UGA", MOVED[0])}}
    editions = [reviewed(stores, {**first, **others})]
    for number in range(1, 5):
        send(stores, "KEN", f"2013-02-{number:02d}-1", {"trafficking": victims("KEN", COUNTS[number])})
        send(stores, "UGA", f"2013-02-{number:02d}-1", {"vulnerable": stranded("UGA", MOVED[number])})
        take_in(stores, "KEN", "UGA")
        editions.append(draft(stores))
    shelves = [on_the_shelf(one) for one in editions]
    assert [one.number for one in editions] == [1, 2, 3, 4, 5]

    found = triangle(stores, "victims_by_sex_and_age", ("total", "total"))
    assert found.editions == tuple(one.name for one in editions)
    total = f"victims_by_sex_and_age:total:total:persons:{YEAR}"
    assert found.rows[YEAR] == tuple(shelf[total] for shelf in shelves)
    assert [printed[0] if printed else "" for printed in found.rows[YEAR]] == ["40", "47", "47", "", "55"]

    everywhere = {cell for shelf in shelves for cell in shelf}
    came_or_went = sorted(cell for cell in everywhere if any(cell not in shelf for shelf in shelves))
    left = [cell for cell in came_or_went if any(cell in shelf and cell not in shelves[-2] for shelf in shelves[:-2])]
    assert left, "a country of nine victims leaves the ranking in the fourth edition"
    for cell in {*sorted(everywhere)[::83], *came_or_went[::5], *left[:3]}:
        table, *codes, measure, year = cell.split(":")
        rows = triangle(stores, table, codes, measure, year=YEAR).rows
        assert rows[int(year)] == tuple(shelf.get(cell) for shelf in shelves), cell

    told = vintages(stores, total)
    assert [one.edition for one in told] == ["2012/draft-1", "2012/draft-2", "2012/draft-4", "2012/draft-5"]
    assert [one.printed[0] for one in told] == ["40", "47", "", "55"]


def test_which_submissions_stand_is_the_same_for_every_order_of_arrival(stores: Stores) -> None:
    sent: list[tuple[str, str, tuple[str, ...]]] = [
        ("KEN", "2013-01-10-1", ()),
        ("KEN", "2013-02-10-1", ("trafficking",)),
        ("KEN", "2013-03-10-1", ("returns", "trafficking")),
        ("UGA", "2013-01-10-1", ()),
        ("UGA", "2013-03-01-1", ()),
    ]
    stood = set()
    for year, order in enumerate(permutations(sent), start=1900):
        for office, delivery, only in order:
            content = f"{office} {delivery}".encode()
            row = stores.register.arrived(office, year, delivery, [ReceivedFile.of("a.csv", content)])
            stores.register.mark_read(row.submission_no, rows_read=1, nature="demonstration", only_forms=only)
        stood.add(counted_submissions(stores, year))
    assert len(stood) == 1
    assert {(one.office, one.delivery, one.forms) for one in stood.pop()} == {
        ("KEN", "2013-01-10-1", ("health", "projects", "totals", "vulnerable")),
        ("KEN", "2013-03-10-1", ("returns", "trafficking")),
        ("UGA", "2013-03-01-1", ("health", "projects", "returns", "totals", "trafficking", "vulnerable")),
    }


def test_submissions_arriving_in_any_order_give_the_same_final_edition(tmp_path: Path) -> None:
    deliveries = [
        ("KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40), "vulnerable": stranded("KEN", 12)}, {}),
        ("KEN", "2013-02-10-1", {"trafficking": victims("KEN", 44)}, {"only_forms": "trafficking"}),
        ("UGA", "2013-01-10-1", {"trafficking": victims("UGA", 30)}, {}),
        ("UGA", "2013-03-01-1", {}, {"nil_forms": "trafficking;returns;vulnerable;health;projects;totals"}),
    ]
    ended: list[tuple[dict[str, tuple[str, str, str]], Pedigree | None, str]] = []
    for place, order in enumerate(list(permutations(deliveries))[::23]):
        stores = open_stores(Home(tmp_path / str(place)))
        reviewed(stores, {"MDA": {"returns": returned("MDA", 25)}})
        for office, delivery, forms, said in order:
            send(stores, office, delivery, forms, **said)
            take_in(stores, office)
        last = draft(stores)
        manifest = json.loads((last.folder / "manifest.json").read_text())
        ended.append((on_the_shelf(last), last.pedigree(stores), manifest["content"]))
        stores.warehouse.close()
    assert len(ended) == 2
    for shelf, _, _ in ended:
        differ = {cell for cell in {*shelf, *ended[0][0]} if shelf.get(cell) != ended[0][0].get(cell)}
        assert {cell.partition(":")[0] for cell in differ} <= OF_THE_DRAFT_BEFORE
    assert {content for _, _, content in ended} == {ended[0][2]}
    pedigrees = [pedigree for _, pedigree, _ in ended if pedigree is not None]
    assert {(one.standing, one.states) for one in pedigrees} == {(pedigrees[0].standing, pedigrees[0].states)}
    assert all(one.numbers == pedigrees[0].numbers for one in pedigrees)
