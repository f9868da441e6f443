"""All editions of a year are protected with one tie-break key; a step with another one is refused.

Two patterns of the same records disclose what both suppress: the test of that is tests/disclosure. Here: every step
that would make a draft, a freeze, a release or an ad-hoc table.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pyrage
import pytest

from assets.steps.editions.freeze import freeze
from assets.steps.editions.lookup import find_edition
from assets.steps.editions.release import release
from assets.steps.queries.adhoc_tables import make_adhoc_table
from assets.steps.release.tables import release_tables
from assets.steps.review.publish_draft import put_on_shelf
from assets.steps.runtime.errors import OperatorError
from resources.key import InstallationKey
from resources.stores import Stores
from tests.editions.small_editions import draft
from tests.lib.keys import KEY
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
OTHER = InstallationKey(str(pyrage.x25519.Identity.generate())).tie_break_fingerprint
STEPS: dict[str, Callable[[Stores], object]] = {
    "draft": lambda stores: release_tables(stores, YEAR),
    "shelf": lambda stores: put_on_shelf(stores, YEAR),
    "freeze": lambda stores: freeze(stores, YEAR),
    "release": lambda stores: release(stores, find_edition(stores, "draft-1", YEAR)),
    "ad-hoc table": lambda stores: make_adhoc_table(stores, "trafficking", "sex", None, YEAR),
}


def put_edition_of_another_key(stores: Stores, name: str, **more: object) -> None:
    """Put an edition on the shelf that was made elsewhere: a copy of the draft, with the other key's fingerprint."""
    folder = stores.home.shelf / name
    shutil.copytree(stores.home.shelf / str(YEAR) / "draft-1", folder)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "key_fingerprint": OTHER, **more}), encoding="utf-8")


def made(stores: Stores) -> list[Path]:
    """What a step would have made."""
    folders = (stores.home.shelf, stores.home.asked, stores.home.journal)
    return sorted(path for folder in folders for path in folder.rglob("*"))


def test_a_manifest_names_the_key_by_a_fingerprint_that_shows_nothing_of_it(reviewed_once: Stores) -> None:
    folder = reviewed_once.shelf.drafts(YEAR)[0]
    manifest = reviewed_once.shelf.manifest(folder)
    key = reviewed_once.key
    assert manifest.key_fingerprint == key.tie_break_fingerprint != OTHER
    assert len(manifest.key_fingerprint) == 32
    assert manifest.key_fingerprint not in (key.fingerprint, key.tie_break(""), key.pseudonym(KEY))
    assert key.fingerprint not in (folder / "manifest.json").read_text(encoding="utf-8")


RELEASED = (f"{YEAR}/edition-1", {"released": True})
LATER = (f"{YEAR + 1}/edition-1", {"year": YEAR + 1, "years_beside": {str(YEAR): "a" * 64}})


@pytest.mark.parametrize(
    ("step", "name", "more"),
    [*((step, f"{YEAR}/draft-7", {}) for step in STEPS), ("freeze", *RELEASED), ("freeze", *LATER)],
)
def test_another_key_than_that_of_an_edition_of_the_year_on_the_shelf_is_refused(
    reviewed_once: Stores, step: str, name: str, more: dict[str, object]
) -> None:
    put_edition_of_another_key(reviewed_once, name, **more)
    before = made(reviewed_once)
    with pytest.raises(OperatorError, match=f"^{name} was made with another key, .*: put back the key with which"):
        STEPS[step](reviewed_once)
    assert made(reviewed_once) == before
    assert reviewed_once.editions.cut_off(YEAR) is None


@pytest.mark.parametrize("step", [name for name in STEPS if name != "release"])
def test_another_key_than_that_of_a_recorded_draft_that_is_gone_from_the_shelf_is_refused(
    reviewed_once: Stores, step: str
) -> None:
    entry = reviewed_once.editions.entries(YEAR)[0]
    pedigree = find_edition(reviewed_once, "draft-1", YEAR).pedigree(reviewed_once)
    assert pedigree is not None
    elsewhere = replace(pedigree, key_fingerprint=OTHER)
    kept = reviewed_once.vault.keep(json.dumps(asdict(elsewhere), sort_keys=True).encode())
    with reviewed_once.warehouse.writing() as connection:
        table = reviewed_once.warehouse.table("editions")
        connection.execute(table.update().values(stands_on=kept))
    shutil.rmtree(reviewed_once.home.shelf / str(YEAR) / entry.name)
    with pytest.raises(OperatorError, match=f"^{YEAR}/{entry.name} was made with another key"):
        STEPS[step](reviewed_once)


def test_an_edition_of_a_later_year_that_does_not_print_the_year_hinders_nothing(reviewed_once: Stores) -> None:
    put_edition_of_another_key(reviewed_once, f"{YEAR + 1}/edition-1", year=YEAR + 1, years_beside={})
    put_edition_of_another_key(reviewed_once, f"{YEAR + 2}/draft-1", year=YEAR + 2, years_beside={str(YEAR): "a"})
    assert freeze(reviewed_once, YEAR).draft == 1


def test_an_edition_of_a_version_before_names_no_key_and_hinders_nothing(reviewed_once: Stores) -> None:
    path = reviewed_once.home.shelf / str(YEAR) / "draft-1" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["key_fingerprint"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert draft(reviewed_once).name == f"{YEAR}/draft-1"
