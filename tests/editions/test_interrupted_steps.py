"""A step that a kill interrupts is finished or undone by the next command, with the result of an undisturbed one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest
from filelock import FileLock
from sqlalchemy import delete, update

import assets.steps.editions.release
import assets.year_assets
import pipelines.cli.edition as cli_edition
from assets.steps.editions.defer import defer_office
from assets.steps.editions.freeze import freeze, unfreeze
from assets.steps.editions.lookup import Edition, find_edition
from assets.steps.editions.release import ReleaseRefusedError, _obstacles_of_earlier_years, release
from assets.steps.editions.revision_triangle import triangle
from assets.steps.queries.adhoc_tables import AdhocTable, make_adhoc_table
from assets.steps.release.answer_log import asked_folder
from assets.steps.release.open_year import open_year, repair_if_free
from assets.steps.release.prior_releases import prior_disclosures
from assets.steps.review.publish_draft import put_on_shelf
from assets.steps.runtime.errors import OperatorError
from assets.year_assets import statistics_of_a_year
from expectations.progress import NULL_PROGRESS
from reports.statistics import short_list
from resources.edition_manifest import EditionManifest
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft
from tests.editions.test_freeze_and_release import fill
from tests.lib.homes import FEW_TABLES, read_here
from tests.lib.keys import set_key
from tests.lib.kill_points import contents_of, killed_at_each_change
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
OPEN = "another command works on 2012; waiting for it"


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two drafts, frozen at the second, which passed its audit."""
    with pytest.MonkeyPatch.context() as patch, short_list(*FEW_TABLES):
        set_key(patch)
        read_here(patch)
        stores = open_stores(Home(tmp_path_factory.mktemp("frozen") / "var"))
        for number, count in ((1, 40), (2, 55)):
            send(stores, "KEN", f"2013-01-1{number}-1", {"trafficking": victims("KEN", count)})
            take_in(stores, "KEN")
            audited(stores)
        freeze(stores, YEAR)
        stores.warehouse.close()
    return stores.home.root


@pytest.fixture(autouse=True)
def pages_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.steps.editions.release, "_set_pages", lambda _s, one, _m, _n, build: fill(build, one))


@pytest.fixture
def opened(frozen: Path, tmp_path: Path) -> Iterator[Stores]:
    """Stores of a copy of that home."""
    with stores_of(shutil.copytree(frozen, tmp_path / "var")) as stores:
        yield stores


@contextmanager
def stores_of(root: Path) -> Iterator[Stores]:
    stores = open_stores(Home(root))
    yield stores
    stores.warehouse.close()


def killed_while(stores: Stores, copies: Path, step: Callable[[Stores], object]) -> list[Path]:
    """Return the home as a kill at each moment of the step leaves it; the step itself ends undisturbed."""
    with killed_at_each_change(stores.home.root, copies) as states:
        step(stores)
    assert len(states) > 1
    return states


def opened_after_a_kill(stores: Stores) -> list[str]:
    told: list[str] = []
    with open_year(stores, YEAR, tell=told.append):
        pass
    return told


def release_second(stores: Stores) -> Path:
    return release(stores, find_edition(stores, "2", YEAR))


def test_a_killed_release_is_finished_or_undone_and_the_draft_is_released_once(opened: Stores, tmp_path: Path) -> None:
    before = contents_of(opened)
    states = killed_while(opened, tmp_path / "killed", release_second)
    done = contents_of(opened)
    ends = []
    for state in states:
        with stores_of(state) as stores:
            told = opened_after_a_kill(stores)
            now = contents_of(stores)
            assert now in (before, done)
            ends.append((now == done, " ".join(told)))
            assert opened_after_a_kill(stores) == []
            if now == before:
                release_second(stores)
            assert contents_of(stores) == done
            with pytest.raises(ReleaseRefusedError, match="has been released already"):
                release_second(stores)
    assert [is_done for is_done, _ in ends] == sorted(is_done for is_done, _ in ends)
    told_of = {text for _, text in ends}
    assert any("release of draft-2 was interrupted and is undone; nothing was published" in text for text in told_of)
    assert any("after it put edition-1 on the shelf; edition-1 is recorded now" in text for text in told_of)


