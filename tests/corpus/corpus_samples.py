"""The corpus: generated submissions, each with the refusal or the rules that it must provoke, and no other.

Belongs here: making the files. Does not: reading and checking them (test_corpus.py), damaging them (fuzz).
"""

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import xlsxwriter

from expectations.checks import Check, checks_of
from expectations.contract import Contract, FieldType, Form, load_contract
from expectations.reading import SubmittedFile
from tests.lib.submissions.made_files import COVER, separated, workbook
from tests.reading.made_workbooks import old_workbook, open_document

Row = dict[str, Any]
Rows = Sequence[Row]
LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True)
class Sample:
    """One submission; ``expects`` is the reason of its refusal, or all rules that it breaks."""

    name: str
    files: tuple[SubmittedFile, ...]
    expects: str | frozenset[str]


PERSONS: list[Row] = [
    {"case_ref": "A-001", "sex": "F", "age": 30, "age_band": "30-38", "citizenship": "CIV", "new_or_carried": "NEW"},
    {"case_ref": "A-002", "sex": "M", "age": 12, "age_band": "12-13", "citizenship": "MDA", "new_or_carried": "NEW"},
]
OF_FORM: dict[str, list[Row]] = {
    "trafficking": [{"country_of_exploitation": "THA", "scope": "INTERNATIONAL", "umc": 0}, {"labour_sector": "A"}],
    "returns": [{"host": "DEU", "origin": "GHA", "departure_month": "2012-05"}, {"rss_social": 0.5, "vuln_UMC": 1}],
    "vulnerable": [{"category": "STRANDED"}, {"category": "UMC_SEPARATED", "best_interest_done": 1}],
}
GOOD: dict[str, list[Row]] = {
    **{form: [{**person, **own} for person, own in zip(PERSONS, rows, strict=True)] for form, rows in OF_FORM.items()},
    "health": [
        {"indicator": "TB_SCREENED", "population": "REFUGEE", "sex": "F", "unit": "PERSONS", "value": 12},
        {"indicator": "TB_DETECTED", "population": "REFUGEE", "sex": "F", "unit": "PERSONS", "value": 3},
    ],
    "projects": [
        {"code": "MD-1", "title": "Shelter and care", "start": "2012-01-15", "end": "2012-12-20", "budget_usd": 90000},
        {"code": "MD-2", "title": "Training of staff", "start": "2011-03-13", "countries": "MDA", "is_pilot": 1},
    ],
    "totals": [{"measure": "VICTIMS", "value": 5}, {"measure": "PERSONS", "sex": "F", "value": 7}],
}
BASE: dict[str, Row] = {
    **{form: {"case_ref": "A-001", "sex": "F"} for form in OF_FORM},
    "health": {"indicator": "MHPSS", "population": "REFUGEE", "value": 5},
    "projects": {"code": "MD-1", "title": "Shelter and care"},
    "totals": {"measure": "VICTIMS", "value": 5},
}
SIX = {"sex": "F", "age": 22, "age_band": "21-23", "citizenship": "KHM", "new_or_carried": "NEW"}
OF_PERSONS: dict[str, Rows] = {
    "age_and_band_disagree": [{"age": 30, "age_band": "9-17"}],
    "child_age_and_adult_band_disagree": [{"age": 9, "age_band": "ADULT"}],
    "age_outside_the_band": [{"age": 30, "age_band": "18-20"}],
    "first_assistance_after_the_year": [{"assist_year_first": 2013}],
    "new_and_first_assisted_before": [{"new_or_carried": "NEW", "assist_year_first": 2010}],
    "identical_rows": [{**SIX, "assist_year_first": 2012}, {**SIX, "assist_year_first": 2012, "case_ref": "A-002"}],
    "reference_missing": [{}, {"case_ref": "", "sex": "M"}],
    "reference_twice": [{}, {"sex": "M"}],
}
TB = {"population": "REFUGEE", "sex": "F", "unit": "PERSONS"}
BREAKING: dict[str, dict[str, Rows]] = {
    "trafficking": {
        **OF_PERSONS,
        "umc_is_not_a_child": [{"umc": 1, "age": 40}],
        "sector_without_forced_labour": [{"labour_sector": "A", "exploit_ForcedLabour": 0}],
        "sex_type_without_sexual_exploitation": [{"exploit_SexualExploitation": 0, "sex_type_Pornography": 1}],
        "child_now_and_adult_at_entry": [{"age": 15, "child_at_entry": 0}],
        "child_labour_of_an_adult_at_entry": [{"age": 19, "child_at_entry": 0, "exploit_ChildLabour": 1}],
    },
    "returns": {
        **OF_PERSONS,
        "origin_is_host": [{"origin": "GHA", "host": "GHA"}],
        "departure_outside_the_year": [{"departure_month": "2011-12"}],
        "umc_is_not_a_child": [{"vuln_UMC": 1, "age": 40}],
        "returned_child_without_best_interest_determination": [{"vuln_UMC": 1, "age": 12, "best_interest_done": 0}],
        "older_65_and_younger": [{"vuln_Older65": 1, "age": 64}],
        "pregnant_and_male": [{"vuln_Pregnant": 1, "sex": "M"}],
        "unaccompanied_and_with_family": [{"vuln_UMC": 1, "age": 12, "family_role": "MEMBER"}],
        "reintegration_after_the_year": [{"reint_delivered_year": 2014}],
    },
    "vulnerable": {**OF_PERSONS, "umc_is_not_a_child": [{"category": "UMC_SEPARATED", "age": 25}]},
    "health": {
        "number_missing": [{"value": ""}],
        "indicator_twice": [{}, {}],
        "tuberculosis_detected_above_screened": [
            {**TB, "indicator": "TB_SCREENED", "value": 10},
            {**TB, "indicator": "TB_DETECTED", "value": 11},
        ],
        "hiv_positive_above_tested": [
            {**TB, "indicator": "HIV_TESTED", "value": 10},
            {**TB, "indicator": "HIV_POSITIVE", "value": 11},
        ],
    },
    "projects": {
        "code_missing": [{}, {"code": ""}],
        "code_twice": [{}, {"title": "Training of staff"}],
        "end_before_start": [{"start": "2012-05-01", "end": "2012-04-30"}],
        "project_ended_before_the_year": [{"start": "2010-01-01", "end": "2011-12-31"}],
        "project_starts_after_the_year": [{"start": "2013-01-01"}],
    },
    "totals": {
        "number_missing": [{"value": ""}],
        "total_twice": [{}, {}],
        "parts_do_not_add_up": [{"value": 9}, {"sex": "F", "value": 4}, {"sex": "M", "value": 4}],
    },
}
UNREAD = {
    "code": "zzzz",
    "country": "Atlantis under the sea",
    "flag": "perhaps",
    "number": "several",
    "ambiguous": "1,234",
    "date": "in the rainy season",
    "ambiguous_date": "03/04/2012",
}


