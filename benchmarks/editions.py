"""Two drafts with ten late submissions between them compared with causes; and the impact of one office's file.

Belongs here: this measurement, on a copy of a demonstration year that was run (`review demo`, `review run`).
Does not: what the goal is (issue 5: 10 seconds each, after imports).
"""

import shutil
import tempfile
import time
from pathlib import Path

import great_expectations  # noqa: F401 — its import is taken off

from assets.steps.cases import check_cases
from assets.steps.consistency import check_consistency
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.finding import Edition, editions_of
from assets.steps.editions.impact import impact
from assets.steps.read import read_submissions
from assets.steps.received import receive
from assets.steps.release import release_tables
from assets.steps.review import put_on_shelf
from assets.steps.statistics import count_year
from expectations.contract import load_contract
from expectations.reading import SubmittedFile
from resources.home import Home
from resources.stores import Stores, open_stores

YEAR, LATE = 2012, 10
KEPT = ("drop", "key", "release", "shelf", "vault", "warehouse")


def _draft(stores: Stores) -> Edition:
    count_year(stores, YEAR)
    release_tables(stores, YEAR)
    put_on_shelf(stores, YEAR)
    return [one for one in editions_of(stores, YEAR) if one.kind == "draft"][-1]


def _resent(stores: Stores, office: str) -> list[SubmittedFile]:
    """Return a submission of an office: of each form the first two thirds of the rows that stand, as CSV."""
    files = []
    for form in load_contract().forms.values():
        if not form.has_persons:
            continue
        where = {"year": YEAR, "office": office}
        rows = stores.warehouse.read(f"cases_{form.key}", where=where)
        if len(rows):
            kept = rows.head(2 * len(rows) // 3).rename(columns={"person_key": "case_ref"})
            kept = kept.drop(columns=["office", "year", "submission", "nature"])
            files.append(SubmittedFile(f"{form.key}.csv", kept.to_csv(index=False).encode()))
    cover = f"key,value\noffice,{office}\nyear,{YEAR}\nlanguage,en\nnature,demonstration\n"
    return [SubmittedFile("cover.csv", cover.encode()), *files]


def _largest(stores: Stores) -> list[str]:
    counts: dict[str, int] = {}
    for form in ("trafficking", "returns", "vulnerable"):
        for (office,), rows in stores.warehouse.counts(f"cases_{form}", ["office"], {"year": YEAR}).items():
            counts[office] = counts.get(office, 0) + rows
    return sorted(counts, key=lambda office: (-counts[office], office))[: LATE + 1]


def run(home: Path) -> dict[str, float]:
    """Return the seconds of both; ``home`` holds the demonstration year, and stays as it is."""
    if not (home / "shelf" / str(YEAR)).exists():
        raise SystemExit(f"run the demonstration year first: review demo --year {YEAR}; review run --year {YEAR}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        for name in KEPT:
            shutil.copytree(home / name, root / name)
        stores = open_stores(Home(root))
        before = _draft(stores)
        *late, last = _largest(stores)
        for office in late:
            place = stores.home.drop / str(YEAR) / office / "2014-01-01-1"
            place.mkdir(parents=True)
            for file in _resent(stores, office):
                (place / file.name).write_bytes(file.content)
        receive(stores, YEAR, late)
        read_submissions(stores, YEAR, late)
        for form in stores.contract.forms:
            check_cases(stores, form, YEAR, late)
        check_consistency(stores, YEAR, late)
        after = _draft(stores)
        began = time.perf_counter()
        found = diff_editions(stores, before, after)
        diff_s = time.perf_counter() - began
        files = _resent(stores, last)
        began = time.perf_counter()
        tried = impact(stores, last, YEAR, files)
        impact_s = time.perf_counter() - began
        stores.warehouse.close()
    return {
        "causes": len(found.causes),
        "cells_changed": len(found.cells),
        "diff_with_causes_s": round(diff_s, 2),
        "impact_cells": len(tried.changes.cells),
        "impact_s": round(impact_s, 2),
    }
