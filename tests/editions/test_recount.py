"""Counting some persons again gives the same numbers as counting all of them."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.steps.editions.recount import Recount, counted_whole
from assets.steps.statistics.count import forms_of
from expectations.contract import load_contract
from reports.statistics import columns_needed, themes
from resources.warehouse import cases_table, metadata_of
from resources.warehouse.frame_bytes import joined

FORMS = sorted({form for theme in themes() for form in forms_of(theme)})
TABLES = metadata_of(load_contract()).tables
EMPTY = {form: joined([], TABLES[cases_table(form)], columns_needed(form)) for form in FORMS}
PERSONS = [form for form in FORMS if load_contract().forms[form].has_persons]
OFFICES = ("KEN", "MDA", "UGA")

record = st.fixed_dictionaries(
    {
        "office": st.sampled_from(OFFICES),
        "form": st.sampled_from(PERSONS),
        "person_key": st.sampled_from(["a", "b", "c", "d"]),
        "link_key": st.sampled_from([None, None, None, "x", "y"]),
        "sex": st.sampled_from(["F", "M", "X", None]),
        "citizenship": st.sampled_from(["UKR", "HTI", "ETH;UKR", None]),
        "country_of_exploitation": st.sampled_from(["KEN", "MDA", None]),
        "side": st.sampled_from(["HOST", "ORIGIN", None]),
    }
)


def frames(records: list[dict[str, str | None]]) -> dict[str, pd.DataFrame]:
    found = {}
    for form, empty in EMPTY.items():
        own = [{name: row[name] for name in row if name in empty.columns} for row in records if row["form"] == form]
        frame = pd.DataFrame(own, columns=list(empty.columns))
        found[form] = frame.astype({name: empty.dtypes[name] for name in empty.columns})
    return found


def only(records: list[dict[str, str | None]], offices: set[str]) -> list[dict[str, str | None]]:
    return [row for row in records if row["office"] in offices]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(record, min_size=1, max_size=24),
    st.lists(record, max_size=12),
    st.sets(st.sampled_from(OFFICES), max_size=3),
    st.lists(st.sets(st.sampled_from(OFFICES)), min_size=1, max_size=2),
    st.sampled_from([FORMS, FORMS[: len(FORMS) // 2]]),
)
def test_any_choices_of_submissions_are_counted_as_whole_counts_count_them(
    before: list[dict[str, str | None]],
    resent: list[dict[str, str | None]],
    changed: set[str],
    chosen: list[set[str]],
    of_forms: list[str],
) -> None:
    recount = Recount(
        2012,
        same=frames(only(before, set(OFFICES) - changed)),
        before=frames(only(before, changed)),
        after=frames(only(resent, changed)),
    )
    choices = [{(office, form) for office in offices for form in of_forms} for offices in chosen]
    for offices, choice, counted in zip(chosen, choices, recount.numbers_of_each(choices), strict=True):
        taken = [
            row
            for row in only(before, set(OFFICES))
            if not (row["office"] in changed & offices and row["form"] in of_forms)
        ]
        taken += [row for row in only(resent, changed & offices) if row["form"] in of_forms]
        whole = counted_whole(frames(taken), 2012)
        assert counted == {key: whole[key] for key in counted}
        assert recount.numbers(choice) == counted
        assert bool(counted) == bool(recount.changed)
