"""Files as people really make them (field.md §6), nearly all read without a word; and what must be read from them.

Belongs here: wild and good files. Does not: faulty ones (corpus_samples.py).
"""

import datetime
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd
import xlsxwriter
from made_submissions import OFFICE, YEAR, separated, workbook
from made_workbooks import old_workbook, open_document
from sample import Sample

from expectations.contract import Contract
from expectations.reading import SubmittedFile
from expectations.template import fill, write_template

Table = Sequence[Sequence[Any]]
NONE: frozenset[str] = frozenset()
HEADER = ["case_ref", "sex", "age"]
ROWS = [["A-001", "F", 20], ["A-002", "M", 31]]
AGES = {("trafficking", "age"): [20, 31], ("trafficking", "sex"): ["F", "M"]}
Sheet = xlsxwriter.worksheet.Worksheet


def _sheet(write: Callable[[xlsxwriter.Workbook, Sheet], Any], table: Table = (HEADER, *ROWS)) -> SubmittedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("trafficking")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
        write(book, sheet)
    return SubmittedFile("office.xlsx", stream.getvalue())


def _layouts() -> Iterator[Sample]:
    """Where the table stands, and what stands around it."""
    title = [["Victims assisted in 2012"], ["Country office"], []]
    machine_row = [["Case reference", "Sex", "Age in years"], HEADER, *ROWS]
    two_rows = [
        ["Reference", "Sex", "Age", "Exploitation", "", ""],
        ["", "", "", "Forced labour", "Sexual exploitation", "Child labour"],
        ["A-001", "F", 20, "yes", "no", ""],
        ["A-002", "M", 31, "no", "no", ""],
    ]
    labour = {**AGES, ("trafficking", "exploit_ForcedLabour"): [1, 0]}
    cut = [["A-001", "", "F", "", 20], ["A-002", "", "M", "", 31]]
    apart = [["", "", *row] for row in [["Id"], [], HEADER, *ROWS]]
    tables: dict[str, tuple[Table, Any]] = {
        "a title and blank rows above the header": ([*title, HEADER, *ROWS], AGES),
        "a header in the thirtieth row": ([*[[]] * 29, HEADER, *ROWS], AGES),
        "a row of machine names under the header": (machine_row, AGES),
        "two header rows, a question over its answers": (two_rows, labour),
        "columns in another order": ([[*reversed(HEADER)], *[[*reversed(row)] for row in ROWS]], AGES),
        "blank rows between": ([HEADER, ROWS[0], [], [], ROWS[1]], AGES),
        "blank columns between": ([["case_ref", "", "sex", "", "age"], *cut], AGES),
        "a table that begins in the third column": (apart[2:], AGES),
        "headers in capitals with odd blanks": ([["  CASE_REF ", "SEX\n", "\u00a0Age in  years"], *ROWS], AGES),
        "headers that are shortened": ([["Ref", "Gender", "Age"], *ROWS], AGES),
        "French headers": ([["Dossier", "Genre", "Âge"], *ROWS], AGES),
        "Spanish headers": ([["Expediente", "Género", "Edad"], *ROWS], AGES),
        "headers without accents": ([["Dossier", "Sexe", "Age en annees"], *ROWS], AGES),
    }
    for name, (table, holds) in tables.items():
        yield Sample(f"wild: {name}", (workbook({"trafficking": table}),), NONE, holds)
    yield Sample("wild: a sheet with a French name", (workbook({"Traite": [HEADER, *ROWS]}),), NONE, AGES)
    yield Sample(
        "wild: a sheet called Sheet1", (workbook({"Sheet1": [[*HEADER, "labour_sector"], *ROWS]}),), NONE, AGES
    )
    yield Sample("wild: an empty sheet beside", (workbook({"trafficking": [HEADER, *ROWS], "Sheet2": []}),), NONE, AGES)
    parts = tuple(separated(f"case_ref,sex,age\n{','.join(map(str, row))}\n", "trafficking.csv") for row in ROWS)
    yield Sample("wild: a form in two files", parts, NONE, AGES)
    xlsm = SubmittedFile("office.xlsm", workbook({"trafficking": [HEADER, *ROWS]}).content)
    yield Sample("wild: .xlsm without macros", (xlsm,), NONE, AGES)


