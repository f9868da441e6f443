"""Assessing a submission: read and checked by all forms, with nothing but the files.

Belongs here: reader and checks together, for the office's own check before sending and for the submission before the
current one. Does not: the warehouse, where each step is separate (assets/steps).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import pandas as pd

from expectations.checks import FINDING_COLUMNS, check_records, control_totals, empty_forms
from expectations.contract import Contract, Form
from expectations.feedback.remarks import ADDRESS, Remark, remarks_of
from expectations.reading import Reading, SubmittedFile, read_submission
from expectations.reporting_forms import is_asked

AT = ("office", *ADDRESS)
COLUMN_COLUMNS = ("office", "form", "file_no", "sheet_no", "field", "column_letters")


@dataclass(frozen=True)
class FormCount:
    """What became of the rows of one form: read = accepted + held back."""

    form: str
    read: int
    held_back: int
    is_nil: bool = False  # the office stated that there were no persons to report

    @property
    def accepted(self) -> int:
        """Rows that count."""
        return self.read - self.held_back


@dataclass(frozen=True)
class Assessment:
    """The result of reading and checking one submission. ``refusal`` is the key of a reason if it was not read.

    ``mended`` are remarks about the submission before this one which no longer hold; None where there is none before.
    """

    office: str
    year: int
    language: str
    forms: tuple[FormCount, ...] = ()
    remarks: tuple[Remark, ...] = ()
    mended: tuple[Remark, ...] | None = None
    refusal: str | None = None

    @property
    def has_faults(self) -> bool:
        """Whether a row is held back or a value was made unknown."""
        return any(remark.is_fault for remark in self.remarks)


@dataclass
class CheckedReadings:
    """Findings of several offices' readings, with ``row_key`` where a row has one; rows by office and form."""

    findings: pd.DataFrame
    read: dict[tuple[str, str], int] = field(default_factory=dict)
    held_back: dict[tuple[str, str], int] = field(default_factory=dict)


def _records(readings: Mapping[str, Reading], form: Form, year: int) -> pd.DataFrame | None:
    parts = [
        reading.records[form.key].assign(office=office, year=year, submission="", nature=reading.cover.nature)
        for office, reading in readings.items()
        if len(reading.records.get(form.key, ()))
    ]
    return pd.concat(parts, ignore_index=True) if parts else None


def _columns(readings: Mapping[str, Reading]) -> pd.DataFrame:
    rows = [
        (office, form, file_no, sheet_no, name, letters)
        for office, reading in readings.items()
        for (form, file_no, sheet_no, name), letters in reading.columns.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMN_COLUMNS))


def with_row_keys(findings: pd.DataFrame, records: Mapping[str, pd.DataFrame], contract: Contract) -> pd.DataFrame:
    """Return the findings with the ``row_key`` of the row that each is about.

    ``records``: by form, with office, address and the form's ``reference_column``.
    """
    whole = dict.fromkeys(("file_no", "sheet_no", "row_no"), "Int64")
    findings = findings.drop(columns="row_key", errors="ignore").astype(whole)
    place = [name for name in AT if name != "form"]
    keys = []
    for form, frame in records.items():
        column = contract.forms[form].reference_column
        if column is not None and len(frame):
            keys.append(frame[[*place, column]].rename(columns={column: "row_key"}).assign(form=form))
    if not keys:
        return findings.assign(row_key=None)
    known = pd.concat(keys, ignore_index=True).astype(whole).drop_duplicates(list(AT))
    return findings.merge(known, on=list(AT), how="left", validate="many_to_one")


def assess_readings(readings: Mapping[str, Reading], contract: Contract, year: int) -> CheckedReadings:
    """Check several offices' readings of one year, one submission an office, as one batch a form."""
    columns = _columns(readings)
    rows_of_findings = [
        {"office": office, "year": year, "submission": "", **asdict(finding)}
        for office, reading in readings.items()
        for finding in reading.findings
    ]
    parts = [
        pd.DataFrame(
            rows_of_findings,
            columns=list(dict.fromkeys((*FINDING_COLUMNS, *(name for row in rows_of_findings for name in row)))),
        )
    ]
    checked = CheckedReadings(parts[0])
    records: dict[str, pd.DataFrame] = {}
    accepted: dict[str, pd.DataFrame] = {}
    for form in contract.forms.values():
        rows = _records(readings, form, year)
        if rows is None:
            continue
        records[form.key] = rows
        result = check_records(rows, form, contract, columns[columns["form"] == form.key])
        accepted[form.key] = result.accepted
        parts.append(result.findings)
        checked.read |= {(str(office), form.key): int(count) for office, count in rows["office"].value_counts().items()}
        held = result.held_back["office"].value_counts()
        checked.held_back |= {(str(office), form.key): int(count) for office, count in held.items()}
    parts += _across_forms(readings, checked, records, accepted, contract, year)
    whole = pd.concat([part.astype(object) for part in parts if len(part)] or parts[:1], ignore_index=True)
    checked.findings = with_row_keys(whole, records, contract)
    return checked


def _across_forms(
    readings: Mapping[str, Reading],
    checked: CheckedReadings,
    records: Mapping[str, pd.DataFrame],
    accepted: Mapping[str, pd.DataFrame],
    contract: Contract,
    year: int,
) -> list[pd.DataFrame]:
    """Return the findings across the forms of each submission: forms left empty, control totals that differ.

    Not those that need another year or another office, which one submission alone cannot show.
    """
    standing = {
        (office, form): office
        for office, reading in readings.items()
        for form in contract.forms
        if not reading.cover.only_forms or form in reading.cover.only_forms
    }
    due = [key for key in standing if not contract.forms[key[1]].is_optional and is_asked(key[1], key[0], year)]
    nil = {office: reading.cover.nil_forms for office, reading in readings.items()}
    findings = [empty_forms(checked.read, standing, nil, due, year)]
    if "totals" in records:
        persons = {form: frame for form, frame in accepted.items() if contract.forms[form].has_persons}
        totals = control_totals(records["totals"], persons, year, contract)
        keys = ["office", "form", "file_no", "sheet_no", "field"]
        letters = _columns(readings).set_index(keys)["column_letters"].to_dict()
        places = totals[keys].itertuples(index=False, name=None)
        totals["column_letters"] = [letters.get(place) for place in places]
        findings.append(totals)
    return findings


def form_counts(checked: CheckedReadings, office: str, reading: Reading, contract: Contract) -> tuple[FormCount, ...]:
    """Return the row counts of each form in an office's reading."""
    nil = reading.cover.nil_forms
    spoken_of = [form for form in contract.forms if form in nil or (office, form) in checked.read]
    return tuple(
        FormCount(form, checked.read.get((office, form), 0), checked.held_back.get((office, form), 0), form in nil)
        for form in spoken_of
    )


def assess(
    files: Sequence[SubmittedFile], contract: Contract, office: str, year: int, pseudonym: Callable[[str], str]
) -> Assessment:
    """Read and check one office's files for one year. Raises DeliveryRejectedError where they cannot be read.

    Its language is the cover's, English where the cover says none.
    """
    reading = read_submission(files, contract, office, year, pseudonym)
    checked = assess_readings({office: reading}, contract, year)
    return Assessment(
        office=office,
        year=year,
        language=reading.cover.language or "en",
        forms=form_counts(checked, office, reading, contract),
        remarks=remarks_of(checked.findings),
    )
