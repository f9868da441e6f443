"""The demonstration, written and run by the commands; what was put in, and what lies on the shelf."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pipelines.cli.demo
from assets.steps.release.derived_tables import KINDS
from demo import DemonstrationSummary
from tests.lib.demonstration import YEARS, written_year
from tests.pipeline.homes import Ended, review

CellKey = tuple[str, tuple[str, ...], str, int]


NOT_COUNTED = {key for kind in KINDS for key in kind.themes()}
"""Tables that are not counted from records, and have no year before beside them: of offices, of others' numbers."""


@dataclass(frozen=True)
class DemonstrationReview:
    """``summaries`` say what the demonstration put in; nothing of the pipeline has seen them."""

    root: Path
    summaries: dict[int, DemonstrationSummary]
    ended: Ended

    def draft(self, year: int) -> Path:
        return self.root / "shelf" / str(year) / "draft-1"

    def cells(self, year: int) -> dict[CellKey, tuple[str, str]]:
        """Return value and status of every cell published with the edition of ``year``: table, codes, measure, year."""
        found = {}
        for path in sorted((self.draft(year) / "tables").glob("*.csv")):
            if path.stem in NOT_COUNTED:
                continue
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    codes = tuple(list(row.values())[: list(row).index("year")])
                    key = (path.stem, codes, row["measure"], int(row["year"]))
                    found[key] = (row["value"], row["status"])
        return found


def review_demonstration(root: Path, folder: Path) -> DemonstrationReview:
    """Call `review demo`, which takes the files from ``folder`` where they were written, and `review run`."""
    summaries: dict[int, DemonstrationSummary] = {}

    def writing(year: int, drop: Path, *_: Any) -> DemonstrationSummary:
        written, summaries[year] = written_year(year, folder)
        shutil.copytree(written, drop, dirs_exist_ok=True)
        return summaries[year]

    years = [argument for year in YEARS for argument in ("--year", str(year))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipelines.cli.demo, "write_submissions", writing)
        written = review(root, "demo", *years)
    assert written.status == 0, written.shown
    return DemonstrationReview(root, summaries, review(root, "run", *years, all_offices=True))
