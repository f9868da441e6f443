"""The headline table with offices that send totals only, as a kind of tables of the edition.

Belongs here: which offices these are, from the warehouse and the states of offices. Does not: adding and withholding
(reports/derived_tables/totals).
"""

from collections.abc import Iterator

import pandas as pd

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from expectations.checks.consistency_rules import load_consistency_rules
from reports.derived_tables import registry
from reports.derived_tables.totals import KEY, RECORDS, THEME, Contribution, totals_table, totals_text
from reports.published import ProtectedTable
from reports.published.table_csv import read_table_csv
from resources.stores import Stores
from resources.warehouse import cases_table

DIVIDING = ("sex", "age_band", "citizenship")


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    contributions = totals_only(making.stores, making.year, making.responded.states)
    table = totals_table(contributions, making.tables, making.year, _of_the_year_before(making))
    if table is not None:
        yield table


def _of_the_year_before(making: DerivedTableContext) -> ProtectedTable | None:
    draft = making.stores.shelf.latest(making.year - 1)
    path = None if draft is None else draft / "tables" / f"{KEY}.csv"
    if path is None or not path.exists():
        return None
    return read_table_csv(path.read_bytes(), KEY, THEME, making.year - 1, totals_text())


def totals_only(stores: Stores, year: int, states: pd.DataFrame) -> list[Contribution]:
    """Return the totals of the offices that have no case record of any form that a measure is counted from.

    Only whole totals count, not those of a sex, an age or a citizenship. Of two rows that give the same total the lower
    holds. An office that signed a nil statement for all these forms has no total, whatever its totals form says.
    """
    totals = stores.warehouse.read(cases_table("totals"), where={"year": year})
    whole = totals[totals[["measure", "value"]].notna().all(axis=1) & totals[list(DIVIDING)].isna().all(axis=1)]
    lowest: dict[tuple[str, str], int] = {}
    for office, measure, persons in zip(whole["office"], whole["measure"], whole["value"], strict=True):
        lowest[office, measure] = min(int(persons), lowest.get((office, measure), int(persons)))
    state = dict(zip(zip(states["office"], states["form"], strict=True), states["state"], strict=True))
    forms = {measure: {one.form for one in chosen} for measure, chosen in load_consistency_rules().measures.items()}
    recorded = {form: _offices(stores, form, year) for form in set().union(*forms.values())}
    found = []
    for (office, measure), persons in sorted(lowest.items()):
        of_measure = forms.get(measure, set())
        silent = all(office not in recorded[form] for form in of_measure)
        nil = all(state.get((office, form)) == "nil" for form in of_measure)
        if of_measure and silent and not nil and persons > 0:
            found.append(Contribution(office, measure, persons))
    return found


def _offices(stores: Stores, form: str, year: int) -> set[str]:
    return {office for (office,) in stores.warehouse.counts(cases_table(form), ["office"], {"year": year})}


TOTALS = TableKind.of(registry.TOTALS, _make, copied=frozenset({RECORDS}))
