"""Two drafts with ten late submissions between them compared with causes; and both impacts of an office's file.

Belongs here: this measurement, on a copy of a demonstration year that was run (`review demo`, `review run`).
Does not: what the goal is (10 seconds for the comparison and for the impact on
the counts, after imports; the impact on what is printed takes as long as a run protects the year).
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import great_expectations  # noqa: F401 — its import is taken off

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.editions.count_impact import count_impact
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.lookup import Edition, editions_of
from assets.steps.editions.published_impact import published_impact
from assets.steps.release.tables import release_tables
from assets.steps.review.publish_draft import put_on_shelf
from assets.steps.statistics.count import count_year
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.contract import load_contract
from expectations.reading import SubmittedFile
from resources.home import Home
from resources.stores import Stores, open_stores

YEAR, LATE = 2012, 10
Found = TypeVar("Found")
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
    """Return the seconds of all three, of the clock and of the processor.

    ``home`` holds the demonstration year, and stays as it is.
    """
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
        compared = _timed(lambda: diff_editions(stores, before, after))
        files = _resent(stores, last)
        counted = _timed(lambda: count_impact(stores, last, YEAR, files))
        whole = _timed(lambda: published_impact(stores, last, YEAR, files))
        stores.warehouse.close()
    return {
        "causes": len(compared.found.causes),
        "cells_changed": len(compared.found.cells),
        "diff_with_causes_s": compared.seconds,
        "diff_with_causes_cpu_s": compared.of_the_processor,
        "impact_numbers": len(counted.found.cells),
        "impact_counted_s": counted.seconds,
        "impact_counted_cpu_s": counted.of_the_processor,
        "impact_cells": len(whole.found.changes.cells),
        "impact_protected_s": whole.seconds,
        "impact_protected_cpu_s": whole.of_the_processor,
    }


@dataclass(frozen=True)
class _Timed(Generic[Found]):
    found: Found
    seconds: float
    of_the_processor: float


def _timed(work: Callable[[], Found]) -> _Timed[Found]:
    began, spent = time.perf_counter(), time.process_time()
    found = work()
    return _Timed(found, round(time.perf_counter() - began, 2), round(time.process_time() - spent, 2))
