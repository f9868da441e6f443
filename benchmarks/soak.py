"""`python -m benchmarks.soak`: 1, 3 and 10 million records on SQLite to all tables, with time, memory and growth.

Belongs here: the long measurement, some twenty minutes and 6 GB of disk; each size is counted in a process of its own.
Does not: the short one (statistics.py). Ends 1 where the time grows faster than the power 1.1 of the records.
"""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console

from assets.steps.statistics.count import load_records, tables_from
from benchmarks.statistics import ROWS, YEAR, records_of
from expectations.contract import load_contract
from expectations.geography import offices
from reports.statistics import themes, to_rows
from resources.home import Home
from resources.private_files import UMASK, make_private_folder
from resources.stores import open_stores
from resources.warehouse import Warehouse, cases_table

MILLIONS = (1, 3, 10)
GREATEST_EXPONENT = 1.1


def fill(home: Home, millions: int) -> None:
    """Write so many million records, a million at a time, each to a part of the offices."""
    warehouse = Warehouse.open(home, load_contract())
    parts = np.array_split(np.array(offices()), millions)
    for part, codes in enumerate(parts):
        draw = np.random.Generator(np.random.PCG64(YEAR + part))
        for form, rows in ROWS.items():
            frame = records_of(form, rows, draw, codes).assign(year=YEAR)
            warehouse.write_partition(cases_table(form), {"year": YEAR, "office": codes.tolist()}, frame)
    warehouse.close()


def count(home: Home) -> dict[str, float]:
    """Count all tables of the home's records; return seconds, peak memory and the numbers made."""
    stores = open_stores(home)
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    records = load_records(stores, YEAR, themes())
    read_s = time.perf_counter() - began
    numbers = sum(len(to_rows(table)) for theme in themes() for table in tables_from(records, theme, YEAR))
    taken = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"read_s": read_s, "s": taken, "peak_mb": peak_mb, "start_mb": before_mb, "numbers": numbers}


def main(millions: tuple[int, ...] = MILLIONS) -> int:
    """Measure every size; print and return the exit status."""
    console, found = Console(highlight=False), {}
    root = Home.from_environment().root
    os.umask(UMASK)
    make_private_folder(root)
    for size in millions:
        with tempfile.TemporaryDirectory(dir=root) as folder:
            console.print(f"writing {size} million records ...")
            fill(Home(Path(folder)), size)
            command = [sys.executable, "-m", "benchmarks.soak", "--count", folder]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
            found[size] = json.loads(done.stdout.splitlines()[-1])
            console.print(f"{size} million records: " + ", ".join(f"{k} {v:,.1f}" for k, v in found[size].items()))
    first, last = millions[0], millions[-1]
    exponent = math.log(found[last]["s"] / found[first]["s"]) / math.log(last / first)
    console.print(f"time grows with the power {exponent:.2f} of the records (at most {GREATEST_EXPONENT})")
    return 0 if exponent <= GREATEST_EXPONENT else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        print(json.dumps(count(Home(Path(sys.argv[2])))))  # noqa: T201 - read by the process that started this one
    else:
        sys.exit(main(tuple(map(int, sys.argv[1:])) or MILLIONS))
