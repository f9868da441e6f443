"""Two drafts of a year beside one another: the second begins with what the first suppressed."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import assets.steps.release.draft_pattern
from assets.steps.editions.lookup import Edition, find_edition
from assets.steps.provenance.pedigree import Pedigree, open_pedigree
from assets.steps.release.draft_pattern import start_of_search
from assets.steps.release.restricted_audit import read_restricted_audit
from reports.published.disclosure_rules import default_threshold
from reports.statistics import short_list
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.small_editions import draft, printed_counts, reviewed
from tests.lib.homes import read_here
from tests.lib.intruder.reader_of_drafts import Draft, interval_in, printed_elsewhere
from tests.lib.intruder.whole_numbers import TOTAL, counts_cell, is_narrow
from tests.lib.keys import set_key
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, Row
from tests.lib.submissions.uniform_year import send, take_in, victims

pytestmark = IMPORTING_GREAT_EXPECTATIONS
TABLE = "victims_by_region_and_sex"
TABLES = (TABLE, "victims_by_sex_and_age", "persons_by_theme", "reach", "victims_by_region")
SEXES = ("F", "M", "not_stated")
REGIONS = {
    "KEN": "AFRICA",
    "UKR": "EUROPE",
    "THA": "EAST_ASIA_PACIFIC",
    "COL": "WESTERN_HEMISPHERE",
    "EGY": "MIDDLE_EAST",
    "DEU": "EUROPE",
}
FIRST = {
    "KEN": (32, 56, 2),
    "UKR": (35, 20, 4),
    "THA": (49, 33, 5),
    "COL": (39, 22, 2),
    "EGY": (31, 14, 2),
    "DEU": (56, 54, 5),
}
CORRECTED = {**FIRST, "EGY": (31, 9, 2)}  # five men less


@pytest.fixture(autouse=True)
def three_tables() -> Iterator[None]:
    with short_list(*TABLES):
        yield


def rows_of(office: str, women: int, men: int, unknown: int) -> list[Row]:
    return [
        *victims(office, women),
        *victims(office, men, women, sex="M"),
        *victims(office, unknown, women + men, sex=""),
    ]


def first_draft(stores: Stores) -> Edition:
    return reviewed(stores, {office: {"trafficking": rows_of(office, *counts)} for office, counts in FIRST.items()})


@pytest.fixture(scope="module")
def home_of_one_draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a year with one draft, to be copied."""
    with pytest.MonkeyPatch.context() as patch, short_list(*TABLES):
        set_key(patch)
        read_here(patch)
        stores = open_stores(Home(tmp_path_factory.mktemp("one") / "var"))
        first_draft(stores)
        stores.warehouse.close()
    return stores.home.root


@pytest.fixture
def one_draft(home_of_one_draft: Path, home: Home) -> Iterator[Stores]:
    shutil.copytree(home_of_one_draft, home.root)
    opened = open_stores(home)
    yield opened
    opened.warehouse.close()


def corrected_draft(stores: Stores) -> Edition:
    send(stores, "EGY", "2013-02-10-1", {"trafficking": rows_of("EGY", *CORRECTED["EGY"])})
    take_in(stores, "EGY")
    return draft(stores)


def as_read(one: Edition, counts: dict[str, tuple[int, int, int]]) -> Draft:
    """What a reader has of a draft's table, and the true counts. Nothing prints persons of unknown sex by region."""
    printed = printed_counts(one, TABLE)
    cells = list(product(sorted({region for region, _ in printed} - {TOTAL}), SEXES))
    persons = dict.fromkeys(cells, 0)
    for office, of_office in counts.items():
        for sex, number in zip(SEXES, of_office, strict=True):
            persons[REGIONS[office], sex] += number
    suppressed = {codes for codes, value in printed.items() if value == "confidential"} | {*cells} - {*printed}
    return Draft(
        np.array([persons[cell] for cell in cells]),
        {codes: np.array([counts_cell(codes, cell) for cell in cells]) for codes in {*printed, *cells}},
        frozenset(suppressed),
    )


