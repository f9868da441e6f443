"""A home that lacks what its warehouse knows: it is listed, and refuses to count until it is put back."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from assets.steps.provenance.vintage_records import VINTAGE_COLUMNS
from assets.steps.queries.adhoc_tables import make_adhoc_table
from assets.steps.release.tables import release_tables
from assets.steps.runtime.complete_home import IncompleteHomeError, remember_files, require_complete_home
from assets.steps.runtime.errors import OperatorError
from assets.steps.statistics.count import count_year
from assets.steps.submissions.receipts import write_receipts
from pipelines.cli import app
from pipelines.cli.console import console
from resources.editions import EditionFacts
from resources.home import Home
from resources.home_contents import missing_entries, missing_of, parts_of
from resources.register import ReceivedFile
from resources.stores import Stores, open_stores

YEAR = 2012
CONTENT = "c" * 64


@pytest.fixture
def stores(home: Home) -> Stores:
    """A home with a submission, a released edition, an ad-hoc table, and each file that headquarters can put there."""
    opened = open_stores(home)
    names = opened.vault.keep(b"names")
    opened.register.arrived("KEN", YEAR, "1", [ReceivedFile.of("a.csv", b"a")], names)
    facts = EditionFacts(YEAR, "edition", 1, 1, CONTENT, "", opened.vault.keep(b"pedigree"))
    opened.editions.record(facts, pd.DataFrame(columns=list(VINTAGE_COLUMNS)))
    row = {"year": YEAR, "answer_no": 1, "log_sha256": "", "cubes_sha256": ""}
    with opened.warehouse.writing() as connection:
        connection.execute(insert(opened.warehouse.table("answers")).values(row))
    files = {
        "shelf/2012/edition-1/manifest.json": "{}",
        "disclosure/2012/cubes/asked-1/trafficking.age": "",
        f"disclosure/2012/cubes/{CONTENT}/trafficking.age": "",
        "asked/2012/1/table.csv": "",
        "asked/2012/1/asked.json": "{}",
        "corrections/2012.csv": "office,form\n",
        "published_elsewhere/2012.csv": "table,codes\n",
        "reference/iom_avrr_headline_figures.csv": "year\n",
        "sources.yaml": "sources: []",
        "address_book.yaml": "{}",
        "outbox/.written": "receipt\n",
    }
    for name, content in files.items():
        path = home.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    remember_files(opened, YEAR)
    return opened


def take_away(home: Home, place: str) -> None:
    path = home.root / place
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def test_a_complete_home_lacks_nothing(stores: Stores) -> None:
    assert missing_of(stores) == missing_entries(stores) == []
    require_complete_home(stores, YEAR)


@pytest.mark.parametrize(
    "place",
    [
        "shelf/2012/edition-1",
        f"disclosure/2012/cubes/{CONTENT}",
        "disclosure/2012/cubes/asked-1",
        "asked/2012/1",
        "corrections/2012.csv",
        "published_elsewhere/2012.csv",
        "reference/iom_avrr_headline_figures.csv",
        "sources.yaml",
        "address_book.yaml",
    ],
)
def test_what_is_gone_is_named_and_nothing_is_counted(stores: Stores, place: str) -> None:
    take_away(stores.home, place)
    for step in (count_year, release_tables):
        with pytest.raises(IncompleteHomeError, match=f"the home is not complete: .*put back {place}"):
            step(stores, YEAR)
    with pytest.raises(IncompleteHomeError, match=f"put back {place}"):
        make_adhoc_table(stores, "trafficking", "sex", None, YEAR)


@pytest.mark.parametrize(
    ("place", "header"), [("corrections/2012.csv", "office\n"), ("sources.yaml", None), ("address_book.yaml", None)]
)
def test_headquarters_can_say_that_there_is_none_now(stores: Stores, place: str, header: str | None) -> None:
    take_away(stores.home, place)
    clause = "a file with its header alone" if header else f"an empty file {place}.none"
    with pytest.raises(IncompleteHomeError, match=f"put back {place}, or {clause} to say that there is none now"):
        require_complete_home(stores, YEAR)
    (stores.home.root / (place if header else f"{place}.none")).write_text(header or "")
    require_complete_home(stores, YEAR)


def test_a_corrections_file_may_be_edited_and_may_become_one_of_the_other_format(stores: Stores) -> None:
    corrections = stores.home.corrections
    (corrections / "2012.csv").rename(corrections / "2012.yaml")
    (corrections / "2012.yaml").write_text("[]")
    require_complete_home(stores, YEAR)
    (corrections / "2012.yaml").unlink()
    require_complete_home(stores, YEAR + 1)
    with pytest.raises(IncompleteHomeError, match="corrections/2012"):
        require_complete_home(stores, YEAR)


def test_no_receipt_is_written_twice_where_their_record_is_gone(stores: Stores) -> None:
    stores.register.mark_rejected(1, "no_file")
    assert write_receipts(stores, YEAR, ["KEN"]) == 1
    take_away(stores.home, "outbox/.written")
    with pytest.raises(OperatorError, match=r"outbox/\.written is gone, .*: put it back, or make an empty file"):
        write_receipts(stores, YEAR, ["KEN"])


def status(home: Home, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    monkeypatch.setattr(console, "_width", 160)
    with console.capture() as capture:
        result = CliRunner().invoke(app, ["status", "--home"])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, capture.get()


def test_status_lists_every_part_and_what_is_missing(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    code, shown = status(stores.home, monkeypatch)
    assert code == 0
    assert all(f" {part.place.relative_to(stores.home.root)} " in shown for part in parts_of(stores.home))
    assert "The home is complete" in shown
    take_away(stores.home, "asked")
    take_away(stores.home, "vault")
    code, shown = status(stores.home, monkeypatch)
    assert code == 1
    assert "Missing: ad-hoc table 1 of 2012 was given out and is gone from the log (put back asked/2012/1)." in shown
    assert "Missing: 1 of 1 submissions are not in the vault (put back vault)." in shown


def test_a_home_of_an_earlier_version_is_shown_with_the_identity_it_gets(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_stores(home).warehouse.close()
    home.identity.unlink()
    open_stores.cache_clear()  # as in a new process
    code, shown = status(home, monkeypatch)
    [line] = [line for line in shown.splitlines() if " identity.json " in line]
    assert (code, line.split("│")[3].strip()) == (0, "yes")


def test_status_of_a_home_that_cannot_be_opened_says_why(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No review was made in this home yet" in status(home, monkeypatch)[1]
    assert not home.root.exists()
    open_stores(home).warehouse.close()
    shutil.rmtree(home.warehouse.parent)
    open_stores.cache_clear()
    code, shown = status(home, monkeypatch)
    assert (code, "cannot be opened: the warehouse of this home is missing: put back" in shown) == (1, True)


def test_every_folder_of_a_home_is_listed(home: Home) -> None:
    assert {part.place for part in parts_of(home)} == set(home.parts)


def test_the_page_names_every_part_that_a_copy_needs(home: Home) -> None:
    page = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
    for part in parts_of(home):
        place = part.place.relative_to(home.root).as_posix()
        row = next(line for line in page.splitlines() if line.startswith(f"| `{place}"))
        assert part.need in row
