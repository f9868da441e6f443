"""The whole way as a user runs it: both demonstration years, and then one late office.

Belongs here: wall-clock and memory of the real commands, in a home of their own. Does not: the parts (other files).
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from resources.private_files import make_private_folder, replace_private_file

LATE_OFFICE_ROWS = 1_000


def _command(home: Path, *words: str) -> float:
    began = time.perf_counter()
    command = [str(Path(sys.executable).with_name("review")), *words]
    environment = {**os.environ, "REVIEW_HOME": str(home)}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    return time.perf_counter() - began


def _silent_office(home: Path, year: int) -> str:
    """Return an expected office that has not delivered."""
    from expectations.geography import offices

    return next(code for code in offices() if not (home / "drop" / str(year) / code).exists())


def _deliver(home: Path, year: int, office: str) -> None:
    """Put a delivery of 1,000 rows of one form into the drop."""
    folder = home / "drop" / str(year) / office / f"{year + 1}-06-01-1"
    make_private_folder(folder)
    cover = f"key,value\noffice,{office}\nyear,{year}\nnature,demonstration\nnil_forms,returns;vulnerable\n"
    replace_private_file(folder / "cover.csv", cover.encode())
    rows = [f"L{n:05d},{'FM'[n % 2]},{n % 60},{office},{office},Actual" for n in range(LATE_OFFICE_ROWS)]
    header = "case_ref,sex,age,citizenship,country_of_exploitation,trafficking_status"
    replace_private_file(folder / "trafficking.csv", ("\n".join([header, *rows]) + "\n").encode())


def run(home: Path) -> dict[str, float]:
    """Return the seconds of `review demo`, `review run` for both years and for a late office, and the peak memory."""
    place = home / "bench" / ".pipeline"
    shutil.rmtree(place, ignore_errors=True)
    make_private_folder(place)
    years = ("--year", "2011", "--year", "2012")
    try:
        demo_s = _command(place, "demo", *years)
        run_s = _command(place, "run", *years)
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        office = _silent_office(place, 2012)
        _deliver(place, 2012, office)
        late_s = _command(place, "run", "--year", "2012", "--office", office)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return {"demonstration_s": demo_s, "both_years_s": run_s, "peak_memory_mb": peak_mb, "late_office_s": late_s}
