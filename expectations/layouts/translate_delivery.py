"""An office's own delivery in another system's layout: read through it, as if the office had used our form.

Belongs here: which files of a delivery are in a layout, the files in our format that take their place, and the
findings about them. Does not: importing a data set of many offices (`review import`), reading our own format.

A record keeps the number of its row, so that a finding leads to the row in the office's own file. What is kept of the
delivery is the translation: identifiers, places and free texts end with the file.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from expectations.contract import Contract
from expectations.reading import DeliveryRejectedError, ReadFinding, Reading, SubmittedFile
from expectations.reading.cover import is_cover
from expectations.reading.grid import Sheets, column_letters, is_blank
from expectations.reading.open_file import sheets_of
from expectations.reading.read_and_redact import KEPT_RULES, read_and_redact
from expectations.reading.vocabulary import Vocabulary

NOT_OURS = frozenset(
    {"wrong_form", "no_rows", "another_code_list", "another_date_format", "another_number_format"}
)  # refusals of a file that may be in a layout
HINTS = frozenset({"column_unknown", "sheet_unknown"})  # the rule of the reader for a file that may be in a layout


@dataclass(frozen=True)
class Translation:
    """A delivery in our format, and the findings about the files that were translated, by their number as sent."""

    files: tuple[SubmittedFile, ...]
    notes: tuple[ReadFinding, ...]


def read_delivery(
    files: Sequence[SubmittedFile], contract: Contract, office: str, year: int, pseudonym: Callable[[str], str]
) -> Reading:
    """Read a delivery as ``read_and_redact`` does; files in another system's layout through that layout.

    A layout is looked for only where the reader does not know a file, a sheet or a column. Raises
    DeliveryRejectedError.
    """
    try:
        reading = read_and_redact(files, contract, office, year, pseudonym)
    except DeliveryRejectedError as refused:
        if refused.reason not in NOT_OURS:
            raise
        translation = translation_of(files, contract, office, year)
        if translation is None:
            raise
    else:
        if not any(finding.rule in HINTS for finding in reading.findings):
            return reading
        translation = translation_of(files, contract, office, year)
        if translation is None:
            return reading
    reading = read_and_redact(translation.files, contract, office, year, pseudonym)
    kept = reading.kept or translation.files
    return replace(reading, kept=kept, findings=[*reading.findings, *translation.notes])


def translation_of(files: Sequence[SubmittedFile], contract: Contract, office: str, year: int) -> Translation | None:
    """Return the delivery in our format; None where no file is in a layout, or one is in two.

    Raises DeliveryRejectedError("wrong_office") and ("wrong_year") for a file whose rows are all of others.
    """
    from expectations.layouts import all_layouts, fits_of  # eight YAML files that most deliveries never need
    from expectations.layouts.foreign_file import ForeignFile

    layouts, vocabulary = all_layouts(), Vocabulary.of(contract)
    translated_files: list[SubmittedFile] = []
    made: dict[str, bytes] = {}
    notes: list[ReadFinding] = []
    forms: dict[str, None] = {}
    natures: set[str] = set()
    has_cover = False
    for file_no, file in enumerate(sorted(files, key=lambda file: file.name), start=1):
        sheets: Sheets = sheets_of(file, file_no, vocabulary)
        has_cover |= any(is_cover(grid) for grid in sheets.grids)
        fits = [fit for fit in fits_of(ForeignFile(file.name, tuple(sheets.grids)), layouts) if fit.is_whole]
        if len(fits) != 1:
            translated_files.append(file)
            continue
        contents, told = _translated(fits[0], file_no, office, year)
        notes += told
        natures.add(fits[0].layout.nature)
        forms |= dict.fromkeys(fits[0].layout.forms)
        for form, content in contents.items():
            nth = 1 + sum(name.partition(".")[0].partition("-")[0] == form for name in made)
            made[f"{form}.csv" if nth == 1 else f"{form}-{nth}.csv"] = content
    if not natures:
        return None
    if not has_cover:
        nature = next((kind for kind in ("synthetic", "demonstration") if kind in natures), "real")
        made["cover.csv"] = _csv([["key", "value"], ["nature", nature], ["only_forms", ";".join(forms)]])
    taken = {file.name for file in translated_files}
    translated = [SubmittedFile(name if name not in taken else f"0-{name}", content) for name, content in made.items()]
    return Translation((*translated_files, *translated), tuple(notes))


def _translated(fit: "object", file_no: int, office: str, year: int) -> tuple[dict[str, bytes], list[ReadFinding]]:
    from expectations.layouts import Fit, rows_of

    assert isinstance(fit, Fit)
    layout = fit.layout
    rows = rows_of(fit, None if layout.office else office, None if layout.year else year)
    of_office, of_year = rows.office == office, rows.year == year
    if len(rows.frame) and not (of_office & of_year).any():
        raise DeliveryRejectedError("wrong_office" if not of_office.any() else "wrong_year")
    wanted = frozenset(rows.frame.index[of_office & of_year])
    contents = {}
    for form, translated in rows.by_form.items():
        fields = translated.fields[translated.fields.index.isin(wanted)]
        if len(fields):
            contents[form] = _by_row(list(fields.columns), fields.index.to_list(), fields.to_numpy().tolist())
    notes = [_note(file_no, "layout_read", "info")]
    if len(wanted) < len(rows.frame):
        notes.append(_note(file_no, "layout_rows_left", "warning"))
    below = fit.grid.rows[fit.header + 1 :]
    width = max(map(len, fit.grid.rows), default=0)
    unnamed = set(range(width)) - set(fit.places.values())
    if any(not is_blank(row[place]) for row in below for place in unnamed if place < len(row)):
        notes.append(_note(file_no, "layout_columns_dropped", "info"))
    for name in sorted(set(fit.places) & set(layout.identifiers)):
        place = fit.places[name]
        if any(not is_blank(row[place]) for row in below):
            letters = column_letters(place + 1)
            where = ("", file_no, fit.grid.sheet_no, None, letters, None)
            notes.append(ReadFinding(*where, "identifier_sent", "protection", "warning"))
    return contents, notes


def _note(file_no: int, rule: str, severity: str) -> ReadFinding:
    assert rule in KEPT_RULES
    return ReadFinding("", file_no, 0, None, None, None, rule, "layout", severity)


def _by_row(header: list[str], numbers: list[int], records: list[list[str]]) -> bytes:
    """Return a CSV file in which each record has its own row; one below the other where rows are groups."""
    if len(set(numbers)) < len(numbers):
        return _csv([header, *records])
    lines: list[list[str]] = [header, *([] for _ in range(max(numbers) - 1))]
    for number, record in zip(numbers, records, strict=True):
        lines[number - 1] = record
    return _csv(lines)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
