"""A demonstration year as written, with its rows as read independently."""

from dataclasses import dataclass
from pathlib import Path

from office_files import Row

from demo import DemonstrationSummary
from demo.targets import Targets


@dataclass(frozen=True)
class WrittenYear:
    """``rows`` are those of the submissions that stand, by form."""

    drop: Path
    summary: DemonstrationSummary
    targets: Targets
    rows: dict[str, list[Row]]
