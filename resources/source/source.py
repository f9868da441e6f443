"""Where the submissions of an installation come from: its drop folder, one address, or the sources of `sources.yaml`.

Belongs here: several sources as one. Does not: what each kind does, what a configuration may say (configuration.py).
"""

import os
from collections.abc import Sequence
from dataclasses import replace

from resources.home import Home
from resources.source.configuration import configured
from resources.source.delivery import (
    Delivery,
    SourceConfigurationError,
    SourceError,
    SourceKind,
    SourceUnreachableError,
    in_natural_order,
)
from resources.source.file_systems import by_address, expanded, local
from resources.source.folder import FolderSource
from resources.source.library_logs import silence_libraries

URL_VARIABLE = "REVIEW_SOURCE_URL"
FILE_VARIABLE = "REVIEW_SOURCES"


class Source:
    """The deliveries of all sources; reads only. One that cannot be reached holds up no other."""

    def __init__(self, kinds: Sequence[tuple[str, SourceKind]]) -> None:
        self._kinds = dict(kinds)
        self.not_reached: dict[str, str] = {}  # by source, at the last look: why
        self.stray_reasons: dict[str, dict[str, int]] = {}  # by source, at the last look: strays by reason
        self._strays = 0

    @classmethod
    def of_home(cls, home: Home) -> "Source":
        """Return the drop folder of ``home`` and the sources that REVIEW_SOURCES, or `sources.yaml` in the home, lists.

        REVIEW_SOURCE_URL replaces the drop folder. Raises SourceError for a configuration that cannot be used.
        """
        silence_libraries()
        named = os.environ.get(FILE_VARIABLE)
        url = os.environ.get(URL_VARIABLE)
        known_as = f"the file that {FILE_VARIABLE} names" if named else home.sources.name
        path = expanded(named) if named else home.sources
        try:
            drop = by_address(url) if url else local(home.drop)
        except SourceConfigurationError as error:
            raise SourceConfigurationError(f"{URL_VARIABLE}: {error}") from None
        is_configured = bool(named) or path.is_file()
        others = configured(path, home.address_book, known_as) if is_configured else ()
        return cls([("", FolderSource(drop.connect, drop.root, is_remote=drop.is_remote)), *others])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sources; empty for the drop folder."""
        return tuple(self._kinds)

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return what has been delivered, by year, office and the natural order of the deliveries' names.

        A delivery of a configured source ends in the source's name, so that two of them never meet. ``not_reached``
        names the sources that could not be listed. Raises SourceError where a drop folder of this machine cannot.
        """
        self.not_reached, self.stray_reasons, self._strays = {}, {}, 0
        deliveries = []
        for name, kind in self._kinds.items():
            try:
                listed = kind.deliveries(year, office)
            except SourceError as error:
                if not name and not isinstance(error, SourceUnreachableError):
                    raise
                self.not_reached[name] = str(error)
                continue
            self._strays += kind.strays
            if kind.stray_reasons:
                self.stray_reasons[name] = dict(kind.stray_reasons)
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
