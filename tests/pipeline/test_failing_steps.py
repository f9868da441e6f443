"""A step that fails leaves the former state, names itself, and shows no value; the next run makes it good.

Most steps are called in this process, as the assets call them; three run through Dagster and the command.
"""

import sqlite3
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.release.tables import release_tables
from assets.steps.review.publish_draft import DOCUMENTS, draw_year, put_on_shelf, say_year, set_document
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.runtime.errors import StepError
from assets.steps.statistics.count import count_year
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from tests.lib.homes import one_figure, read_here
from tests.lib.submissions.files import YEAR, deliver
from tests.lib.submissions.varied_year import whole
from tests.pipeline.canary import CANARY, holds_canary, places_of_canary
from tests.pipeline.homes import Ended, digests, review, rows, stores_of

CASES = ("cases_trafficking", "cases_returns", "cases_vulnerable", "held_back")
READ = ("read_trafficking", "read_returns", "read_vulnerable", "read_columns")
# What fails, what the run says of it, and what then is as it was.
STEPS = {
    "resources.vault.Vault.keep": ("submissions/received", (*READ, *CASES, "statistics", "release")),
    "resources.warehouse.partition_writer._insert": ("submissions/read", (*READ, *CASES, "statistics", "release")),
    "assets.steps.cases.large_offices.check_records": ("cases/trafficking", (*CASES, "statistics", "release")),
    "assets.case_checks._by_rule": ("checks of cases/trafficking", ("statistics", "release")),
    "assets.steps.statistics.count.build_cube": ("statistics", ("statistics", "release")),
    "assets.steps.release.tables.protect_year": ("release/tables", ("release",)),
    "assets.steps.release.tables.year_response": ("release/tables", ("release",)),
    "assets.steps.review.publish_draft.draw_figures": ("figures", ()),
    "assets.steps.review.publish_draft.say": ("sentences", ()),
    "assets.steps.review.publish_draft.write_docx": ("review/docx", ()),
    "resources.shelf.Shelf.put": ("review/draft", ()),
}


THROUGH_DAGSTER = (
    "resources.warehouse.partition_writer._insert",
    "assets.case_checks._by_rule",
    "assets.steps.review.publish_draft.draw_figures",
)
OFFICES = ("KEN", "MDA")


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

    def run_steps(self) -> None:
        """Call the steps of the year in their order, without Dagster."""
        stores = stores_of(self.root)
        receive(stores, YEAR, OFFICES)
        read_submissions(stores, YEAR, OFFICES)
        for form in stores.contract.forms:
            check_cases(stores, form, YEAR, OFFICES)
        check_consistency(stores, YEAR, OFFICES)
        count_year(stores, YEAR)
        release_tables(stores, YEAR)
        draw_year(stores, YEAR)
        say_year(stores, YEAR)
        for kind in DOCUMENTS:
            set_document(stores, YEAR, kind)
        put_on_shelf(stores, YEAR)

    def content(self, name: str) -> Any:
        if name in ("release", "shelf"):
            return digests(self.root / name)
        return rows(self.root, f"SELECT rowid, * FROM {name} ORDER BY rowid")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, module_of_few_tables: None) -> Home:
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


@pytest.mark.parametrize("failing", [one for one in STEPS if one not in THROUGH_DAGSTER])
def test_a_failing_step_shows_no_value_and_leaves_the_former_state(
    failing: str, home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    step, kept = STEPS[failing]
    home.deliver_more()
    before = {name: home.content(name) for name in (*kept, "shelf")}
    read_here(monkeypatch)
    with monkeypatch.context() as patch, one_figure():
        patch.setattr(failing, _failing)
        with pytest.raises(StepError) as fault:
            home.run_steps()
    assert str(fault.value).startswith(f"{step}: ")
    assert not holds_canary("".join(traceback.format_exception(fault.value)) + "".join(capfd.readouterr()))
    assert [name for name, content in before.items() if home.content(name) != content] == []
    assert places_of_canary(home.root, besides=("drop",)) == []


@pytest.mark.parametrize("failing", THROUGH_DAGSTER)
def test_a_run_with_a_failing_step_shows_no_value_and_leaves_the_former_state(
    failing: str, home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    step, kept = STEPS[failing]
    home.deliver_more()
    before = {name: home.content(name) for name in (*kept, "shelf")}
    with monkeypatch.context() as patch:
        patch.setattr(failing, _failing)
        ended = home.run()
    assert ended.status == 1
    assert f"Error: no review of 2012 was made: {step}: " in ended.words
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


def test_a_small_count_in_the_tables_blocks_the_review(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.deliver_more()
    before = home.content("shelf")
    monkeypatch.setattr("reports.disclosure.audit.small_counts.default_threshold", lambda: 1_000)
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
