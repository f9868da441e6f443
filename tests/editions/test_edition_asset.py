"""The asset review/edition: an edition summed up from printed numbers and counts of rows and offices."""

import pytest

from assets.edition_assets import shown
from assets.steps.editions.lookup import EditionLookupError
from assets.steps.editions.summary import summarise
from resources.stores import Stores
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft, reviewed
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, stranded, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]


def test_the_latest_draft_is_summed_up_with_what_changed_on_the_one_before(stores: Stores) -> None:
    with pytest.raises(EditionLookupError, match="no draft of 2012"):
        summarise(stores, YEAR)
    reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"vulnerable": stranded("UGA", 20)}})
    first = shown(summarise(stores, YEAR))
    assert first["changes_on_the_draft_before"].value == "This is the first draft."
    assert first["records"].value == "No record was held back."
    assert not any("60" in str(one.value) for one in first.values())  # exact rows stay in the pedigree
    send(stores, "KEN", "2013-02-01-1", {"trafficking": victims("KEN", 52)})
    take_in(stores, "KEN")
    draft(stores)
    summary = summarise(stores, YEAR)
    second = shown(summary)
    assert second["edition"].value == "2012/draft-2"
    assert summary.changed_by_table["victims_by_sex_and_age"] > 0
    assert "vulnerable_by_category" not in summary.changed_by_table
    assert second["cells_changed"].value == sum(summary.changed_by_table.values())
    assert "| partial | 2 |" in str(second["offices_by_state"].value)
    told = " ".join(str(one.value) for one in second.values())
    assert not any(office in told for office in ("KEN", "UGA", "MDA"))
    assert "`shelf/2012/draft-2/review.html`" in str(second["links"].value)
    (stores.home.shelf / "2012" / "draft-1" / "manifest.json").write_text("{", encoding="utf-8")
    damaged = shown(summarise(stores, YEAR))  # a damaged draft does not stop the one after it
    assert damaged["changes_on_the_draft_before"].value == "`2012/draft-1` is damaged and was not compared."


@pytest.mark.parametrize(("passed", "told"), [(True, "passed"), (False, "did not pass: it cannot be released")])
def test_reviewers_see_whether_the_joint_audit_passed(stores: Stores, passed: bool, told: str) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    audited(stores, passed=passed)
    assert shown(summarise(stores, YEAR))["joint_audit"].value == told
