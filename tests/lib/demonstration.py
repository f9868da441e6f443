"""The demonstration years as files, written once for all workers of a run of the tests."""

import fcntl
import pickle
from pathlib import Path

import pytest

from demo import DemonstrationSummary, write_submissions
from expectations.contract import load_contract

YEARS = (2011, 2012)


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of this run of the tests that all its workers see."""
    own = factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


def written_year(year: int, folder: Path) -> tuple[Path, DemonstrationSummary]:
    """Return the drop that holds a year, and what was put in; the first that asks writes it, others wait."""
    place = folder / f"demonstration-{year}"
    place.mkdir(exist_ok=True)
    kept = place / "summary.pickle"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(write_submissions(year, place / "drop", load_contract())))
    summary: DemonstrationSummary = pickle.loads(kept.read_bytes())
    return place / "drop", summary
