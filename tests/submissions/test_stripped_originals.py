"""What was stripped of identifiers once is never in the vault again: whatever comes, is killed or was kept before."""

import hashlib
import shutil

import pytest

from assets.steps.submissions import read as read_step
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from assets.steps.submissions.vault_files import kept_files
from resources.register import Register
from resources.stores import Stores
from resources.vault import Vault
from tests.lib.submissions.files import YEAR, Files, as_csv, cover, deliver, separated
from tests.lib.submissions.single_rows import take, victim
from tests.lib.vaults import contents_of

NAME = b"Amina Kanariova"
NAMED = separated([victim("A-1", Name=NAME.decode())])
SHA256 = hashlib.sha256(NAMED).hexdigest()


class KilledError(BaseException):
    """The process ends here."""


def files(office: str = "KEN", **more: bytes) -> Files:
    return {"cover.csv": as_csv(cover(office), {})["cover.csv"], "trafficking.csv": NAMED, **more}


def names_in_vault(stores: Stores) -> int:
    """How many entries hold the name."""
    return sum(NAME in content for content in contents_of(stores))


def records(stores: Stores) -> int:
    return stores.warehouse.count("read_trafficking")


def found(stores: Stores) -> int:
    return stores.warehouse.count("findings", {"rule": "identifier_sent"})


@pytest.fixture
def stripped(stores: Stores) -> Stores:
    deliver(stores.home.root, "KEN", "2013-01-10-1", files())
    take(stores, "KEN")
    assert (names_in_vault(stores), records(stores), found(stores)) == (0, 1, 1)
    return stores


def test_a_second_run_does_not_keep_the_original_again(stripped: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytes] = []
    keep = Vault.keep
    monkeypatch.setattr(Vault, "keep", lambda vault, content: (kept.append(content), keep(vault, content))[1])
    received = receive(stripped, YEAR)
    assert received.arrivals == {"KEN": 1}
    assert received.warnings == []
    assert not any(NAME in content for content in kept)
    read_submissions(stripped, YEAR, ["KEN"])
    assert (names_in_vault(stripped), records(stripped), found(stripped)) == (0, 1, 1)


def test_the_same_files_under_another_name_are_not_kept_again(stripped: Stores) -> None:
    deliver(stripped.home.root, "KEN", "2013-02-10-1", files())
    receive(stripped, YEAR)
    assert [row.state for row in stripped.register.rows(YEAR)] == ["read", "repeated"]
    assert names_in_vault(stripped) == 0
    deliver(stripped.home.root, "KEN", "2013-02-01-1", as_csv(cover("KEN"), {"trafficking": [victim("B")]}))
    take(stripped, "KEN")
    assert [row.state for row in stripped.register.rows(YEAR)] == ["read", "read", "read"]
    assert (names_in_vault(stripped), records(stripped), found(stripped)) == (0, 1, 1)


def test_the_same_files_twice_in_one_run_are_stripped_both(stores: Stores) -> None:
    deliver(stores.home.root, "KEN", "2013-01-10-1", files())
    deliver(stores.home.root, "KEN", "2013-02-10-1", files())
    take(stores, "KEN")
    assert names_in_vault(stores) == 0
    for row in stores.register.rows(YEAR):
        assert [file.name for file in kept_files(stores, row)[0]] == ["cover.csv", "trafficking.csv"]


def test_the_same_files_of_another_office_are_rejected_and_not_kept(stripped: Stores) -> None:
    nobodys = {**files(), "cover.csv": as_csv({"year": str(YEAR), "nature": "demonstration"}, {})["cover.csv"]}
    deliver(stripped.home.root, "KEN", "2013-03-10-1", nobodys)
    deliver(stripped.home.root, "UGA", "2013-03-10-1", nobodys)
    take(stripped, "KEN", "UGA")
    assert [row.reason for row in stripped.register.rows(YEAR, "UGA")] == ["sent_elsewhere"]
    assert names_in_vault(stripped) == 0
    assert receive(stripped, YEAR).warnings == []
    assert names_in_vault(stripped) == 0


