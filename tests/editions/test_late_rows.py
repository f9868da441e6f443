"""Two editions of which the second has a few more rows held back: the annex does not tell by how many."""

import pytest

from assets.steps.editions.freeze import freeze
from assets.steps.editions.release import release
from assets.steps.editions.summary import summarise
from reports.published import ProtectedTable
from resources.stores import Stores
from tests.editions.released_editions import audited
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import send, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
NAMELESS = {"case_ref": ""}


def counts(table: ProtectedTable) -> dict[tuple[str, ...], float | None]:
    return {cell.codes: cell.value for cell in table.cells if cell.measure in ("records", "findings")}


def test_a_few_rows_held_back_since_an_edition_left_are_not_told_apart(stores: Stores, first_figure_only: None) -> None:
    for arrived, nameless in (("2013-01-10-1", 60), ("2013-02-10-1", 63), ("2013-03-10-1", 85)):
        faulty = victims("KEN", 25, 40, age=999)  # so that the few findings of other families hide behind these
        rows = [*victims("KEN", 40), *faulty, *(row | NAMELESS for row in victims("KEN", nameless))]
        send(stores, "KEN", arrived, {"trafficking": rows})
        take_in(stores, "KEN")
        made = audited(stores)
        held = counts(made.tables()["held_back_by_form"])
        found = counts(made.tables()["findings_by_form_and_family"])
        line = summarise(stores, YEAR).records
        if nameless == 63:
            assert held["trafficking",] is held["total",] is None
            assert found["trafficking", "identity"] is found["trafficking", "total"] is None
            assert line.startswith("Some records were held back")
        else:
            assert held["trafficking",] == held["total",] == nameless
            assert found["trafficking", "identity"] == nameless
            assert line.startswith(f"{nameless} ")
        if nameless == 60:
            freeze(stores, YEAR)
            release(stores, made)
