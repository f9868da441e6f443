"""Reading a published table, of the edition in progress or of a year's latest draft.

Belongs here: the file of a table of any kind to a ProtectedTable with its words. Does not: making tables (tables.py,
derived_tables.py).
"""

from dataclasses import replace
from pathlib import Path

from assets.steps.runtime.errors import OperatorError
from reports.derived_tables.comparability.breaks import with_break_notes
from reports.derived_tables.registry import family_of
from reports.published import ProtectedTable, TableText
from reports.published.table_csv import TableFileError, read_table_csv
from reports.statistics import earlier_tables, load_tables, specification_of, text_of
from resources.stores import Stores

_NO_WORDS = TableText("", "", (), {}, {})


def read_table(path: Path, key: str, year: int, language: str = "en") -> ProtectedTable:
    """Return the table in the file ``path``, of the edition of ``year``.

    The table's year is ``year``, or the latest year of its cells where no cell is of ``year``. Raises KeyError for a
    key without specification.
    """
    known = [spec for spec in (*load_tables(), *earlier_tables()) if spec.key == key]
    family = None if known else family_of(key)
    if not known and family is None:
        raise KeyError(key)
    theme = known[0].theme if known else family.themes()[key] if family else ""
    table = read_shelf_table(path, key, theme, year)
    spec = specification_of(key, table.dimensions) or next(iter(known), None)
    years = {cell.year for cell in table.cells}
    table = replace(table, year=year if year in years or not years else max(years))
    if spec is not None:
        codes = sorted({code for cell in table.cells for code in cell.codes})
        return with_break_notes(replace(table, text=text_of(spec, language, year, codes)), language)
    return replace(table, text=family.text(table, language)) if family else table


def read_shelf_table(path: Path, key: str, theme: str, year: int, text: TableText = _NO_WORDS) -> ProtectedTable:
    """Return the table in a file on the shelf. Raises OperatorError, with its place, where it is damaged."""
    try:
        return read_table_csv(path.read_bytes(), key, theme, year, text)
    except TableFileError as error:
        place = "/".join(("shelf", *path.parts[-4:]))
        raise OperatorError(f"{place}, {error}; put the file back from a backup") from None


def table_of_draft(stores: Stores, key: str, year: int) -> ProtectedTable | None:
    """Return a table of the latest draft of ``year``, with its suppressed cells; None where the draft has none.

    It may hold cells of the year before, too: each cell has its year.
    """
    draft = stores.shelf.latest(year)
    path = None if draft is None else draft / "tables" / f"{key}.csv"
    return read_table(path, key, year) if path is not None and path.exists() else None
