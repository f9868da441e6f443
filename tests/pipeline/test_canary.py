"""No text of a person leaves a submission: a canary in every kind of cell and name is found nowhere but in the drop."""

import sqlite3
import zipfile
import zlib
from pathlib import Path

import pytest

from resources.home_identity import MARKER
from tests.pipeline.canary import CANARY, holds_canary, places_of_canary
from tests.pipeline.canary_home import CanaryHome, open_to_others
from tests.pipeline.homes import register, rows


def _database(path: Path, content: bytes | str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (content)")
        connection.execute("INSERT INTO kept VALUES (?)", (content,))


def _archive(path: Path, content: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.xml", content)


def test_the_search_finds_a_canary_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "1.log").write_text(f"a line with {CANARY}", encoding="utf-8")
    (tmp_path / "2.log").write_text(f"a line with {CANARY.upper()}", encoding="utf-8")
    (tmp_path / "3.log").write_text(f"a line with {CANARY}", encoding="utf-16-le")
    (tmp_path / "4.log").write_text(f"x{CANARY.lower()}", encoding="utf-16")
    (tmp_path / f"5{CANARY}").mkdir()
    _database(tmp_path / "6.db", f"a value {CANARY}")
    _database(tmp_path / "7.db", zlib.compress(CANARY.encode() * 3))
    _archive(tmp_path / "8.docx", CANARY * 3)
    (tmp_path / "nothing.log").write_text("nothing", encoding="utf-8")
    assert [place[0] for place in places_of_canary(tmp_path)] == list("12345678")


def test_the_search_finds_the_canaries_in_the_drop(canaries: CanaryHome) -> None:
    found = " ".join(places_of_canary(canaries.root / "drop"))
    assert all(office in found for office in ("KEN", "MDA", *canaries.rejected))


def test_a_canary_in_any_cell_or_name_is_found_nowhere_else(canaries: CanaryHome) -> None:
    assert canaries.ended.status == 0, canaries.ended.shown
    looked_at = {path.relative_to(canaries.root).parts[0] for path in canaries.root.rglob("*")}
    assert looked_at >= {"dagster", "key", "release", "shelf", "vault", "warehouse"}
    assert places_of_canary(canaries.root, besides=("drop",)) == []


def test_no_other_account_can_use_a_file_or_folder_of_the_home(canaries: CanaryHome) -> None:
    assert open_to_others(canaries.root) == []


def test_neither_stream_of_the_command_shows_a_canary(canaries: CanaryHome) -> None:
    assert "offices rejected │ 6" in canaries.ended.words
    assert not holds_canary(canaries.ended.shown)


def test_the_files_with_canaries_were_read_and_rejected_as_meant(canaries: CanaryHome) -> None:
    states = {office: register(canaries.root, office)[0][1:] for office in (*canaries.rejected, "KEN", "MDA")}
    rejected = {office: ("rejected", reason) for office, reason in canaries.rejected.items()}
    assert states == {**rejected, "KEN": ("read", ""), "MDA": ("read", "")}


@pytest.mark.parametrize("form", ["trafficking", "returns", "vulnerable"])
def test_a_canary_is_counted_as_a_finding_with_its_place_and_the_person_stays(canaries: CanaryHome, form: str) -> None:
    query = "SELECT rule, count(*) FROM findings WHERE form = ? AND office = ? GROUP BY rule"
    for office in ("KEN", "MDA"):
        found = dict(rows(canaries.root, query, form, office))
        assert found["column_unknown"] == 4
        assert found["sex.code"] == found["age.number"] == 1
        assert rows(canaries.root, f"SELECT count(*) FROM cases_{form} WHERE office = ?", office) == [(40,)]


def test_the_vault_holds_every_file_under_its_digest_encrypted_with_age(canaries: CanaryHome) -> None:
    files = [path for path in (canaries.root / "vault").rglob("*") if path.is_file()]
    entries = [path for path in files if path.name != MARKER]
    sent = [path for path in (canaries.root / "drop").rglob("*") if path.is_file()]
    assert len(entries) > len(sent)  # the files' names are kept too, encrypted
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1\n") for path in entries)
    assert {path.stat().st_mode & 0o777 for path in entries} == {0o600}
