"""How the tests are shared out among workers: what stands on one costly fixture is run by one of them, the longest first.

Belongs here: the groups for pytest-xdist. Does not: fixtures (each room's own conftest).
"""

import pytest

COSTLY = ("demonstration", "mixed", "canaries", "written_years", "year_run")
"""Fixtures that take long to make, the longest first; two of one name in different folders share a worker too."""


def _group(item: pytest.Item) -> str:
    fixtures = getattr(item, "fixturenames", ())
    shared = next((name for name in COSTLY if name in fixtures), None)
    return shared or item.path.relative_to(item.config.rootpath).as_posix()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its group; the groups of costly fixtures come first, all else in its order."""
    places = {name: place for place, name in enumerate(COSTLY)}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: places.get(_group(item), len(places)))
