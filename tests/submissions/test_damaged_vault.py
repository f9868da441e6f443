"""One damaged entry of the vault: the other offices go on, no person is lost in silence, and the drop mends it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.steps.cases.check import check_cases
from assets.steps.provenance.pedigree import DamagedPedigreeError, last_pedigree, open_pedigree
from assets.steps.provenance.record_snapshots import keep_records, open_records
from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.feedback_export import hand_out
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from assets.steps.submissions.vault_files import DamagedSubmissionError, kept_files
from pipelines.cli import app
from pipelines.cli.console import console
from resources.editions import EditionEntry
from resources.register import RegisterRow
from resources.stores import Stores
from tests.lib.submissions.files import YEAR, Row, as_csv, cover, deliver
from tests.lib.submissions.single_rows import send, take, victim

OFFICES = ("KEN", "UGA")


def truncated(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-20])


def foreign(place: Path) -> None:
    other = next(path for path in place.parent.parent.rglob("*.age") if path != place)
    place.write_bytes(other.read_bytes())


def missing(place: Path) -> None:
    place.unlink()


def empty(place: Path) -> None:
    place.write_bytes(b"")


DAMAGES = (truncated, foreign, missing, empty)


def place_of(stores: Stores, sha256: str) -> Path:
    return stores.vault.place_of(sha256)


def row_of(stores: Stores, office: str = "KEN") -> RegisterRow:
    return stores.register.rows(YEAR, office)[-1]


def damage(stores: Stores, how: Callable[[Path], None], *, names: bool = False) -> None:
    """Damage the records of the last submission of KEN in the vault, or its entry of names."""
    row = row_of(stores)
    largest = max(row.files, key=lambda file: file.size_bytes)
    how(place_of(stores, row.names_sha256 if names else largest.sha256))


def counted(stores: Stores) -> dict[str, int]:
    return {office: stores.warehouse.count("read_trafficking", {"office": office}) for office in OFFICES}


def lose_the_drop(stores: Stores) -> None:
    shutil.rmtree(stores.home.drop)


@pytest.fixture
def two(stores: Stores) -> Stores:
    """Two offices, of two and three victims, received and read."""
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A"), victim("B")]})
    send(stores, "UGA", "2013-01-28-1", {"trafficking": [victim("C"), victim("D"), victim("E")]})
    take(stores, *OFFICES)
    assert counted(stores) == {"KEN": 2, "UGA": 3}
    return stores


@pytest.mark.parametrize(("how", "names"), [*((how, False) for how in DAMAGES), (missing, True), (foreign, True)])
def test_a_damaged_entry_is_mended_from_the_drop_and_told(
    two: Stores, how: Callable[[Path], None], names: bool
) -> None:
    damage(two, how, names=names)
    [notice] = receive(two, YEAR).warnings
    assert notice.startswith(f"KEN {YEAR}: files of submission 1 ")
    assert "replaced" in notice
    assert read_submissions(two, YEAR, OFFICES).notices == []
    assert counted(two) == {"KEN": 2, "UGA": 3}
    assert len(kept_files(two, row_of(two))[0]) == 2
    assert receive(two, YEAR).warnings == []


@pytest.mark.parametrize("names", [False, True])
def test_an_office_whose_entry_is_lost_keeps_its_records_and_is_told(two: Stores, names: bool) -> None:
    damage(two, truncated, names=names)
    lose_the_drop(two)
    send(two, "UGA", "2013-02-28-1", {"trafficking": [victim("C")]})
    assert receive(two, YEAR).warnings == []
    result = read_submissions(two, YEAR, OFFICES)
    [notice] = result.notices
    assert notice.startswith(f"KEN {YEAR}: the files of submission 1 cannot be opened in the vault")
    assert "its records read before are counted" in notice
    assert "ask the office" in notice
    assert counted(two) == {"KEN": 2, "UGA": 1}
    assert result.rows["KEN"]["trafficking"] == 2
    assert two.register.current(YEAR)["KEN", "trafficking"].state == "read"
    assert two.warehouse.count("read_columns", {"office": "KEN"}) > 0


def test_forms_of_other_submissions_of_the_office_are_read_all_the_same(two: Stores) -> None:
    returns: Row = {"case_ref": "R", "side": "HOST", "programme": "AVRR", "host": "KEN", "departure_month": "2012-05"}
    send(two, "KEN", "2013-02-28-1", {"returns": [returns]}, only_forms="returns")
    place = place_of(two, max(row_of(two).files, key=lambda file: file.size_bytes).sha256)
    take(two, "KEN")
    truncated(place)
    lose_the_drop(two)
    deliver(
        two.home.root, "KEN", "2013-03-28-1", as_csv(cover("KEN", only_forms="returns"), {"returns": [returns] * 1})
    )
    result = read_submissions(two, YEAR, OFFICES)
    assert len(result.notices) == 1
    assert counted(two) == {"KEN": 2, "UGA": 3}
    assert two.warehouse.count("read_returns", {"office": "KEN"}) == 1


def test_a_submission_that_was_never_read_leaves_the_one_before_it_current(two: Stores) -> None:
    send(two, "KEN", "2013-02-28-1", {"trafficking": [victim("A"), victim("B"), victim("N")]})
    receive(two, YEAR)
    damage(two, truncated)
    lose_the_drop(two)
    [notice] = read_submissions(two, YEAR, OFFICES).notices
    assert "submission 3 " in notice
    assert "none of its records is counted" in notice
    assert counted(two) == {"KEN": 2, "UGA": 3}
    assert two.register.current(YEAR)["KEN", "trafficking"].submission_no == 1
    assert len(read_submissions(two, YEAR, OFFICES).notices) == 1


def test_a_submission_that_is_put_back_is_read_again(two: Stores) -> None:
    send(two, "KEN", "2013-02-28-1", {"trafficking": [victim("A"), victim("B"), victim("N")]})
    receive(two, YEAR)
    place = place_of(two, max(row_of(two).files, key=lambda file: file.size_bytes).sha256)
    backup = place.read_bytes()
    place.unlink()
    lose_the_drop(two)
    read_submissions(two, YEAR, OFFICES)
    place.write_bytes(backup)
    assert read_submissions(two, YEAR, OFFICES).notices == []
    assert counted(two) == {"KEN": 3, "UGA": 3}
    assert not row_of(two).cannot_be_opened


def test_records_that_the_warehouse_has_not_are_not_taken_for_kept(two: Stores) -> None:
    """As after a run that was killed between marking the submission and writing its records."""
    damage(two, missing)
    lose_the_drop(two)
    with two.warehouse.writing() as connection:
        table = two.warehouse.table("read_trafficking")
        connection.execute(table.delete().where(table.c.office == "KEN"))
    [notice] = read_submissions(two, YEAR, OFFICES).notices
    assert "none of its records is counted" in notice
    assert ("KEN", "trafficking") not in two.register.current(YEAR)


def test_files_that_are_sent_again_under_another_name_mend_the_entry(two: Stores) -> None:
    damage(two, truncated)
    files = {path.name: path.read_bytes() for path in (two.home.drop / str(YEAR) / "KEN" / "2013-01-28-1").iterdir()}
    lose_the_drop(two)
    read_submissions(two, YEAR, OFFICES)
    deliver(two.home.root, "KEN", "2013-03-28-1", files)
    assert len(receive(two, YEAR).warnings) == 1
    assert read_submissions(two, YEAR, OFFICES).notices == []
    assert counted(two) == {"KEN": 2, "UGA": 3}
    assert not any(row.cannot_be_opened for row in two.register.rows(YEAR))


def test_a_lost_copy_without_identifiers_is_made_again_from_the_drop(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", Name="Amina Kanariova")]})
    take(stores, "KEN")
    files, findings = kept_files(stores, row_of(stores))
    [copy] = [file for file in files if file.name == "trafficking.csv"]
    truncated(place_of(stores, stores.vault.keep(copy.content)))
    assert len(receive(stores, YEAR).warnings) == 1
    read_submissions(stores, YEAR, ["KEN"])
    assert kept_files(stores, row_of(stores)) == (files, findings)
    assert not stores.vault.holds(max(row_of(stores).files, key=lambda file: file.size_bytes).sha256)


def test_a_frozen_year_keeps_no_original_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", Name="Amina Kanariova")]})
    take(stores, "KEN")
    files, _ = kept_files(stores, row_of(stores))
    truncated(place_of(stores, stores.vault.keep(files[1].content)))
    monkeypatch.setattr(type(stores.editions), "cut_off", lambda *_: object())
    assert receive(stores, YEAR).warnings == []
    assert not stores.vault.holds(max(row_of(stores).files, key=lambda file: file.size_bytes).sha256)


def test_the_other_offices_get_their_feedback(two: Stores) -> None:
    damage(two, truncated)
    lose_the_drop(two)
    read_submissions(two, YEAR, OFFICES)
    assert set(give_feedback(two, YEAR, OFFICES)) == set(OFFICES)
    kinds = two.warehouse.read("feedback").groupby("office")["kind"].agg(set).to_dict()
    assert kinds == {"KEN": {"list"}, "UGA": {"list", "marked"}}


def test_a_damaged_feedback_workbook_is_made_again(two: Stores) -> None:
    give_feedback(two, YEAR, OFFICES)
    kept = set(two.warehouse.read("feedback")["sha256"])
    for sha256 in kept:
        truncated(place_of(two, sha256))
    give_feedback(two, YEAR, OFFICES)
    assert set(two.warehouse.read("feedback")["sha256"]) == kept
    assert all(map(two.vault.can_open, kept))


def test_an_entry_that_cannot_be_opened_is_said_with_office_number_and_remedy(two: Stores) -> None:
    damage(two, foreign)
    with pytest.raises(DamagedSubmissionError, match=f"KEN {YEAR}: the files of submission 1 cannot be opened.*backup"):
        kept_files(two, row_of(two))


def test_status_says_which_submission_cannot_be_opened(two: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    send(two, "KEN", "2013-02-28-1", {"trafficking": [victim("N")]})
    receive(two, YEAR)
    damage(two, missing)
    lose_the_drop(two)
    read_submissions(two, YEAR, OFFICES)
    monkeypatch.setenv("REVIEW_HOME", str(two.home.root))
    monkeypatch.setattr(console, "_width", 160)
    with console.capture() as capture:
        CliRunner().invoke(app, ["status", "--year", str(YEAR)])
        CliRunner().invoke(app, ["status", "--year", str(YEAR), "--office", "KEN"])
    shown = " ".join(capture.get().split())
    assert f"KEN {YEAR}: the files of submission 3 cannot be opened in the vault, and none of its records" in shown
    assert "cannot be opened in the vault │" in shown


def test_a_feedback_workbook_that_cannot_be_opened_is_said_with_its_office(two: Stores) -> None:
    give_feedback(two, YEAR, OFFICES)
    kept = two.warehouse.read("feedback")
    truncated(place_of(two, kept[kept["office"] == "KEN"].iloc[0]["sha256"]))
    with pytest.raises(OperatorError, match=f"KEN {YEAR}: .* run the year again"):
        hand_out(two, "KEN", YEAR)
    assert len(hand_out(two, "UGA", YEAR)) == 1


def test_kept_records_that_cannot_be_opened_are_kept_anew(two: Stores) -> None:
    check_cases(two, "trafficking", YEAR, OFFICES)
    origins = dict.fromkeys(OFFICES, "origin")
    known = keep_records(two, YEAR, origins, {})
    truncated(place_of(two, known["KEN"].sha256))
    with pytest.raises(OperatorError, match="backup"):
        open_records(two, [(known["KEN"], ["trafficking"])], {"trafficking": ["office"]})
    again = keep_records(two, YEAR, origins, known)
    assert again["UGA"] == known["UGA"]
    assert len(open_records(two, [(again["KEN"], ["trafficking"])], {"trafficking": ["office"]})["trafficking"]) == 2


def test_a_lost_pedigree_stops_no_run(two: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = "0" * 64
    entry = EditionEntry(1, YEAR, "draft", 1, 1, "content", "manifest", lost)
    monkeypatch.setattr(type(two.editions), "entries", lambda *_: [entry])
    assert last_pedigree(two, YEAR) is None
    named = f"cannot be opened in the vault: put back the entry {two.vault.name_of(lost)[:12]}"
    with pytest.raises(DamagedPedigreeError, match=named):
        open_pedigree(two, lost)
