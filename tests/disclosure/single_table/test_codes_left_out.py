"""A table that leaves a code out, protected by itself: the rest of a line is not computed."""

import pandas as pd

from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.protect_table import protect_table
from reports.statistics import load_tables, tabulate
from tests.disclosure.model.test_missing_codes import YEAR, records

SPEC = next(spec for spec in load_tables() if spec.key == "victims_by_region_and_sex")


def test_women_and_men_of_a_region_are_not_both_printed_beside_its_total_where_few_others_are_left() -> None:
    asia = records({("F", 30): 30, ("M", 30): 40, ("U", 30): 4}, country_of_exploitation="NPL")
    africa = records({("F", 30): 50, ("M", 30): 60, ("U", 30): 20}, country_of_exploitation="KEN")
    frame = pd.concat([asia.assign(person_key="n" + asia["person_key"]), africa], ignore_index=True)
    cube = cube_with_contributors("trafficking", {"trafficking": frame}, YEAR)
    table = protect_table(tabulate(cube, SPEC, YEAR))
    printed = {cell.codes for cell in table.cells if cell.measure == "persons" and cell.value is not None}
    for region in ("SOUTH_CENTRAL_ASIA", "AFRICA"):
        assert (region, "total") in printed
    assert not {("SOUTH_CENTRAL_ASIA", "F"), ("SOUTH_CENTRAL_ASIA", "M")} <= printed
