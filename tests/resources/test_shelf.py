"""The shelf: numbered drafts, put there whole, the same content once."""

import hashlib
import json
from pathlib import Path

import pytest

from resources.edition_manifest import EditionManifest
from resources.home import Home
from resources.shelf import Shelf, ShelfError


@pytest.fixture
def shelf(home: Home) -> Shelf:
    return Shelf(home.shelf)


def put(shelf: Shelf, content: str, text: str = "review") -> tuple[Path, bool]:
    with shelf.workspace(2012) as build:
        (build / "tables").mkdir()
        (build / "tables" / "a.csv").write_text(text)
        return shelf.put(2012, build, EditionManifest.model_validate({"content": content, "contract": "1"}))


def test_the_first_edition_is_draft_1_with_a_manifest_of_its_files(shelf: Shelf, home: Home) -> None:
    draft, new = put(shelf, "one")
    manifest = json.loads((draft / "manifest.json").read_text())
    assert (draft, new) == (home.shelf / "2012" / "draft-1", True)
    assert manifest["files"] == {"tables/a.csv": hashlib.sha256(b"review").hexdigest()}
    assert list(manifest) == sorted(manifest)


def test_the_same_content_makes_no_new_draft(shelf: Shelf) -> None:
    first, _ = put(shelf, "one")
    before = (first / "manifest.json").read_bytes()
    assert put(shelf, "one", "other text") == (first, False)
    assert (first / "manifest.json").read_bytes() == before
    assert (first / "tables" / "a.csv").read_text() == "review"


def test_content_that_comes_back_is_a_new_draft(shelf: Shelf) -> None:
    assert [put(shelf, content)[0].name for content in ("one", "two", "one")] == ["draft-1", "draft-2", "draft-3"]


def test_the_number_is_known_before_the_pages_are_made(shelf: Shelf) -> None:
    assert shelf.next_number(2012, "one") == 1
    put(shelf, "one")
    assert shelf.next_number(2012, "one") == 1
    assert shelf.next_number(2012, "two") == 2
    assert shelf.next_number(2011, "two") == 1


def test_no_number_that_was_recorded_is_given_again(shelf: Shelf) -> None:
    put(shelf, "one")
    assert shelf.next_number(2012, "one", recorded=3) == 1
    assert shelf.next_number(2012, "two", recorded=3) == 4
    with shelf.workspace(2012) as build:
        assert shelf.put(2012, build, EditionManifest(content="two"), recorded=3)[0].name == "draft-4"
    with shelf.workspace(2012) as build:
        assert shelf.put_released(2012, build, EditionManifest(content="two"), recorded=1).name == "edition-2"


def test_the_intent_is_told_when_all_is_built_and_nothing_has_its_place(shelf: Shelf) -> None:
    told: list[tuple[int, str, bool]] = []
    with shelf.workspace(2012) as build:

        def announce(number: int, sha256: str) -> None:
            told.append((number, sha256, (build / "manifest.json").is_file() and not shelf.drafts(2012)))

        folder, _ = shelf.put(2012, build, EditionManifest(content="one"), announce)
    assert told == [(1, shelf.manifest_sha256(folder), True)]


def test_the_latest_draft_is_the_one_with_the_greatest_number(shelf: Shelf) -> None:
    assert shelf.latest(2012) is None
    for number in range(11):
        put(shelf, str(number))
    latest = shelf.latest(2012)
    assert latest is not None
    assert latest.name == "draft-11"


def test_a_build_that_fails_leaves_nothing(shelf: Shelf, home: Home) -> None:
    with pytest.raises(ZeroDivisionError), shelf.workspace(2012) as build:
        (build / "half").write_text("half")
        _ = 1 / 0
    assert shelf.latest(2012) is None
    assert [path.name for path in home.shelf.iterdir() if path.is_dir()] == []


def test_an_edition_without_a_content_digest_is_refused(shelf: Shelf) -> None:
    with pytest.raises(ShelfError), shelf.workspace(2012) as build:
        shelf.put(2012, build, EditionManifest())


def test_a_year_of_which_only_a_released_edition_is_there_is_a_year_of_the_shelf(tmp_path: Path) -> None:
    for name in ("2012/draft-1", "2013/edition-1"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "manifest.json").write_text("{}")
    (tmp_path / "2014").mkdir()
    assert Shelf(tmp_path).years() == [2012, 2013]