def test_a_draft_is_on_the_shelf_and_recorded_with_all_vintages_whenever_its_run_is_killed(
    opened: Stores, tmp_path: Path
) -> None:
    shutil.rmtree(find_edition(opened, "2", YEAR).folder)
    with opened.warehouse.writing() as connection:
        for name in ("vintages", "editions"):
            table = opened.warehouse.table(name)
            connection.execute(delete(table).where(table.c.number == 2))
    before = contents_of(opened)
    states = killed_while(opened, tmp_path / "killed", lambda stores: put_on_shelf(stores, YEAR))
    done = contents_of(opened)
    for state in states:
        with stores_of(state) as stores:
            opened_after_a_kill(stores)
            assert contents_of(stores) in (before, done)
            folder, _ = put_on_shelf(stores, YEAR)
            assert folder.name == "draft-2"
            assert contents_of(stores) == done


def test_a_killed_request_is_logged_and_binds_or_was_never_shown(opened: Stores, tmp_path: Path) -> None:
    def ask(stores: Stores) -> AdhocTable:
        return make_adhoc_table(stores, "trafficking", "sex", None, YEAR)

    before = contents_of(opened)
    states = killed_while(opened, tmp_path / "killed", ask)
    done = contents_of(opened)
    assert done["answers"] != before["answers"]
    for state in states:
        with stores_of(state) as stores:
            is_logged = (asked_folder(stores, YEAR) / "1").exists()
            told = " ".join(opened_after_a_kill(stores))
            assert contents_of(stores) == (done if is_logged else before), told
            bound = {cells.spec.key for cells in prior_disclosures(stores, YEAR, {}).external}
            assert bound == ({"asked_trafficking_by_sex"} if is_logged else set())
            if state in (states[0], states[-1]):
                assert ask(stores).folder.name == ("2" if is_logged else "1")


@pytest.mark.parametrize("lost", ["first", "second", "both", "entry of the second", "the second is not recorded"])
def test_vintages_that_a_version_without_a_journal_lost_are_made_again_from_the_shelf(
    opened: Stores, lost: str
) -> None:
    unfreeze(opened, YEAR)
    before = contents_of(opened)
    vintages, editions = (opened.warehouse.table(name) for name in ("vintages", "editions"))
    with opened.warehouse.writing() as connection:
        if lost in ("first", "both"):
            connection.execute(delete(vintages).where(vintages.c.number == 1))
        if lost in ("second", "both", "the second is not recorded"):
            connection.execute(delete(vintages).where(vintages.c.number == 2))
        if lost in ("entry of the second", "the second is not recorded"):
            connection.execute(delete(editions).where(editions.c.number == 2))
    assert contents_of(opened) != before
    assert opened_after_a_kill(opened)
    assert contents_of(opened) == before
    assert opened_after_a_kill(opened) == []


def test_a_draft_that_was_compared_with_nothing_since_the_one_before_was_lost_is_compared_again(opened: Stores) -> None:
    before = contents_of(opened)
    table = opened.warehouse.table("vintages")
    with opened.warehouse.writing() as connection:
        connection.execute(delete(table).where(table.c.number == 2))
        connection.execute(update(table).where(table.c.number == 1).values(number=2))
    (told,) = opened_after_a_kill(opened)
    assert told == "2012: the vintages of draft-1, draft-2 were lost or wrong; they are made again from the shelf"
    assert contents_of(opened) == before
    printed = triangle(opened, "victims_by_sex_and_age", ("total", "total")).rows[YEAR]
    assert [cell[0] if cell else "" for cell in printed] == ["40", "55"]


def test_the_vintages_of_a_draft_that_is_gone_or_edited_are_kept_as_they_are(opened: Stores) -> None:
    first = find_edition(opened, "1", YEAR)
    before = contents_of(opened)
    table = first.folder / "tables" / "victims_by_sex_and_age.csv"
    table.write_bytes(table.read_bytes().replace(b",40,", b",41,"))
    vintages = opened.warehouse.table("vintages")
    with opened.warehouse.writing() as connection:
        connection.execute(delete(vintages).where(vintages.c.number == 2))
    opened_after_a_kill(opened)
    assert contents_of(opened)["vintages"] == before["vintages"]
    shutil.rmtree(first.folder)
    with opened.warehouse.writing() as connection:
        connection.execute(delete(vintages))
    told = opened_after_a_kill(opened)
    assert (
        told[-1] == "2012: the vintages of draft-1 are lost, and its folder is gone or was edited: put back the folder"
    )


