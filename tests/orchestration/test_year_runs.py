"""Runs over the offices of a year and its review, on an instance in memory and a home of their own."""

from pathlib import Path

import dagster as dg
import pytest
from dagster import serialize_value

from pipelines.partition_ranges import range_tags
from reports.figures import load_figures
from resources.warehouse import read_table
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.written_lines import CANARY, deliver, victims
from tests.orchestration.installation import Installation, check_of

pytestmark = IMPORTING_GREAT_EXPECTATIONS
DELIVERED = {"KEN|2012", "MDA|2012", "UGA|2012"}
READ = {"KEN|2012", "UGA|2012"}


def test_a_run_over_a_range_marks_only_the_offices_that_delivered(year_run: Installation) -> None:
    assert year_run.runs[0].success
    assert year_run.partitions("submissions", "received") == DELIVERED
    assert year_run.partitions("submissions", "read") == READ
    assert year_run.partitions("cases", "trafficking") == READ


def test_a_partition_tells_its_rows(year_run: Installation) -> None:
    read = year_run.metadata("submissions", "read", partition="UGA|2012")
    counted = {"dagster/partition_row_count": 33, "trafficking": 33, "returns": 0, "vulnerable": 0}
    assert {name: read[name] for name in counted} == counted
    assert read["state_health"] == "not_applicable"
    kenya = year_run.metadata("cases", "trafficking", partition="KEN|2012")
    assert (kenya["dagster/partition_row_count"], kenya["rows_read"], kenya["rows_held_back"]) == (60, 60, 0)
    uganda = year_run.metadata("cases", "trafficking", partition="UGA|2012")
    assert (uganda["dagster/partition_row_count"], uganda["rows_read"], uganda["rows_held_back"]) == (32, 33, 1)


def test_checks_count_the_whole_year(year_run: Installation) -> None:
    nothing_lost = check_of(year_run.runs[0], "cases/trafficking", "read_is_accepted_plus_held_back")
    assert nothing_lost.passed and nothing_lost.blocking
    rows = {name: value.value for name, value in nothing_lost.metadata.items()}
    assert rows == {"year": "2012", "rows_read": 93, "rows_accepted": 92, "rows_held_back": 1}
    codes = check_of(year_run.runs[0], "cases/trafficking", "codes")
    assert not codes.passed
    assert codes.severity is dg.AssetCheckSeverity.WARN
    assert (codes.metadata["findings"].value, codes.metadata["offices_concerned"].value) == (2, 1)
    assert "| sex.code | blank | 1 |" in str(codes.metadata["by_rule"].value)
    identity = check_of(year_run.runs[0], "cases/trafficking", "identity")
    assert not identity.passed
    assert identity.severity is dg.AssetCheckSeverity.ERROR


def test_no_value_of_a_cell_stands_in_an_event_of_the_runs(year_run: Installation) -> None:
    for run in year_run.runs:
        events = [serialize_value(entry) for entry in year_run.instance.all_logs(run.run_id)]
        assert len(events) > 5
        assert not [event for event in events if any(word in event for word in CANARY.replace("-", " ").split()[:2])]


def test_no_asset_hands_anything_to_an_io_manager(year_run: Installation) -> None:
    kinds = {event.event_type_value for run in year_run.runs for event in run.all_events}
    assert not kinds & {"HANDLED_OUTPUT", "LOADED_INPUT"}


def test_a_year_of_one_form_has_its_review_and_each_drawn_figure_shows_itself(year_run: Installation) -> None:
    assert year_run.runs[1].success
    drawn, empty = [], []
    for spec in load_figures():
        shown = year_run.metadata("figures", spec.key, partition="2012")
        (drawn if shown["drawn"] else empty).append(spec.key)
        assert shown["drawn"] is str(shown["figure"]).startswith("![") or not shown["drawn"]
        if shown["drawn"]:
            assert "](data:image/png;base64,iVBOR" in shown["figure"]
            assert len(shown["figure"]) < 60_000
            assert shown["alternative_text"]
    assert "victims_by_sex_and_age" in drawn
    assert "returns_top_hosts" in empty
    assert year_run.partitions("review", "draft") == {"2012"}
    shelf = year_run.stores.shelf.latest(YEAR)
    assert shelf is not None
    assert {path.name for path in shelf.iterdir()} >= {"review.html", "review.docx", "tables.xlsx", "manifest.json"}
    assert not list((shelf / "figures").glob("returns_top_hosts*"))


