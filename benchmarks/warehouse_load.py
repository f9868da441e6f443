"""Loading 100,000 rows through the one gate, beside a bare `executemany` of the same rows.

Belongs here: this measurement. Does not: what the goal is (issue 2: at most 1.5 times).
"""

import sqlite3
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from expectations.contract import FieldType, Form, load_contract
from resources.home import Home
from resources.private_files import make_private_folder
from resources.warehouse import Warehouse, cases_table

ROWS = 100_000
OFFICES = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}X" for number in range(150)]
ROUNDS = 5


def _records(form: Form) -> pd.DataFrame:
    draw = np.random.Generator(np.random.PCG64(2012))
    keys = pd.Series([f"{number:032x}" for number in range(ROWS)], dtype="str")
    columns: dict[str, object] = {"office": np.repeat(OFFICES, -(-ROWS // len(OFFICES)))[:ROWS], "person_key": keys}
    for field in form.fields:
        match field.type:
            case FieldType.REFERENCE:
                continue
            case FieldType.FLAG | FieldType.WHOLE | FieldType.YEAR:
                answers = pd.array(draw.integers(0, 2, ROWS), dtype="Int16")
                answers[draw.random(ROWS) < 0.3] = pd.NA
                columns[field.name] = answers
            case FieldType.DECIMAL:
                columns[field.name] = draw.random(ROWS)
            case _:
                columns[field.name] = pd.Series(draw.choice(["KEN", "UGA", "ETH"], ROWS), dtype="str")
    return pd.DataFrame(columns).assign(submission="0" * 64, nature="demonstration").astype({"office": "str"})


def _bare_s(path: Path, table: str, create: str, rows: list[tuple[object, ...]]) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", create):
        connection.execute(statement)
    marks = ", ".join("?" * len(rows[0]))
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of our own
    connection.execute("COMMIT")
    taken = time.perf_counter() - began
    connection.close()
    return taken


def run(home: Path) -> dict[str, float]:
    """Return the seconds of both, the best of five alternating rounds, and their ratio; leaves nothing in ``home``."""
    contract = load_contract()
    table = cases_table("returns")
    frame = _records(contract.forms["returns"])
    ours, bare = [], []
    make_private_folder(home)
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=home) as folder:
            warehouse = Warehouse.open(Home(Path(folder)), contract)
            began = time.perf_counter()
            warehouse.write_partition(table, {"year": 2012, "office": OFFICES}, frame.assign(year=2012))
            ours.append(time.perf_counter() - began)
            with warehouse.engine.connect() as connection:
                find = f"SELECT sql FROM sqlite_master WHERE name = '{table}'"  # noqa: S608 - names of our own
                create = str(connection.exec_driver_sql(find).scalar_one())
                rows = [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]  # noqa: S608
            warehouse.close()
            bare.append(_bare_s(Path(folder) / "bare.sqlite", table, create, rows))
    ratio = round(min(ours) / min(bare), 2)
    return {"columns": len(rows[0]), "ours_s": round(min(ours), 3), "bare_s": round(min(bare), 3), "ratio": ratio}
