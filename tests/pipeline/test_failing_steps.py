"""A station that fails leaves what was before, says where it failed, and shows no value; the next run makes it good."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from assets.steps.runtime.atomic_files import replace_file, replace_folder
from tests.pipeline.canary import CANARY, holds_canary, places_of_canary
from tests.pipeline.homes import Ended, digests, one_figure, review, rows
from tests.pipeline.small_year import deliver, whole

CASES = ("cases_trafficking", "cases_returns", "cases_vulnerable", "held_back")
READ = ("read_trafficking", "read_returns", "read_vulnerable", "read_columns")
# What fails, what the run says of it, and what then is as it was.
STATIONS = {
    "resources.vault.Vault.keep": ("submissions/received", (*READ, *CASES, "statistics", "release")),
    "resources.warehouse.partition_writer._insert": ("submissions/read", (*READ, *CASES, "statistics", "release")),
    "assets.steps.cases.check.check_records": ("cases/trafficking", (*CASES, "statistics", "release")),
    "assets.case_checks._by_rule": ("checks of cases/trafficking", ("statistics", "release")),
    "assets.steps.statistics.count.build_cube": ("statistics", ("statistics", "release")),
    "assets.steps.release.tables.protect_year": ("release/tables", ("release",)),
    "assets.steps.release.tables.year_response": ("release/tables", ("release",)),
    "assets.steps.review.publish_draft.draw_figures": ("figures", ()),
    "assets.steps.review.publish_draft.say": ("sentences", ()),
    "assets.steps.review.publish_draft.write_docx": ("review/docx", ()),
    "resources.shelf.Shelf.put": ("review/draft", ()),
}


class Home:
    """A home with a review of two offices; every further delivery of the one would change it."""

    def __init__(self, root: Path) -> None:
        self.root, self.delivered = root, 0
        deliver(root, "MDA", "2013-01-01-1", whole("MDA"))
        self.deliver_more()

    def deliver_more(self) -> None:
        self.delivered += 1
        files = whole("KEN", 20 + 11 * self.delivered)
        files["trafficking.csv"] = files["trafficking.csv"].replace(b'"UKR"', b'"Ukrane"', 1)
        deliver(self.root, "KEN", f"2013-01-01-{self.delivered}", files)

    def run(self) -> Ended:
        with one_figure():
            return review(self.root, "run", "--year", "2012")

    def content(self, name: str) -> Any:
        if name in ("release", "shelf"):
            return digests(self.root / name)
        return rows(self.root, f"SELECT rowid, * FROM {name} ORDER BY rowid")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("failing"))
    ended = made.run()
    assert ended.status == 0, ended.shown
    return made


def _failing(*_: object, **__: object) -> NoReturn:
    """What libraries do: the value stands in the message of a fault, and in that of the fault before it."""
    try:
        raise KeyError(CANARY)
    except KeyError as fault:
        raise sqlite3.DataError(f"the value {CANARY!r} in column Name, row 7 does not fit") from fault


@pytest.mark.parametrize("failing", STATIONS)
def test_a_failing_station_shows_no_value_and_leaves_the_former_state(
    failing: str, home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    station, kept = STATIONS[failing]
    home.deliver_more()
    before = {name: home.content(name) for name in (*kept, "shelf")}
    with monkeypatch.context() as patch:
        patch.setattr(failing, _failing)
        ended = home.run()
    assert ended.status == 1
    assert f"Error: no review of 2012 was made: {station}: " in ended.words
    assert not holds_canary(ended.shown + "".join(capfd.readouterr()))
    assert [name for name, content in before.items() if home.content(name) != content] == []
    assert places_of_canary(home.root, besides=("drop",)) == []


def test_the_run_after_a_failed_one_makes_the_review(home: Home) -> None:
    home.deliver_more()
    (home.root / "release" / "2012" / ".review.html.0123abcd").write_bytes(b"left by a process that was killed")
    ended = home.run()
    assert ended.status == 0, ended.shown
    draft = home.root / "shelf" / "2012" / "draft-2"
    assert draft.is_dir()
    assert not [path.name for path in draft.rglob(".*")]


def test_a_small_count_at_the_door_blocks_the_review(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.deliver_more()
    before = home.content("shelf")
    monkeypatch.setattr("assets.release_checks.default_threshold", lambda: 1_000)
    ended = home.run()
    assert ended.status == 1
    assert "a blocking check failed: release/tables no_small_count_is_printed" in ended.words
    assert home.content("shelf") == before


def _refuse(to: str) -> Callable[[Path, Path], Path]:
    rename = Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if target.name == to and "former" not in self.name:
            raise OSError("no space left on device")
        return rename(self, target)

    return renamed


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    replace_folder(tmp_path / "tables", {"a.csv": b"former"})
    replace_file(tmp_path / "page.html", b"former")
    yield tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {"tables", "page.html"}
    assert (tmp_path / "tables" / "a.csv").read_bytes() == (tmp_path / "page.html").read_bytes() == b"former"


def test_a_folder_that_cannot_be_put_in_place_leaves_the_former(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "rename", _refuse("tables"))
    with pytest.raises(OSError, match="no space"):
        replace_folder(folder / "tables", {"b.csv": b"new"})


def test_a_file_that_cannot_be_put_in_place_leaves_the_former(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "rename", _refuse("page.html"))
    with pytest.raises(OSError, match="no space"):
        replace_file(folder / "page.html", b"new")
