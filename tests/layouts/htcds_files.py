"""The four published HTCDS files, filled as an office would: every code of the standard, and canaries for identifiers.

The codes are taken from the files themselves (their validation sheets and choices), not from our layout.
"""

import datetime
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from tests.lib.places import REAL_DATA

FOLDER = REAL_DATA / "htcds"
SINGLE, MULTI, PLAIN = (
    FOLDER / f"HTCDS Excel Spreadsheet {name}"
    for name in ("single select with validation v2.0.xlsx", "multi select with validation v2.0.xlsm", "v2.0.xlsx")
)
XLSFORM = FOLDER / "htcds_xlsform.xlsx"
CANARY = "Zyxwvutcanary4711"
IDENTIFIERS = ("prs_Salutation", "prs_FirstName", "prs_SecondName", "prs_Title", "prs_Email", "prs_HomePhone",
               "prs_MobilePhone", "prs_MailingCity", "prs_MailingCountry", "prs_MailingState", "prs_MailingStreet",
               "prs_MailingPostalCode", "vic_LocationOfRecruitment", "cas_CaseOwner", "cas_ReferringOrganisation",
               "cas_ReferringPrimaryCaseWorker", "cas_IncomingReferralDetails", "cas_ReferredOrganisation",
               "cas_ReferredPrimaryCaseWorker", "cas_OutgoingReferralDetails", "cas_ReasonForCaseClosure")  # fmt: skip
LISTS = {
    "prs_Gender": 1,
    "vic_MethodsOfControl": 6,
    "vic_TypeOfExploitation": 7,
    "vic_ForcedLabourIndustry": 8,
    "vic_TypeOfSexExploitation": 9,
    "vic_TraffickingStatus": 14,
    "vic_TraffickinStatusDecisionMakingOrg": 15,
}
"""Columns with a pick list, and the column of the validation sheet that holds it, counted from 0."""


@dataclass
class Filled:
    """A filled file, and what each of its records was given, by machine name."""

    name: str
    content: bytes
    given: list[dict[str, str]] = field(default_factory=list)


def pick_lists() -> dict[str, list[str]]:
    sheet = openpyxl.load_workbook(MULTI, read_only=True)["validation"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)][3:]
    return {name: [str(row[at]) for row in rows if len(row) > at and row[at]] for name, at in LISTS.items()}


def _records(lists: dict[str, list[str]], several: bool) -> list[dict[str, str]]:
    """One record a code of the longest list; with ``several`` also one that names every code of a list at once."""
    longest = max(map(len, lists.values()))
    records = [{name: codes[place % len(codes)] for name, codes in lists.items()} for place in range(longest)]
    if several:
        many = (
            "vic_MethodsOfControl",
            "vic_TypeOfExploitation",
            "vic_TypeOfSexExploitation",
            "vic_ForcedLabourIndustry",
        )
        records.append({name: "; ".join(lists[name]) for name in many if name in lists})
    return records


def filled_template(path: Path) -> Filled:
    """One of the Excel templates, its own workbook with rows filled in below the labels."""
    book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    sheet = book.worksheets[0]
    names = {cell.value: cell.column for cell in sheet[1] if cell.value}
    given = _records(pick_lists(), several=path is not SINGLE)
    for place, record in enumerate(given):
        row: dict[str, Any] = {**record, **dict.fromkeys(IDENTIFIERS, CANARY)}
        row |= {"prs_Birthdate": datetime.date(1990, 3, 2), "cas_IncomingReferralDate": datetime.date(2012, 3, 1)}
        row |= {
            "prs_Citizenship": "MD",
            "con_Consent": True,
            "vic_LocationOfExploitation": CANARY,
            "cas_Status": "Active",
        }
        row["vic_LocationOfExploitation"] = "TR" if place % 2 else f"12 {CANARY} Street"
        for name, value in row.items():
            sheet.cell(row=place + 3, column=names[name], value=value)
        sheet.cell(row=place + 3, column=36, value=CANARY)  # AJ has no machine name
    stream = io.BytesIO()
    book.save(stream)
    return Filled(path.name, stream.getvalue(), given)


def exported_xlsform() -> Filled:
    """An export of the XLSForm as KoboToolbox writes it: names of questions, names of choices, joined by blanks."""
    book = openpyxl.load_workbook(XLSFORM, read_only=True)
    survey = [row[:2] for row in book["survey"].iter_rows(min_row=2, values_only=True)]
    choices: dict[str, list[str]] = {}
    for list_name, name, *_ in book["choices"].iter_rows(min_row=2, values_only=True):
        choices.setdefault(str(list_name), []).append(str(name))
    questions = {str(name): str(kind).split() for kind, name in survey if kind and name}
    coded = {
        name: kind for name, kind in questions.items() if kind[0].startswith("select") and kind[1] != "citizenship"
    }
    longest = max(len(choices[kind[1]]) for kind in coded.values())
    given = [
        {name: choices[kind[1]][place % len(choices[kind[1]])] for name, kind in coded.items()}
        for place in range(longest)
    ]
    many = {name: " ".join(choices[kind[1]]) for name, kind in coded.items() if kind[0] == "select_multiple"}
    given.append(many)
    columns = [*questions, "_id", "_uuid", "_submitted_by"]
    stream = io.BytesIO()
    out = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = out.add_worksheet("export")
    sheet.write_row(0, 0, columns)
    for place, record in enumerate(given):
        row: dict[str, str] = {name: CANARY for name, kind in questions.items() if kind[0] == "text"}
        row |= record | {
            "prs_Birthdate": "1990-03-02",
            "cas_IncomingReferralDate": "2012-03-01",
            "prs_Citizenship": "MD",
        }
        row |= {"vic_LocationOfExploitation": "TR" if place % 2 else f"12 {CANARY} Street", "_uuid": f"u-{place}"}
        row |= {
            "_submitted_by": CANARY,
            "_id": str(place),
            "start": "2012-03-01T10:00:00",
            "end": "2012-03-01T10:10:00",
        }
        sheet.write_row(place + 1, 0, [row.get(name, "") for name in columns])
    out.close()
    return Filled("htcds_export.xlsx", stream.getvalue(), given)
