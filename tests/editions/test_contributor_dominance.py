"""What is suppressed to protect others, and what is confidential by itself though it is of many persons."""

import pytest

from assets.steps.release.tables import make_tables
from assets.steps.statistics.count import count_year
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, take_in, victims

DOMINATED = ("victims_by_sex_and_age", "F", "total")


@pytest.mark.usefixtures("few_tables")
def test_a_number_that_is_nearly_all_one_offices_is_confidential_by_itself_and_protects_nobody(stores: Stores) -> None:
    men = {office: victims(office, 30, first=100, sex="M") for office in ("KEN", "UGA")}
    send(stores, "KEN", "2013-01-10-1", {"trafficking": [*victims("KEN", 40), *men["KEN"]]})
    send(stores, "UGA", "2013-01-10-1", {"trafficking": [*victims("UGA", 3), *men["UGA"]]})
    take_in(stores, "KEN", "UGA")
    count_year(stores, YEAR)
    made = make_tables(stores, YEAR)
    outcome = made.protected.result
    assert outcome is not None
    assert DOMINATED in outcome.large_by_themselves
    assert ("victims_by_sex_and_age", "M", "total") not in outcome.large_by_themselves
    assert {one.primary for one in outcome.seen if one.name == DOMINATED} == {True}
    rows = made.statistics[made.statistics["table_key"] == DOMINATED[0]]
    large = rows[(rows["measure"] == "persons") & (rows["value"] >= outcome.threshold)]
    of_table = [name for name in outcome.large_by_themselves if name[0] == DOMINATED[0]]
    assert 0 < len(of_table) < len(large)
    assert made.numbers.large == outcome.large_numbers
    assert made.numbers.large_withheld == outcome.large_withheld
