"""Damaged files of the home: a move is searched again; a table of the shelf and a kept record are named."""

from pathlib import Path

import pytest

from assets.steps.release.kept_cubes import cubes_folder, kept_cubes
from assets.steps.release.protection import EncryptedMoveCache
from assets.steps.release.published_tables import read_shelf_table
from assets.steps.runtime.errors import OperatorError
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.lib.keys import set_key

CANARY = b"Amina Otieno"


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    set_key(monkeypatch)
    return open_stores(Home(tmp_path / "var"))


def _files(stores: Stores) -> dict[str, bytes]:
    return {"of another key": CANARY, "no content": b"", "another content": stores.key.encrypt(CANARY)}


def test_a_damaged_move_is_none_and_is_searched_again(stores: Stores) -> None:
    folder = stores.home.disclosure / "2012" / "moves"
    folder.mkdir(parents=True)
    for content in _files(stores).values():
        (folder / "ab.age").write_bytes(content)
        assert EncryptedMoveCache(stores, 2012).recall("ab") is None


def test_damaged_records_of_an_edition_are_named_with_their_folder_and_remedy(stores: Stores) -> None:
    folder = cubes_folder(stores, 2012) / "content"
    folder.mkdir(parents=True)
    for content in _files(stores).values():
        (folder / "victims.age").write_bytes(content)
        with pytest.raises(OperatorError, match=r"^records in disclosure/2012/cubes are damaged .* from a backup"):
            kept_cubes(stores, 2012, "content")


def test_a_damaged_table_of_the_shelf_is_named_with_its_place_and_remedy(stores: Stores) -> None:
    path = stores.home.shelf / "2012" / "draft-1" / "tables" / "reach.csv"
    path.parent.mkdir(parents=True)
    for content, fault in ((CANARY, "line 1: not the columns"), (b"\xff", "not a CSV file in UTF-8")):
        path.write_bytes(content)
        with pytest.raises(OperatorError) as caught:
            read_shelf_table(path, "reach", "persons", 2012)
        assert str(caught.value).startswith(f"shelf/2012/draft-1/tables/reach.csv, {fault}")
        assert str(caught.value).endswith("put the file back from a backup")
