"""Rules across forms, offices and years: control totals, changes against last year, empty forms, linked records.

Belongs here: plain functions on frames; each returns findings, one row a rule broken at a place, never a number.
Does not: where the frames come from (assets/steps/cases/consistency.py), rules within a form (validation_frame.py).
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from expectations.checks.conditions import is_child
from expectations.checks.consistency_rules import (
    ABOVE,
    BELOW,
    CONTROL,
    EMPTY,
    FAMILY,
    LINKED,
    MeasureSelection,
    load_consistency_rules,
)
from expectations.checks.findings import FINDING_COLUMNS
from expectations.contract import Contract, Severity
from expectations.finding_limits import capped

Standing = Mapping[tuple[str, str], str]
"""By office and form, the digest of the current submission."""

CountsByOffice = Mapping[tuple[str, str], int]
"""By office and form, a number of rows."""

GROUPS = {"CHILD": True, "ADULT": False}
COMPARED = ("EXACT",)


def _findings(places: pd.DataFrame | list[dict[str, object]], year: int) -> pd.DataFrame:
    findings = pd.DataFrame(places).assign(year=year, family=FAMILY, severity=Severity.WARNING.value)
    ordered = findings.reindex(columns=list(FINDING_COLUMNS))
    ordered = ordered.astype(dict.fromkeys(("file_no", "sheet_no", "row_no"), "Int64"))
    return capped(ordered.sort_values(["office", "form", "file_no", "sheet_no", "row_no", "rule"], ignore_index=True))


def _selected(records: pd.DataFrame, selection: MeasureSelection) -> pd.DataFrame:
    for field, codes in selection.only.items():
        records = records[records[field].astype("str").isin(codes)]
    for field, codes in selection.leave_out.items():
        records = records[~records[field].astype("str").isin(codes)]
    return records


def _persons(
    cases: Mapping[str, pd.DataFrame], selections: Iterable[MeasureSelection], contract: Contract
) -> pd.DataFrame:
    """Return the persons of a measure, each once at an office: office, sex, child, citizenship."""
    parts = [_selected(cases[selection.form], selection) for selection in selections if selection.form in cases]
    columns = ["office", "person_key", "sex", "child", "citizenship"]
    whole = [part.assign(child=is_child(part, contract))[columns] for part in parts if len(part)]
    if not whole:
        return pd.DataFrame(columns=columns)
    return pd.concat(whole, ignore_index=True).drop_duplicates(["office", "person_key"])


def _count(persons: pd.DataFrame, total: Mapping[str, object]) -> int | None:
    """Return how many of an office's persons a control total counts; None where records do not hold that."""
    kept = pd.Series(True, index=persons.index)
    sex, band, citizenship = (total[name] for name in ("sex", "age_band", "citizenship"))
    if isinstance(sex, str):
        kept &= persons["sex"].fillna("U") == sex
    if isinstance(band, str):
        if band not in GROUPS:
            return None
        kept &= (persons["child"] == GROUPS[band]).fillna(False).astype(bool)
    if isinstance(citizenship, str):
        kept &= persons["citizenship"].fillna("").str.split(";").map(lambda codes: citizenship in codes).astype(bool)
    return int(kept.sum())


def compared_totals(
    totals: pd.DataFrame, cases: Mapping[str, pd.DataFrame], contract: Contract
) -> list[tuple[dict[str, object], int]]:
    """Return each control total that can be compared, with the number of accepted case records of its office.

    ``totals``: rows as read, with their addresses; ``cases``: accepted records by form, see ``case_columns``.
    An estimate or a partial total, and an office without records of the measure's forms, is not compared.
    """
    compared: list[tuple[dict[str, object], int]] = []
    wanted = totals["value"].notna() & (totals["estimation"].isna() | totals["estimation"].isin(COMPARED))
    for measure, of_measure in totals[wanted].groupby("measure", sort=True):
        selections = load_consistency_rules().measures.get(str(measure), ())
        with_records = {
            office for selection in selections if selection.form in cases for office in cases[selection.form]["office"]
        }
        if with_records.isdisjoint(of_measure["office"]):
            continue
        persons = _persons(cases, selections, contract)
        for row in of_measure[of_measure["office"].isin(with_records)].to_dict("records"):
            total = {str(name): value for name, value in row.items()}
            counted = _count(persons[persons["office"] == total["office"]], total)
            if counted is not None:
                compared.append((total, counted))
    return compared


def control_totals(
    totals: pd.DataFrame, cases: Mapping[str, pd.DataFrame], year: int, contract: Contract
) -> pd.DataFrame:
    """Return a finding for each control total that is not the number of accepted case records of its office."""
    places = [
        {
            **{name: total[name] for name in ("office", "submission", "file_no", "sheet_no", "row_no")},
            "form": "totals",
            "field": "value",
            "rule": CONTROL,
        }
        for total, counted in compared_totals(totals, cases, contract)
        if counted != total["value"]
    ]
    return _findings(places, year)


def changes(
    now: CountsByOffice, before: CountsByOffice, standing: Standing, standing_before: Standing, year: int
) -> pd.DataFrame:
    """Return a finding for each office and form that is far from last year; ``now`` and ``before`` count persons.

    Compared are offices with a current submission of the form in both years: no submission is not a fall to zero.
    """
    change, places = load_consistency_rules().change, list[dict[str, object]]()
    for (office, form), digest in standing.items():
        if form not in change.forms or (office, form) not in standing_before:
            continue
        persons, earlier = now.get((office, form), 0), before.get((office, form), 0)
        if max(persons, earlier) < change.fewest_persons or not earlier:
            continue
        rule = BELOW if persons * change.factor < earlier else ABOVE if persons > earlier * change.factor else None
        if rule is not None:
            places.append({"office": office, "submission": digest, "form": form, "rule": rule})
    return _findings(places, year)


def empty_forms(
    read: CountsByOffice,
    standing: Standing,
    nil: Mapping[str, frozenset[str]],
    asked: Iterable[tuple[str, str]],
    year: int,
) -> pd.DataFrame:
    """Return a finding for each form without a row for which no nil statement was signed.

    ``nil``: by digest the forms of a submission's nil statement; ``asked``: the offices and forms that are due.
    """
    due = set(asked)
    places: list[dict[str, object]] = [
        {"office": office, "submission": digest, "form": form, "rule": EMPTY}
        for (office, form), digest in standing.items()
        if (office, form) in due and not read.get((office, form)) and form not in nil.get(digest, frozenset())
    ]
    return _findings(places, year)


def linked_records(records: Mapping[str, pd.DataFrame], year: int, contract: Contract) -> pd.DataFrame:
    """Return a finding for each record whose person another office reports with another sex or age group.

    ``records``: by form the rows as read with their addresses, link_key, sex, age and age_band.
    """
    parts = [frame.assign(form=form, child=is_child(frame, contract)) for form, frame in records.items() if len(frame)]
    if not parts:
        return _findings([], year)
    linked = pd.concat([part[part["link_key"].notna()] for part in parts], ignore_index=True)
    known = linked.assign(sex=linked["sex"].where(linked["sex"].isin(["F", "M"])))
    by_person = known.groupby("link_key")
    between_offices = by_person["office"].transform("nunique") > 1
    parts_found = []
    for field, column in (("sex", "sex"), ("age_band", "child")):
        disagree = between_offices & (by_person[column].transform("nunique") > 1) & known[column].notna()
        parts_found.append(linked[disagree].assign(field=field, rule=LINKED))
    return _findings(pd.concat(parts_found, ignore_index=True), year)
