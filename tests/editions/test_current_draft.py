"""The latest draft is taken for the present state of its year only where a run would print the same."""

from pathlib import Path

import pytest

from assets.steps.editions import current_draft as present
from assets.steps.editions.current_draft import current_draft
from resources.stores import Stores
from tests.editions.small_editions import reviewed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, stranded, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
HEADER = "office,form,person_key,address,field,expected,new,author,reason\n"


def test_a_draft_is_the_present_state_until_anything_that_it_stands_on_changes(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert current_draft(stores, YEAR) is None
    draft = reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}})
    assert current_draft(stores, YEAR) == draft

    page: Path = draft.folder / "review.html"
    content = page.read_bytes()
    page.write_bytes(b"mine")
    assert current_draft(stores, YEAR) is None, "somebody edited it"
    page.write_bytes(content)

    stores.home.corrections.mkdir(parents=True)
    corrections = stores.home.corrections / f"{YEAR}.csv"
    key = stores.warehouse.read("cases_trafficking", ["person_key"], {"year": YEAR})["person_key"].iloc[0]
    corrections.write_text(f"{HEADER}KEN,trafficking,{key},,sex,F,M,somebody,told by the office\n", encoding="utf-8")
    assert current_draft(stores, YEAR) is None, "a value was corrected since"
    corrections.unlink()

    with monkeypatch.context() as patch:
        patch.setattr(present, "code_version", lambda: "another")
        assert current_draft(stores, YEAR) is None, "the program is another"

    assert current_draft(stores, YEAR) == draft
    send(stores, "UGA", "2013-02-01-1", {"vulnerable": stranded("UGA", 20)})
    take_in(stores, "UGA")
    assert current_draft(stores, YEAR) is None, "a submission came since"
