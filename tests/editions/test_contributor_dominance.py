"""What is suppressed to protect others, and what is confidential by itself though it is of many persons."""

import pytest

from assets.steps.release.tables import make_tables
from assets.steps.statistics.count import count_year
from reports.disclosure.suppression.cell_ref import CellRef, CellStatus
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, take_in, victims

TABLE = "victims_by_sex_and_age"
DOMINATED = CellRef(TABLE, ("F", "total"))


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
    assert DOMINATED in outcome.large_primary
    assert CellRef(TABLE, ("M", "total")) not in outcome.large_primary
    assert {one.status for one in outcome.cells if one.ref == DOMINATED} == {CellStatus.PRIMARY}
    rows = made.statistics[made.statistics["table_key"] == TABLE]
    large = rows[(rows["measure"] == "persons") & (rows["value"] >= outcome.threshold)]
    of_table = [ref for ref in outcome.large_primary if ref.table == TABLE]
    assert 0 < len(of_table) < len(large)
    assert made.numbers.large == outcome.counts.large
    assert made.numbers.large_suppressed == outcome.counts.large_suppressed
