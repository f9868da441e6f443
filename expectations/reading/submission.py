"""Reading one submission: all files of a delivery into one Reading with typed record frames, or a refusal.

Belongs here: the order of the steps, the typed frame of a form, and what refuses a delivery. Does not: any other step.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from expectations.contract import PERSON_KEY, Contract, FieldType, Form
from expectations.reading.capped_findings import capped_findings
from expectations.reading.conversion import Conversions
from expectations.reading.cover import CoverReading, is_cover, is_sheet_of_the_template, read_cover
from expectations.reading.grid import Grid, Sheets, is_blank
from expectations.reading.identifier_places import identifier_findings, identifier_places
from expectations.reading.misread_columns import refuse_misread
from expectations.reading.numbers_in_text import LANGUAGE_MARKS, Mark
from expectations.reading.open_file import recognised, sheets_of
from expectations.reading.records import Pseudonyms, RecordBlock, SheetReader
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import NATURES, Cover, FileAsRead, ReadFinding, Reading, SubmittedFile
from expectations.reading.vocabulary import Vocabulary

LEAST_MONTHS = 5  # fewer months say nothing about the year of a file
WHOLE_NUMBERS = frozenset({FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR})


class SubmissionReader:
    """Reads the files of one delivery, one after the other, and puts together what they hold."""

    def __init__(self, contract: Contract, office: str, year: int, pseudonym: Callable[[str], str]) -> None:
        self.contract, self.office, self.year = contract, office, year
        self.vocabulary = Vocabulary.of(contract)
        self.conversions = Conversions(self.vocabulary.code_lists)
        self.pseudonyms = Pseudonyms(office, pseudonym)
        self.covers: list[CoverReading] = []
        self.blocks: dict[str, list[RecordBlock]] = {}
        self.findings: list[ReadFinding] = []
        self.formats: list[FileAsRead] = []
        self.declared_mark: Mark | None = None

    def take(self, files: Sequence[Sheets]) -> None:
        """Read the sheets of all files, covers first. Raises DeliveryRejectedError("wrong_form") where a file holds
        neither."""
        for sheets in files:
            self.formats.append(sheets.as_read)
            self.findings += [_whole_file(sheets.as_read.file_no, rule) for rule in sheets.notes]
            self.covers += [read_cover(grid, self.vocabulary.form_names) for grid in sheets.grids if is_cover(grid)]
        language = next((cover.cover.language for cover in self.covers if cover.cover.language), None)
        self.declared_mark = LANGUAGE_MARKS.get(language or "")
        for sheets in files:
            taken = [is_cover(grid) or self._taken(grid) for grid in sheets.grids]
            if not any(taken):
                raise DeliveryRejectedError("wrong_form")

    def _taken(self, grid: Grid) -> bool:
        sheet = recognised(grid, self.vocabulary)
        if sheet.form is not None and sheet.header is not None:
            form = self.contract.forms[sheet.form]
            words = self.vocabulary.answer_words
            reader = SheetReader(grid, form, sheet.header, self.year, self.declared_mark, words)
            self.blocks.setdefault(sheet.form, []).append(reader.read(self.conversions, self.pseudonyms))
            return True
        if all(is_blank(cell) for row in grid.rows for cell in row):
            return sheet.form is not None
        if sheet.form is not None:
            raise DeliveryRejectedError("wrong_form")
        if is_sheet_of_the_template(grid):
            return False
        self.findings.append(
            ReadFinding("", grid.file_no, grid.sheet_no, None, None, None, "sheet_unknown", "layout", "info")
        )
        self.findings += identifier_findings(grid, None, None, identifier_places(grid, None, None, self.year))
        return False

    def _cover(self, forms_with_rows: list[str]) -> Cover:
        covers = [reading.cover for reading in self.covers]
        for cover in covers:
            if cover.office not in (None, self.office):
                raise DeliveryRejectedError("wrong_office")
            if cover.year not in (None, self.year):
                raise DeliveryRejectedError("wrong_year")
        only = frozenset[str]().union(*(cover.only_forms for cover in covers))
        nil = frozenset[str]().union(*(cover.nil_forms for cover in covers))
        if any(reading.is_partial for reading in self.covers):
            # A partial submission never becomes a complete one, even if its cover does not name a form that has rows.
            only |= nil | frozenset(forms_with_rows)
            if not only:
                raise DeliveryRejectedError("no_rows")
        natures = {cover.nature for cover in covers} or {"real"}
        return Cover(
            office=next((cover.office for cover in covers if cover.office), None) or self.office,
            year=next((cover.year for cover in covers if cover.year), None) or self.year,
            language=next((cover.language for cover in covers if cover.language), None),
            nil_forms=nil - frozenset(forms_with_rows),
            only_forms=only,
            nature=next(nature for nature in NATURES if nature in natures),
        )

    def _is_of_another_year(self, records: pd.DataFrame, form: Form) -> bool:
        """Return whether most months of a form are of another year: last year's file sent again under a new cover.

        A single month outside the year is a finding about a value, and the person is counted.
        """
        months = [records[field.name].dropna() for field in form.fields if field.type is FieldType.MONTH]
        known = pd.concat(months) if months else pd.Series(dtype="str")
        elsewhere = (known.str[:4] != str(self.year)).sum() if len(known) else 0
        return bool(len(known) >= LEAST_MONTHS and elsewhere > len(known) / 2)

    def reading(self) -> Reading:
        """Return what the files held together. Raises DeliveryRejectedError: wrong_office, wrong_year, no_rows,
        another_code_list, another_date_format, another_number_format."""
        with_rows = {
            key: [block for block in self.blocks[key] if block.row_numbers]
            for key in self.contract.forms
            if any(block.row_numbers for block in self.blocks.get(key, []))
        }
        cover = self._cover(list(with_rows))
        nil_said = frozenset[str]().union(*(reading.cover.nil_forms for reading in self.covers))
        if not with_rows and not nil_said:
            raise DeliveryRejectedError("no_rows")
        refuse_misread(column for blocks in with_rows.values() for block in blocks for column in block.misread)
        contradicted = [
            replace(_whole_form(key, blocks[0]), rule="nil_form_with_rows")
            for key, blocks in with_rows.items()
            if key in nil_said
        ]
        findings = [finding for reading in self.covers for finding in reading.findings] + self.findings + contradicted
        findings += [f for blocks in self.blocks.values() for block in blocks for f in block.findings]
        findings.sort(key=lambda finding: (finding.file_no, finding.sheet_no))
        records = {key: record_frame(self.contract.forms[key], blocks) for key, blocks in with_rows.items()}
        if any(self._is_of_another_year(frame, self.contract.forms[key]) for key, frame in records.items()):
            raise DeliveryRejectedError("wrong_year")
        return Reading(
            cover=cover,
            records=records,
            findings=capped_findings(findings),
            columns={
                (key, block.file_no, block.sheet_no, name): letters
                for key, blocks in self.blocks.items()
                for block in blocks
                for name, letters in block.letters.items()
            },
            formats=self.formats,
        )


def _typed(values: list[Any], kind: FieldType) -> Any:
    if kind is FieldType.DECIMAL:
        return np.array(values, dtype=np.float64)
    if kind in WHOLE_NUMBERS or kind is FieldType.COUNT:
        width = np.int64 if kind is FieldType.COUNT else np.int16
        numbers = np.array(values, dtype=np.float64)
        missing = np.isnan(numbers)
        return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype(width), missing)
    return pd.array(values, dtype="str")


def _gathered(blocks: Sequence[RecordBlock], name: str) -> list[Any]:
    values: list[Any] = []
    for block in blocks:
        values.extend(block.columns.get(name) or [None] * len(block.row_numbers))
    return values


def _unread(block: RecordBlock) -> list[str]:
    return [";".join(block.unread.get(place, ())) for place in range(len(block.row_numbers))]


def record_frame(form: Form, blocks: Sequence[RecordBlock]) -> pd.DataFrame:
    """Return one row a record, in the order of file, sheet and row: the form's fields, then address and ``unread``."""
    names = {field.name: PERSON_KEY if field.name == "case_ref" else field.name for field in form.fields}
    columns = {names[field.name]: _typed(_gathered(blocks, field.name), field.type) for field in form.fields}
    sizes = [len(block.row_numbers) for block in blocks]
    columns["file_no"] = np.repeat(np.array([block.file_no for block in blocks], dtype=np.int64), sizes)
    columns["sheet_no"] = np.repeat(np.array([block.sheet_no for block in blocks], dtype=np.int64), sizes)
    columns["row_no"] = np.array([number for block in blocks for number in block.row_numbers], dtype=np.int64)
    columns["unread"] = pd.array([text for block in blocks for text in _unread(block)], dtype="str")
    return pd.DataFrame(columns)


def _whole_file(file_no: int, rule: str) -> ReadFinding:
    return ReadFinding("", file_no, 0, None, None, None, rule, "layout", "warning")


def _whole_form(form: str, block: RecordBlock) -> ReadFinding:
    return ReadFinding(form, block.file_no, block.sheet_no, None, None, None, "", "layout", "warning")


def read_submission(
    files: Sequence[SubmittedFile], contract: Contract, office: str, year: int, pseudonym: Callable[[str], str]
) -> Reading:
    """Read the files of one delivery of ``office`` for ``year``; ``pseudonym`` is the keyed hash for references.

    Files count from 1 in the order of their names. Raises DeliveryRejectedError, whose message an office understands,
    for the whole delivery where any of its files cannot be read: nothing is half read.
    """
    if not files:
        raise DeliveryRejectedError("no_file")
    reader = SubmissionReader(contract, office, year, pseudonym)
    in_order = sorted(files, key=lambda file: file.name)
    reader.take([sheets_of(file, file_no, reader.vocabulary) for file_no, file in enumerate(in_order, start=1)])
    return reader.reading()
