"""A home made by version 0.1.0 opens, and its drafts, editions, answers and remembered searches are read or made again.

The home has two years: 2011 frozen at its only draft; 2012 with a released edition, a later draft, a rejected and a
deferred submission, a correction and an ad-hoc table. `answers.json` holds what the commands of version 0.1.0 said of
it. Belongs here: the home of the version before. Does not: migrations of older warehouses (tests/resources).
"""

import csv
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.freeze import freeze, received_after_edition
from assets.steps.editions.lookup import Edition, editions_of, find_edition
from assets.steps.editions.release import ReleaseRefusedError, audit_verdict, gates, release
from assets.steps.editions.revision_triangle import triangle
from assets.steps.queries.explain_cell import explain_cell
from assets.steps.release.answer_log import asked_folder
from assets.steps.release.kept_cubes import kept_cubes
from assets.steps.release.open_year import open_year
from assets.steps.release.prior_releases import prior_disclosures
from assets.steps.release.protection import EncryptedMoveCache
from assets.steps.release.tables import release_folder, release_tables
from assets.steps.review.publish_draft import DOCUMENTS, put_on_shelf, say_year
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.statistics.count import count_year
from assets.steps.submissions.delivery_history import history
from assets.steps.submissions.read import read_submissions
from reports.published import TableText
from reports.published.audit_report import FILE, read_audit_report, write_audit_report
from reports.published.table_csv import read_table_csv, write_table_csv
from resources.edition_manifest import write_manifest
from resources.home import Home
from resources.key import InstallationKey
from resources.stores import Stores, open_stores
from tests.lib.keys import KEY

ARCHIVE = Path(__file__).parent.parent / "fixtures" / "home_of_0_1.tar.xz"

FROZEN, RELEASED = 2011, 2012
OFFICES = ("HTI", "KEN", "MDA", "PER", "THA")
TABLE = "victims_by_sex_and_age"
OF_EARLIER_EDITIONS = "revisions_by_table.csv"
"""The only table that says what changed since earlier editions: a further draft prints another one."""


