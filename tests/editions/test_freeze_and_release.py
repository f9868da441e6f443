"""Drafts by content, freezing what they stand on, and the gates of a release."""

import hashlib
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import assets.steps.editions.release
import assets.steps.review.publish_draft
from assets.steps.editions.corrigendum import corrigendum_of
from assets.steps.editions.freeze import FreezeError, freeze, received_after, received_after_edition, unfreeze
from assets.steps.editions.lookup import Edition, EditionLookupError, editions_of, find_edition
from assets.steps.editions.release import ReleaseRefusedError, audit_verdict, gates, release
from assets.steps.release.kept_cubes import kept_cubes
from assets.steps.release.shelf_integrity import require_earlier_drafts_unaltered
from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.delivery_history import history
from reports.published.audit_report import FILE, read_audit_report
from resources.edition_manifest import EditionManifest
from resources.editions import EditionRecordError
from resources.stores import Stores
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft, printed_counts, reviewed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, stranded, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
TOTAL = f"victims_by_sex_and_age:total:total:persons:{YEAR}"


def test_the_same_numbers_on_other_submissions_are_the_same_draft_with_a_second_pedigree(stores: Stores) -> None:
    rows = victims("KEN", 40)
    first = reviewed(stores, {"KEN": {"trafficking": rows}, "UGA": {"vulnerable": stranded("UGA", 20)}})
    send(stores, "KEN", "2013-02-01-1", {"trafficking": rows[::-1]})
    take_in(stores, "KEN")
    again = draft(stores)
    assert again.name == first.name
    entries = stores.editions.entries(YEAR)
    assert len({one.stands_on for one in entries}) == len(entries) == 2
    pedigree = again.pedigree(stores)
    assert pedigree is not None
    assert ("KEN", "2013-02-01-1") in {(one.office, one.delivery) for one in pedigree.standing}


def test_a_file_after_the_cut_off_goes_to_the_next_edition_and_is_listed(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"vulnerable": stranded("UGA", 20)}})
    frozen = freeze(stores, YEAR)
    assert frozen.draft == first.number
    with pytest.raises(FreezeError, match="frozen already, at draft-1"):
        freeze(stores, YEAR)
    with pytest.raises(EditionRecordError):
        stores.editions.freeze(YEAR, 1, 9)
    send(stores, "KEN", "2013-02-01-1", {"trafficking": victims("KEN", 70)})
    send(stores, "PER", "2013-02-01-1", [])
    take_in(stores, "KEN", "PER")
    assert draft(stores).name == first.name
    assert [(one.office, one.delivery) for one in received_after(stores, YEAR)] == [
        ("KEN", "2013-02-01-1"),
        ("PER", "2013-02-01-1"),
    ]
    assert [one.became for one in history(stores, YEAR, "KEN")] == ["stands", "after_cut_off"]
    unfreeze(stores, YEAR)
    take_in(stores, "KEN")
    after = draft(stores)
    assert after.name != first.name
    pedigree = after.pedigree(stores)
    assert pedigree is not None
    assert pedigree.numbers["victims_by_sex_and_age"][TOTAL] == 70


