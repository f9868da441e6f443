"""What changed between two drafts, and because of which submission."""

import pytest

from assets.steps.editions.diff import diff_editions
from reports.statistics import load_tables
from resources.stores import Stores
from tests.editions.small_editions import draft, reviewed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, Row
from tests.lib.submissions.uniform_year import count, returned, send, stranded, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
CUT_FROM_RECORDS = {spec.key for spec in load_tables()}


def _sex_and_age(rows: list[Row]) -> dict[tuple[str, str], int]:
    """Victims by sex and age group, by plain counting; sex X stands with not stated."""
    sexes = {"F": ["F"], "M": ["M"], "not_stated": ["X", "U", ""], "total": ["F", "M", "X", "U", ""]}
    ages = {"CHILD": lambda age: age < 18, "ADULT": lambda age: age >= 18, "total": lambda age: True}
    return {
        (sex, group): count(rows, lambda row: row["sex"] in known and meets(int(str(row["age"]))))  # noqa: B023
        for sex, known in sexes.items()
        for group, meets in ages.items()
    }


def test_a_resubmission_changes_exactly_its_cells_and_is_the_cause_of_each(stores: Stores) -> None:
    before = [*victims("KEN", 150), *victims("KEN", 40, 150, sex="M", age=12)]
    after = [*victims("KEN", 50), *victims("KEN", 100, 50, sex="M"), *victims("KEN", 40, 150, sex="M", age=12)]
    others = {"UGA": {"vulnerable": stranded("UGA", 30)}, "MDA": {"returns": returned("MDA", 25)}}
    first = reviewed(stores, {"KEN": {"trafficking": before}, **others})
    send(stores, "KEN", "2013-03-01-1", {"trafficking": after})
    take_in(stores, "KEN")
    found = diff_editions(stores, first, draft(stores))

    expected = {
        codes: now - was
        for (codes, was), now in zip(_sex_and_age(before).items(), _sex_and_age(after).values(), strict=True)
        if now != was
    }
    assert expected == {("F", "ADULT"): -100, ("F", "total"): -100, ("M", "ADULT"): 100, ("M", "total"): 100}
    counts = [cell for cell in found.cells if cell.change.measure == "persons" and cell.change.year == YEAR]
    for table in ("victims_by_sex_and_age", "persons_by_sex_and_age"):
        of_table = {cell.change.codes: cell.change.change for cell in counts if cell.change.table == table}
        assert {codes: change for codes, change in of_table.items() if change} == expected  # others: suppressed, or not
    by_sex = {code for c in counts for code in c.change.codes if c.change.table == "victims_by_exploitation_and_sex"}
    assert "total" in by_sex
    assert {"M", "F"} <= by_sex
    unmoved = {"victims_by_region", "victims_by_status", "victims_top_origins", "vulnerable_by_category"}
    moved = {cell.change.table for cell in found.cells if cell.change.counted_was != cell.change.counted_now}
    assert unmoved.isdisjoint(moved)  # what is suppressed there to protect others depends on the key
    assert not [table for table in moved if table.startswith("returns")]
    for cell in found.cells:
        if cell.change.table not in CUT_FROM_RECORDS:
            assert cell.reason == "made from other tables of the edition, or from sources of its own"
            continue
        if cell.change.counted_was == cell.change.counted_now:  # suppressed to protect others, or no longer
            assert (cell.effects, cell.reason) == ((), "other cells of the table are withheld, or no longer")
            states = {cell.change.was[1], cell.change.now[1]}
            assert len(states & {"published", "confidential", "not_applicable"}) == 2
            assert "confidential" in states
            continue
        assert [(one.cause.office, one.cause.delivery) for one in cell.effects] == [("KEN", "2013-03-01-1")]
        assert cell.together == 0
        assert cell.effects[0].alone == cell.effects[0].without == cell.change.change


def test_two_resubmissions_that_meet_in_one_cell_are_told_apart(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"trafficking": victims("UGA", 50)}})
    send(stores, "KEN", "2013-02-01-1", {"trafficking": victims("KEN", 47)})
    send(stores, "UGA", "2013-02-02-1", {"trafficking": victims("UGA", 30)})
    take_in(stores, "KEN", "UGA")
    found = diff_editions(stores, first, draft(stores))
    total = next(c for c in found.cells if c.change.cell_id == f"victims_by_sex_and_age:total:total:persons:{YEAR}")
    assert total.change.change == -13
    assert {one.cause.office: one.share for one in total.effects} == {"KEN": 7, "UGA": -20}
    assert total.together == 0
    by_id = {cell.change.cell_id: cell for cell in found.cells}
    kenya = by_id[f"victims_top_countries_of_exploitation:KEN:persons:{YEAR}"]
    assert [(one.cause.office, one.alone) for one in kenya.effects] == [("KEN", 7)]


def test_a_person_whom_two_new_submissions_report_is_what_they_do_together(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"trafficking": victims("UGA", 40)}})
    linked = {"link_key": "the same person"}
    send(stores, "KEN", "2013-02-01-1", {"trafficking": [*victims("KEN", 40), *victims("KEN", 1, 90, **linked)]})
    send(stores, "UGA", "2013-02-01-1", {"trafficking": [*victims("UGA", 40), *victims("UGA", 1, 90, **linked)]})
    take_in(stores, "KEN", "UGA")
    found = diff_editions(stores, first, draft(stores))
    total = next(c for c in found.cells if c.change.cell_id == f"victims_by_sex_and_age:total:total:persons:{YEAR}")
    assert total.change.change == 1
    assert {one.cause.office: (one.alone, one.without, one.share) for one in total.effects} == {
        "KEN": (1, 0, 0.5),
        "UGA": (1, 0, 0.5),
    }
    assert total.together == -1


def test_ranks_states_and_sentences_that_changed_are_told(stores: Stores) -> None:
    first = reviewed(
        stores,
        {
            "KEN": {"trafficking": victims("KEN", 60)},
            "UGA": {"trafficking": victims("UGA", 50)},
            "MDA": {"trafficking": victims("MDA", 90, sex="M")},
        },
    )
    send(stores, "UGA", "2013-02-01-1", {"trafficking": victims("UGA", 70), "vulnerable": stranded("UGA", 20)})
    take_in(stores, "UGA")
    changes = diff_editions(stores, first, draft(stores)).changes
    ranks = {(one.table, one.code): (one.was, one.now) for one in changes.ranks}
    assert ranks["victims_top_countries_of_exploitation", "UGA"] == (3, 2)
    assert ranks["victims_top_countries_of_exploitation", "KEN"] == (2, 3)
    assert ("UGA", "vulnerable", "partial", "on_time") in {
        (one.office, one.form, one.was, one.now) for one in changes.states
    }
    assert "response_by_region_and_form" in changes.tables
    assert any("190" in (one.was or "") or "200" in (one.was or "") for one in changes.sentences) or changes.figures
