"""Taking deliveries in from several sources: what breaks on the way rejects nothing and is taken at a later look."""

from pathlib import Path
from typing import Any

import pytest

import resources.warehouse.store as store
from assets.steps.submissions.receive import receive
from resources.home import Home
from resources.source.folder import FolderSource
from resources.source.mailbox import NOT_AUTHENTICATED
from resources.stores import Stores, open_stores
from tests.lib.keys import set_key


@pytest.fixture
def stores(home: Home, source_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    set_key(monkeypatch)
    monkeypatch.setattr(store, "is_at_its_newest", lambda connection: False)
    monkeypatch.setattr(store, "migrate", lambda connection, metadata: metadata.create_all(connection))
    for root, office in ((home.drop, "KEN"), (tmp_path / "share", "UGA")):
        folder = root / "2012" / office / "2013-05-01"
        folder.mkdir(parents=True)
        (folder / "returns.csv").write_bytes(b"case_ref,sex\nR-1,F\n")
    gone = {"name": "mail", "kind": "mail", "folder": str(tmp_path / "nowhere"), "senders": {"a@b.example": "KEN"}}
    gone["authenticated_by"] = "mx.example"
    source_of({"name": "share", "kind": "folder", "folder": str(tmp_path / "share")}, gone)
    return open_stores(home)


def test_a_delivery_that_changes_while_it_is_taken_waits_and_is_taken_later(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = FolderSource._content

    def grows(self: FolderSource, folder: str, listed: Any) -> bytes:
        if "/UGA/" in folder:
            with (Path(folder) / listed.name).open("ab") as file:
                file.write(b"R-2,M\n")
        return taken(self, folder, listed)

    with monkeypatch.context() as patch:
        patch.setattr(FolderSource, "_content", grows)
        received = receive(stores, 2012)
    assert (received.arrivals, received.waiting) == ({"KEN": 1}, {"UGA": 1})
    assert [row.office for row in stores.register.rows(2012)] == ["KEN"]
    later = receive(stores, 2012)
    assert (later.arrivals, later.waiting) == ({"KEN": 1, "UGA": 1}, {})
    assert [(row.office, row.delivery) for row in stores.register.rows(2012)] == [
        ("KEN", "2013-05-01"),
        ("UGA", "2013-05-01.share"),
    ]


def test_a_source_that_cannot_be_reached_is_said_and_the_others_go_on(stores: Stores) -> None:
    received = receive(stores, 2012)
    assert received.arrivals == {"KEN": 1, "UGA": 1}
    assert received.warnings == ["source mail was not looked into: its folder is not there"]


def test_the_date_of_a_delivery_is_kept_from_whichever_source(stores: Stores) -> None:
    receive(stores, 2012)
    assert {row.received_on for row in stores.register.rows(2012)} == {"2013-05-01"}


def test_a_run_tells_how_many_messages_were_not_taken_and_why(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "nowhere").mkdir()
    (tmp_path / "nowhere" / "canary.eml").write_bytes(b"From: a@b.example\nSubject: 2012\n\ncanary\n")
    received = receive(stores, 2012)
    assert received.arrivals == {"KEN": 1, "UGA": 1}
    assert received.warnings == [f"source mail: 1 messages were not taken: {NOT_AUTHENTICATED}"]
