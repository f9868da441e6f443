"""Joint protection and audit of the demonstration year: at three sizes, again, after a late office, and of few persons.

Belongs here: this measurement; each size in a process of its own, on records of a home that was run (`review demo`,
`review run`). Does not: what the goals are (goals.py). A size is every third table, two of three, and all.
``s`` is time on the wall, ``cpu_s`` of the processor; the powers are of processor time, which other programs on the
machine change less.
"""

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from assets.steps.release.protection import cells_in_sentences
from assets.steps.statistics.count import load_records
from reports.disclosure.arrays import IntArray
from reports.disclosure.model.build_problem import suppression_problem
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import ProtectionResult, protect_edition
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.protect import MoveCache, NullCache
from reports.published.codes import TOTAL
from reports.statistics import build_cube, load_tables, tabulate, themes
from resources.home import Home
from resources.stores import Stores, open_stores

YEAR = 2012
THIRDS = (1, 2, 3)
LATE_FORM = "trafficking"
FEW_PERSONS = 3
Records = Mapping[str, pd.DataFrame]


class Remembered(NullCache):
    """A memory that lasts as long as the measurement."""

    def __init__(self) -> None:
        self._kept: dict[str, list[IntArray]] = {}

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return what is kept."""
        return self._kept.get(digest)

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Keep moves."""
        self._kept[digest] = moves


def _edition(records: Records, thirds: int) -> LinkedTables:
    specs = [spec for at, spec in enumerate(load_tables()) if at % max(THIRDS) < thirds]
    own = sorted({spec.theme for spec in specs})
    counted = {theme: build_cube(theme, records, YEAR) for theme in own}
    statistics = [tabulate(counted[spec.theme], spec, YEAR) for spec in specs]
    cubes = {theme: cube_with_contributors(theme, records, YEAR) for theme in own}
    return LinkedTables(YEAR, statistics, cubes, in_sentences=cells_in_sentences())


def _protected(stores: Stores, edition: LinkedTables, memory: MoveCache) -> tuple[ProtectionResult, float, float]:
    """Return the protection, its seconds on the wall and of the processor."""
    began, began_cpu = time.perf_counter(), time.process_time()
    outcome = protect_edition(edition, stores.key.tie_break, cache=memory)
    return outcome, time.perf_counter() - began, time.process_time() - began_cpu


def _size(problem: SuppressionProblem, edition: LinkedTables) -> dict[str, float]:
    return {
        "tables": len(edition.statistics),
        "unknowns": len(problem.truth),
        "numbers": len(problem.refs),
        "confidential": int(problem.primary.sum()),
    }


def _headlines_withheld(edition: LinkedTables, outcome: ProtectionResult) -> int:
    """Return of how many tables the total of all is not printed."""
    keys = {one.spec.key: len(one.spec.dimensions) for one in edition.statistics}
    return sum((TOTAL,) * keys[key] in codes for key, codes in outcome.suppressed.items()) + len(outcome.whole_tables)


def _late(records: Records) -> dict[str, pd.DataFrame]:
    """Return the records before the file of a middling office came."""
    by_size = records[LATE_FORM]["office"].value_counts()
    office = by_size.index[len(by_size) // 2]
    return {**records, LATE_FORM: records[LATE_FORM][records[LATE_FORM]["office"] != office]}


def _few(records: Records) -> dict[str, pd.DataFrame]:
    """Return the records of a year of few persons, all of them in one form."""
    return {form: of_form.head(FEW_PERSONS if form == LATE_FORM else 0) for form, of_form in records.items()}


def measure(home: Home, thirds: int) -> dict[str, float]:
    """Return what one size takes; of all tables also what is protected, and what is searched again."""
    stores = open_stores(home)
    records = load_records(stores, YEAR, themes())
    edition, memory = _edition(records, thirds), Remembered()
    cold, seconds, cpu_seconds = _protected(stores, edition, memory)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {
        **_size(suppression_problem(edition), edition),
        "solves": cold.solves,
        "s": seconds,
        "cpu_s": cpu_seconds,
        "peak_memory_mb": peak_mb,
    }
    if thirds == max(THIRDS):
        again, again_s, again_cpu_s = _protected(stores, edition, memory)
        late, late_s, late_cpu_s = _protected(stores, _edition(_late(records), thirds), memory)
        _, few_s, few_cpu_s = _protected(stores, _edition(_few(records), thirds), NullCache())
        found |= {
            "withheld_of_11_or_more_pct": 100 * cold.counts.large_suppressed / cold.counts.large,
            "headline_totals_withheld": _headlines_withheld(edition, cold),
            "exposed": len(cold.under_protected),
            "exposed_to_an_office": len(cold.to_contributors),
            "again_s": again_s,
            "again_cpu_s": again_cpu_s,
            "again_of_cold": again_cpu_s / cpu_seconds,
            "again_solves": again.solves,
            "late_office_s": late_s,
            "late_office_cpu_s": late_cpu_s,
            "late_office_of_cold": late_cpu_s / cpu_seconds,
            "few_persons_s": few_s,
            "few_persons_cpu_s": few_cpu_s,
            "few_persons_of_cold": few_cpu_s / cpu_seconds,
            "late_office_solves_pct": 100 * late.solves / cold.solves,
        }
    stores.warehouse.close()
    return found


def run(home: Path) -> dict[str, float]:
    """Return what all tables take, and how that grows; ``home`` holds the demonstration year, and stays as it is."""
    if not (home / "shelf" / str(YEAR)).exists():
        raise SystemExit(f"run the demonstration year first: review demo --year {YEAR}; review run --year {YEAR}")
    sizes = []
    for thirds in THIRDS:
        command = [sys.executable, "-m", "benchmarks.disclosure", str(home), str(thirds)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
        sizes.append(json.loads(done.stdout.splitlines()[-1]))
    first, last = sizes[0], sizes[-1]
    times = {f"{part}_{3 - left}_of_3": one[part] for left, one in ((2, sizes[0]), (1, sizes[1])) for part in _SHOWN}
    grown = math.log(last["cpu_s"] / first["cpu_s"])
    return {
        **times,
        **last,
        "power_of_numbers": grown / math.log(last["numbers"] / first["numbers"]),
        "power_of_tables": grown / math.log(last["tables"] / first["tables"]),
    }


_SHOWN = ("tables", "unknowns", "numbers", "confidential", "solves", "s", "cpu_s", "peak_memory_mb")


if __name__ == "__main__":
    print(json.dumps(measure(Home(Path(sys.argv[1])), int(sys.argv[2]))))  # noqa: T201 - read by the process above
