"""Reconciliation of a year: four comparisons of numbers from accepted records and from control totals.

The comparisons by office stay inside. Belongs here: warehouse to reports/derived_tables/reconciliation_counts.py, with
the states of the offices involved. Does not: comparing, what may be published (release/derived_tables.py).
"""

from collections.abc import Iterable, Mapping, Sequence
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
    """One comparison.

    ``inside``: one row per pair of numbers compared, with the ``states`` of the offices involved; never published.
    ``by_office``: one row per office (and measure) with both numbers, to be summed by region; each person once.
    """

    key: str
    inside: pd.DataFrame
    by_office: pd.DataFrame


def reconciliations(stores: Stores, year: int, states: pd.DataFrame) -> dict[str, Reconciliation]:
    """Return the four comparisons of a year. ``states``: office, form, state."""
    state_of = {
        (str(office), str(form)): str(state) for office, form, state in states.itertuples(index=False, name=None)
    }
    records = _records(stores, year)
    totals = _totals(stores, year)
    of_corridors = corridors(records)
    both, several = victims_and_returns(records), several_offices(records)
    undivided = totals[totals[DIVIDING].isna().all(axis=1)].drop_duplicates(["office", "measure"])
    return {
        TOTALS: Reconciliation(
            TOTALS,
            totals.assign(
                states=[
                    _states_text(state_of, [office], _forms_of(measure))
                    for office, measure in zip(totals["office"], totals["measure"], strict=True)
                ]
            ),
            undivided[["office", "measure", "first", "second"]],
        ),
        CORRIDORS: Reconciliation(
            CORRIDORS,
            of_corridors.assign(
                states=[
                    _states_text(state_of, pair, FORMS[CORRIDORS])
                    for pair in zip(of_corridors["host"], of_corridors["origin"], strict=True)
                ]
            ),
            of_corridors.rename(columns={"host": "office"})
            .groupby("office", as_index=False)[["first", "second"]]
            .sum(),
        ),
        VICTIMS: Reconciliation(
            VICTIMS,
            both.assign(states=[_states_text(state_of, [office], FORMS[VICTIMS]) for office in both["office"]]),
            both,
        ),
        SEVERAL: Reconciliation(
            SEVERAL,
            several.assign(states=[_states_text(state_of, [office], FORMS[SEVERAL]) for office in several["office"]]),
            several_offices(records, each_once=True),
        ),
    }


def complete_offices(key: str, states: pd.DataFrame) -> dict[str, bool]:
    """Return by office whether it reported all forms of a comparison in full; forms not asked of it are in full."""
    forms = FORMS.get(key, tuple(dict.fromkeys(form for forms in FORMS.values() for form in forms)))
    of_forms = states[states["form"].isin(forms)]
    full = of_forms["state"].isin(COMPLETE | {"not_applicable"})
    return {str(office): bool(is_full) for office, is_full in full.groupby(of_forms["office"]).all().items()}


def _records(stores: Stores, year: int) -> dict[str, pd.DataFrame]:
    """Return the records of the forms with persons, with the columns that are compared."""
    frames = {}
    selections = load_cubes().selections.values()
    more = {"trafficking": ["also_in_returns"], "returns": ["vuln_VoT", "host", "origin"]}
    for form in FORMS[SEVERAL]:
        selecting = [name for selection in selections if selection.form == form for name in selection.columns]
        columns = ["office", "person_key", "link_key", "assist_year_first", "sex", "age", "age_band"]
        wanted = list(dict.fromkeys([*columns, *selecting, *more.get(form, [])]))
        frame = stores.warehouse.read(cases_table(form), wanted, {"year": year})
        frames[form] = frame.assign(child=is_child(frame, stores.contract))
    return frames


def _totals(stores: Stores, year: int) -> pd.DataFrame:
    where = {"year": year}
    totals = stores.warehouse.read(read_table("totals"), where=where)
    forms = [form.key for form in stores.contract.forms.values() if form.has_persons]
    cases = {form: stores.warehouse.read(cases_table(form), case_columns(form), where) for form in forms}
    rows = [
        {name: total[name] for name in ("office", "measure", *DIVIDING)} | {"first": total["value"], "second": count}
        for total, count in compared_totals(totals, cases, stores.contract)
    ]
    columns = ["office", "measure", *DIVIDING, "first", "second"]
    return compared(pd.DataFrame(rows, columns=columns))


def _forms_of(measure: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.form for part in load_consistency_rules().measures.get(measure, ())))


def _states_text(states: Mapping[tuple[str, str], str], offices: Iterable[object], forms: Sequence[str]) -> str:
    """Return the states of some offices in words; the form is named where there are several."""
    texts = []
    for office in dict.fromkeys(map(str, offices)):
        of_office = [states.get((office, form), "expected") for form in forms]
        named = [f"{form} {state}" for form, state in zip(forms, of_office, strict=True)]
        texts.append(f"{office}: {', '.join(named) if len(forms) > 1 else of_office[0]}")
    return "; ".join(texts)
