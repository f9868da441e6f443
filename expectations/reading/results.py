"""What reading takes and gives: submitted files in; a cover, record frames and findings out.

Belongs here: these shapes. Does not: how any of them is filled (submission.py), why a delivery is refused (refusal.py).
"""

from dataclasses import dataclass, field

import pandas as pd

COVER = "cover"  # in place of a form where a finding is about the cover
NATURES = ("real", "demonstration", "synthetic")


@dataclass(frozen=True)
class SubmittedFile:
    """One file of a delivery; its name is used to recognise format and form, and never leaves the reader."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Cover:
    """The office's statements about its submission; None and empty where there is none."""

    office: str | None = None
    year: int | None = None
    language: str | None = None
    nil_forms: frozenset[str] = frozenset()
    only_forms: frozenset[str] = frozenset()
    nature: str = "real"  # real | demonstration | synthetic


@dataclass(frozen=True)
class ReadFinding:
    """One thing noticed while reading, at one place. Grain: one rule at one cell, row, column or sheet.

    Holds an address and never a value, a header's text or a sheet's name. ``file_no`` and ``sheet_no`` count from 1;
    ``sheet_no`` is 0 where the finding is about the file. ``suggestion`` is a code of our own closed lists.
    ``row_no`` is the row as Excel numbers it, None where the finding is about a whole column, sheet or file.
    ``form`` is "cover" for the cover and empty for a sheet that is no form. ``times``: how many findings it stands for.
    """

    form: str
    file_no: int
    sheet_no: int
    row_no: int | None
    column_letters: str | None
    field: str | None
    rule: str
    family: str
    severity: str
    suggestion: str | None = None
    times: int = 1


@dataclass(frozen=True)
class FileAsRead:
    """How one file was understood, each on evidence. Encoding and separator are those of a CSV file, else None.

    ``format`` is csv, xlsx, xlsm, xls or ods; ``encoding`` utf-8, utf-16, windows-1252 or utf-8-twice; ``separator``
    comma, semicolon or tab.
    """

    file_no: int
    format: str
    encoding: str | None = None
    separator: str | None = None


@dataclass
class Reading:
    """One submission as read. ``records`` holds one frame a form that has rows, one row a record.

    ``columns`` gives the column letters by (form, file_no, sheet_no, field). Cells that were given and could not be
    converted are in a frame's ``unread`` column and not among the findings: "field:kind", or "field:kind:CODE" with a
    suggestion. ``formats`` gives the format of each file as understood. ``kept`` holds the files without the
    identifiers that were sent by mistake; empty where there were none.
    """

    cover: Cover
    records: dict[str, pd.DataFrame] = field(default_factory=dict)
    findings: list[ReadFinding] = field(default_factory=list)
    columns: dict[tuple[str, int, int, str], str] = field(default_factory=dict)
    formats: list[FileAsRead] = field(default_factory=list)
    kept: tuple[SubmittedFile, ...] = ()