def test_corrections_that_come_after_the_cut_off_wait_too(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    freeze(stores, YEAR)
    key = stores.warehouse.read("cases_trafficking", ["person_key"], {"year": YEAR})["person_key"].iloc[0]
    stores.home.corrections.mkdir(parents=True)
    line = f"KEN,trafficking,{key},,sex,F,M,somebody,told by the office\n"
    header = "office,form,person_key,address,field,expected,new,author,reason\n"
    (stores.home.corrections / f"{YEAR}.csv").write_text(header + line, encoding="utf-8")
    take_in(stores, "KEN")
    assert draft(stores).name == first.name
    unfreeze(stores, YEAR)
    take_in(stores, "KEN")
    assert draft(stores).name != first.name


def test_a_year_with_submissions_that_its_draft_does_not_know_is_not_frozen(stores: Stores) -> None:
    with pytest.raises(FreezeError, match="no draft of 2012"):
        freeze(stores, YEAR)
    reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    send(stores, "UGA", "2013-02-01-1", {"vulnerable": stranded("UGA", 20)})
    take_in(stores, "UGA")
    with pytest.raises(FreezeError, match="out of date: submissions changed since; run 2012 again, then freeze"):
        freeze(stores, YEAR)
    with pytest.raises(FreezeError, match="2012 is not frozen"):
        unfreeze(stores, YEAR)


def test_nothing_is_released_before_its_joint_audit_exists_and_passes(stores: Stores, tmp_path: Path) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    first = audited(stores, passed=False)
    with pytest.raises(ReleaseRefusedError, match=r"not frozen.*it did not pass the joint disclosure audit"):
        release(stores, first)
    freeze(stores, YEAR)
    assert [gate[:42] for gate in gates(stores, first)] == ["it did not pass the joint disclosure audit"]
    with pytest.raises(ReleaseRefusedError):
        release(stores, first)
    assert editions_of(stores, YEAR) == [first]
    without = audit_verdict(stores, replace(first, folder=tmp_path))
    assert without == "the joint disclosure audit of its tables does not exist"


def test_released_editions_leave_without_the_drafts_mark_and_are_corrected_in_three_languages(
    stores: Stores, first_figure_only: None
) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    send(stores, "UGA", "2013-01-10-1", {"vulnerable": stranded("UGA", 20)})
    take_in(stores, "KEN", "UGA")
    failed = audited(stores, passed=False)
    freeze(stores, YEAR)
    assert [gate[:42] for gate in gates(stores, failed)] == ["it did not pass the joint disclosure audit"]
    unfreeze(stores, YEAR)
    send(stores, "UGA", "2013-01-11-1", {"vulnerable": stranded("UGA", 21)})
    take_in(stores, "UGA")
    passed = audited(stores)
    freeze(stores, YEAR)
    folder = release(stores, passed)
    assert folder.name == "edition-1"
    for place, text in said_by(folder).items():
        assert "draft" not in text.lower(), place
    for name in ("review.html", "review.docx", "tables.xlsx", "figures"):
        assert any("Edition 1" in text for place, text in said_by(folder).items() if place.startswith(name)), name
    assert stores.shelf.manifest(folder).released is True
    assert stores.shelf.edited_by_hand(folder) == []
    assert stores.editions.cut_off(YEAR) is None
    released = find_edition(stores, "edition-1", YEAR)
    with pytest.raises(ReleaseRefusedError, match="has been released already"):
        release(stores, passed)
    assert "revisions_by_table" not in released.tables()
    assert sheet_covers(released)

    send(stores, "KEN", "2013-05-01-1", {"trafficking": victims("KEN", 65)})
    send(stores, "UGA", "2013-05-01-1", {"vulnerable": stranded("UGA", 43)})
    take_in(stores, "KEN", "UGA")
    second = audited(stores)
    freeze(stores, YEAR)
    release(stores, second)
    corrected = find_edition(stores, "edition-2", YEAR)
    assert sheet_covers(corrected)
    revised = {cell.codes: cell.value for cell in corrected.tables()["revisions_by_table"].cells}
    was, now = (printed_counts(one, "victims_by_sex_and_age") for one in (released, corrected))
    assert revised["victims_by_sex_and_age", "value"] == sum(was[cell] != now[cell] for cell in was) > 0
    texts = {one: corrigendum_of(stores, released, corrected, one) for one in ("en", "fr", "es")}
    assert "Victims" in texts["en"]
    assert (
        "was 40, is 65. Reason: records that country offices sent or corrected after edition 1 (East Africa"
        in texts["en"]
    )
    assert "was 21, is 43. Reason: records that country offices sent or corrected after edition 1." in texts["en"]
    assert "était 40, devient 65" in texts["fr"]
    assert "era 40, es 65" in texts["es"]
    assert len({text.count("\n") for text in texts.values()}) == 1
    said = ((": was ", " per cent"), (" : était ", " pour cent"), (": era ", " por ciento"))
    for text, (verb, unit) in zip(texts.values(), said, strict=True):
        assert "KEN" not in text
        for of_table in text.split("\n\n")[1:]:
            cells = [(line.partition(verb)[0], unit in line) for line in of_table.splitlines()[1:]]
            assert len(set(cells)) == len(cells), "each number has a name of its own"
    with pytest.raises(EditionLookupError, match="is not released"):
        corrigendum_of(stores, find_edition(stores, "1", YEAR), corrected, "en")


def said_by(folder: Path) -> dict[str, str]:
    """All that a reader of an edition can see or hear, and what its files say of themselves."""
    said = {}
    for path in (one for one in folder.rglob("*") if one.is_file() and one.name != "manifest.json"):
        place = path.relative_to(folder).as_posix()
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as book:
                said |= {f"{place}/{name}": book.read(name).decode(errors="ignore") for name in book.namelist()}
        elif path.suffix in (".html", ".json", ".csv", ".svg"):
            said[place] = path.read_text(encoding="utf-8")
    return said


def sheet_covers(one: Edition) -> bool:
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (one.folder / "tables").iterdir()}
    return read_audit_report((one.folder / FILE).read_bytes()).covers(files)


