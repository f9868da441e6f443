"""Derived table of the kind totals: the headline table with the offices that send totals only.

Belongs here: which offices these are, from the warehouse and the states of offices. Does not: adding and suppression
(reports/derived_tables/totals).
"""

from collections.abc import Iterator

import pandas as pd

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import read_shelf_table
from expectations.checks.consistency_rules import load_consistency_rules
from reports.derived_tables import registry
from reports.derived_tables.totals import KEY, RECORDS, THEME, Contribution, totals_table, totals_text
from reports.published import ProtectedTable
from resources.stores import Stores
from resources.warehouse import cases_table

DIVIDING = ("sex", "age_band", "citizenship")


def _make(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    stores, year = context.stores, context.year
    contributions = totals_only(stores, year, context.responded.states)
    draft = stores.shelf.latest(year - 1)
    path = None if draft is None else draft / "tables" / f"{KEY}.csv"
    before = None
    if path is not None and path.exists():
        before = read_shelf_table(path, KEY, THEME, year - 1, totals_text())
    table = totals_table(contributions, context.tables, year, before)
    if table is not None:
        yield table


def totals_only(stores: Stores, year: int, states: pd.DataFrame) -> list[Contribution]:
    """Return one contribution per office and measure, of offices without case records of any form of that measure.

    Only totals of all persons count, not those of a sex, an age or a citizenship. Of two rows for the same total the
    lower one is taken. An office with a nil statement for all these forms has no total, whatever its totals form says.
    """
    totals = stores.warehouse.read(cases_table("totals"), where={"year": year})
    undivided = totals[totals[["measure", "value"]].notna().all(axis=1) & totals[list(DIVIDING)].isna().all(axis=1)]
    lowest: dict[tuple[str, str], int] = {}
    for office, measure, persons in zip(undivided["office"], undivided["measure"], undivided["value"], strict=True):
        lowest[office, measure] = min(int(persons), lowest.get((office, measure), int(persons)))
    state = dict(zip(zip(states["office"], states["form"], strict=True), states["state"], strict=True))
    forms = {measure: {part.form for part in parts} for measure, parts in load_consistency_rules().measures.items()}
    recorded = {
        form: {office for (office,) in stores.warehouse.counts(cases_table(form), ["office"], {"year": year})}
        for form in set().union(*forms.values())
    }
    contributions = []
    for (office, measure), persons in sorted(lowest.items()):
        of_measure = forms.get(measure, set())
        silent = all(office not in recorded[form] for form in of_measure)
        nil = all(state.get((office, form)) == "nil" for form in of_measure)
        if of_measure and silent and not nil and persons > 0:
            contributions.append(Contribution(office, measure, persons))
    return contributions


TOTALS = TableKind.of(registry.TOTALS, _make, copied=frozenset({RECORDS}))
