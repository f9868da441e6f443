"""Sensors and the schedule: what is asked for, when, and how often."""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from assets.partitions import OFFICES_TAG, offices, offices_and_year
from assets.steps.submissions.receive import receive
from expectations.geography import offices as expected_offices
from pipelines.delivery_cursor import DeliveryCursor, DeliveryDigests
from pipelines.jobs import one_office
from pipelines.partition_ranges import OF_COMMAND, RANGE_END, RANGE_START, range_tags
from pipelines.schedules import submissions_of_open_years, years_due
from pipelines.sensors import new_deliveries, review_after_a_failed_office, review_after_offices, year_of_run
from resources.key import InstallationKey
from resources.source import DeliveredFile, Delivery, version_of
from resources.stores_resource import ReviewStores
from tests.lib.keys import KEY
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.written_lines import deliver, victims
from tests.orchestration.installation import Installation

pytestmark = IMPORTING_GREAT_EXPECTATIONS


class Watch:
    """Looks at the drop as the daemon does: with the cursor of the last look, taking up partitions asked for."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.cursor: str | None = None

    def look(self) -> list[dg.RunRequest]:
        context = dg.build_sensor_context(
            instance=self.installation.instance,
            cursor=self.cursor,
            resources={"stores": ReviewStores(self.installation.home)},
        )
        result = new_deliveries(context)
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        for request in result.dynamic_partitions_requests or []:
            assert request.partitions_def_name == offices.name
            self.installation.knows(*request.partition_keys)
        known = self.installation.instance.get_dynamic_partitions(str(offices.name))
        asked = list(result.run_requests or [])
        assert {office for request in asked for office in offices_of(request)} <= set(known)
        return asked

    def takes_in(self) -> None:
        """Take in and read all deliveries, as the run that was asked for does."""
        receive(self.installation.stores, YEAR)
        register = self.installation.stores.register
        for row in register.rows(YEAR):
            if row.state == "received":
                register.mark_read(row.submission_no, rows_read=2, nature="demonstration")


def offices_of(asked: dg.RunRequest) -> list[str]:
    """Return the offices that a run would take in."""
    if asked.partition_key:
        return [str(asked.partition_key).partition("|")[0]]
    return asked.tags[OFFICES_TAG].split(",")


@pytest.fixture
def watch(installation: Installation) -> Watch:
    return Watch(installation)


def test_a_delivery_is_taken_when_it_is_the_same_at_two_looks_and_never_twice(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    assert watch.look() == []
    (asked,) = watch.look()
    assert asked.partition_key == "KEN|2012"
    watch.takes_in()
    assert [watch.look() for _ in range(3)] == [[], [], []]


def test_a_delivery_that_is_still_being_written_is_left(watch: Watch) -> None:
    place = deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.look()
    (place / "returns.csv").write_text("case_ref\n", encoding="utf-8")
    assert watch.look() == []
    assert len(watch.look()) == 1


def test_the_office_becomes_a_partition_in_the_same_look(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.look()
    assert watch.installation.instance.get_dynamic_partitions(str(offices.name)) == []
    watch.look()
    assert watch.installation.instance.get_dynamic_partitions(str(offices.name)) == ["KEN"]


def test_changed_content_is_asked_for_again_and_so_is_a_change_back(watch: Watch) -> None:
    keys = []
    for content in ("KEN-1,F,30,UKR,Actual,KEN,1", "KEN-10,F,30,UKR,Actual,KEN,1", "KEN-1,F,30,UKR,Actual,KEN,1"):
        place = deliver(watch.installation.home, "KEN", "2013-01-10", content)
        os.utime(place / "trafficking.csv", (1e9, 1e9))
        os.utime(place / "cover.csv", (1e9, 1e9))
        assert watch.look() == []
        (asked,) = watch.look()
        keys.append(str(asked.run_key))
        watch.takes_in()
    assert len(set(keys)) == 3
    assert [key.split("-")[1] for key in keys] == ["1", "2", "3"]
    assert keys[0].split("-")[2] == keys[2].split("-")[2] != keys[1].split("-")[2]


def test_content_changed_under_the_same_name_and_size_is_noticed(watch: Watch) -> None:
    place = deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.look()
    watch.look()
    content = (place / "trafficking.csv").read_bytes()
    (place / "trafficking.csv").write_bytes(content.replace(b"30", b"31"))
    os.utime(place / "trafficking.csv", (1e9, 1e9))
    assert watch.look() == []
    assert len(watch.look()) == 1


def test_two_new_deliveries_of_an_office_are_one_run(watch: Watch) -> None:
    for name in ("2013-01-10", "2013-01-11"):
        deliver(watch.installation.home, "KEN", name, *victims("KEN", 2))
    watch.look()
    assert len(watch.look()) == 1


def test_all_that_arrived_is_one_run_a_year(watch: Watch) -> None:
    watch.installation.knows("ALB", "KEN")
    for office in ("KEN", "UGA", "AGO"):
        for name in ("2013-01-10", "2013-01-11"):
            deliver(watch.installation.home, office, name, *victims(office, 2))
    deliver(watch.installation.home, "UGA", "2012-01-10", *victims("UGA", 2), year=2011)
    watch.look()
    earlier, asked = watch.look()
    assert earlier.partition_key == "UGA|2011"
    assert offices_of(asked) == ["AGO", "KEN", "UGA"]
    assert (asked.tags[RANGE_START], asked.tags[RANGE_END]) == ("KEN|2012", "UGA|2012")
    assert watch.installation.instance.get_dynamic_partitions(str(offices.name)) == ["ALB", "KEN", "AGO", "UGA"]


def test_what_arrives_during_a_run_is_in_the_next_one(watch: Watch) -> None:
    watch.installation.knows("KEN")
    running = waiting(watch.installation, "KEN|2012")
    for office in ("UGA", "AGO"):
        deliver(watch.installation.home, office, "2013-01-10", *victims(office, 2))
        assert [watch.look() for _ in range(2)] == [[], []]
    deliver(watch.installation.home, "UGA", "2012-01-10", *victims("UGA", 2), year=2011)
    watch.look()
    assert [asked.partition_key for asked in watch.look()] == ["UGA|2011"]
    watch.installation.instance.delete_run(running.run_id)
    (asked,) = [request for request in watch.look() if request.partition_key is None]
    assert offices_of(asked) == ["AGO", "UGA"]


def test_a_sensor_without_its_cursor_leaves_what_was_taken_in_long_ago(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "Anna-Zweifel", *victims("KEN", 2))
    deliver(watch.installation.home, "UGA", "2013-01-10", *victims("UGA", 2))
    watch.takes_in()
    assert [watch.look() for _ in range(3)] == [[], [], []]
    deliver(watch.installation.home, "UGA", "2013-01-11", *victims("UGA", 3))
    place = deliver(watch.installation.home, "KEN", "Anna-Zweifel", *victims("KEN", 2))
    os.utime(place / "trafficking.csv", (1e9, 1e9))
    watch.look()
    (asked,) = watch.look()
    assert offices_of(asked) == ["KEN", "UGA"]


def test_a_delivery_that_a_killed_run_only_received_is_asked_for(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    receive(watch.installation.stores, YEAR)
    watch.look()
    assert len(watch.look()) == 1


def test_a_delivery_that_no_run_took_in_is_asked_for_three_times(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.look()
    keys = [request.run_key for _ in range(6) for request in watch.look()]
    assert len(keys) == len(set(keys)) == 3


def test_after_a_cursor_of_version_0_2_nothing_is_taken_in_twice(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.takes_in()
    of_no_key = {"0123456789abcdef": "0123456789abcdef"}
    watch.cursor = json.dumps({"seen": of_no_key, "taken": of_no_key, "arrivals": 5})
    assert [watch.look() for _ in range(2)] == [[], []]
    assert len(json.loads(watch.cursor or "")["taken"]) == 1


def test_the_cursor_of_150_offices_is_small_and_forgets_what_is_gone() -> None:
    listed = [
        Delivery(office, year, f"{year + 1}-0{n}-10", (DeliveredFile("cover.csv", 100 + n, "v"),))
        for year in (2010, 2011, 2012)
        for office in sorted(expected_offices())
        for n in (1, 2, 3)
    ]
    cursor = DeliveryCursor(DeliveryDigests(InstallationKey(KEY).pseudonym))
    assert [len(cursor.due(listed, lambda _: False, ())) for _ in range(2)] == [0, len(listed)]
    assert cursor.due(listed, lambda _: True, ()) == []
    assert len(listed) == 1350
    assert len(cursor.serialize()) < 36_000
    cursor.forget_all_but(listed[:3])
    assert len(cursor.taken) == 3


def test_what_is_no_office_or_no_review_year_is_left(watch: Watch) -> None:
    deliver(watch.installation.home, "QQQ", "2013-01-10", *victims("QQQ", 2))
    deliver(watch.installation.home, "KEN", "1998-01-10", *victims("KEN", 2), year=1997)
    (watch.installation.home.drop / "2012" / "UGA" / "empty").mkdir(parents=True)
    assert [watch.look() for _ in range(3)] == [[], [], []]


def test_the_cursor_holds_digests_only(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "Anna-Zweifel", *victims("KEN", 2))
    watch.look()
    watch.look()
    cursor = json.loads(watch.cursor or "")
    assert set(cursor) == {"seen", "taken", "asked", "arrivals"}
    assert "Zweifel" not in str(watch.cursor)
    assert "KEN" not in str(watch.cursor)


def test_nobody_confirms_a_guess_of_a_listing_in_the_cursor_without_the_key(watch: Watch) -> None:
    deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.look()
    (run,) = watch.look()
    (delivery,) = watch.installation.stores.source.deliveries(YEAR)
    place = [delivery.year, delivery.office, delivery.name]
    for guess in (place, [[file.name, file.size, file.version] for file in delivery.files]):
        digest = hashlib.sha256(json.dumps(guess).encode()).hexdigest()
        assert digest[:8] not in f"{watch.cursor} {run.run_key}"


def test_a_version_is_the_stores_own_mark_before_a_time() -> None:
    assert version_of({"ETag": "a", "LastModified": 1}) == version_of({"ETag": "a", "LastModified": 2})
    assert version_of({"ETag": "a"}) != version_of({"ETag": "b"})
    assert version_of({"mtime": 1.0, "created": 5.0}) == version_of({"mtime": 1.0, "created": 6.0})
    assert version_of({"mtime": 1.0}) != version_of({"mtime": 2.0})
    assert version_of({"created": 1.0}) != version_of({"created": 2.0})
    assert version_of({"name": "a", "size": 3}) == ""


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2013-01-01", [2012]),  # a Tuesday, and the first day
        ("2013-06-30", [2010, 2011, 2012]),  # the last day, a Sunday
        ("2013-07-01", []),
        ("2013-07-07", [2010, 2011, 2012]),
        ("2013-07-08", []),
        ("2012-12-31", []),
    ],
)
def test_a_year_is_due_nightly_while_open_and_on_sundays_after(day: str, due: list[int]) -> None:
    assert years_due(date.fromisoformat(day)) == due


@pytest.fixture
def kept(installation: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose instance lies on disk: a schedule opens it by its reference."""
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        yield Installation(installation.home, instance)


