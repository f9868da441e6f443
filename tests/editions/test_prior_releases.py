"""A year's numbers that left the house beside a later year's: they bind that year, and must have passed an audit."""

import json
import shutil
from pathlib import Path

import pytest

from assets.steps.editions.lookup import Edition
from assets.steps.editions.release import gates
from assets.steps.release.kept_cubes import cubes_folder, kept_cubes
from assets.steps.release.prior_releases import prior_disclosures, years_beside
from assets.steps.release.restricted_audit import AUDIT, restricted_folder
from assets.steps.runtime.errors import OperatorError
from reports.published.audit_report import FILE, read_audit_report
from resources.edition_manifest import EditionManifest
from resources.stores import Stores
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft
from tests.editions.test_late_submissions import THRESHOLD, change_can_be, counted, printed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.mixed_victims import mixed_victims
from tests.lib.submissions.uniform_year import send, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
NEXT = YEAR + 1
TABLE = "victims_by_sex_and_age"


def next_years(stores: Stores, beside: Edition, *, released: bool = True) -> Edition:
    """Put a review of the next year on the shelf that prints the numbers of ``beside`` beside its own."""
    beside_it = years_beside(stores, NEXT)
    folders = {}
    for put in (stores.shelf.put, stores.shelf.put_released):
        with stores.shelf.workspace(NEXT) as build:
            shutil.copytree(beside.folder / "tables", build / "tables")
            is_released = put == stores.shelf.put_released
            manifest = EditionManifest(content="of the next year", years_beside=beside_it, released=is_released)
            made = put(NEXT, build, manifest)
            folders[put == stores.shelf.put_released] = made[0] if isinstance(made, tuple) else made
    if not released:
        shutil.rmtree(folders[True])
    return Edition(NEXT, "draft", 1, folders[False], None)


def passes(one: Edition) -> bool:
    return read_audit_report((one.folder / FILE).read_bytes()).passed


def test_one_case_that_came_late_cannot_be_told_from_what_the_next_years_review_printed(stores: Stores) -> None:
    rows = []
    for office, number in {"KEN": 260, "HTI": 170, "THA": 120}.items():
        rows += mixed_victims(office, number)
        send(stores, office, "2013-01-10-1", {"trafficking": mixed_victims(office, number)})
    take_in(stores, "KEN", "HTI", "THA")
    first = draft(stores)
    assert passes(first)
    next_years(stores, first, released=False)

    send(stores, "MDA", "2013-05-01-1", {"trafficking": mixed_victims("MDA", 1)})
    take_in(stores, "MDA")
    assert passes(draft(stores)), "drafts bind nothing"

    shutil.rmtree(stores.home.shelf / str(NEXT))
    shutil.rmtree(stores.home.shelf / str(YEAR) / "draft-2")
    next_years(stores, first)
    second = draft(stores)
    assert not passes(second)
    said = json.loads((restricted_folder(stores, YEAR) / AUDIT).read_text(encoding="utf-8"))["in_the_way"]
    assert f"beside edition-1 of {NEXT}" in said

    late = mixed_victims("MDA", 90)
    send(stores, "MDA", "2013-06-01-1", {"trafficking": late})
    take_in(stores, "MDA")
    third = draft(stores)
    assert passes(third)
    before, after = printed(first)[TABLE], printed(third)[TABLE]
    few = [codes for codes, number in counted(late).items() if number < THRESHOLD]
    assert few
    for codes in few:
        for number in (1, THRESHOLD):
            assert change_can_be(before, after, codes, number), codes

    shutil.rmtree(cubes_folder(stores, YEAR))
    with pytest.raises(OperatorError, match=f"the records of {NEXT}/edition-1 are not kept"):
        draft(stores)


@pytest.mark.parametrize("passed", [True, False])
def test_an_edition_beside_which_numbers_of_an_unaudited_draft_stand_is_not_released(
    stores: Stores, passed: bool
) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    earlier = audited(stores, passed=passed)
    later = next_years(stores, earlier, released=False)
    beside = [reason for reason in gates(stores, later) if "printed beside" in reason]
    wanted = f"numbers of {YEAR} are printed beside, and of {earlier.name}: it did not pass the joint disclosure audit"
    assert beside == ([] if passed else [wanted])
    assert Path(later.folder).is_dir()
    shutil.rmtree(earlier.folder)
    assert [reason for reason in gates(stores, later) if "not on the shelf any more" in reason]


def test_numbers_that_stand_in_a_series_of_a_later_review_bind_their_year(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    first = draft(stores)
    later = YEAR + 2
    beside_it = years_beside(stores, later)
    manifest = EditionManifest(content="two years later", years_beside=beside_it, released=True)
    for put in (stores.shelf.put, stores.shelf.put_released):
        with stores.shelf.workspace(later) as build:
            (build / "tables").mkdir()
            shutil.copyfile(first.folder / "tables" / "victims_by_year.csv", build / "tables" / "victims_by_year.csv")
            put(later, build, manifest)
    cubes = kept_cubes(stores, YEAR, stores.shelf.manifest(first.folder).content)
    known = {one.spec.key: one for one in prior_disclosures(stores, YEAR, cubes).external}
    assert known[TABLE].codes >= {("total", "total")}
    assert known[TABLE].edition == "", "it is the same edition as the one in the making"
    changed = {theme: cube.iloc[1:] for theme, cube in cubes.items()}
    bound = prior_disclosures(stores, YEAR, changed)
    assert {one.edition for one in bound.external} == set(bound.cubes) == {f"edition-1 of {later}"}