def _dressed() -> Iterator[Sample]:
    """Workbooks whose cells are dressed up."""

    def phantom(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        grey = book.add_format({"bg_color": "#cccccc"})
        for row in (5, 70_000, 1_048_575):
            sheet.write_blank(row, 0, None, grey)
            sheet.set_row(row, 20, grey)

    def merged_title(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        sheet.merge_range(0, 0, 0, 2, "Victims assisted in 2012", book.add_format({"bold": True}))

    def rich(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        sheet.write_rich_string(1, 1, book.add_format({"bold": True}), "F", book.add_format({"italic": True}), " ")
        sheet.write_comment(1, 0, "seen")
        sheet.set_column(2, 2, None, None, {"hidden": True})

    yield Sample("wild: phantom rows to 1,048,576", (_sheet(phantom),), NONE, AGES)
    yield Sample("wild: a merged title", (_sheet(merged_title, ([], HEADER, *ROWS)),), NONE, AGES)
    yield Sample("wild: rich text, notes, a hidden column", (_sheet(rich),), NONE, AGES)
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    far = f'<table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row>'
    document = open_document({"trafficking": [HEADER, *ROWS]}, rows_after=far)
    yield Sample("wild: .ods with repeated blank rows", (document,), NONE, AGES)
    old = old_workbook({"trafficking": [["Title"], [], HEADER, *ROWS]})
    yield Sample("wild: .xls with a title", (old,), NONE, AGES)


def _answers() -> Iterator[Sample]:
    """Answers as people write them: form, field, cells, and what they mean."""
    blank = ["-1", -99, ":", "n/a", "..", "unknown", "inconnu", "s/d", "-"]
    written: dict[str, tuple[str, str, list[Any], list[Any]]] = {
        "markers of missing": ("trafficking", "age", [30, *blank], [30, *[None] * len(blank)]),
        "missing codes": ("trafficking", "scope", ["BOTH", "n/a", "not stated"], ["BOTH", None, None]),
        "footnote stars": ("totals", "value", ["3276**", "12*", "7†"], [3276, 12, 7]),
        "decimal commas": ("returns", "rss_social", ["0,5", "0,25", "1"], [0.5, 0.25, 1.0]),
        "decimal points as text": ("returns", "rss_social", ["0.5", "0.25"], [0.5, 0.25]),
        "thousands points beside a decimal comma": ("totals", "value", ["1.234.567", "31.687"], [1234567, 31687]),
        "thousands blanks": ("totals", "value", ["1 234", "31\u00a0687", "2\u202f418"], [1234, 31687, 2418]),
        "thousands apostrophes": ("totals", "value", ["1'234", "31’687"], [1234, 31687]),
        "numbers as text": ("trafficking", "age", [" 20", "31 ", "４０"], [20, 31, 40]),
        "flags of all kinds": (
            "returns",
            "vuln_Health",
            ["x", "oui", "Sí", "✓", 1, True, "TRUE", "no", "NON", 0, "☐", ""],
            [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, None],
        ),
        "codes in three languages": ("trafficking", "sex", ["female", "Femme", "MUJER", "f"], ["F"] * 4),
        "country names in three languages": ("returns", "origin", ["Germany", "Allemagne", "ALEMANIA"], ["DEU"] * 3),
        "country names with invisible signs": (
            "returns",
            "origin",
            ["Ken\u200bya", "\ufeffKenya", "Ke\u00adnya", "Ｋｅｎｙａ", "Kenya\u00a0"],
            ["KEN"] * 5,
        ),
        "names that are much alike": ("returns", "origin", ["Niger", "Nigeria"], ["NER", "NGA"]),
        "several citizenships": ("returns", "citizenship", ["KEN; Uganda", "Moldova"], ["KEN;UGA", "MDA"]),
        "months as text": (
            "returns",
            "departure_month",
            ["2012-05", "05/2012", "mai 2012", "May 2012", "17 de mayo de 2012", "2012-05-17", "17/05/2012"],
            ["2012-05"] * 7,
        ),
        "months as dates and serials": (
            "returns",
            "departure_month",
            [datetime.date(2012, 5, 17), datetime.datetime(2012, 5, 17, 9, 30), 41046],
            ["2012-05"] * 3,
        ),
        "days as text": ("projects", "start", ["2012-05-17", "17.05.2012", "5/17/2012"], ["2012-05-17"] * 3),
    }
    for name, (form, field, cells, meant) in written.items():
        holds = {(form, field): meant}
        yield Sample(f"wild: {name}", (workbook({form: _column(form, field, cells)}),), NONE, holds)
    asked = frozenset({"origin.country"})  # not available, or Namibia: never guessed
    na = workbook({"returns": _column("returns", "origin", ["NA", "NAM", "Namibie"])})
    yield Sample("wild: NA for Namibia", (na,), asked, {("returns", "origin"): [None, "NAM", "NAM"]})
    alike = workbook({"returns": _column("returns", "origin", ["\u041aenya", "KEN"])})
    yield Sample("wild: a Cyrillic letter in a name", (alike,), asked, {("returns", "origin"): [None, "KEN"]})
    moved = workbook(
        {"returns": _column("returns", "departure_month", [datetime.date(2012, 5, 17)])}, {"date_1904": True}
    )
    yield Sample("wild: dates counted from 1904", (moved,), NONE, {("returns", "departure_month"): ["2012-05"]})
    cover = [("Bureau", "Moldavie"), ("Année", 2012), ("Langue", "français")]
    pointed = workbook({"Couverture": cover, "totals": _column("totals", "value", ["1.234", "2.418"])})
    yield Sample("wild: points by the cover's language", (pointed,), NONE, {("totals", "value"): [1234, 2418]})


def _column(form: str, field: str, cells: Sequence[Any]) -> Table:
    """A table of a form's reference and one field more."""
    other = {"totals": "measure", "projects": "code"}.get(form, "case_ref")
    measures = ("VICTIMS", "RETURNED", "AFTER_RETURN", "VULNERABLE", "UNACCOMPANIED_CHILDREN", "PERSONS")
    names = measures if form == "totals" else [f"A-{number:03}" for number in range(len(cells))]
    return [[other, field], *([name, cell] for name, cell in zip(names, cells, strict=False))]


def _texts() -> Iterator[Sample]:
    """CSV files as programs write them."""
    text = "case_ref;sex;citizenship\r\nA-001;F;Côte d'Ivoire\r\nA-002;M;São Tomé and Príncipe\r\n"
    holds = {("trafficking", "citizenship"): ["CIV", "STP"], ("trafficking", "sex"): ["F", "M"]}
    files = {
        "Windows-1252": separated(text, encoding="cp1252"),
        "UTF-8 with a mark": separated(text, encoding="utf-8-sig"),
        "UTF-16 with a mark": separated(text, encoding="utf-16"),
        "UTF-16 without a mark": separated(text, encoding="utf-16-le"),
        "UTF-16, great end first": separated(text, encoding="utf-16-be"),
        "a line that names the separator": separated(f"sep=;\r\n{text}"),
        "tabs in a .tsv": separated(text.replace(";", "\t"), "trafficking.tsv"),
        "tabs in a .txt": separated(text.replace(";", "\t"), "trafficking.txt"),
        "lines that end as on old Macs": separated(text.replace("\r\n", "\r")),
        "everything in quotation marks": separated(
            '"' + text.strip().replace(";", '";"').replace("\r\n", '"\n"') + '"'
        ),
        "blank lines and loose separators": separated(text.replace("\r\n", ";;;\r\n") + "\r\n;;;\r\n"),
        "a line break in a quoted header": separated(
            text.replace("citizenship", '"citizen-\nship"').replace("-\n", "")
        ),
    }
    for name, file in files.items():
        yield Sample(f"wild: CSV, {name}", (file,), NONE, holds)


def _templates(contract: Contract) -> Iterator[Sample]:
    """The template itself, filled in, in three languages."""
    people = pd.DataFrame({"case_ref": ["A-001", "A-002"], "sex": ["F", "M"], "age": [20, 31]})
    others = [form for form in contract.forms if form != "trafficking"]
    for language in ("en", "fr", "es"):
        filled = fill(contract, OFFICE, YEAR, language, {"trafficking": people}, others, rows=20)
        yield Sample(f"wild: the template {language}", (SubmittedFile("office.xlsx", filled),), NONE, AGES)
        empty = SubmittedFile("office.xlsx", write_template(contract, OFFICE, YEAR, language, rows=20))
        yield Sample(f"refused: an empty template {language}", (empty,), "no_rows")


def wild_samples(contract: Contract) -> Iterator[Sample]:
    """All wild files that are read without a word, and the template."""
    yield from _layouts()
    yield from _dressed()
    yield from _answers()
    yield from _texts()
    yield from _templates(contract)