def test_the_statistics_tell_how_many_numbers_and_no_number(year_run: Installation) -> None:
    shown = year_run.metadata("statistics", "trafficking", partition="2012")
    assert set(shown) == {"dagster/partition_row_count", "tables"}
    door = year_run.metadata("release", "tables", partition="2012")
    assert set(door) == {"tables", "cells_published", "cells_confidential", "draft"}


def test_a_late_office_alone_leaves_the_years_failed_check_red(installation: Installation) -> None:
    installation.knows("KEN", "UGA")
    deliver(installation.home, "UGA", "2013-01-11", *victims("UGA", 3), "x,neither,30,UKR,Actual,UGA,1")
    first = installation.run_range("KEN", "UGA")
    assert not check_of(first, "cases/trafficking", "codes").passed
    deliver(installation.home, "KEN", "2013-05-10", *victims("KEN", 3))
    late = installation.run("one_office", partition_key="KEN|2012")
    assert late.success
    assert not check_of(late, "cases/trafficking", "codes").passed
    assert installation.partitions("cases", "trafficking") == {"KEN|2012", "UGA|2012"}

    deliver(installation.home, "UGA", "2013-05-11", *victims("UGA", 4))
    corrected = installation.run("one_office", partition_key="UGA|2012")
    assert check_of(corrected, "cases/trafficking", "codes").passed


def test_a_run_of_new_deliveries_takes_the_offices_that_its_tag_names(installation: Installation) -> None:
    known = ["KEN", "MDA", "UGA"]
    installation.knows(*known)
    for office in known:
        deliver(installation.home, office, "2013-01-11", *victims(office, 3))
    tags = range_tags(known, YEAR, ["KEN", "UGA"])
    assert installation.run("new_deliveries_of_a_year", tags=tags).success
    assert installation.partitions("submissions", "received") == {"KEN|2012", "UGA|2012"}


def test_a_silent_office_alone_marks_nothing(installation: Installation) -> None:
    installation.knows("TCD")
    assert installation.run("one_office", partition_key="TCD|2012").success
    for asset in (("submissions", "received"), ("submissions", "read"), ("cases", "trafficking")):
        assert installation.partitions(*asset) == set()


@pytest.mark.usefixtures("few_tables")
def test_rows_lost_from_the_warehouse_end_the_run_and_the_years_statistics(installation: Installation) -> None:
    installation.knows("KEN", "UGA")
    for office in ("KEN", "UGA"):
        deliver(installation.home, office, "2013-01-11", *victims(office, 3))
    assert installation.run_range("KEN", "UGA").success
    nothing = installation.stores.warehouse.read(read_table("trafficking"), where={"office": "nobody"})
    lost = {"year": YEAR, "office": ["UGA"]}
    installation.stores.warehouse.write_partition(read_table("trafficking"), lost, nothing)

    late = installation.run("one_office", partition_key="KEN|2012")
    assert not late.success
    nothing_lost = check_of(late, "cases/trafficking", "read_is_accepted_plus_held_back")
    assert not nothing_lost.passed
    assert nothing_lost.severity is dg.AssetCheckSeverity.ERROR

    review = installation.run("review_of_a_year", partition_key="2012")
    assert not review.success
    assert installation.partitions("statistics", "persons") == set()


def test_running_again_changes_nothing_on_the_shelf(year_run: Installation) -> None:
    shelf = year_run.stores.shelf.latest(YEAR)
    assert isinstance(shelf, Path)
    before = {path.relative_to(shelf): path.read_bytes() for path in shelf.rglob("*") if path.is_file()}
    year_run.run_range("KEN", "UGA")
    year_run.run("review_of_a_year", partition_key="2012")
    assert year_run.stores.shelf.latest(YEAR) == shelf
    assert {path.relative_to(shelf): path.read_bytes() for path in shelf.rglob("*") if path.is_file()} == before
    assert year_run.metadata("review", "draft", partition="2012")["new_draft"] is False
