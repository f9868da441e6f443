"""The one key of all homes in tests: which of similar numbers is suppressed depends on it.

Another key in TRY_KEY is taken in its place, to try the tests with it. No test makes a key at random.
"""

import os
from pathlib import Path

import pytest

from resources.home import Home

KEY = os.environ.get("TRY_KEY", "AGE-SECRET-KEY-1UGMLLTPGJL2EXQFMCRLLTRYA97E380MQ7D2YV9YP0KKH9CX2VJEQS3R2MH")
VARIABLES = ("REVIEW_KEY", "REVIEW_WAREHOUSE_URL", "REVIEW_SOURCE_URL", "REVIEW_SOURCES")


def set_key(patch: pytest.MonkeyPatch) -> None:
    """Forget every setting of the stores, and let each home of the test have the tests' key."""
    for name in (*VARIABLES, "REVIEW_HOME", "DAGSTER_HOME"):
        patch.delenv(name, raising=False)
    patch.setenv("REVIEW_KEY", KEY)


def give_key(home: Path) -> None:
    """Write the tests' key into a home, for commands that must find it there."""
    place = Home(home).key
    place.parent.mkdir(parents=True, mode=0o700)
    place.write_text(f"{KEY}\n", encoding="ascii")
    place.chmod(0o600)
