"""What tests of child processes share."""

from collections.abc import Iterator

import pytest

from tests.lib.places import PROJECT


@pytest.fixture(scope="module")
def bad_readers() -> Iterator[None]:
    """Let child processes import the bad readers of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(PROJECT))
        yield
