"""Nobody confirms a guess of a small delivery from what is published, from the outbox or from a copy of the vault."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest

from assets.steps.release.kept_cubes import kept_cubes, put_cubes
from assets.steps.submissions.receipts import write_receipts
from assets.steps.submissions.submission_reference import submission_reference
from reports.statistics import short_list
from resources.home import Home
from resources.stores import open_stores
from tests.editions.small_editions import draft
from tests.lib.homes import FEW_TABLES, read_here
from tests.lib.intruder.guessed_deliveries import confirmed, sizes
from tests.lib.keys import set_key
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, as_csv, cover, deliver
from tests.lib.submissions.uniform_year import take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
FORMS = ("trafficking", "returns", "vulnerable", "health", "projects")
COUNTED = ("KEN", "UGA", "PER")


def nil(office: str, *forms: str) -> dict[str, bytes]:
    """The nil return of an office for some forms."""
    return as_csv(cover(office, nil_forms=";".join(forms)), {})


def totals(office: str, persons: int) -> dict[str, bytes]:
    """The delivery of an office that sends totals alone."""
    row = {"measure": "victims", "sex": "", "age_band": "", "citizenship": "", "value": persons, "estimation": "exact"}
    return as_csv(cover(office, only_forms="totals"), {"totals": [row]})


def guesses() -> dict[tuple[str, object], Mapping[str, bytes]]:
    """What an intruder tries: each office's nil returns, and its totals up to 40."""
    tried: dict[tuple[str, object], Mapping[str, bytes]] = {}
    for office in COUNTED:
        tried |= {(office, forms): nil(office, *FORMS[:forms]) for forms in range(1, len(FORMS) + 1)}
        tried |= {(office, f"{persons} persons"): totals(office, persons) for persons in range(41)}
    return tried


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A year with cases, a nil return and totals of seven persons: a draft, and its receipts."""
    with pytest.MonkeyPatch.context() as patch, short_list(*FEW_TABLES):
        set_key(patch)
        read_here(patch)
        stores = open_stores(Home(tmp_path_factory.mktemp("guessed") / "var"))
        deliver(stores.home.root, "KEN", "2013-01-10-1", as_csv(cover("KEN"), {"trafficking": victims("KEN", 40)}))
        deliver(stores.home.root, "UGA", "2013-01-10-1", nil("UGA", *FORMS))
        deliver(stores.home.root, "PER", "2013-01-10-1", totals("PER", 7))
        take_in(stores, *COUNTED)
        draft(stores)
        write_receipts(stores, YEAR, COUNTED)
        yield stores.home
        stores.warehouse.close()


def test_the_guesses_hold_what_was_delivered_and_the_intruder_finds_a_plain_digest(home: Home, tmp_path: Path) -> None:
    for office in ("UGA", "PER"):
        delivered = {path.name: path.read_bytes() for path in (home.drop / str(YEAR) / office).rglob("*.csv")}
        assert delivered in guesses().values()
    (tmp_path / "manifest.json").write_text(json.dumps({"submissions": [_plain_digest(nil("UGA", *FORMS))[:12]]}))
    assert confirmed(guesses(), tmp_path) == {("UGA", len(FORMS))}


def _plain_digest(files: Mapping[str, bytes]) -> str:
    of_files = sorted(hashlib.sha256(content).hexdigest() for content in files.values())
    return hashlib.sha256("\n".join(of_files).encode()).hexdigest()


@pytest.mark.parametrize("part", ["shelf", "outbox", "vault", "asked", "disclosure", "locks"])
def test_no_guess_of_a_small_delivery_is_confirmed(home: Home, part: str) -> None:
    assert confirmed(guesses(), home.root / part) == set()


def test_sizes_in_the_vault_are_the_same_whatever_a_small_office_sent(tmp_path: Path) -> None:
    found = []
    for number, persons in enumerate((0, 1, 40_000)):
        stores = open_stores(Home(tmp_path / str(number)))
        deliver(stores.home.root, "PER", "2013-01-10-1", totals("PER", persons))
        take_in(stores, "PER")
        found.append(sizes(stores.home.vault))
        stores.warehouse.close()
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 3


def test_a_manifest_and_a_receipt_name_a_submission_by_the_same_reference(home: Home) -> None:
    stores = open_stores(home)
    manifest = stores.shelf.manifest(stores.shelf.drafts(YEAR)[0])
    digests = {row.digest for row in stores.register.rows(YEAR)}
    assert list(manifest.submissions) == sorted(submission_reference(stores.key, digest) for digest in digests)
    receipts = {path.name.rpartition("-")[2].removesuffix(".eml") for path in home.outbox.glob("*.eml")}
    assert receipts == {reference[:12] for reference in manifest.submissions}


def test_the_size_of_kept_cubes_does_not_tell_how_few_persons_a_theme_has(home: Home) -> None:
    stores, classes = open_stores(home), set()
    for persons in (1, 2, 3):
        cube = pd.DataFrame({"sex": [f"{number}" for number in range(persons)], "persons": 1})
        classes.add(tuple(sizes(put_cubes(stores, YEAR, f"of {persons}", {"victims": cube}))))
        assert kept_cubes(stores, YEAR, f"of {persons}")["victims"].equals(cube)
    assert len(classes) == 1