def scheduled(installation: Installation, day: str) -> list[dg.RunRequest]:
    context = dg.build_schedule_context(
        instance=installation.instance,
        scheduled_execution_time=datetime.fromisoformat(day).replace(hour=2, tzinfo=UTC),
        resources={"stores": ReviewStores(installation.home)},
    )
    return [asked for asked in submissions_of_open_years(context) if isinstance(asked, dg.RunRequest)]


def test_the_schedule_asks_for_all_offices_of_the_open_year_a_new_one_too(kept: Installation) -> None:
    deliver(kept.home, "SMR", "2013-01-10", *victims("SMR", 2))
    (asked,) = scheduled(kept, "2013-02-05")
    known = kept.instance.get_dynamic_partitions(str(offices.name))
    assert {"KEN", "SMR"} <= set(known)
    assert asked.run_key == "2012-2013-02-05"
    assert asked.tags[RANGE_START] == f"{known[0]}|2012"
    assert asked.tags[RANGE_END] == f"{known[-1]}|2012"


def test_the_schedule_rests_when_no_year_is_due(kept: Installation) -> None:
    assert scheduled(kept, "2013-07-08") == []


def asked_after(
    installation: Installation,
    result: dg.ExecuteInProcessResult,
    sensor: dg.SensorDefinition = review_after_offices,
) -> dg.RunRequest | dg.SkipReason:
    run = installation.instance.get_run_by_id(result.run_id)
    assert run is not None
    ends = [e for e in result.all_events if e.event_type_value in ("PIPELINE_SUCCESS", "PIPELINE_FAILURE")]
    context = dg.build_run_status_sensor_context(str(sensor.name), ends[0], installation.instance, run)
    answer = sensor(context)
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def waiting(installation: Installation, partition: str) -> dg.DagsterRun:
    tags = {"dagster/partition": partition}
    return installation.instance.create_run_for_job(resolved(), status=dg.DagsterRunStatus.STARTED, tags=tags)


