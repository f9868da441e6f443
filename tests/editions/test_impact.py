"""What a file would change is what it changes, and trying it writes nothing."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_editions import (
    YEAR,
    Forms,
    ReadingHere,
    draft,
    files_of,
    returned,
    reviewed,
    send,
    stranded,
    take_in,
    victims,
)

from assets.steps.editions.changes import Changes
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.finding import Edition, WrongEdition
from assets.steps.editions.freezing import freeze
from assets.steps.editions.impact import Impact, WrongFile, impact
from expectations.reading import SubmittedFile
from resources.home import Home
from resources.register import ReceivedFile
from resources.stores import Stores, open_stores

pytestmark = pytest.mark.filterwarnings("default:module 'sre_(constants|parse)' is deprecated:DeprecationWarning")
ALL = "trafficking;returns;vulnerable;health;projects;totals"
START: dict[str, Forms] = {
    "KEN": {"trafficking": victims("KEN", 40), "vulnerable": stranded("KEN", 15)},
    "UGA": {"trafficking": victims("UGA", 30), "returns": returned("UGA", 20)},
    "MDA": {"trafficking": victims("MDA", 12, sex="M", link_key="one of two offices")},
}


def lying_under(root: Path) -> dict[str, str]:
    """The digest of every file but the database's own shared memory, which any reader touches."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith("-shm")]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def tried_and_accepted(
    stores: Stores, before: Edition, office: str, delivery: str, files: list[SubmittedFile]
) -> tuple[Impact, Changes, Edition]:
    lay = lying_under(stores.home.root)
    tried = impact(stores, office, YEAR, files, delivery)
    assert lying_under(stores.home.root) == lay
    send(stores, office, delivery, files)
    take_in(stores, office)
    after = draft(stores)
    return tried, diff_editions(stores, before, after).changes, after


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[str, list[SubmittedFile]]:
    office = draw(st.sampled_from(["KEN", "UGA", "THA"]))
    kind = draw(st.sampled_from(["good", "faulty", "partial"]))
    rows = victims(office, draw(st.integers(1, 60)), sex=draw(st.sampled_from(["F", "M", "X"])))
    if kind == "faulty":
        rows = [
            {**row, "age": "very old", "sex": "no code"} if place % 3 == 0 else row for place, row in enumerate(rows)
        ]
        rows = [*rows, rows[0], {**rows[0], "case_ref": ""}]
    said = {"only_forms": "trafficking"} if kind == "partial" else {}
    return office, files_of(office, {"trafficking": rows}, **said)


@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(deliveries())
def test_the_impact_of_a_file_is_the_difference_that_it_makes(
    tmp_path_factory: pytest.TempPathFactory, sent: tuple[str, list[SubmittedFile]]
) -> None:
    stores = open_stores(Home(tmp_path_factory.mktemp("impact") / "var"))
    before = reviewed(stores, START)
    tried, made, _ = tried_and_accepted(stores, before, sent[0], "2013-04-01-1", sent[1])
    assert tried.changes == made
    assert tried.became == "stands"
    stores.warehouse.close()


def test_the_impact_of_nil_withdrawn_unreadable_and_repeated_deliveries(stores: Stores) -> None:
    before = reviewed(stores, START)
    nil = files_of("THA", {}, nil_forms=ALL)
    tried, made, before = tried_and_accepted(stores, before, "THA", "2013-04-01-1", nil)
    assert tried.changes == made
    assert {(one.office, one.now) for one in made.states if one.form == "trafficking"} == {("THA", "nil")}

    withdrawn = files_of("KEN", {}, nil_forms=ALL)
    tried, made, before = tried_and_accepted(stores, before, "KEN", "2013-04-01-1", withdrawn)
    assert tried.changes == made
    assert f"victims_by_sex_and_age:total:total:persons:{YEAR}" in {cell.cell_id for cell in made.printed}

    no_workbook = [SubmittedFile("office.xlsx", b"This is no workbook.\n")]
    tried, made, before = tried_and_accepted(stores, before, "PER", "2013-04-01-1", no_workbook)
    assert tried.changes == made
    assert (tried.became, {one.now for one in made.states}) == ("rejected", {"rejected"})

    repeated = files_of("UGA", START["UGA"])
    tried, made, before = tried_and_accepted(stores, before, "UGA", "2013-04-01-1", repeated)
    assert tried.changes == made == Changes()
    assert (tried.became, tried.new, tried.mended) == ("repeated", (), ())

    first_again = files_of("KEN", START["KEN"])
    tried, made, before = tried_and_accepted(stores, before, "KEN", "2013-05-01-1", first_again)
    assert tried.changes == made
    assert tried.became == "stands"


