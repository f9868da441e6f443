"""Where the submissions of an installation come from: its drop folder, one address, or the sources of `sources.yaml`.

Belongs here: several sources as one. Does not: what each kind does, what a configuration may say (configuration.py).
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from resources.home import Home
from resources.source.configuration import configured
from resources.source.delivery import Delivery, SourceError, SourceKind, in_natural_order
from resources.source.file_systems import by_address
from resources.source.folder import FolderSource

URL_VARIABLE = "REVIEW_SOURCE_URL"
FILE_VARIABLE = "REVIEW_SOURCES"


class Source:
    """The deliveries of all sources; reads only. One that cannot be reached holds up no other."""

    def __init__(self, kinds: Sequence[tuple[str, SourceKind]]) -> None:
        self._kinds = dict(kinds)
        self.not_reached: dict[str, str] = {}  # by source, at the last look: why
        self._strays = 0

    @classmethod
    def of_home(cls, home: Home) -> "Source":
        """Return the drop folder of ``home`` and the sources that REVIEW_SOURCES, or `sources.yaml` in the home, lists.

        REVIEW_SOURCE_URL replaces the drop folder. Raises SourceError for a configuration that cannot be used.
        """
        named = os.environ.get(FILE_VARIABLE)
        url = os.environ.get(URL_VARIABLE)
        path = Path(named).expanduser() if named else home.sources
        connect, root = by_address(url or home.drop.as_uri())
        others = configured(path) if named or path.is_file() else ()
        return cls([("", FolderSource(connect, root)), *others])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sources; empty for the drop folder."""
        return tuple(self._kinds)

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return what has been delivered, by year, office and the natural order of the deliveries' names.

        A delivery of a configured source ends in the source's name, so that two of them never meet. ``not_reached``
        names the sources that could not be listed. Raises SourceError where the drop folder itself cannot.
        """
        self.not_reached, self._strays = {}, 0
        deliveries = []
        for name, kind in self._kinds.items():
            try:
                listed = kind.deliveries(year, office)
            except SourceError as error:
                if not name:
                    raise
                self.not_reached[name] = str(error)
                continue
            self._strays += kind.strays
            deliveries += (
                [replace(delivery, name=f"{delivery.name}.{name}", source=name) for delivery in listed]
                if name
                else listed
            )
        return in_natural_order(deliveries)

    @property
    def last_strays(self) -> int:
        """How many entries of the last look have a name or a kind that is not of their place."""
        return self._strays

    def strays(self, year: int | None = None) -> int:
        """Return how many entries of the sources (of one year) have a name or a kind that is not of their place."""
        self.deliveries(year)
        return self._strays

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return the files of a delivery, name and content, sorted by name.

        Raises SourceError: `too_big`, `gone`; where it ``is_passing`` the delivery is to be taken at a later look.
        """
        if delivery.source not in self._kinds:
            raise SourceError("gone", "no source of that name", is_passing=True)
        name = delivery.name.removesuffix(f".{delivery.source}") if delivery.source else delivery.name
        return self._kinds[delivery.source].open(replace(delivery, name=name, source=""))
