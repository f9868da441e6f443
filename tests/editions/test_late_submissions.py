"""Two released editions of a year that differ by what came late: what came cannot be told by subtraction."""

import itertools
import json
from collections import Counter

import numpy as np
import pytest

from assets.steps.editions.defer import DeferError, defer_office, undo_deferral
from assets.steps.editions.freeze import freeze, received_after_edition, unfreeze
from assets.steps.editions.lookup import Edition, find_edition
from assets.steps.editions.release import gates, release
from assets.steps.release.restricted_audit import AUDIT, restricted_folder
from reports.published.audit_report import FILE, read_audit_report
from resources.stores import Stores
from tests.editions.small_editions import draft
from tests.lib.intruder.whole_numbers import Knowledge, row_of
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, Row
from tests.lib.submissions.mixed_victims import mixed_victims, sent_by
from tests.lib.submissions.uniform_year import send, take_in

pytestmark = IMPORTING_GREAT_EXPECTATIONS
THRESHOLD = 11
SEX = {"F": "F", "M": "M", "U": "not_stated"}
INNER = [(sex, age) for sex in SEX.values() for age in ("CHILD", "ADULT", "unknown")]
Counts = dict[tuple[str, ...], int]


@pytest.fixture
def released(stores: Stores, first_figure_only: None) -> tuple[Edition, list[Row]]:
    """The year of three offices, released as its first edition."""
    rows = sent_by(stores, {"KEN": 260, "HTI": 170, "THA": 120})
    first = draft(stores)
    freeze(stores, YEAR)
    release(stores, first)
    return find_edition(stores, "edition-1", YEAR), rows


def printed(one: Edition) -> dict[str, Counts]:
    return {
        key: {
            c.codes: int(c.value)
            for c in table.cells
            if c.measure == "persons" and c.year == YEAR and c.value is not None
        }
        for key, table in one.tables().items()
        if key.startswith(("victims_", "persons_"))
    }


def counted(rows: list[Row]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        age = "CHILD" if int(str(row["age"])) < 18 else "ADULT"
        found.update(itertools.product((SEX[str(row["sex"])], "total"), (age, "total")))
    return found


def change_can_be(before: Counts, after: Counts, codes: tuple[str, str], number: int) -> bool:
    """Whether victims by sex and age before and after, of whole numbers, fit both editions and differ by so many."""

    def row(cell: tuple[str, ...], of_after: float, of_before: float) -> np.ndarray:
        return np.concatenate([of_before * row_of(cell, INNER), of_after * row_of(cell, INNER)])

    rows = [*(row(cell, 0, 1) for cell in before), *(row(cell, 1, 0) for cell in after)]
    known = Knowledge.of(rows, [*before.values(), *after.values()])
    return known.can_be(row(codes, 1, -1), number)


def test_one_case_that_came_late_waits_until_it_cannot_be_told_from_others(
    stores: Stores, released: tuple[Edition, list[Row]]
) -> None:
    first, rows = released
    assert read_audit_report((first.folder / FILE).read_bytes()).passed

    send(stores, "MDA", "2013-05-01-1", {"trafficking": mixed_victims("MDA", 1)})
    take_in(stores, "MDA")
    second = draft(stores)
    assert not read_audit_report((second.folder / FILE).read_bytes()).passed
    said = json.loads((restricted_folder(stores, YEAR) / AUDIT).read_text(encoding="utf-8"))["in_the_way"]
    assert "beside edition-1" in said
    assert "too few persons. Choices: defer the submissions received since (review defer OFFICE --year 2012)" in said
    freeze(stores, YEAR)
    (shut,) = gates(stores, second)
    assert shut == f"it did not pass the joint disclosure audit ({said})"
    unfreeze(stores, YEAR)

    late = mixed_victims("MDA", 90)
    send(stores, "MDA", "2013-06-01-1", {"trafficking": late})
    take_in(stores, "MDA")
    third = draft(stores)
    assert read_audit_report((third.folder / FILE).read_bytes()).passed
    freeze(stores, YEAR)
    release(stores, third)
    before, after = printed(first), printed(find_edition(stores, "edition-2", YEAR))
    told = {
        (table, codes)
        for table, counts in before.items()
        for codes, value in counts.items()
        if codes in after[table] and 0 < abs(after[table][codes] - value) < THRESHOLD
    }
    assert told == set()
    table, came = "victims_by_sex_and_age", counted(late)
    assert after[table]["total", "total"] - before[table]["total", "total"] == len(late)
    few = [codes for codes, number in came.items() if number < THRESHOLD]
    assert few
    for codes in few:
        for number in (1, THRESHOLD):
            assert change_can_be(before[table], after[table], codes, number), codes
    assert counted(rows)["total", "total"] == before[table]["total", "total"]


@pytest.mark.usefixtures("few_tables")
def test_one_office_waits_while_what_others_sent_is_released(
    stores: Stores, released: tuple[Edition, list[Row]]
) -> None:
    first, rows = released
    with pytest.raises(DeferError, match="nothing was received from MDA for 2012 since 2012/edition-1"):
        defer_office(stores, YEAR, "MDA")
    with pytest.raises(DeferError, match="nothing was received from KEN for 2012 since 2012/edition-1"):
        defer_office(stores, YEAR, "KEN")
    send(stores, "MDA", "2013-05-01-1", {"trafficking": mixed_victims("MDA", 1)})
    later = mixed_victims("KEN", 90, first=1_000)
    send(stores, "KEN", "2013-05-02-1", {"trafficking": [*mixed_victims("KEN", 260), *later]})
    take_in(stores, "MDA", "KEN")
    assert [one.delivery for one in defer_office(stores, YEAR, "MDA")] == ["2013-05-01-1"]
    take_in(stores, "MDA", "KEN")
    second = draft(stores)
    assert [(one.office, one.delivery) for one in received_after_edition(stores, second)] == [("MDA", "2013-05-01-1")]
    freeze(stores, YEAR)
    with pytest.raises(DeferError, match="2012 is frozen"):
        undo_deferral(stores, YEAR, "MDA")
    assert gates(stores, second) == []
    release(stores, second)
    left = find_edition(stores, "edition-2", YEAR)
    assert printed(left)["victims_by_sex_and_age"]["total", "total"] == len(rows) + len(later)
    assert [one.office for one in received_after_edition(stores, left)] == ["MDA"]
    assert [one.office for one in received_after_edition(stores, first)] == ["KEN", "MDA"]

    assert [one.delivery for one in undo_deferral(stores, YEAR, "MDA")] == ["2013-05-01-1"]
    with pytest.raises(DeferError, match="no submission of MDA for 2012 is deferred"):
        undo_deferral(stores, YEAR, "MDA")
    take_in(stores, "MDA")
    assert stores.warehouse.count("cases_trafficking", {"year": YEAR, "office": "MDA"}) == 1
    assert [one.office for one in received_after_edition(stores, left)] == ["MDA"], "it is told for good"


def test_nothing_waits_where_nothing_has_been_released(stores: Stores) -> None:
    sent_by(stores, {"KEN": 40})
    with pytest.raises(DeferError, match="no edition of 2012 has been released"):
        defer_office(stores, YEAR, "KEN")
