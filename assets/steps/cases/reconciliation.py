"""Reconciliation of a year: from accepted records, control totals and the states of offices to compared numbers.

Belongs here: warehouse to reports/derived_tables/reconciliation_counts.py and the control totals, with the states of
the offices involved. Does not: comparing, what may be published (release/reconciliation_tables.py). Office by office
it stays inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from expectations.checks import case_columns, compared_totals
from expectations.checks.conditions import is_child
from expectations.checks.consistency_rules import load_consistency_rules
from reports.derived_tables.reconciliation_counts import compared, corridors, several_offices, victims_and_returns
from reports.statistics.cubes import load_cubes
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

TOTALS, CORRIDORS = "reconciliation_control_totals", "reconciliation_corridors"
VICTIMS, SEVERAL = "reconciliation_victims_and_returns", "reconciliation_several_offices"
DIVIDING = ["sex", "age_band", "citizenship"]
COMPLETE = frozenset(("on_time", "late", "nil"))
FORMS = {
    CORRIDORS: ("returns",),
    VICTIMS: ("trafficking", "returns"),
    SEVERAL: ("trafficking", "returns", "vulnerable"),
}


@dataclass(frozen=True)
class Reconciliation:
    """One comparison. ``inside``: a row a thing compared, with ``states`` of the offices involved; never published.

    ``by_office``: office (and measure), first and second, to be summed by region; each person once.
    """

    key: str
    inside: pd.DataFrame
    by_office: pd.DataFrame


def reconciliations(stores: Stores, year: int, states: pd.DataFrame) -> dict[str, Reconciliation]:
    """Return the four comparisons of a year. ``states``: office, form, state."""
    of = {(str(office), str(form)): str(state) for office, form, state in states.itertuples(index=False, name=None)}
    records = _records(stores, year)
    totals = _totals(stores, year)
    found = corridors(records)
    both, several = victims_and_returns(records), several_offices(records)
    plain = totals[totals[DIVIDING].isna().all(axis=1)].drop_duplicates(["office", "measure"])
    return {
        TOTALS: Reconciliation(
            TOTALS,
            totals.assign(
                states=[_told(of, [o], _forms_of(m)) for o, m in zip(totals["office"], totals["measure"], strict=True)]
            ),
            plain[["office", "measure", "first", "second"]],
        ),
        CORRIDORS: Reconciliation(
            CORRIDORS,
            found.assign(
                states=[_told(of, pair, FORMS[CORRIDORS]) for pair in zip(found["host"], found["origin"], strict=True)]
            ),
            found.rename(columns={"host": "office"}).groupby("office", as_index=False)[["first", "second"]].sum(),
        ),
        VICTIMS: Reconciliation(
            VICTIMS, both.assign(states=[_told(of, [o], FORMS[VICTIMS]) for o in both["office"]]), both
        ),
        SEVERAL: Reconciliation(
            SEVERAL,
            several.assign(states=[_told(of, [o], FORMS[SEVERAL]) for o in several["office"]]),
            several_offices(records, each_once=True),
        ),
    }


def complete_offices(key: str, states: pd.DataFrame) -> dict[str, bool]:
    """Return by office whether it reported in full all forms that a comparison looks at; none asked is in full."""
    forms = FORMS.get(key, tuple(dict.fromkeys(form for forms in FORMS.values() for form in forms)))
    own = states[states["form"].isin(forms)]
    full = own["state"].isin(COMPLETE | {"not_applicable"})
    return {str(office): bool(whole) for office, whole in full.groupby(own["office"]).all().items()}


def _records(stores: Stores, year: int) -> dict[str, pd.DataFrame]:
    """Return what comparing reads of the forms with persons."""
    frames = {}
    selections = load_cubes().selections.values()
    more = {"trafficking": ["also_in_returns"], "returns": ["vuln_VoT", "host", "origin"]}
    for form in FORMS[SEVERAL]:
        asked = [name for one in selections if one.form == form for name in one.columns]
        columns = ["office", "person_key", "link_key", "assist_year_first", "sex", "age", "age_band"]
        wanted = list(dict.fromkeys([*columns, *asked, *more.get(form, [])]))
        frame = stores.warehouse.read(cases_table(form), wanted, {"year": year})
        frames[form] = frame.assign(child=is_child(frame, stores.contract))
    return frames


def _totals(stores: Stores, year: int) -> pd.DataFrame:
    where = {"year": year}
    totals = stores.warehouse.read(read_table("totals"), where=where)
    forms = [form.key for form in stores.contract.forms.values() if form.has_persons]
    cases = {form: stores.warehouse.read(cases_table(form), case_columns(form), where) for form in forms}
    rows = [
        {name: total[name] for name in ("office", "measure", *DIVIDING)} | {"first": total["value"], "second": counted}
        for total, counted in compared_totals(totals, cases, stores.contract)
    ]
    columns = ["office", "measure", *DIVIDING, "first", "second"]
    return compared(pd.DataFrame(rows, columns=columns))


def _forms_of(measure: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.form for one in load_consistency_rules().measures.get(measure, ())))


def _told(states: Mapping[tuple[str, str], str], offices: object, forms: tuple[str, ...]) -> str:
    several = len(forms) > 1
    told = []
    for office in dict.fromkeys(map(str, offices if isinstance(offices, list | tuple) else [offices])):
        own = [f"{form} {states.get((office, form), 'expected')}" for form in forms]
        told.append(f"{office}: {', '.join(own) if several else own[0].partition(' ')[2]}")
    return "; ".join(told)