def resolved() -> dg.JobDefinition:
    from pipelines.definitions import defs

    return defs.resolve_job_def(one_office.name)


def test_a_years_review_is_asked_for_once_when_several_offices_wait(installation: Installation) -> None:
    installation.knows("KEN", "UGA", "TCD")
    first = installation.run("one_office", partition_key="KEN|2012")
    other = waiting(installation, "UGA|2012")
    answer = asked_after(installation, first)
    assert isinstance(answer, dg.SkipReason)
    assert "not finished" in str(answer.skip_message)
    installation.instance.delete_run(other.run_id)

    second = installation.run("one_office", partition_key="TCD|2012")
    answers = [asked_after(installation, run) for run in (first, second)]
    assert [type(answer) for answer in answers] == [dg.SkipReason, dg.RunRequest]
    asked = answers[1]
    assert isinstance(asked, dg.RunRequest)
    assert (asked.partition_key, asked.run_key) == (str(YEAR), second.run_id)

    installation.instance.add_run_tags(second.run_id, OF_COMMAND)  # `review run` makes the review itself
    assert isinstance(asked_after(installation, second), dg.SkipReason)


def test_a_run_over_a_range_takes_the_offices_that_its_tag_names() -> None:
    tags = range_tags(["KEN", "AGO", "UGA", "TCD"], YEAR, ["UGA", "KEN"])
    assert (tags[RANGE_START], tags[RANGE_END]) == ("KEN|2012", "UGA|2012")
    keys = ["KEN|2012", "AGO|2012", "UGA|2012"]
    assert offices_and_year(keys, tags) == (["KEN", "UGA"], YEAR)
    assert offices_and_year(keys, {}) == (["AGO", "KEN", "UGA"], YEAR)


