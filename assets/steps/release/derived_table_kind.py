"""A kind of tables that are not cut from a cube: how an edition makes them, and how it reads them back.

Belongs here: the model alone. Does not: which kinds there are (derived_tables.py), how each makes its tables
(<kind>_tables.py beside this file).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assets.steps.submissions.office_responses import YearResponse
from reports.derived_tables.registry import TableFamily
from reports.published import ProtectedTable, TableText
from resources.stores import Stores


@dataclass(frozen=True)
class DerivedTableContext:
    """What a kind has at hand when an edition is made.

    ``tables``: the protected tables made before it, by key: those cut from cubes, then those of kinds named earlier in
    derived_tables.py. Earlier years: ``reading_back.table_of_draft``.
    """

    stores: Stores
    year: int
    responded: YearResponse
    tables: Mapping[str, ProtectedTable]


@dataclass(frozen=True)
class TableKind:
    """One kind. A table that it has nothing for is not made, and the edition lacks it.

    ``themes``: the theme of every table that it can make, by key. ``make`` yields finished tables. ``text`` returns the
    words around a table in a language; of a table read back only key, year, dimensions and cells are known.
    ``stands_on``: what the edition's pedigree says of the sources of these tables, for instance digests of files.
    ``copied``: set where counts of persons or of rows are protected in these tables alone, and so must not tell what
    came since a released edition (reports/disclosure/single_table/revision_differencing.py); the codes of numbers that
    others print.
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
