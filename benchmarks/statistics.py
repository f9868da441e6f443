"""From 1,000,000 records in the warehouse to all tables, beside reading the same rows once and counting in polars.

Belongs here: this measurement. Does not: what the goals are (goals.py). It counts in a process of its own, so that the
peak memory is that of counting.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from assets.steps.statistics.count import load_records, tables_from
from benchmarks.counting_in_polars import tables_in_polars, themes_counted
from expectations.contract import FieldType, load_contract
from expectations.geography import all_codes, is_country, offices
from reports.statistics import StatisticTable, columns_needed
from reports.statistics.statistic import COUNTED
from resources.home import Home
from resources.private_files import make_private_folder
from resources.stores import Stores, open_stores
from resources.warehouse import Warehouse, cases_table

YEAR = 2012
ROWS = {"trafficking": 300_000, "returns": 400_000, "vulnerable": 300_000}
IN_A_SECOND_FORM = 0.02
TYPES = {
    FieldType.FLAG: pl.Int16,
    FieldType.WHOLE: pl.Int16,
    FieldType.YEAR: pl.Int16,
    FieldType.DECIMAL: pl.Float64,
}


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
            case FieldType.DECIMAL:
                columns[name] = np.where(blank, np.nan, draw.integers(0, 101, rows) / 100)
            case kind:
                known = (
                    countries if kind is FieldType.COUNTRY else list(contract.code_lists[str(fields[name].codes)].codes)
                )
                answer = np.array(known, dtype=object)[draw.zipf(1.4, rows) % len(known)]
                columns[name] = pd.Series(np.where(blank, None, answer), dtype="str")
    return pd.DataFrame(columns).assign(submission="0" * 64, nature="demonstration").astype({"submission": "str"})


def _ours(stores: Stores, chosen: tuple[str, ...]) -> dict[str, StatisticTable]:
    records = load_records(stores, YEAR, chosen)
    return {table.spec.key: table for theme in chosen for table in tables_from(records, theme, YEAR)}


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
        types = {name: TYPES.get(fields[form][name], pl.String) for name in columns}
        records[form] = pl.DataFrame([pl.Series(n, v, dtype=types[n]) for n, v in zip(columns, values, strict=True)])
    connection.close()
    return tables_in_polars(records, YEAR)


def _differing(ours: dict[str, StatisticTable], theirs: dict[str, pl.DataFrame]) -> list[str]:
    """Return the tables whose counts differ: both sides of the ratio must do the same work."""
    differing = [*(set(ours) ^ set(theirs))]
    for key, table in ours.items():
        counts = table.counts()
        counted = counts[counts["state"] == COUNTED]
        codes = zip(*(counted[name] for name in table.spec.dimensions), strict=True)
        mine = {code: int(count) for code, count in zip(codes, counted["value"], strict=True) if count > 0}
        others = {row[:-1]: row[-1] for row in theirs.get(key, pl.DataFrame()).iter_rows() if row[-1]}
        unavailable = set(map(tuple, counts.loc[counts["state"] != COUNTED, list(table.spec.dimensions)].to_numpy()))
        if mine != {code: number for code, number in others.items() if code not in unavailable}:
            differing.append(key)
    return sorted(differing)


def _fill(home: Home) -> None:
    warehouse = Warehouse.open(home, load_contract())
    draw = np.random.Generator(np.random.PCG64(YEAR))
    for form, rows in ROWS.items():
        frame = records_of(form, rows, draw, np.array(offices())).assign(year=YEAR)
        warehouse.write_partition(cases_table(form), {"year": YEAR, "office": list(offices())}, frame)
    warehouse.close()


def _measured(home: Home) -> dict[str, float]:
    """Count the tables of ``home`` in this process; return seconds and peak memory."""
    stores = open_stores(home)
    chosen = tuple(theme for theme in themes_counted(dict.fromkeys(ROWS, pl.DataFrame())))
    began = time.perf_counter()
    ours = _ours(stores, chosen)
    ours_s = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    theirs = _in_polars(home.warehouse)
    polars_s = time.perf_counter() - began
    differing = _differing(ours, theirs)
    if differing:
        raise RuntimeError(f"the two sides do not count the same: {', '.join(differing)}")
    return {
        "records": sum(ROWS.values()),
        "tables": len(ours),
        "ours_s": round(ours_s, 2),
        "polars_s": round(polars_s, 2),
        "ratio": round(ours_s / polars_s, 2),
        "peak_memory_mb": round(peak_mb),
    }


def run(home: Path) -> dict[str, float]:
    """Return the seconds of both, their ratio, and our peak memory; leaves nothing in ``home``.

    Raises RuntimeError where the two sides do not count the same.
    """
    make_private_folder(home)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        _fill(Home(Path(folder)))
        command = [sys.executable, "-m", "benchmarks.statistics", folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
        measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return measured


if __name__ == "__main__":
    print(json.dumps(_measured(Home(Path(sys.argv[1])))))  # noqa: T201 - read by the process that started this one
