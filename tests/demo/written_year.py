"""A demonstration year as written, with its rows as read independently."""

from dataclasses import dataclass
from pathlib import Path

from demo import DemonstrationSummary
from demo.targets import Targets
from tests.demo.office_files import Row


@dataclass(frozen=True)
class WrittenYear:
    """``rows`` are those of the submissions that stand, by form."""

    drop: Path
    summary: DemonstrationSummary
    targets: Targets
    rows: dict[str, list[Row]]
