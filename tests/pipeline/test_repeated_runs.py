"""The same submissions give the same bytes, and a late office touches nothing but its own."""

import json
from pathlib import Path
from typing import Any

from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from tests.lib.keys import KEY
from tests.lib.submissions.files import YEAR, deliver
from tests.pipeline.homes import digests, review_apart, stores_of
from tests.pipeline.mixed_year import GOOD, LATE, REJECTED, MixedYear, deliveries

OFFICE = 1  # the column after rowid


def manifest_of(home: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home / "shelf" / "2012" / "draft-1" / "manifest.json").read_text("utf-8"))
    return content


def test_a_second_run_makes_no_new_draft_and_leaves_every_byte_on_the_shelf(mixed: MixedYear) -> None:
    assert mixed.ended["again"].status == 0, mixed.ended["again"].shown
    assert mixed.shelf["again"] == mixed.shelf["first"]
    assert {place.partition("/")[0] for place in mixed.shelf["first"]} == {"2012"}
    assert {place.split("/")[1] for place in mixed.shelf["first"]} == {"draft-1"}


def test_a_second_run_keeps_nothing_twice(mixed: MixedYear) -> None:
    assert mixed.vault["again"] == mixed.vault["first"]
    count = {table: len(found) for table, found in mixed.rows["first"].items()}
    assert {table: len(found) for table, found in mixed.rows["again"].items()} == count


def test_the_manifest_names_every_file_on_the_shelf_with_its_digest(mixed: MixedYear) -> None:
    draft, manifest = mixed.root / "shelf" / "2012" / "draft-1", manifest_of(mixed.root)
    assert manifest["files"] == {place: sha for place, sha in digests(draft).items() if place != "manifest.json"}
    assert len(manifest["submissions"]) == len(GOOD) + 1  # one office stands by two deliveries
    assert manifest["released"] is False


def test_another_home_with_the_same_key_gives_the_same_bytes_whatever_arrives_first(
    mixed: MixedYear, tmp_path: Path
) -> None:
    stores = stores_of(tmp_path, KEY)
    for office, name, files in reversed(deliveries()):
        deliver(tmp_path, office, name, files)
        receive(stores, YEAR, [office])
        read_submissions(stores, YEAR, [office])
    ended = review_apart(tmp_path, "run", "--year", str(YEAR), key=KEY)
    assert ended.status == 0, ended.shown
    assert manifest_of(tmp_path) == manifest_of(mixed.root)
    assert digests(tmp_path / "shelf") == mixed.shelf["first"]


def test_a_late_office_makes_a_new_draft_and_leaves_the_former_as_it_was(mixed: MixedYear) -> None:
    assert mixed.ended["late"].status == 0, mixed.ended["late"].shown
    former = {place: sha for place, sha in mixed.shelf["late"].items() if place.startswith("2012/draft-1/")}
    assert former == mixed.shelf["first"]
    assert {place.split("/")[1] for place in mixed.shelf["late"]} == {"draft-1", "draft-2"}


def test_a_late_office_refreshes_only_its_own_rows(mixed: MixedYear) -> None:
    for table, found in mixed.rows["late"].items():
        others = [row for row in found if row[OFFICE] != LATE]
        assert others == mixed.rows["again"][table], table
    assert any(row[OFFICE] == LATE for row in mixed.rows["late"]["cases_trafficking"])


def test_a_run_marks_the_partitions_of_the_offices_that_have_rows_and_of_no_others(mixed: MixedYear) -> None:
    assert mixed.materialised["first"] == dict.fromkeys(GOOD, 1)
    assert mixed.materialised["late"] == {**dict.fromkeys(GOOD, 2), LATE: 1}
    assert not set(REJECTED) & set(mixed.materialised["late"])