def known_to_a_reader(one: Edition, two: Edition) -> list[tuple[int, int]]:
    """Return the intervals of the confidential counts of both drafts to a reader of both.

    Not of a count that the other draft prints: what came between is known of it.
    """
    drafts = [as_read(one, FIRST), as_read(two, CORRECTED)]
    found = []
    for place, read in enumerate(drafts):
        known = set(read.numbers) - read.suppressed | printed_elsewhere(drafts, place, [1 - place])
        in_both = sorted(read.suppressed & drafts[1 - place].suppressed)
        confidential = [name for name in in_both if 0 < read.value(name) < default_threshold()]
        found += [interval_in(read, name, known) for name in confidential]
    assert len(found) > 8
    return found


def entries_of(stores: Stores) -> list[tuple[str, str]]:
    return [(entry.name, entry.stands_on) for entry in stores.editions.entries(YEAR)]


def shelf_draft(stores: Stores) -> Edition:
    return find_edition(stores, "draft-1", YEAR)


def is_safe(found: list[tuple[int, int]]) -> bool:
    return not any(is_narrow(interval, 1, default_threshold()) for interval in found)


def test_both_drafts_around_a_correction_of_five_victims_give_no_confidential_count(one_draft: Stores) -> None:
    one = shelf_draft(one_draft)
    two = corrected_draft(one_draft)
    assert is_safe(known_to_a_reader(one, two))

    recorded = entries_of(one_draft)
    assert draft(one_draft) == two, "the same records print the same draft"
    audit = read_restricted_audit(one_draft, YEAR)
    assert audit is not None
    assert audit.solves == 0
    for path in (one_draft.home.disclosure / str(YEAR) / "moves").glob("*.age"):
        path.unlink()
    assert draft(one_draft) == two, "the moves that were kept make no difference"
    assert entries_of(one_draft) == recorded
    assert open_pedigree(one_draft, recorded[1][1]).pattern_before == recorded[0][1]


def test_a_draft_of_the_version_before_is_not_followed_and_that_is_told(
    one_draft: Stores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def without_pattern(stores: Stores, sha256: str) -> Pedigree:
        return replace(open_pedigree(stores, sha256), pattern=None, pattern_before="")

    monkeypatch.setattr(assets.steps.release.draft_pattern, "open_pedigree", without_pattern)
    with caplog.at_level(logging.WARNING, "review"):
        start = start_of_search(one_draft, YEAR)
    assert start.pattern is None
    assert caplog.messages == [start.fault]
    assert start.fault == (
        f"{YEAR}/draft-1 was made by an earlier version, or not protected together: the next draft does not follow its "
        "suppression pattern, so do not give both to the same reader"
    )


def test_a_pattern_that_cannot_be_read_is_told_and_taken_from_the_shelf(
    one_draft: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    printed = printed_counts(shelf_draft(one_draft), TABLE)
    one_draft.vault.remove(entries_of(one_draft)[-1][1])
    with caplog.at_level(logging.WARNING, "review"):
        start = start_of_search(one_draft, YEAR)
    assert start.pattern is not None
    of_table = {name[1:] for name in start.pattern.cells if name[0] == TABLE}
    assert of_table == {codes for codes, value in printed.items() if value == "confidential"}
    assert caplog.messages == [start.fault]
    assert start.fault == (
        f"the pattern of {YEAR}/draft-1 cannot be read in the vault: its suppressed cells are taken from its tables on "
        "the shelf"
    )


def test_a_draft_that_cannot_be_followed_at_all_is_told(one_draft: Stores, caplog: pytest.LogCaptureFixture) -> None:
    one_draft.vault.remove(entries_of(one_draft)[-1][1])
    (shelf_draft(one_draft).folder / "review.html").write_bytes(b"somebody's own")
    with caplog.at_level(logging.WARNING, "review"):
        start = start_of_search(one_draft, YEAR)
    assert start.pattern is None
    assert caplog.messages == [
        f"the pattern of {YEAR}/draft-1 cannot be read in the vault: the next draft does not follow its suppression "
        "pattern, so do not give both to the same reader"
    ]
