"""The step `cases/consistency`: rules that compare forms, offices and years.

These rules warn; they change no record. Belongs here: warehouse and register to the rules, and their findings back.
Does not: the rules (expectations/checks/consistency.py).
"""

from collections.abc import Sequence

import pandas as pd

from assets.steps.runtime.errors import redact_errors
from expectations.checks import CONSISTENCY_RULES, case_columns, changes, control_totals, empty_forms, linked_records
from expectations.reporting_forms import is_asked
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

STATION = "consistency"
_ADDRESS = ("office", "submission", "file_no", "sheet_no", "row_no")
_LINKED = (*_ADDRESS, "link_key", "sex", "age", "age_band")


def check_consistency(stores: Stores, year: int, offices: Sequence[str]) -> dict[str, int]:
    """Apply the rules across forms to ``offices`` and replace their findings; return the findings by office."""
    with redact_errors("cases/consistency"):
        where = {"year": year, "office": list(offices)}
        by_rule = [
            _control_totals(stores, year, where),
            _changes(stores, year, offices),
            _empty_forms(stores, year, offices),
            _linked_records(stores, year, offices),
        ]
        findings = pd.concat([part for part in by_rule if len(part)] or by_rule[:1], ignore_index=True)
        stores.warehouse.write_partition("findings", {**where, "station": STATION}, findings)
        return {str(office): int(times) for office, times in findings.groupby("office")["times"].sum().items()}


def findings_by_rule(stores: Stores, year: int) -> dict[str, int]:
    """Return how often each rule is broken in the year; rules that are not broken have 0."""
    counted = stores.warehouse.counts("findings", ["rule"], {"year": year, "station": STATION}, of="times")
    return {rule: counted.get((rule,), 0) for rule in CONSISTENCY_RULES}


def _control_totals(stores: Stores, year: int, where: dict[str, object]) -> pd.DataFrame:
    totals = stores.warehouse.read(read_table("totals"), where=where)
    forms = [form.key for form in stores.contract.forms.values() if form.has_persons] if len(totals) else []
    cases = {form: stores.warehouse.read(cases_table(form), case_columns(form), where) for form in forms}
    findings = control_totals(totals, cases, year, stores.contract)
    keys = ["office", "form", "file_no", "sheet_no", "field"]
    columns = stores.warehouse.read("read_columns", [*keys, "column_letters"], {**where, "form": "totals"})
    letters = dict(zip(columns[keys].itertuples(index=False, name=None), columns["column_letters"], strict=True))
    findings["column_letters"] = [letters.get(place) for place in findings[keys].itertuples(index=False, name=None)]
    return findings


def _current(stores: Stores, year: int, offices: Sequence[str]) -> dict[tuple[str, str], str]:
    wanted = set(offices)
    return {key: row.digest for key, row in stores.register.current(year).items() if key[0] in wanted}


def _persons(stores: Stores, year: int) -> dict[tuple[str, str], int]:
    """Return the number of accepted records by office and form."""
    return {
        (office, form.key): rows
        for form in stores.contract.forms.values()
        if form.has_persons
        for (office,), rows in stores.warehouse.counts(cases_table(form.key), ["office"], {"year": year}).items()
    }


def _changes(stores: Stores, year: int, offices: Sequence[str]) -> pd.DataFrame:
    current, before = (_current(stores, of_year, offices) for of_year in (year, year - 1))
    return changes(_persons(stores, year), _persons(stores, year - 1), current, before, year)


def _empty_forms(stores: Stores, year: int, offices: Sequence[str]) -> pd.DataFrame:
    due = [
        (office, form.key)
        for form in stores.contract.forms.values()
        if not form.is_optional
        for office in offices
        if is_asked(form.key, office, year)
    ]
    read = {
        (office, form): rows
        for form in stores.contract.forms
        for (office,), rows in stores.warehouse.counts(read_table(form), ["office"], {"year": year}).items()
    }
    nil = {row.digest: row.nil_forms for row in stores.register.current(year).values()}
    return empty_forms(read, _current(stores, year, offices), nil, due, year)


def _linked_records(stores: Stores, year: int, offices: Sequence[str]) -> pd.DataFrame:
    """Compare all offices of the year; return the findings of the offices of this run."""
    forms = [form.key for form in stores.contract.forms.values() if form.has_persons]
    records = {form: stores.warehouse.read(read_table(form), _LINKED, {"year": year}) for form in forms}
    findings = linked_records(records, year, stores.contract)
    return findings[findings["office"].isin(list(offices))]