def test_impact_tells_findings_mended_and_new_and_who_could_be_isolated(stores: Stores) -> None:
    faulty = [{**row, "sex": "no code"} if place < 3 else row for place, row in enumerate(victims("KEN", 40))]
    reviewed(stores, {**START, "KEN": {"trafficking": faulty}})
    ReadingHere.read.clear()
    better = [{**row, "age": 4711} if place == 5 else row for place, row in enumerate(victims("KEN", 43))]
    tried = impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": better}))
    assert len(ReadingHere.read) == 1, "only the file itself is read"
    assert len(tried.mended) == 3
    assert {one.field for one in tried.new} == {"age"}
    assert f"victims_by_sex_and_age:total:total:persons:{YEAR}" in tried.isolated
    assert set(tried.withheld) == {
        cell.cell_id
        for cell in tried.changes.cells
        if cell.now is not None
        and cell.now[1] == "confidential"
        and (cell.was is None or cell.was[1] != "confidential")
    }
    fewer = impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": victims("KEN", 5)}))
    of_kenya = [c for c in fewer.changes.cells if c.cell_id.startswith("victims_top_countries_of_exploitation:KEN:")]
    assert [cell for cell in of_kenya if cell.now is not None] == [], "a country of five victims is in no ranking"
    assert f"victims_by_sex_and_age:total:total:persons:{YEAR}" in {cell.cell_id for cell in fewer.changes.printed}


def test_what_is_compared_beyond_the_submission_is_told_too(stores: Stores) -> None:
    linked = {"link_key": "one of two offices"}
    told_apart = [*victims("KEN", 40), *victims("KEN", 1, 90, sex="F", **linked)]
    before = reviewed(stores, {"KEN": {"trafficking": told_apart}, "MDA": START["MDA"]})
    again = impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": told_apart}))
    assert (again.became, again.new, again.mended) == ("repeated", (), ())
    agreeing = [*victims("KEN", 40), *victims("KEN", 1, 90, sex="M", **linked)]
    better = impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": agreeing}))
    assert [one.rule for one in better.mended] == ["linked_records_disagree"]
    assert better.new == ()
    assert before.edited_by_hand(stores) == []


def test_an_empty_delivery_and_one_that_was_read_for_any_other_year_are_told_with_their_reason(stores: Stores) -> None:
    reviewed(stores, {"KEN": START["KEN"]})
    for became, reason in (("rejected", "no_file"), ("repeated", "")):
        tried = impact(stores, "PER", YEAR, [])
        assert (tried.became, tried.reason) == (became, reason)
        stores.register.arrived("PER", YEAR, "2013-01-01-1", [])
    files = files_of("UGA", {"trafficking": victims("UGA", 12)})[1:]
    received = [ReceivedFile.of(file.name, file.content) for file in files]
    row = stores.register.arrived("UGA", YEAR - 7, "2006-01-10-1", received)
    stores.register.mark_read(row.submission_no, rows_read=12, nature="demonstration")
    tried = impact(stores, "UGA", YEAR, files)
    assert (tried.became, tried.reason) == ("rejected", "sent_elsewhere")


def test_a_file_of_another_year_or_office_and_a_frozen_year_are_refused(stores: Stores) -> None:
    reviewed(stores, {"KEN": START["KEN"], "UGA": START["UGA"]})
    lay = lying_under(stores.home.root)
    rows = {"trafficking": victims("KEN", 10)}
    for files in (files_of("UGA", rows), files_of("KEN", rows, year=2011)):
        with pytest.raises(WrongFile):
            impact(stores, "KEN", YEAR, files)
    with pytest.raises(WrongEdition, match="no review of 2010"):
        impact(stores, "KEN", 2010, files_of("KEN", rows, year=2010))
    assert lying_under(stores.home.root) == lay
    freeze(stores, YEAR)
    with pytest.raises(WrongEdition, match="2012 is frozen at draft-1"):
        impact(stores, "KEN", YEAR, files_of("KEN", rows))
