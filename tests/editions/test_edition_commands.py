"""The commands about editions: what they show, and what they answer to a wrong call."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli.console import console
from reports.statistics import short_list
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft, reviewed
from tests.lib.homes import FEW_TABLES, file_digests, read_here
from tests.lib.keys import set_key
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, files_of
from tests.lib.submissions.uniform_year import send, stranded, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]


Review = Callable[..., tuple[int, str]]


def run(root: Path, *arguments: str) -> tuple[int, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVIEW_HOME", str(root))
        patch.setenv("COLUMNS", "200")
        result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def review(stores: Stores) -> Review:
    return partial(run, stores.home.root)


@pytest.fixture(scope="module")
def once_reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a year with one draft, for tests that must change nothing there."""
    with pytest.MonkeyPatch.context() as patch, short_list(*FEW_TABLES):
        set_key(patch)
        read_here(patch)
        stores = open_stores(Home(tmp_path_factory.mktemp("once") / "var"))
        reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    yield stores.home.root
    stores.warehouse.close()


def test_editions_their_difference_and_their_revisions_are_shown(stores: Stores, review: Review) -> None:
    reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"vulnerable": stranded("UGA", 20)}})
    send(stores, "KEN", "2013-02-01-1", {"trafficking": victims("KEN", 52)})
    take_in(stores, "KEN")
    draft(stores)
    status, shown = review("edition", "list")
    assert status == 0
    assert "2012/draft-1" in shown
    assert "2012/draft-2" in shown
    status, shown = review("edition", "show", "2")
    assert status == 0
    assert "2013-02-01-1" in shown
    status, shown = review("edition", "diff", "1", "draft-2", "--table", "victims_by_sex_and_age")
    assert status == 0
    assert "for this terminal only" in shown
    assert "KEN 2013-02-01-1 +12" in shown
    status, shown = review("edition", "revisions", "--table", "victims_by_sex_and_age", "--cell", "total,total")
    assert status == 0
    assert "40 │ 52" in shown


def test_impact_is_shown_and_leaves_no_trace(stores: Stores, review: Review, tmp_path: Path) -> None:
    reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"vulnerable": stranded("UGA", 20)}})
    folder = tmp_path / "2013-03-01-1"
    folder.mkdir()
    for file in files_of("KEN", {"trafficking": victims("KEN", 45)}):
        (folder / file.name).write_bytes(file.content)
    lay = file_digests(stores.home.root)
    status, shown = review("impact", str(folder))
    assert status == 0
    assert "KEN 2012. Unprotected counts: for this terminal only. Nothing was written." in shown
    assert "It would be the current submission." in shown
    assert "could be isolated by subtraction: victims_by_sex_and_age:total:total:persons:2012" in shown
    assert "Female, Total, 2012 │ 40 │ 40 │ 45 │ +5" in shown
    assert "sentences computed from changed numbers: " in shown
    assert re.search(r"Secondary suppressions, .* are shown with --protected; .* \d+ seconds\.$", shown)
    status, shown = review("impact", str(folder), "--protected")
    assert status == 0
    assert "Nothing was written. It would be the current submission." in shown
    assert "printed cells would change" in shown
    assert "could be isolated by subtraction: victims_by_sex_and_age:total:total:persons:2012" in shown
    status, shown = review("impact", str(folder), "--office", "UGA", "--year", str(YEAR))
    assert status == 2
    assert "of another office or year than the one named" in shown
    status, shown = review("impact", str(folder), "--office", "KEN", "--year", "2011")
    assert status == 2
    status, shown = review("impact", str(folder), "--office", "../KEN")
    assert status == 2
    status, shown = review("impact", str(folder), "--office", "ZZZ")
    assert (status, "ZZZ is not an office" in shown) == (2, True)
    (tmp_path / "nothing").mkdir()
    status, shown = review("impact", str(tmp_path / "nothing"))
    assert (status, "the folder holds no file" in shown) == (2, True)
    assert review("impact", str(tmp_path / "not there"))[0] == 2
    (folder / "cover.csv").write_bytes(b"PK\x03\x04 no zip")
    status, shown = review("impact", str(folder))
    assert status == 2
    assert file_digests(stores.home.root) == lay


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("edition", "show", "9"), "there is no draft-9 of 2012: there are draft-1"),
        (("edition", "show", "nine"), "an edition is named by its number"),
        (("edition", "show", "2011/1"), "there is no draft-1 of 2011: there is none"),
        (("edition", "diff", "1", "7"), "there is no draft-7 of 2012"),
        (("edition", "diff", "../1", "1"), "an edition is named by its number"),
        (("edition", "corrigendum", "1", "2"), "there is no edition-1 of 2012"),
        (("edition", "corrigendum", "1", "2", "--lang", "de"), "a language is en, fr or es"),
        (("edition", "revisions", "--table", "no_table"), "no edition has a table no_table"),
        (("freeze", "--year", "2010"), "there is no draft of 2010 to freeze"),
        (("unfreeze", "--year", "2012"), "2012 is not frozen"),
        (("release", "4"), "there is no draft-4 of 2012"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence_and_writes_nothing(
    once_reviewed: Path, arguments: tuple[str, ...], told: str
) -> None:
    lay = file_digests(once_reviewed)
    status, shown = run(once_reviewed, *arguments)
    assert (status, shown.startswith("Usage error: "), told in shown) == (2, True, True), shown
    assert file_digests(once_reviewed) == lay


def test_a_release_that_is_refused_ends_1_and_a_frozen_year_2(stores: Stores, review: Review) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    audited(stores, passed=False)
    assert review("freeze", "--year", "2012")[0] == 0
    send(stores, "KEN", "2013-06-01-1", {"trafficking": victims("KEN", 41)})
    take_in(stores, "KEN")
    late = "after the cut-off or deferred, for a later edition: KEN 2013-06-01-1"
    assert late in review("status", "--year", "2012")[1]
    assert "received after the cut-off: KEN 2013-06-01-1" in review("edition", "show", "1")[1]
    lay = file_digests(stores.home.root)
    status, shown = review("freeze", "--year", "2012")
    assert (status, "2012 is frozen already, at draft-1" in shown) == (2, True)
    status, shown = review("release", "1")
    assert (status, "it did not pass the joint disclosure audit" in shown) == (1, True)
    assert shown.startswith("Refused: 2012/draft-1 is not released: "), shown
    assert file_digests(stores.home.root) == lay


def test_the_name_of_a_cell_is_printed_letter_by_letter() -> None:
    with console.capture() as shown:
        console.print("victims_by_sex_and_age:M:CHILD:persons:2012", markup=False)
    assert shown.get() == "victims_by_sex_and_age:M:CHILD:persons:2012\n"


def test_an_edition_that_is_gone_from_the_shelf_is_named(stores: Stores, review: Review) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    first.folder.rename(first.folder.with_name("elsewhere"))
    status, shown = review("edition", "list", "--year", "2012")
    assert (status, "missing from the shelf: 2012/draft-1" in shown) == (0, True)


def test_a_home_without_a_review_is_left_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "nothing"))
    explain = ["explain", "victims_by_sex_and_age", "F:CHILD", "--year", "2012"]
    for arguments in (["edition", "list"], ["edition", "show", "1"], ["freeze", "--year", "2012"], explain):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2
        assert "there is no review here yet" in result.output
    assert not (tmp_path / "nothing").exists()
