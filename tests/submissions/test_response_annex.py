"""The annex: how offices reported, by region and form."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assets.steps.submissions.form_states import STATES, form_states
from reports.derived_tables import response
from reports.derived_tables.response import response_table
from reports.disclosure.small_office_groups import disclosive_regions
from reports.documents import EditionLabel, write_html
from reports.documents.printed_table import print_table
from reports.published.table_csv import read_table_csv, write_table_csv
from resources.stores import Stores
from tests.lib.submissions.files import YEAR

LABEL = EditionLabel(2012, 1, frozenset({"real"}), 3, 2)
STATED = pd.DataFrame(
    [
        ("KEN", "trafficking", "on_time"),
        ("UGA", "trafficking", "late"),
        ("ETH", "trafficking", "on_time"),
        ("POL", "trafficking", "nil"),
        ("FRA", "trafficking", "on_time"),
        ("DEU", "trafficking", "on_time"),
        ("KEN", "returns", "expected"),
        ("UGA", "returns", "expected"),
        ("ETH", "returns", "expected"),
        ("POL", "returns", "rejected"),
        ("FRA", "returns", "on_time"),
        ("DEU", "returns", "on_time"),
    ],
    columns=["office", "form", "state"],
)


def test_offices_are_counted_by_region_form_and_state() -> None:
    table = response_table(STATED, YEAR)
    values = {cell.codes: cell.value for cell in table.cells}
    assert values["NAIROBI", "trafficking", "on_time"] == 2
    assert values["NAIROBI", "trafficking", "late"] == 1
    assert values["NAIROBI", "trafficking", "total"] == 3
    assert values["total", "returns", "expected"] == 3
    assert values["total", "returns", "total"] == 6
    assert {cell.status for cell in table.cells if cell.codes[1] == "trafficking"} == {"published"}


def test_where_all_offices_of_a_region_are_in_one_state_it_is_not_told() -> None:
    """Of Nairobi all are expected, and the total less Brussels would say so again."""
    cells = {cell.codes: cell for cell in response_table(STATED, YEAR).cells}
    for region in ("NAIROBI", "BRUSSELS"):
        for state in STATES:
            assert cells[region, "returns", state].status == "confidential"
        assert cells[region, "returns", "total"].value == 3
    assert cells["total", "returns", "rejected"].value == 1


@pytest.mark.parametrize("seed", range(40))
def test_in_which_state_an_office_is_cannot_be_computed_from_regions_and_their_total(seed: int) -> None:
    """Whoever puts the withheld regions together knows their sum, and no more of any of their offices."""
    draw = np.random.default_rng(seed)
    numbers = {region: int(draw.choice([1, 2, 3, 5, 9])) for region in ("a", "b", "c", "d", "e")}
    likely = draw.dirichlet(np.full(3, 0.4))
    by_region = {
        region: dict(zip(("nil", "late", "expected"), draw.multinomial(offices, likely).tolist(), strict=True))
        for region, offices in numbers.items()
    }
    withheld = disclosive_regions(by_region, lambda region: f"{seed}{region}")
    for region in set(by_region) - withheld:
        assert numbers[region] >= 3
        assert max(by_region[region].values()) < numbers[region]
    if withheld and withheld != set(by_region):
        together = [state for one in withheld for state, offices in by_region[one].items() for _ in range(offices)]
        assert len(withheld) > 1
        assert len(together) >= 3
        assert len(set(together)) > 1


def test_every_state_has_its_words_and_every_office_is_in_one_region(stores: Stores) -> None:
    assert set(response.load_response_texts().states) == set(STATES)
    table = response_table(form_states(stores, YEAR), YEAR)
    sums = {cell.value for cell in table.cells if cell.codes[0] == cell.codes[2] == "total"}
    assert sums == {150.0}


def test_an_unknown_state_and_two_states_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="a state is none"):
        response_table(STATED.assign(state="missing"), YEAR)
    with pytest.raises(ValueError, match="two states"):
        response_table(pd.concat([STATED, STATED]), YEAR)


def test_no_office_is_named_in_the_published_file_and_it_reads_back() -> None:
    table = response_table(STATED, YEAR)
    content = write_table_csv(table)
    assert not any(office in content.decode() for office in ("KEN", "UGA", "POL"))
    assert read_table_csv(content, table.key, table.theme, YEAR, response.response_text()) == table


def test_the_table_is_printed_with_pairs_of_region_and_form_as_rows() -> None:
    printed = print_table(response_table(STATED, YEAR))
    assert printed is not None
    assert printed.stub == "Regional office: Form"
    assert printed.columns[:2] == ("On time, 2012", "Late, 2012")
    assert any(row.label.startswith("Total: ") and row.is_total for row in printed.rows)


def test_the_annex_says_how_many_values_headquarters_corrected() -> None:
    tables = {response.KEY: response_table(STATED, YEAR)}
    for applied, said in ((0, "corrected no value"), (3, "fewer than 11 values"), (1_234, "corrected 1,234 values")):
        page = write_html(tables, [], [], replace(LABEL, corrections_applied=applied)).decode()
        assert "Annex: quality of the data" in page
        assert f"Headquarters {said}" in page or f"Headquarters corrected {said}" in page


def test_texts_are_there_in_three_languages() -> None:
    titles = {response.response_text(language).title for language in ("en", "fr", "es")}
    assert len(titles) == 3