def test_an_original_that_an_earlier_version_left_is_removed_and_told(stripped: Stores) -> None:
    stripped.vault.keep(NAMED)
    assert names_in_vault(stripped) == 1
    [notice] = receive(stripped, YEAR + 1).warnings
    assert notice.startswith(f"KEN {YEAR}: 1 files with identifiers")
    assert names_in_vault(stripped) == 0
    assert receive(stripped, YEAR).warnings == []


def test_a_repeated_delivery_of_an_earlier_version_is_given_the_copies(stripped: Stores) -> None:
    deliver(stripped.home.root, "KEN", "2013-02-10-1", files())
    receive(stripped, YEAR)
    original = stripped.register.rows(YEAR)[1]
    names = {"cover.csv": stripped.vault.keep(files()["cover.csv"]), "trafficking.csv": stripped.vault.keep(NAMED)}
    import assets.steps.submissions.vault_files as entries

    stripped.register.mark_kept(original.submission_no, entries.keep_names(stripped, names))
    assert len(receive(stripped, YEAR).warnings) == 1
    assert names_in_vault(stripped) == 0
    assert NAME not in b"".join(file.content for file in kept_files(stripped, stripped.register.rows(YEAR)[1])[0])


@pytest.mark.parametrize("point", ["before", "kept", "read", "removed"])
def test_a_killed_run_leaves_an_original_only_until_the_next(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """Also where a later delivery supersedes the killed one before the next run."""
    deliver(stores.home.root, "KEN", "2013-01-10-1", files())

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        if point == "before":
            patch.setattr(read_step, "keep_without_identifiers", killed)
        elif point == "kept":
            patch.setattr(Register, "mark_kept", killed)
        elif point == "read":
            patch.setattr(Register, "mark_read", killed)
        else:
            patch.setattr(Vault, "remove", killed)
        with pytest.raises(KilledError):
            take(stores, "KEN")
    shutil.rmtree(stores.home.drop)
    deliver(stores.home.root, "KEN", "2013-02-10-1", as_csv(cover("KEN"), {"trafficking": [victim("B")]}))
    take(stores, "KEN")
    assert [row.state for row in stores.register.rows(YEAR)] == ["read", "read"]
    assert (names_in_vault(stores), records(stores)) == (0, 1)


def test_a_run_killed_while_it_takes_files_in_leaves_no_file_that_nothing_names(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(stores.home.root, "KEN", "2013-01-10-1", files())

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Register, "arrived", killed)
        with pytest.raises(KilledError):
            receive(stores, YEAR)
    assert not stores.vault.holds(SHA256)
    keep = Vault.keep
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "keep", lambda vault, content: killed() if content == NAMED else keep(vault, content))
        with pytest.raises(KilledError):
            receive(stores, YEAR)
    assert receive(stores, YEAR).warnings == []
    read_submissions(stores, YEAR, ["KEN"])
    assert (names_in_vault(stores), records(stores), found(stores)) == (0, 1, 1)


def test_a_marked_workbook_made_before_the_file_was_stripped_is_removed(stripped: Stores) -> None:
    give_feedback(stripped, YEAR, ["KEN"])
    former = stripped.warehouse.read("feedback")
    assert set(former["kind"]) == {"list", "marked"}
    with stripped.warehouse.writing() as connection:
        table = stripped.warehouse.table("feedback")
        connection.execute(table.update().values(made_from="0" * 64))
        connection.execute(table.update().where(table.c.kind == "marked").values(sha256=stripped.vault.keep(NAMED)))
    give_feedback(stripped, YEAR, ["KEN"])
    assert names_in_vault(stripped) == 0
    assert set(stripped.warehouse.read("feedback")["sha256"]) == set(former["sha256"])
