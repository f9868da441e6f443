"""A kind of derived tables: how an edition makes them, and how it sets their words.

Belongs here: the two classes alone. Does not: the list of kinds (derived_tables.py), how a kind makes its tables
(<kind>_tables.py in this folder).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assets.steps.submissions.office_responses import YearResponse
from reports.derived_tables.registry import TableFamily
from reports.published import ProtectedTable, TableText
from resources.stores import Stores


@dataclass(frozen=True)
class DerivedTableContext:
    """What a kind makes its tables from.

    ``tables``: the protected tables made before, by key: those cut from cubes, then those of kinds named earlier in
    derived_tables.py. Tables of earlier years: ``published_tables.table_of_draft``.
    """

    stores: Stores
    year: int
    responded: YearResponse
    tables: Mapping[str, ProtectedTable]


@dataclass(frozen=True)
class TableKind:
    """One kind. A table for which there is no data is not made, and the edition lacks it.

    ``themes``: the theme of every table that the kind can make, by key. ``make`` yields finished tables. ``text``
    returns the words around a table in a language, from key, year, dimensions and cells alone. ``stands_on``: the
    sources of these tables for the manifest, such as digests of files. ``copied``: set where counts of persons or of
    rows are protected in these tables alone, so that they must not reveal the revision since a released edition
    (reports/disclosure/revision_differencing.py); the codes of numbers that other tables print.
    """

    name: str
    themes: Callable[[], Mapping[str, str]]
    make: Callable[[DerivedTableContext], Iterable[ProtectedTable]]
    text: Callable[[ProtectedTable, str], TableText]
    stands_on: Callable[[Stores, int], Mapping[str, object]] = lambda _stores, _year: {}
    copied: frozenset[str] | None = None

    @classmethod
    def of(
        cls,
        family: TableFamily,
        make: Callable[[DerivedTableContext], Iterable[ProtectedTable]],
        stands_on: Callable[[Stores, int], Mapping[str, object]] = lambda _stores, _year: {},
        copied: frozenset[str] | None = None,
    ) -> "TableKind":
        """Return the kind that makes the tables of a family."""
        return cls(family.name, family.themes, make, family.text, stands_on, copied)
