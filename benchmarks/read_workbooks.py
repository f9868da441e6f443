"""How long reading takes: 150 workbooks with 100,000 rows, against fastexcel that only turns them into text.

Belongs here: making the workbooks once and timing both. Does not: the goal, which `make bench` compares with.
"""

import hashlib
import time
from pathlib import Path

import fastexcel
import numpy as np
import xlsxwriter

from expectations.contract import Field, FieldType, Form, load_contract
from expectations.geography import offices
from expectations.reading import SubmittedFile, read_submission
from resources.private_files import FILE_MODE, make_private_folder

WORKBOOKS = 150
ROWS = 100_000
YEAR = 2012
SEED = 2012


def _answers(field: Field, rows: int, chance: np.random.Generator) -> list[object]:
    """Return a column of invented answers: core fields are nearly always filled, others half the time."""
    countries = offices()
    kinds: dict[FieldType, tuple[object, ...]] = {
        FieldType.COUNTRY: countries[:40],
        FieldType.FLAG: ("yes", "no", "", ""),
        FieldType.WHOLE: tuple(range(1, 70)),
        FieldType.YEAR: (YEAR - 1, YEAR),
    }
    if field.type is FieldType.REFERENCE:
        share = 1.0 if field.core else 0.05
        return [f"{field.name}-{number:06d}" if number < share * rows else "" for number in chance.permutation(rows)]
    if field.type is FieldType.CODE:
        choices: tuple[object, ...] = tuple(load_contract().code_lists[field.codes or ""].codes)
    else:
        choices = kinds[field.type]
    drawn = chance.integers(len(choices), size=rows)
    given = chance.random(rows) < (0.97 if field.core else 0.5)
    return [choices[place] if is_given else "" for place, is_given in zip(drawn, given, strict=True)]


def _write(path: Path, form: Form, office: str, rows: int, chance: np.random.Generator) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        cover = book.add_worksheet("Cover")
        for place, (key, value) in enumerate((("Office", office), ("Year", YEAR), ("Nature", "demonstration"))):
            cover.write_row(place, 0, (key, value))
        sheet = book.add_worksheet("Trafficking")
        sheet.write_string(0, 0, form.label.en)
        sheet.write_row(1, 0, [field.name for field in form.fields])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.write_row(2, 0, [field.label.en for field in form.fields])
        columns = [_answers(field, rows, chance) for field in form.fields]
        for number, row in enumerate(zip(*columns, strict=True), start=3):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, place, cell)


def _workbooks(folder: Path) -> list[tuple[str, Path]]:
    """Return office and path of each workbook, written once."""
    paths = [(office, folder / f"{office}.xlsx") for office in offices()[:WORKBOOKS]]
    make_private_folder(folder)
    form = load_contract().forms["trafficking"]
    for place, (office, path) in enumerate(paths):
        if not path.exists():
            aside = path.with_suffix(".part")
            rows = ROWS // WORKBOOKS + (place < ROWS % WORKBOOKS)
            _write(aside, form, office, rows, np.random.Generator(np.random.PCG64([SEED, place])))
            aside.chmod(FILE_MODE)
            aside.rename(path)
    return paths


def _to_text(path: Path) -> int:
    book = fastexcel.read_excel(path)
    sheets = [book.load_sheet(name, header_row=None, dtypes="string").to_arrow() for name in book.sheet_names]
    return sum(sheet.num_rows for sheet in sheets)


def _pseudonym(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def run(home: Path) -> dict[str, float]:
    """Return seconds of fastexcel and of our reader over the same 150 workbooks, and their ratio.

    ``home`` is the folder of all state; the workbooks lie under it in bench/reading and are made once. Both readers
    have read one workbook before the clock starts.
    """
    workbooks = _workbooks(home / "bench" / "reading")
    contract = load_contract()

    def ours(office: str, path: Path) -> int:
        file = SubmittedFile(path.name, path.read_bytes())
        return sum(map(len, read_submission([file], contract, office, YEAR, _pseudonym).records.values()))

    _to_text(workbooks[0][1])
    ours(*workbooks[0])
    start = time.perf_counter()
    for _, path in workbooks:
        _to_text(path)
    between = time.perf_counter()
    rows = sum(ours(office, path) for office, path in workbooks)
    end = time.perf_counter()
    if rows != ROWS:
        raise RuntimeError(f"{rows} rows were read, {ROWS} were written")
    fastexcel_s, ours_s = between - start, end - between
    return {"fastexcel_s": fastexcel_s, "ours_s": ours_s, "ratio": ours_s / fastexcel_s}