def test_an_edition_that_a_version_without_a_journal_released_and_did_not_record_is_recorded(opened: Stores) -> None:
    release_second(opened)
    done = contents_of(opened)
    cut_offs = opened.warehouse.table("cut_offs")
    with opened.warehouse.writing() as connection:
        for name in ("vintages", "editions"):
            table = opened.warehouse.table(name)
            connection.execute(delete(table).where(table.c.kind == "edition"))
        connection.execute(update(cut_offs).values(state="frozen"))
    told: list[str] = []
    with pytest.raises(ReleaseRefusedError, match="has been released already"):
        release(opened, find_edition(opened, "2", YEAR), told.append)
    assert contents_of(opened) == done
    assert told == [
        "2012: edition-1 was on the shelf and not recorded, because a command was interrupted; it is recorded now"
    ]


def test_an_unrecorded_edition_that_was_edited_is_not_recorded(opened: Stores) -> None:
    folder = release_second(opened)
    editions = opened.warehouse.table("editions")
    with opened.warehouse.writing() as connection:
        connection.execute(delete(editions).where(editions.c.kind == "edition"))
    (folder / "review.html").write_text("mine", encoding="utf-8")
    told = opened_after_a_kill(opened)
    assert told[0] == "2012: edition-1 is not recorded and was edited by hand: put back review.html"
    assert opened.editions.greatest(YEAR, "edition") == 0


def test_numbers_of_an_earlier_year_are_not_released_beside_where_others_of_it_left_since_their_audit(
    opened: Stores,
) -> None:
    """A draft binds no ad-hoc table: the two together could disclose what neither does."""

    def beside(edition: Edition) -> EditionManifest:
        content = opened.shelf.manifest(edition.folder).content
        return EditionManifest(content="of the year after", years_beside={str(YEAR): content})

    later = beside(find_edition(opened, "2", YEAR))
    assert _obstacles_of_earlier_years(opened, later) == []
    make_adhoc_table(opened, "trafficking", "sex", None, YEAR)
    since = "other numbers of 2012 were released since its audit: run 2012 again, then the year to release"
    assert _obstacles_of_earlier_years(opened, later) == [
        f"numbers of 2012 are printed beside, and of 2012/draft-2: {since}"
    ]
    again = audited(opened)
    later = beside(again)
    assert _obstacles_of_earlier_years(opened, later) == []
    release(opened, again)
    make_adhoc_table(opened, "trafficking", "citizenship", None, YEAR)
    assert _obstacles_of_earlier_years(opened, later) == []


