"""From 1,000,000 records in the warehouse to all tables, beside reading the same rows once and counting in polars.

Belongs here: this measurement. Does not: what the goal is (issue 2: at most 3 times).
"""

import sqlite3
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from benchmarks.counting_in_polars import tables_in_polars
from expectations.contract import FieldType, load_contract
from expectations.geography import all_codes, is_country, offices
from reports.statistics import StatisticTable, build_cube, columns_needed, cut, load_tables, themes
from resources.home import Home
from resources.warehouse import Warehouse, cases_table

YEAR = 2012
ROWS = {"trafficking": 300_000, "returns": 400_000, "vulnerable": 300_000}
IN_A_SECOND_FORM = 0.02
WHOLE = (FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR)


def records_of(form: str, rows: int, draw: np.random.Generator, codes: np.ndarray) -> pd.DataFrame:
    """Return invented records of a form, spread over the offices ``codes``; some persons stand in a second form too."""
    contract = load_contract()
    fields, countries = contract.forms[form].by_name, [code for code in all_codes() if is_country(code)]
    numbers = np.where(draw.random(rows) < IN_A_SECOND_FORM, 0, {"trafficking": 1, "returns": 2, "vulnerable": 3}[form])
    keys = [f"{number:02x}{row:030x}" for number, row in zip(numbers.tolist(), range(rows), strict=True)]
    columns: dict[str, object] = {
        "office": pd.Series(codes[np.arange(rows) % len(codes)], dtype="str"),
        "person_key": pd.Series(keys, dtype="str"),
        "link_key": pd.Series([None] * rows, dtype="str"),
    }
    for name in columns_needed(form):
        if name in columns:
            continue
        blank = draw.random(rows) < 0.2
        match fields[name].type:
            case FieldType.FLAG | FieldType.WHOLE | FieldType.YEAR:
                low, high = {"age": (0, 80), "assist_year_first": (2008, 2013)}.get(name, (0, 2))
                answers = pd.array(draw.integers(low, high, rows), dtype="Int16")
                answers[blank] = pd.NA
                columns[name] = answers
            case kind:
                known = (
                    countries if kind is FieldType.COUNTRY else list(contract.code_lists[str(fields[name].codes)].codes)
                )
                answer = np.array(known, dtype=object)[draw.zipf(1.4, rows) % len(known)]
                columns[name] = pd.Series(np.where(blank, None, answer), dtype="str")
    return pd.DataFrame(columns).assign(submission="0" * 64, nature="demonstration").astype({"submission": "str"})


def _ours(warehouse: Warehouse) -> dict[str, StatisticTable]:
    records = {form: warehouse.read(cases_table(form), columns_needed(form), {"year": YEAR}) for form in ROWS}
    cubes = {theme: build_cube(theme, records, YEAR) for theme in themes()}
    return {spec.key: cut(cubes[spec.theme], spec, YEAR) for spec in load_tables()}


def _types(form: str) -> dict[str, FieldType]:
    types = {field.name: field.type for field in load_contract().forms[form].fields}
    return dict.fromkeys(("office", "person_key", "link_key"), FieldType.REFERENCE) | types


def _in_polars(path: Path) -> dict[str, pl.DataFrame]:
    connection = sqlite3.connect(path)
    fields = {form: _types(form) for form in ROWS}
    records = {}
    for form in ROWS:
        columns = columns_needed(form)
        query = f"SELECT {', '.join(columns)} FROM {cases_table(form)} WHERE year = ?"  # noqa: S608 - names of our own
        values = zip(*connection.execute(query, (YEAR,)).fetchall(), strict=True)
        whole = {name: pl.Int16 if fields[form][name] in WHOLE else pl.String for name in columns}
        records[form] = pl.DataFrame([pl.Series(n, v, dtype=whole[n]) for n, v in zip(columns, values, strict=True)])
    connection.close()
    return tables_in_polars(records, YEAR)


def _agree(ours: dict[str, StatisticTable], theirs: dict[str, pl.DataFrame]) -> bool:
    """Whether all counts are the same, so that both sides of the ratio do the same work."""
    for key, table in ours.items():
        counts = table.counts()
        codes = zip(*(counts[name] for name in table.spec.dimensions), strict=True)
        mine = {code: int(count) for code, count in zip(codes, counts["value"], strict=True) if count > 0}
        if mine != {row[:-1]: row[-1] for row in theirs[key].iter_rows() if row[-1]}:
            return False
    return set(ours) == set(theirs)


def run(home: Path) -> dict[str, float]:
    """Return the seconds of both, their ratio, and whether all their counts agree; leaves nothing in ``home``."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        place = Home(Path(folder))
        warehouse = Warehouse.open(place, load_contract())
        draw = np.random.Generator(np.random.PCG64(YEAR))
        for form, rows in ROWS.items():
            frame = records_of(form, rows, draw, np.array(offices())).assign(year=YEAR)
            warehouse.write_partition(cases_table(form), {"year": YEAR, "office": list(offices())}, frame)
        began = time.perf_counter()
        theirs = _in_polars(place.warehouse)
        polars_s = time.perf_counter() - began
        began = time.perf_counter()
        ours = _ours(warehouse)
        ours_s = time.perf_counter() - began
        warehouse.close()
    return {
        "records": sum(ROWS.values()),
        "ours_s": round(ours_s, 2),
        "polars_s": round(polars_s, 2),
        "ratio": round(ours_s / polars_s, 2),
        "counts_agree": _agree(ours, theirs),
    }