def _table(rows: Rows, form: Form, language: str | None = None, contract: Contract | None = None) -> list[list[Any]]:
    """A header and rows: of machine names and codes, or of labels in a language."""
    names = [name for name in form.questions if any(name in row for row in rows)]
    header = [form.questions[name].label.in_language(language) if language else name for name in names]

    def said(name: str, cell: Any) -> Any:
        field = form.questions[name]
        if language is None or contract is None or cell == "":
            return cell
        if field.type is FieldType.FLAG:
            return {"en": ("no", "yes"), "fr": ("non", "oui"), "es": ("no", "sí")}[language][int(cell)]
        if field.codes is not None:
            return contract.code_lists[field.codes].codes[cell].label.in_language(language)
        return cell

    return [header, *([said(name, row.get(name, "")) for name in names] for row in rows)]


def _csv(form: str, table: list[list[Any]], encoding: str = "utf-8", separator: str = ",") -> SubmittedFile:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(table)
    return separated(stream.getvalue(), f"{form}.csv", encoding)


WRITERS: dict[str, Callable[[str, list[list[Any]]], SubmittedFile]] = {
    "xlsx": lambda form, table: workbook({form: table}),
    "csv utf-8 comma": _csv,
    "csv utf-8 with a mark, semicolon": lambda form, table: _csv(form, table, "utf-8-sig", ";"),
    "csv windows-1252 semicolon": lambda form, table: _csv(form, table, "cp1252", ";"),
    "csv utf-16 tab": lambda form, table: _csv(form, table, "utf-16", "\t"),
    "ods": lambda form, table: open_document({form: table}),
    "xls": lambda form, table: old_workbook({form: table}),
}