def test_an_office_of_another_year_is_not_waited_for(installation: Installation) -> None:
    installation.knows("KEN", "UGA")
    first = installation.run("one_office", partition_key="KEN|2012")
    waiting(installation, "UGA|2011")
    assert isinstance(asked_after(installation, first), dg.RunRequest)


def test_the_review_is_asked_for_although_the_last_office_failed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.knows("KEN", "UGA")
    assert installation.run("one_office", partition_key="KEN|2012").success

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("assets.office_assets.receive", broken)
    failed = installation.run("one_office", partition_key="UGA|2012")
    assert not failed.success
    answer = asked_after(installation, failed, review_after_a_failed_office)
    assert isinstance(answer, dg.RunRequest)
    assert answer.partition_key == str(YEAR)


def test_the_year_of_a_run_is_that_of_its_partition_or_range() -> None:
    assert year_of_run({"dagster/partition": "KEN|2012"}) == "2012"
    assert year_of_run({RANGE_START: "KEN|2011"}) == "2011"
    assert year_of_run({}) is None


def test_nothing_starts_by_itself_until_an_operator_turns_it_on() -> None:
    stopped = dg.DefaultSensorStatus.STOPPED
    assert {one.default_status for one in (new_deliveries, review_after_offices)} == {stopped}
    assert submissions_of_open_years.default_status is dg.DefaultScheduleStatus.STOPPED


def test_an_unfinished_file_is_no_part_of_a_listing(watch: Watch) -> None:
    place: Path = deliver(watch.installation.home, "KEN", "2013-01-10", *victims("KEN", 2))
    watch.look()
    (place / "returns.csv.part").write_text("unfinished", encoding="utf-8")
    assert len(watch.look()) == 1