def test_a_draft_leaves_only_where_nothing_has_left_since_its_audit(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    first = audited(stores)
    freeze(stores, YEAR)
    assert gates(stores, first) == []
    stores.home.published_elsewhere.mkdir()
    elsewhere = stores.home.published_elsewhere / f"{YEAR}.csv"
    elsewhere.write_text("table,codes\nvictims_by_sex_and_age,F|ADULT\n", encoding="utf-8")
    since = "other numbers were released, or another draft was made, since its audit: run the year again"
    assert gates(stores, first) == [since]
    assert gates(stores, audited(stores)) == []
    assert gates(stores, first) == [since]


def test_what_came_after_the_cut_off_of_a_released_edition_is_listed_with_it(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = frozen_draft(stores, monkeypatch)
    send(stores, "UGA", "2013-02-01-1", {"vulnerable": stranded("UGA", 20)})
    take_in(stores, "UGA")
    release(stores, first)
    late = [("UGA", "2013-02-01-1")]
    one = find_edition(stores, "edition-1", YEAR)
    assert [(each.office, each.delivery) for each in received_after_edition(stores, one)] == late
    take_in(stores, "UGA")
    second = audited(stores)
    freeze(stores, YEAR)
    send(stores, "KEN", "2013-03-01-1", {"trafficking": victims("KEN", 60)})
    take_in(stores, "KEN")
    release(stores, second)
    assert [(each.office, each.delivery) for each in received_after_edition(stores, one)] == late
    two = find_edition(stores, "edition-2", YEAR)
    assert [(each.office, each.delivery) for each in received_after_edition(stores, two)] == [("KEN", "2013-03-01-1")]
    assert received_after_edition(stores, first) == ()


def frozen_draft(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """A draft of one office that passed its audit, its year frozen; a release copies its pages as they are."""
    monkeypatch.setattr(assets.steps.editions.release, "_set_pages", lambda _s, one, _m, _n, build: fill(build, one))
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    first = audited(stores)
    freeze(stores, YEAR)
    return first


def fill(build: Path, one: Edition) -> None:
    shutil.copytree(one.folder, build, dirs_exist_ok=True)
    (build / "manifest.json").unlink()


def test_a_released_edition_that_was_edited_or_taken_away_is_named_and_nothing_follows_it(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = frozen_draft(stores, monkeypatch)
    folder = release(stores, first)
    table = folder / "tables" / "victims_by_sex_and_age.csv"
    content = table.read_bytes()
    table.write_bytes(content.replace(b",40,", b",41,"))
    edited = r"2012/edition-1 was edited by hand since it was released: tables/victims_by_sex_and_age\.csv"
    with pytest.raises(OperatorError, match=edited):
        draft(stores)
    table.write_bytes(content)
    draft(stores)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(OperatorError, match="2012/edition-1 was released and is gone from the shelf"):
        draft(stores)
    assert kept_cubes(stores, YEAR, stores.shelf.manifest(first.folder).content)


def test_a_draft_that_was_edited_by_hand_is_made_again_as_the_next(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    assert draft(stores) == first
    (first.folder / "review.html").write_text("mine")
    again = draft(stores)
    assert again.number == 2
    assert again.edited_by_hand(stores) == []
    (again.folder / "manifest.json").write_text("{")
    assert draft(stores).number == 3


def test_an_edited_draft_of_the_year_before_is_named_before_its_numbers_are_printed_beside(stores: Stores) -> None:
    reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    with stores.shelf.workspace(YEAR - 1) as build:
        (build / "tables").mkdir()
        (build / "tables" / "victims_by_sex_and_age.csv").write_text("", encoding="utf-8")
        before, _ = stores.shelf.put(YEAR - 1, build, EditionManifest(content="of the year before"))
    require_earlier_drafts_unaltered(stores, YEAR)
    (before / "tables" / "victims_by_sex_and_age.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(
        OperatorError, match=r"2011/draft-1 was edited by hand .*victims_by_sex_and_age\.csv\. 2012 prints"
    ):
        draft(stores)


def test_a_shelf_that_was_edited_by_hand_is_noticed_and_its_files_named(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    assert first.edited_by_hand(stores) == []
    table = first.folder / "tables" / "victims_by_sex_and_age.csv"
    table.write_bytes(table.read_bytes().replace(b",40,", b",41,"))
    (first.folder / "tables" / "persons_by_theme.csv").unlink()
    (first.folder / "notes.txt").write_text("mine")
    (first.folder / "a name [bold]").write_text("mine")
    edited = first.edited_by_hand(stores)
    assert {"tables/victims_by_sex_and_age.csv", "tables/persons_by_theme.csv", "notes.txt"} < set(edited)
    assert not any("bold" in name for name in edited)
    with pytest.raises(EditionLookupError, match=r"edited by hand.*tables/persons_by_theme\.csv"):
        freeze(stores, YEAR)
    with pytest.raises(EditionLookupError, match="edited by hand"):
        release(stores, first)


def test_a_manifest_made_to_fit_an_edited_file_is_noticed_too(stores: Stores) -> None:
    first = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    manifest = first.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"released": false', '"released": true'))
    assert first.edited_by_hand(stores) == ["manifest.json"]
