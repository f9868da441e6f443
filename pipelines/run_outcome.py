"""What became of a year's runs, for whoever called them.

Belongs here: the counts and the fault. Does not: running (run_year.py), printing (cli/run.py).
"""

from dataclasses import dataclass, field

from assets.steps.runtime.errors import OperatorError


class UsageError(OperatorError):
    """Something was asked for that there is not: a year that is no review year, an office that nobody knows."""


@dataclass
class RunOutcome:
    """The checks that failed, by severity (ERROR, WARN), and the fault where a run ended early, in words of ours."""

    checks_failed: dict[str, int] = field(default_factory=lambda: {"ERROR": 0, "WARN": 0})
    checks: int = 0
    fault: str = ""
