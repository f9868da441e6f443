"""Small frames of accepted records for the tests of counting, and a strategy that invents them."""

import hypothesis.strategies as st
import pandas as pd

from expectations.contract import FieldType, load_contract
from reports.statistics import columns_needed

WHOLE = {FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR}
BLANK = {"link_key": None}


def frame_of(form: str, records: list[dict]) -> pd.DataFrame:
    fields = load_contract().forms[form].by_name
    columns = {}
    for name in columns_needed(form):
        values = [record.get(name) for record in records]
        whole = name in fields and fields[name].type in WHOLE
        columns[name] = pd.Series(values, dtype="Int16" if whole else "str")
    return pd.DataFrame(columns)


def record(office="KEN", key="1", **facts):
    return {"office": office, "person_key": f"{office}{key}", **facts}


def frames(**records):
    return {form: frame_of(form, records.get(form, [])) for form in ("trafficking", "returns", "vulnerable")}


maybe = lambda *values: st.sampled_from([None, *values])  # noqa: E731
COUNTRIES = ("UKR", "HTI", "EGY", "XXX", "XXA", "RUS")
SHARED = {
    "office": st.sampled_from(["AAA", "BBB", "CCC"]),
    "key": st.integers(0, 12),
    "link_key": maybe(None, None, "l1", "l2", "l3"),
    "assist_year_first": maybe(2010, 2011, 2012),
    "sex": maybe("F", "M", "X", "U"),
    "age": maybe(3, 17, 18, 25, 70),
    "age_band": maybe("CHILD", "ADULT", "9-17", "24-26", "48+", "U"),
    "citizenship": maybe("UKR", "HTI", "XXA", "XXX", "HTI;UKR", "EGY;XXX"),
}
BY_FORM = {
    "trafficking": {
        "trafficking_status": maybe("Possible", "Actual", "NotAVictim"),
        "country_of_exploitation": maybe(*COUNTRIES),
        "exploitation_basis": maybe("LAST", "MISSION"),
        "scope": maybe("DOMESTIC", "BOTH"),
        "exploit_ForcedLabour": maybe(0, 1),
        "exploit_SexualExploitation": maybe(0, 1),
        "exploit_ForcedBegging": maybe(0, 1),
        "labour_sector": maybe("A", "T"),
        "sex_type_Prostitution": maybe(0, 1),
        "means_Threats": maybe(0, 1),
        "means_DebtBondage": maybe(0, 1),
        "recruiter_Family": maybe(0, 1),
        "duration": maybe("0-12", "25+"),
        "child_at_entry": maybe(0, 1),
        "assist_Shelter": maybe(0, 1),
        "referred_by": maybe("NGO", "Self"),
        "umc": maybe(0, 1, 1),
        "best_interest_done": maybe(0, 1),
    },
    "returns": {
        "side": st.sampled_from(["HOST", "HOST", "ORIGIN"]),
        "programme": maybe("AVRR", "VHR"),
        "host": maybe(*COUNTRIES, "HRV", "DEU"),
        "origin": maybe(*COUNTRIES),
        "status_before": maybe("STRANDED", "OVERSTAY"),
        "vuln_UMC": maybe(0, 1),
        "vuln_VoT": maybe(0, 1),
        "reint_Cash": maybe(0, 1),
        "counsel_post": maybe(0, 1),
        "best_interest_done": maybe(0, 1),
    },
    "vulnerable": {
        "category": maybe("STRANDED", "OTHER", "UMC_UNACCOMPANIED", "UMC_SEPARATED"),
        "assist_Shelter": maybe(0, 1),
        "referred_by": maybe("NGO", "Self"),
        "best_interest_done": maybe(0, 1),
    },
}


def _with_key(one: dict) -> dict:
    return {**one, "person_key": f"{one['office']}{one.pop('key')}"}


def records_of(form: str, most: int = 25):
    one = st.fixed_dictionaries({**SHARED, **BY_FORM[form]}).map(_with_key)
    return st.lists(one, max_size=most, unique_by=lambda r: (r["office"], r["person_key"]))


years_records = st.fixed_dictionaries({form: records_of(form) for form in BY_FORM})
