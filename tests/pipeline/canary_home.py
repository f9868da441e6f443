"""A home whose submissions are full of canaries, after one run in a process of its own."""

from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.homes import Ended


@dataclass(frozen=True)
class CanaryHome:
    """Where it lies, the deliveries that must be refused with their reasons, and how the run ended."""

    root: Path
    rejected: dict[str, str]
    ended: Ended