@pytest.fixture(scope="module", autouse=True)
def environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("REVIEW_")]:
            patch.delenv(name)
        patch.setenv("REVIEW_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as it was packed, with every encrypted file encrypted again."""
    folder, key = tmp_path_factory.mktemp("kept"), InstallationKey(KEY)
    with tarfile.open(ARCHIVE) as tar:
        tar.extractall(folder, filter="data")
    for path in sorted(folder.rglob("*.age.plain")):
        path.with_suffix("").write_bytes(key.encrypt(path.read_bytes()))
        path.unlink()
    return folder


@pytest.fixture(scope="module")
def answers(unpacked: Path) -> dict[str, Any]:
    """What the commands of version 0.1.0 said of the home."""
    content: dict[str, Any] = json.loads((unpacked / "answers.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def kept(unpacked: Path) -> Iterator[Stores]:
    """The home, opened by the code of today; only read."""
    stores = open_stores(Home(unpacked / "home"))
    yield stores
    stores.warehouse.close()


@pytest.fixture(scope="module")
def run_again(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stores, list[str]]]:
    """A copy of the home in which both years were run again, and the gates of a release of each new draft."""
    home = Home(tmp_path_factory.mktemp("again") / "home")
    shutil.copytree(unpacked / "home", home.root)
    stores = open_stores(home)
    for year in (FROZEN, RELEASED):
        _run(stores, year)
    freeze(stores, RELEASED)
    shut = [reason for year in (FROZEN, RELEASED) for reason in gates(stores, _drafts(stores, year)[-1])]
    yield stores, shut
    stores.warehouse.close()


def _run(stores: Stores, year: int) -> None:
    """Read, check and count a year again, and put its draft on the shelf; its pages are placeholders."""
    read_submissions(stores, year, OFFICES)
    for form in stores.contract.forms:
        check_cases(stores, form, year, OFFICES)
    check_consistency(stores, year, OFFICES)
    count_year(stores, year)
    release_tables(stores, year)
    say_year(stores, year)
    folder = release_folder(stores, year)
    replace_folder(folder / "figures", {"figures.json": b"[]"})
    for name in DOCUMENTS.values():
        replace_file(folder / name, b"a page")
    put_on_shelf(stores, year)


def _editions(stores: Stores) -> list[Edition]:
    return [edition for year in (FROZEN, RELEASED) for edition in editions_of(stores, year)]


def _drafts(stores: Stores, year: int) -> list[Edition]:
    return [edition for edition in editions_of(stores, year) if edition.kind == "draft"]


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_every_edition_is_found_as_it_was_put_on_the_shelf(kept: Stores, answers: dict[str, Any]) -> None:
    editions = _editions(kept)
    assert [edition.name for edition in editions] == answers["editions"]
    for edition in editions:
        assert edition.edited_by_hand(kept) == []
        content = (edition.folder / "manifest.json").read_bytes()
        written = json.loads(content)
        assert write_manifest(kept.shelf.manifest(edition.folder)) == content
        assert edition.entry is not None
        assert edition.entry.content == written["content"]


def test_every_table_is_read_with_the_cells_that_were_printed(kept: Stores) -> None:
    for edition in _editions(kept):
        files = sorted((edition.folder / "tables").glob("*.csv"))
        tables = edition.tables()
        assert sorted(tables) == [path.stem for path in files]
        for path in files:
            assert write_table_csv(tables[path.stem]) == path.read_bytes(), path.name


def test_every_audit_report_is_read_and_its_verdict_stands(kept: Stores, answers: dict[str, Any]) -> None:
    for edition in _editions(kept):
        content = (edition.folder / FILE).read_bytes()
        report = read_audit_report(content)
        assert report.passed
        assert write_audit_report(report) == content
        assert audit_verdict(kept, edition) == answers["verdicts"][edition.name] == ""


def test_its_vault_gets_keyed_names_and_every_pedigree_and_record_still_opens(unpacked: Path, tmp_path: Path) -> None:
    shutil.copytree(unpacked / "home", tmp_path / "home")
    stores = open_stores(Home(tmp_path / "home"))
    before = {path.stem for path in stores.home.vault.rglob("*.age")}
    pedigrees = [edition.pedigree(stores) for edition in _editions(stores)]
    assert stores.vault.rename_former_entries() == len(before) > 20
    names = {path.stem for path in stores.home.vault.rglob("*.age")}
    assert names == {stores.vault.name_of(sha256) for sha256 in before}
    assert [edition.pedigree(stores) for edition in _editions(stores)] == pedigrees
    assert all(map(stores.vault.can_open, before))
    stores.warehouse.close()


def test_every_pedigree_is_opened_with_all_that_was_kept(kept: Stores) -> None:
    for edition in _editions(kept):
        assert edition.entry is not None
        pedigree = edition.pedigree(kept)
        assert pedigree is not None
        written = json.loads(kept.vault.open(edition.entry.stands_on))
        opened = json.loads(json.dumps(asdict(pedigree)))
        assert {name: opened[name] for name in written} == written
        assert all(kept.vault.holds(record["sha256"]) for record in written["records"].values() if "sha256" in record)
    second = find_edition(kept, "draft-2", RELEASED).pedigree(kept)
    assert second is not None
    assert second.corrections == hashlib.sha256((kept.home.corrections / "2012.csv").read_bytes()).hexdigest()


def test_what_became_of_each_submission_is_said_as_before(kept: Stores, answers: dict[str, Any]) -> None:
    for year in (FROZEN, RELEASED):
        said = [
            [arrival.office, arrival.delivery, arrival.became, arrival.reason, arrival.rows_read]
            for office in OFFICES
            for arrival in history(kept, year, office)
        ]
        assert said == answers["history"][str(year)]
    for edition in _editions(kept):
        late = [[late.office, late.delivery] for late in received_after_edition(kept, edition)]
        assert late == answers["late"][edition.name]


def test_two_drafts_differ_by_the_same_cells_and_causes(kept: Stores, answers: dict[str, Any]) -> None:
    first, second = (find_edition(kept, name, RELEASED) for name in ("draft-1", "draft-2"))
    found = diff_editions(kept, first, second)
    changes = [[cell.cell_id, cell.was, cell.now, cell.counted_was, cell.counted_now] for cell in found.changes.cells]
    assert json.loads(json.dumps(changes)) == answers["changes"]
    assert [[cause.kind, cause.office, cause.delivery] for cause in found.causes] == answers["causes"]


def test_numbers_by_edition_and_what_a_number_is_made_of_are_the_same(kept: Stores, answers: dict[str, Any]) -> None:
    revisions = triangle(kept, TABLE, ["total", "total"])
    rows = {str(year): row for year, row in revisions.rows.items()}
    assert json.loads(json.dumps({"editions": revisions.editions, "rows": rows})) == answers["revisions"]
    provenance = explain_cell(kept, TABLE, "total:total", RELEASED).provenance
    assert [provenance.counted, dict(provenance.offices)] == answers["behind_the_total"]


def test_an_adhoc_table_is_read_and_binds_the_next_audit(kept: Stores) -> None:
    (folder,) = asked_folder(kept, RELEASED).iterdir()
    content = (folder / "table.csv").read_bytes()
    key = json.loads((folder / "asked.json").read_text(encoding="utf-8"))["specification"]["key"]
    table = read_table_csv(content, key, "trafficking", RELEASED, TableText("", "", (), {}, {}))
    assert write_table_csv(table) == content
    cubes = kept_cubes(kept, RELEASED, "asked-1")
    assert int(cubes["trafficking"]["persons"].sum()) == 330
    prior = prior_disclosures(kept, RELEASED, cubes)
    assert key in {cells.spec.key for cells in prior.external}


def test_vintages_that_were_lost_are_made_again_from_the_shelf_as_they_were_recorded(
    unpacked: Path, tmp_path: Path
) -> None:
    stores = open_stores(Home(shutil.copytree(unpacked / "home", tmp_path / "home")))
    recorded = [stores.warehouse.read("vintages", where={"year": year}) for year in (FROZEN, RELEASED)]
    with stores.warehouse.writing() as connection:
        connection.execute(delete(stores.warehouse.table("vintages")))
    with open_year(stores, FROZEN, RELEASED):
        again = [stores.warehouse.read("vintages", where={"year": year}) for year in (FROZEN, RELEASED)]
    stores.warehouse.close()
    for before, after in zip(recorded, again, strict=True):
        assert sorted(before.itertuples(index=False)) == sorted(after.itertuples(index=False))
        assert len(after)


def test_kept_moves_are_opened(kept: Stores) -> None:
    for year in (FROZEN, RELEASED):
        cache = EncryptedMoveCache(kept, year)
        digests = [path.stem for path in (kept.home.disclosure / str(year) / "moves").glob("*.age")]
        assert digests
        moves = [cache.recall(digest) for digest in digests]
        assert all(found is not None for found in moves)
        assert any(moves)


def test_a_draft_frozen_by_the_version_before_is_not_released_and_the_message_says_what_to_do(kept: Stores) -> None:
    draft = find_edition(kept, "draft-1", FROZEN)
    remedy = "made by another version of the program: run the year again, and release that draft"
    with pytest.raises(ReleaseRefusedError, match=remedy):
        release(kept, draft)
    assert [edition.name for edition in editions_of(kept, FROZEN)] == ["2011/draft-1"]


def test_a_year_that_is_run_again_counts_the_same_and_prints_no_other_number(
    run_again: tuple[Stores, list[str]],
) -> None:
    """Tables whose columns are still the same; what is suppressed follows other rules now."""
    stores, _ = run_again
    for year in (FROZEN, RELEASED):
        before, after = _drafts(stores, year)[-2:]
        was, now = before.tables(), after.tables()
        same = [key for key in was if key in now and was[key].dimensions == now[key].dimensions]
        same = [key for key in same if key not in ("completeness_by_table", "revisions_by_table")]  # of all tables
        assert len(same) > 60
        for key in same:
            cells = {(cell.codes, cell.year, cell.measure): cell.value for cell in now[key].cells}
            for cell in was[key].cells:
                again = cells.get((cell.codes, cell.year, cell.measure))
                assert None in (cell.value, again) or again == cell.value, (year, key, cell.measure)
        pedigrees = before.pedigree(stores), after.pedigree(stores)
        assert pedigrees[0] is not None
        assert pedigrees[1] is not None
        assert pedigrees[0].submissions == pedigrees[1].submissions
        assert pedigrees[0].states == pedigrees[1].states
        numbers = pedigrees[0].numbers, pedigrees[1].numbers
        counted = [key for key in same if key in numbers[0] and key in numbers[1]]
        assert all(numbers[0][key] == numbers[1][key] for key in counted)


def test_a_draft_that_was_run_again_may_be_released(run_again: tuple[Stores, list[str]]) -> None:
    stores, shut = run_again
    assert shut == []
    assert [edition.name for edition in _editions(stores)][:2] == ["2011/draft-1", "2011/draft-2"]
