"""Reading one arrival alone, where the office's other submissions are read already and have not changed.

Belongs here: one submission read, and of its office only what it stands for replaced. Does not: reading a year's
offices (read.py), whose work this is for one submission: the warehouse is the same after both.
"""

from collections.abc import Sequence

import pandas as pd

from assets.steps.submissions.corrections import correct, corrections_of
from assets.steps.submissions.read import COLUMN_COLUMNS, READ_DELIVERY, ReadOffices, TakenParts, read_new, take
from expectations.checks import FINDING_COLUMNS
from expectations.reading import Reading, ReadingPool
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import read_table


def read_one(stores: Stores, row: RegisterRow) -> str:
    """Read the arrival of ``row``, and put what it now stands for into the warehouse.

    Returns the reason of its refusal; empty where it was read. Submissions that stand beside it are not read again.
    """
    readings: dict[int, Reading] = {}
    outcome = ReadOffices()
    with ReadingPool(workers=1, read=READ_DELIVERY) as pool:
        list(read_new(stores, pool, [row], readings, outcome))
    reading = readings.get(row.submission_no)
    if reading is None:
        return outcome.refused[row.office][-1]
    current = {form: one for (office, form), one in stores.register.current(row.year).items() if office == row.office}
    forms = [form for form, one in current.items() if one.submission_no == row.submission_no]
    if forms:
        parts = TakenParts()
        take(reading, row, forms, set(stores.contract.forms) - set(forms), parts)
        letters = {(o, form, file, sheet, name): at for o, _, _, form, file, sheet, name, at in parts.columns}
        meant = [one for one in corrections_of(stores, row.year).corrections if one.form in forms]
        standing = {(row.office, form): row.digest for form in forms}
        parts.findings += correct(parts.records, meant, row.year, {row.office}, standing, letters)
        _write(stores, row, forms, {one.digest for one in current.values()}, parts)
    return ""


def _write(stores: Stores, row: RegisterRow, forms: Sequence[str], standing: set[str], parts: TakenParts) -> None:
    """Replace the forms that the submission stands for; of all others what was found stays, where it still stands."""
    where = {"year": row.year, "office": row.office}
    others = list(standing - {row.digest})
    findings = stores.warehouse.read(
        "findings", list(FINDING_COLUMNS), {**where, "station": "read", "submission": others}
    )
    columns = stores.warehouse.read("read_columns", list(COLUMN_COLUMNS), {**where, "submission": others})
    numbers = dict.fromkeys(("file_no", "sheet_no", "row_no"), "Int64")
    found = pd.DataFrame(parts.findings, columns=list(FINDING_COLUMNS)).astype(numbers)
    stood = pd.DataFrame(parts.columns, columns=list(COLUMN_COLUMNS))
    writes = [
        (read_table(form), where, pd.concat(parts.records[form], ignore_index=True) if form in parts.records else _NONE)
        for form in forms
    ]
    stores.warehouse.write_partitions(
        [
            *writes,
            ("findings", {**where, "station": "read"}, _joined(findings[~findings["form"].isin(forms)], found)),
            ("read_columns", where, _joined(columns[~columns["form"].isin(forms)], stood)),
        ]
    )


_NONE = pd.DataFrame()


def _joined(*frames: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]