def _good(contract: Contract) -> Iterator[Sample]:
    for key, rows in GOOD.items():
        form = contract.forms[key]
        for language in LANGUAGES:
            for name, write in WRITERS.items():
                if name in ("ods", "xls") and language != "fr":
                    continue
                file = write(key, _table(rows, form, language, contract))
                yield Sample(f"good {key} {language} {name}", (file,), frozenset())
    every = {key: _table(rows, contract.forms[key]) for key, rows in GOOD.items()}
    yield Sample("good: all forms in one workbook with a cover", (workbook({"Cover": COVER, **every}),), frozenset())
    yield Sample("good: one CSV file a form", tuple(_csv(key, table) for key, table in every.items()), frozenset())
    nil = workbook({"Cover": [*COVER, ("nil_forms", "all")]})
    yield Sample("good: a nil return", (nil,), frozenset())


def _fault(form: Form, check: Check) -> Rows:
    """Rows that break one check, as they differ from the base of the form."""
    if check.rule in BREAKING[form.key]:
        return BREAKING[form.key][check.rule]
    field = form.questions[check.fields[0]]
    if check.kind == "between":
        greatest = check.limits[1]
        return [{field.name: greatest + 1 if greatest < 10_000 else -4}]
    if check.unread == "text":
        return [{field.name: "A long text " * 60}]
    return [{field.name: UNREAD[str(check.unread)]}]


ALSO: dict[tuple[str, str], frozenset[str]] = {
    # A code that is too long is not read, and a project without a code is held back.
    ("projects", "code.text"): frozenset({"code_missing"}),
}
NOT_IN_A_FILE: frozenset[str] = frozenset()
"""Checks that no cell breaks, as `form: rule`; there are none."""


def _broken(contract: Contract) -> Iterator[Sample]:
    for form in contract.forms.values():
        for number, check in enumerate(checks_of(form, contract)):
            name = f"{form.key}: {check.rule}"
            if name in NOT_IN_A_FILE:
                continue
            rows = [{**BASE[form.key], **fault} for fault in _fault(form, check)]
            write = WRITERS[("xlsx", "csv utf-8 comma", "csv windows-1252 semicolon")[number % 3]]
            also = ALSO.get((form.key, check.rule), frozenset())
            yield Sample(name, (write(form.key, _table(rows, form)),), frozenset({check.rule}) | also)


HEADER = ["case_ref", "sex", "age"]
PLAIN = [HEADER, ["A-001", "F", 20], ["A-002", "M", 31]]
Sheet = xlsxwriter.worksheet.Worksheet


def _written(write: Callable[[Sheet], Any]) -> SubmittedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("codes")
        sheet = book.add_worksheet("trafficking")
        for number, row in enumerate(PLAIN):
            sheet.write_row(number, 0, row)
        write(sheet)
    return SubmittedFile("office.xlsx", stream.getvalue())