def test_a_release_holds_the_locks_of_all_years_whose_numbers_it_prints(
    opened: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ad-hoc table of the year before must know the edition that prints numbers of that year, or come before it."""
    beside = EditionManifest(content="of the year after", years_beside={str(YEAR - 1): ""})
    monkeypatch.setattr(opened.shelf, "manifest", lambda _: beside)
    told: list[str] = []

    def give_up(sentence: str) -> None:
        told.append(sentence)
        raise OperatorError("given up")

    with FileLock(opened.home.locks / f"{YEAR - 1}.lock"), pytest.raises(OperatorError, match="given up"):
        release(opened, find_edition(opened, "2", YEAR), give_up)
    assert told == ["another command works on 2011; waiting for it"]


def test_the_list_of_editions_finishes_a_killed_release_and_says_so(
    opened: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_second(opened)
    done = contents_of(opened)
    with opened.warehouse.writing() as connection:
        for name in ("vintages", "editions"):
            table = opened.warehouse.table(name)
            connection.execute(delete(table).where(table.c.kind == "edition"))
    monkeypatch.setenv("REVIEW_HOME", str(opened.home.root))
    told: list[str] = []
    monkeypatch.setattr(cli_edition, "tell", told.append)
    cli_edition.list_editions(YEAR)
    assert told == [
        "2012: edition-1 was on the shelf and not recorded, because a command was interrupted; it is recorded now"
    ]
    assert contents_of(opened) == done


def test_a_run_finishes_a_killed_release_before_it_counts(opened: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would count without the submissions that wait for the end of the freeze."""
    release_second(opened)
    done = contents_of(opened)
    with opened.warehouse.writing() as connection:
        for name in ("vintages", "editions"):
            table = opened.warehouse.table(name)
            connection.execute(delete(table).where(table.c.kind == "edition"))
        connection.execute(update(opened.warehouse.table("cut_offs")).values(state="frozen"))
    frozen_while_counting: list[object] = []

    def note(stores: Stores, *_: object) -> dict[str, int]:
        frozen_while_counting.append(stores.editions.cut_off(YEAR))
        return {}

    monkeypatch.setattr(assets.year_assets, "count_year", note)
    with dg.build_asset_context(partition_key=str(YEAR)) as context:
        list(statistics_of_a_year(context, SimpleNamespace(open=lambda: opened), NULL_PROGRESS))
    assert frozen_while_counting == [None]
    assert contents_of(opened) == done


def test_no_number_of_an_edition_is_given_twice(opened: Stores) -> None:
    unfreeze(opened, YEAR)
    shutil.rmtree(find_edition(opened, "2", YEAR).folder)
    assert draft(opened).name == "2012/draft-3"
    printed = triangle(opened, "victims_by_sex_and_age", ("total", "total"))
    assert printed.editions == ("2012/draft-1", "2012/draft-2", "2012/draft-3")


def test_a_draft_whose_pages_print_another_number_is_not_put_on_the_shelf(opened: Stores) -> None:
    shutil.rmtree(find_edition(opened, "2", YEAR).folder)
    with pytest.raises(OperatorError, match="the drafts of 2012 changed since the tables were made: run 2012 again"):
        put_on_shelf(opened, YEAR)


class GivenUpError(Exception):
    """Raised by a test in place of waiting."""


@pytest.mark.parametrize(
    "step",
    [
        lambda stores, tell: make_adhoc_table(stores, "trafficking", "sex", None, YEAR, tell=tell),
        lambda stores, tell: release(stores, find_edition(stores, "2", YEAR), tell),
        lambda stores, tell: freeze(stores, YEAR, tell),
        lambda stores, tell: unfreeze(stores, YEAR, tell),
        lambda stores, tell: defer_office(stores, YEAR, "KEN", tell),
    ],
    ids=["table", "release", "freeze", "unfreeze", "defer"],
)
def test_what_leaves_or_decides_what_leaves_waits_for_the_lock_of_its_year(
    opened: Stores, step: Callable[[Stores, Callable[[str], None]], object]
) -> None:
    before = contents_of(opened)
    told: list[str] = []

    def give_up(sentence: str) -> None:
        told.append(sentence)
        raise OperatorError("given up")

    opened.home.locks.mkdir(exist_ok=True)
    with FileLock(opened.home.locks / f"{YEAR}.lock"), pytest.raises(OperatorError, match="given up"):
        step(opened, give_up)
    assert told == [OPEN]
    assert contents_of(opened) == before


def test_a_command_that_only_reads_leaves_a_year_to_the_command_that_works_on_it(opened: Stores) -> None:
    vintages = opened.warehouse.table("vintages")
    with opened.warehouse.writing() as connection:
        connection.execute(delete(vintages))
    told: list[str] = []
    opened.home.locks.mkdir(exist_ok=True)
    with FileLock(opened.home.locks / f"{YEAR}.lock"):
        repair_if_free(opened, [YEAR], told.append)
    assert not told
    repair_if_free(opened, [YEAR], told.append)
    assert told
    assert opened.warehouse.count("vintages")


def test_a_journal_that_cannot_be_read_stops_what_would_change_the_year(opened: Stores) -> None:
    (opened.home.root / "journal" / f"{YEAR}.json").write_text("{", encoding="utf-8")
    with pytest.raises(OperatorError, match=r"journal/2012\.json was changed by hand and cannot be read: put it back"):
        release_second(opened)
