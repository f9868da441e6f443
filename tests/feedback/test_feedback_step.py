"""The station and the command that hands feedback out, on a home of its own."""

import io

import openpyxl
import pyrage
import pytest

import resources.warehouse.store as store
from assets.steps.cases.check import check_cases
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.feedback_export import NoRecipientError, hand_out
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from resources.home import Home
from resources.stores import open_stores
from tests.lib.submissions.faulty_workbooks import OFFICE, victim, workbook
from tests.lib.submissions.files import YEAR


@pytest.fixture
def stores(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "is_at_its_newest", lambda connection: False)
    monkeypatch.setattr(store, "migrate", lambda connection, metadata: metadata.create_all(connection))
    return open_stores(Home(tmp_path))


def deliver(stores, name, rows, content=None):
    folder = stores.home.drop / str(YEAR) / OFFICE / name
    folder.mkdir(parents=True)
    (folder / "office.xlsx").write_bytes(content or workbook({"trafficking": rows}, "es")[0].content)


def run(stores):
    receive(stores, YEAR, [OFFICE])
    read_submissions(stores, YEAR, [OFFICE])
    for form in stores.contract.forms:
        check_cases(stores, form, YEAR, [OFFICE])
    return give_feedback(stores, YEAR, [OFFICE])


def rows(*faulty):
    return [victim(number, **({"sex": "perhaps"} if number in faulty else {})) for number in range(12)]


def kept(stores):
    return stores.warehouse.read("feedback", where={"year": YEAR})


def test_an_office_gets_a_list_and_its_marked_workbook_kept_encrypted(stores):
    deliver(stores, "2013-01-10-1", rows(3))
    assert run(stores)[OFFICE] >= 1
    found = kept(stores)
    assert found["kind"].tolist() == ["list", "marked"]
    for sha256 in found["sha256"]:
        on_disk = stores.vault.place_of(sha256).read_bytes()
        assert on_disk.startswith(b"age-encryption.org")
        assert stores.vault.open(sha256).startswith(b"PK")


def test_only_lists_leave_in_clear(stores):
    deliver(stores, "2013-01-10-1", rows(3))
    run(stores)
    assert list(hand_out(stores, OFFICE, YEAR)) == [f"feedback-{OFFICE}-{YEAR}-2013-01-10-1-list.xlsx"]


def test_the_marked_workbook_leaves_encrypted_to_its_recipient(stores):
    deliver(stores, "2013-01-10-1", rows(3))
    run(stores)
    identity = pyrage.x25519.Identity.generate()
    found = hand_out(stores, OFFICE, YEAR, str(identity.to_public()))
    name = f"feedback-{OFFICE}-{YEAR}-2013-01-10-1-marked.xlsx.age"
    book = openpyxl.load_workbook(io.BytesIO(pyrage.decrypt(found[name], [identity])))
    assert book.worksheets[1]["C5"].value == "perhaps"
    with pytest.raises(NoRecipientError):
        hand_out(stores, OFFICE, YEAR, "age1nobody")


def test_a_resubmission_tells_what_was_mended_and_what_is_new(stores):
    deliver(stores, "2013-01-10-1", rows(3, 4))
    run(stores)
    deliver(stores, "2013-02-10-1", rows(4, 5))
    run(stores)
    content = hand_out(stores, OFFICE, YEAR)[f"feedback-{OFFICE}-{YEAR}-2013-02-10-1-list.xlsx"]
    summary = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    lines = [[cell.value for cell in line] for line in summary.iter_rows()]
    assert next(line for line in lines if line[0] == "Sexo" and isinstance(line[2], int))[2:5] == [1, 1, 1]


def test_a_refused_delivery_is_told_of_and_the_one_before_still_is(stores):
    deliver(stores, "2013-01-10-1", rows(3))
    deliver(stores, "2013-02-10-1", [], b"This is no workbook.")
    run(stores)
    names = list(hand_out(stores, OFFICE, YEAR))
    assert [name.split(f"{YEAR}-", 1)[1] for name in names] == ["2013-01-10-1-list.xlsx", "2013-02-10-1-list.xlsx"]


def test_nothing_is_made_anew_where_nothing_changed(stores, monkeypatch):
    deliver(stores, "2013-01-10-1", rows(3))
    run(stores)
    before = kept(stores)
    monkeypatch.setattr("assets.steps.submissions.feedback.MARK", "no:function")
    run(stores)
    assert kept(stores).equals(before)


def test_a_silent_office_gets_nothing(stores):
    assert run(stores) == {}
    assert hand_out(stores, OFFICE, YEAR) == {}
