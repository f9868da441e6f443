"""Identifiers sent by mistake: reported, and gone from the copy that is kept (field rule 9.4)."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.lib.submissions.files import cover, deliver, separated
from tests.lib.submissions.varied_year import as_workbook, victims
from tests.lib.vaults import contents_of
from tests.pipeline.homes import review, rows, stores_of

pytestmark = pytest.mark.usefixtures("few_tables", "first_figure_only")
NAME = "Amina Kanariova"


def _said_in_vault(home: Path) -> bool:
    """Tell whether the name stands in any entry of the vault, decrypted and unzipped."""
    for content in contents_of(stores_of(home)):
        parts = [content]
        if zipfile.is_zipfile(io.BytesIO(content)):
            archive = zipfile.ZipFile(io.BytesIO(content))
            parts += [archive.read(member) for member in archive.namelist()]
        if any(NAME.encode() in part for part in parts):
            return True
    return False


def _found(home: Path) -> list[tuple[str, int]]:
    query = "SELECT office, COUNT(*) FROM findings WHERE rule = 'identifier_sent' GROUP BY office ORDER BY office"
    return [(office, count) for office, count in rows(home, query)]


def test_a_column_of_names_is_reported_and_gone_from_the_copy_that_is_kept(tmp_path: Path) -> None:
    named = [{**row, "Name": NAME} for row in victims("KEN", 30)]
    said = cover("KEN", only_forms="trafficking")
    deliver(tmp_path, "KEN", "2013-01-10-1", as_workbook(said, {"trafficking": named}))
    lines = "".join(f"{key},{value}\n" for key, value in {"key": "value", **cover("UGA")}.items())
    as_csv = [{**row, "Name": NAME} for row in victims("UGA", 30)]
    deliver(tmp_path, "UGA", "2013-01-10-1", {"cover.csv": lines.encode(), "trafficking.csv": separated(as_csv)})
    assert review(tmp_path, "run", "--year", "2012").status == 0
    first = _found(tmp_path)
    assert [office for office, _ in first] == ["KEN", "UGA"]
    assert not _said_in_vault(tmp_path)
    assert rows(tmp_path, "SELECT COUNT(*) FROM cases_trafficking") == [(60,)]
    kept = rows(tmp_path, "SELECT person_key FROM cases_trafficking ORDER BY person_key")
    stores_of(tmp_path).vault.keep((tmp_path / "drop/2012/UGA/2013-01-10-1/trafficking.csv").read_bytes())
    again = review(tmp_path, "run", "--year", "2012")
    assert again.status == 0
    assert "UGA 2012: 1 files with identifiers" in again.words
    assert not _said_in_vault(tmp_path)
    assert _found(tmp_path) == first
    assert rows(tmp_path, "SELECT person_key FROM cases_trafficking ORDER BY person_key") == kept


def test_the_register_keeps_the_digest_of_the_original(tmp_path: Path) -> None:
    named = [{**row, "Name": NAME} for row in victims("KEN", 30)]
    folder = deliver(
        tmp_path, "KEN", "2013-01-10-1", as_workbook(cover("KEN", only_forms="trafficking"), {"trafficking": named})
    )
    assert review(tmp_path, "run", "--year", "2012").status == 0
    import hashlib

    original = hashlib.sha256(next(folder.iterdir()).read_bytes()).hexdigest()
    files = json.loads(rows(tmp_path, "SELECT files FROM register")[0][0])
    assert [file["sha256"] for file in files] == [original]
    assert not stores_of(tmp_path).vault.holds(original)
