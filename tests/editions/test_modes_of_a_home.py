"""What the steps of a year write is for the owner of the home alone, whatever the umask."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assets.steps.editions.freeze import freeze
from assets.steps.queries.adhoc_tables import make_adhoc_table
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.receipts import write_receipts
from pipelines.cli import demo
from resources.stores import Stores
from tests.editions.dry_run_deliveries import START
from tests.editions.small_editions import reviewed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
PARTS = {"asked", "disclosure", "journal", "outbox", "release", "shelf", "vault", "warehouse"}


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """Let every account read and write new files."""
    former = os.umask(0)
    yield
    os.umask(former)


def open_to_others(folder: Path) -> list[str]:
    """Return the files and folders that another account may use in any way, by path."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.stat().st_mode & 0o077]


def test_a_year_with_an_ad_hoc_table_and_a_freeze_is_closed(stores: Stores) -> None:
    reviewed(stores, START)
    write_receipts(stores, YEAR, list(START))
    give_feedback(stores, YEAR, list(START))
    make_adhoc_table(stores, "trafficking", "sex", None, YEAR)
    freeze(stores, YEAR)
    root = stores.home.root
    assert {path.name for path in root.iterdir() if path.is_dir()} >= PARTS
    assert list(stores.home.disclosure.glob("*/cubes/asked-1/*.age"))
    is_of_an_office = f"drop/{YEAR}"  # put there by the test, as offices do, and out of reach: the drop is closed
    assert [name for name in open_to_others(root) if not name.startswith(is_of_an_office)] == []
    assert stores.home.drop.stat().st_mode & 0o777 == root.stat().st_mode & 0o777 == 0o700


def test_demonstration_submissions_are_closed(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(year: int, drop: Path, *_: object) -> SimpleNamespace:
        (drop / str(year) / "KEN" / "1").mkdir(parents=True)
        (drop / str(year) / "KEN" / "1" / "cover.csv").touch()
        return SimpleNamespace(offices_delivering=1, deliveries=1, files=1, rows_written={"trafficking": 0})

    monkeypatch.setattr(demo, "write_submissions", write)
    monkeypatch.setenv("REVIEW_HOME", str(stores.home.root))
    demo.demo([YEAR])
    assert list(stores.home.drop.rglob("cover.csv"))
    assert open_to_others(stores.home.root) == []
