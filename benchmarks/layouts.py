"""A data set of another system to submissions of all offices and years (goal: 60 s and 1 GB for 193,025 records).

Belongs here: time and memory of an import, measured in a process of its own. Does not: whether it is right (tests).
The file is CTDC's of 2021 where it lies beside the checkout, else one of the same shape and size, drawn here.
"""

import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from expectations.layouts import load_layout
from resources.private_files import make_private_folder

RECORDS = 193_025
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "ctdc" / "ctdc_global_synthetic_2021.csv.gz"
IMPORT = """
import json, resource, sys, time
began = time.perf_counter()
from pipelines.cli import app
try:
    app(["import", "--layout", "ctdc_2021", sys.argv[1]])
except SystemExit as ended:
    assert not ended.code, ended.code
seconds = time.perf_counter() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print("\\n" + json.dumps({"import_s": seconds, "peak_memory_mb": memory}))
"""


def _drawn(path: Path) -> None:
    """Write a file of CTDC's shape: most cells blank, years and countries as uneven as people are."""
    chance = random.Random(2021)  # noqa: S311 - a file to measure with
    columns = load_layout("ctdc_2021").columns
    countries = ["", "UKR", "PHL", "USA", "MDA", "KHM", "NGA", "HTI", "KEN", "THA"]
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        for _ in range(RECORDS):
            row = {name: "1" if chance.random() < 0.1 else "" for name in columns}
            row |= {"yearOfRegistration": str(chance.randint(2002, 2021)), "gender": chance.choice(["Female", "Male"])}
            row |= {"ageBroad": chance.choice(["", "18--20", "09--17"]), "citizenship": chance.choice(countries)}
            row |= {"CountryOfExploitation": chance.choice(countries), "traffickMonths": ""}
            rows.writerow([{**row, "majorityStatusAtExploit": ""}[name] for name in columns])


def run(root: Path) -> dict[str, float]:
    """Return seconds and megabytes of `review import` in a process of its own, and the submissions that it wrote."""
    make_private_folder(root)
    with tempfile.TemporaryDirectory(dir=root) as folder:
        path = REAL
        if not REAL.exists():
            path = Path(folder) / "drawn.csv.gz"
            _drawn(path)
        home = Path(folder) / "var"
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", IMPORT, str(path)],
            env=dict(os.environ) | {"REVIEW_HOME": str(home)},
            capture_output=True,
            text=True,
            check=True,
        )
        measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
        submissions = sum(1 for _ in (home / "drop").glob("*/*/*/cover.csv"))
        return measured | {"submissions": submissions, "is_the_real_file": int(path == REAL)}
