"""The four HTCDS files delivered by four offices: no name, no street in a city, anywhere under var/ but in the drop."""

import io
import zipfile

import pytest

import resources.warehouse.store as store
from assets.steps.cases.check import check_cases
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receipts import write_receipts
from assets.steps.submissions.receive import receive
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.layouts.htcds_files import CANARY, MULTI, PLAIN, SINGLE, XLSFORM, exported_xlsform, filled_template
from tests.lib.keys import set_key
from tests.lib.vaults import contents_of

YEAR = 2012
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not XLSFORM.exists(), reason="needs ../shared/data/htcds beside the checkout"),
]
MADE = {
    "KEN": lambda: filled_template(PLAIN),
    "MDA": lambda: filled_template(SINGLE),
    "THA": lambda: filled_template(MULTI),
    "UGA": exported_xlsform,
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    home = Home(tmp_path_factory.mktemp("htcds") / "var")
    with pytest.MonkeyPatch.context() as patch:
        set_key(patch)
        patch.setattr(store, "is_at_its_newest", lambda connection: False)
        patch.setattr(store, "migrate", lambda connection, metadata: metadata.create_all(connection))
        opened = open_stores(home)
        for office, make in MADE.items():
            filled = make()
            folder = home.drop / str(YEAR) / office / "2013-01-10-1"
            folder.mkdir(parents=True)
            (folder / filled.name).write_bytes(filled.content)
        offices = list(MADE)
        receive(opened, YEAR, offices)
        read_submissions(opened, YEAR, offices)
        for form in opened.contract.forms:
            check_cases(opened, form, YEAR, offices)
        give_feedback(opened, YEAR, offices)
        write_receipts(opened, YEAR, offices)
    return opened


def test_every_file_was_read(stores: Stores) -> None:
    rows = {row.office: (row.state, row.reason) for row in stores.register.rows(YEAR)}
    assert rows == dict.fromkeys(MADE, ("read", ""))
    assert stores.warehouse.counts("cases_trafficking", ["office"]) == {
        (office,): len(make().given) for office, make in MADE.items()
    }


def test_no_name_and_no_street_is_anywhere_under_var(stores: Stores) -> None:
    looked_at = 0
    for path in sorted(stores.home.root.rglob("*")):
        if path.is_file() and stores.home.drop not in path.parents:
            looked_at += 1
            assert CANARY.encode().lower() not in path.read_bytes().lower(), path.name
            assert CANARY not in path.name
    assert looked_at > 10


def test_nor_in_what_the_vault_keeps_when_it_is_opened(stores: Stores) -> None:
    opened = 0
    for content in contents_of(stores):
        opened += 1
        parts = [content]
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                parts = [book.read(name) for name in book.namelist()]
        assert not any(CANARY.encode() in part for part in parts)
    assert opened >= 4 * 3


def test_the_office_is_told_in_which_columns_names_stood(stores: Stores) -> None:
    findings = stores.warehouse.read("findings", where={"year": YEAR, "office": "KEN"})
    named = findings[findings["rule"] == "identifier_sent"]
    assert {"D", "E", "Q"} <= set(named["column_letters"])