def _with_members(base: SubmittedFile, members: dict[str, bytes], name: str = "office.xlsx") -> SubmittedFile:
    stream = io.BytesIO(base.content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return SubmittedFile(name, stream.getvalue())


def _covered(*lines: tuple[str, str]) -> SubmittedFile:
    return workbook({"Cover": lines, "trafficking": PLAIN})


def _noticed() -> Iterator[Sample]:
    """One submission a rule of the reader."""
    plain = workbook({"trafficking": PLAIN})
    twice = "case_ref;sex;citizenship\nA-001;F;Côte d'Ivoire\n".encode().decode("cp1252")
    files = {
        "column_unknown": workbook({"trafficking": [[*HEADER, "colour"], ["A-001", "F", 20, "red"]]}),
        "column_repeated": workbook({"trafficking": [[*HEADER, "sex"], ["A-001", "F", 20, "F"]]}),
        "total_row": workbook({"trafficking": [*PLAIN, ["Total", "", 51]]}),
        "hidden_row": _written(lambda sheet: sheet.set_row(2, None, None, {"hidden": True})),
        "hidden_sheet": _written(lambda sheet: sheet.hide()),
        "row_outside_the_form": workbook({"trafficking": [*PLAIN, [], ["* some ages are estimated"]]}),
        "error_cell": _written(lambda sheet: sheet.write_formula(1, 2, "=NA()", None, "#N/A")),
        "formula_without_value": _written(lambda sheet: sheet.write_formula(1, 2, "=20+1", None, "")),
        "formula_cell": _written(lambda sheet: sheet.write_formula(1, 2, "=20+1", None, 21)),
        "sheet_unknown": workbook({"trafficking": PLAIN, "Notes": [["x"]]}),
        "cover_unclear": _covered(("office", "MDA"), ("year", "some day")),
        "nil_form_with_rows": _covered(*COVER, ("nil_forms", "trafficking")),
        "merged_cells": _written(lambda sheet: sheet.merge_range(1, 1, 2, 1, "F")),
        "macros_ignored": _with_members(plain, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, "office.xlsm"),
        "links_ignored": _with_members(plain, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        "objects_ignored": _with_members(plain, {"xl/embeddings/oleObject1.bin": b"MZ"}),
        "encoded_twice": separated(twice),
        "identifier_sent": workbook({"trafficking": [[*HEADER, "Name"], ["A-001", "F", 20, "Amina Hassan"]]}),
        "reference_looks_like_identifier": workbook({"trafficking": [HEADER, ["Amina Hassan", "F", 20]]}),
    }
    for rule, file in files.items():
        yield Sample(f"noticed: {rule}", (file,), frozenset({rule}))
    wrong = workbook({"trafficking": [*PLAIN, ["Total", "", 99]]})
    yield Sample("noticed: total_row_disagrees", (wrong,), frozenset({"total_row", "total_row_disagrees"}))


def _refused() -> Iterator[Sample]:
    """Submissions that are refused, every reason at least once."""
    plain = workbook({"trafficking": PLAIN})
    old = old_workbook({"trafficking": PLAIN})
    returned = [["case_ref", "departure_month"], *([f"A-{row}", "2011-05"] for row in range(8))]
    package = "EncryptedPackage".encode("utf-16-le").rjust(2000, b"\0")
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    refusals: dict[str, tuple[str, SubmittedFile | None]] = {
        "no file": ("no_file", None),
        "a zip cut short": ("unreadable", SubmittedFile("a.xlsx", plain.content[:2000])),
        "an empty file": ("unreadable", SubmittedFile("a.xlsx", b"")),
        "a document": ("unreadable", SubmittedFile("a.docx", plain.content)),
        "NUL bytes": ("unreadable", SubmittedFile("trafficking.csv", b"case_ref,sex\nA,F\0\n")),
        "a document type": ("unreadable", _with_members(plain, {"xl/more.xml": doctype})),
        "text called a workbook": ("not_what_its_name_says", SubmittedFile("a.xlsx", b"this is no workbook")),
        "a workbook called text": ("not_what_its_name_says", SubmittedFile("a.csv", plain.content)),
        "an old workbook called a new one": ("not_what_its_name_says", SubmittedFile("a.xlsx", old.content)),
        "a locked workbook": ("locked", SubmittedFile("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + package)),
        "a locked old workbook": (
            "locked",
            old_workbook({"trafficking": PLAIN}, before=struct.pack("<HH6s", 0x2F, 6, b"")),
        ),
        "a value in the last cell": ("too_big", _written(lambda sheet: sheet.write(1_048_575, 16_383, "x"))),
        "a member that unpacks without measure": ("bomb", _with_members(plain, {"xl/x": b"\0" * 30_000_000})),
        "too many members": ("bomb", _with_members(plain, {f"x{number}": b"" for number in range(2_001)})),
        "a table of something else": ("wrong_form", separated("name,colour\nx,red\n", "a.csv")),
        "another office": ("wrong_office", _covered(("office", "KEN"), ("year", "2012"))),
        "another year": ("wrong_year", _covered(("office", "MDA"), ("year", "2011"))),
        "last year's rows": ("wrong_year", workbook({"returns": returned})),
        "another code list": ("another_code_list", _answered("trafficking", "sex", "female person")),
        "another date format": ("another_date_format", _answered("returns", "departure_month", "the fifth")),
        "another number format": ("another_number_format", _answered("trafficking", "age", "thirty")),
        "a header alone": ("no_rows", separated("case_ref,sex\n")),
        "a cover alone": ("no_rows", workbook({"Cover": COVER})),
        "a total alone": ("no_rows", separated("case_ref,sex\nTotal,\n")),
        "a member above its folder": ("unsafe_name", _with_members(plain, {"../../etc/x": b""})),
        "a name above its folder": ("unsafe_name", separated("case_ref,sex\nA,F\n", "../trafficking.csv")),
    }
    for name, (reason, file) in refusals.items():
        yield Sample(f"refused: {name}", () if file is None else (file,), reason)


def _answered(form: str, field: str, answer: str) -> SubmittedFile:
    """Thirty persons with the same answer."""
    return separated(f"case_ref,{field}\n" + "".join(f"A-{number},{answer}\n" for number in range(30)), f"{form}.csv")


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """All samples, in a fixed order."""
    contract = load_contract()
    return (*_good(contract), *_broken(contract), *_noticed(), *_refused())
