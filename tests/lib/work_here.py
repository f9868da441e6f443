"""Checking and marking deliveries in this process: a child that checks takes four seconds to start.

Belongs here: this switch of the tests. Does not: reading (``homes.read_here``).
"""

from typing import Any

import pytest

from expectations.contract import Contract
from expectations.reading import WorkPool
from expectations.reading.worker import function_of

_patch = pytest.MonkeyPatch()


def _do(pool: WorkPool, first: object, contract: Contract, *rest: object, work: str = "") -> Any:
    return function_of(work or pool.work)(first, contract, *rest)


def use(here: bool) -> None:
    """Work in this process, or in child processes as the program does."""
    _patch.undo()
    if here:
        _patch.setattr(WorkPool, "do", _do)
