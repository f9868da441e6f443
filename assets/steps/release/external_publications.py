"""External publications: cells of our tables whose value an external intruder knows from what others published.

Two sources: `published_elsewhere/<year>.csv` under the home, one row per cell, with the columns `table` and `codes`
(joined by `|`); and the reference series whose mapping names cells of ours. The published number itself is not needed:
the intruder is assumed to know our value.

Belongs here: reading both. Does not: protecting against it (reports/disclosure).
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assets.steps.release.reference_files import reference_series
from assets.steps.runtime.errors import OperatorError
from expectations.geography import is_country
from expectations.regular_file import read_regular_file
from reports.disclosure.model.linked_tables import ExternalCells
from reports.published.codes import OTHER, Codes
from reports.reference import cells_published_by_others, load_mappings
from reports.statistics import TableSpec, earlier_tables, load_tables
from reports.statistics.dimensions import Corridor, Dimension, Ranking, Services, codes_of
from reports.statistics.membership import ENDS
from reports.statistics.variables import BESIDE
from resources.stores import Stores

COLUMNS = ("table", "codes")
SEPARATOR = "|"


def external_cells(stores: Stores, year: int) -> list[ExternalCells]:
    """Return the cells of ``year`` whose number others published, by table.

    Raises OperatorError, with file and line, for a file that cannot be read: without it, cells would be missed.
    """
    known = (*load_tables(), *earlier_tables())
    specs = {spec.key: [one for one in known if one.key == spec.key] for spec in known}
    codes: dict[tuple[str, Codes], set[Codes]] = {}
    path = stores.home.published_elsewhere / f"{year}.csv"
    for spec, cell in _of_file(path, specs) if path.exists() else ():
        codes.setdefault((spec.key, spec.dimensions), set()).add(cell)
    for table, cell in cells_published_by_others(
        reference_series(stores.home.reference).values(), load_mappings(), year
    ):
        codes.setdefault((table, specs[table][0].dimensions), set()).add(cell)
    found = sorted(codes.items())
    return [ExternalCells(_with(specs[key], dimensions), frozenset(cells)) for (key, dimensions), cells in found]


def _with(specs: Sequence[TableSpec], dimensions: Codes) -> TableSpec:
    return next(spec for spec in specs if spec.dimensions == dimensions)


def _of_file(path: Path, specs: Mapping[str, Sequence[TableSpec]]) -> Iterator[tuple[TableSpec, Codes]]:
    try:
        lines = csv.DictReader(io.StringIO(read_regular_file(path).decode("utf-8-sig"), newline=""), strict=True)
        if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
            raise OperatorError(f"{path.name}, line 1: no column {' and no column '.join(missing)}")
        for row in lines:
            line = {name: (row[name] or "").strip() for name in COLUMNS}
            if any(line.values()):
                yield _cell(line, specs, f"{path.name}, line {lines.line_num}")
    except UnicodeDecodeError:
        raise OperatorError(f"{path.name}: not a text file in UTF-8") from None
    except csv.Error:
        raise OperatorError(f"{path.name}: not a CSV file") from None


def _cell(line: dict[str, str], specs: Mapping[str, Sequence[TableSpec]], place: str) -> tuple[TableSpec, Codes]:
    """Return the checked codes of a line, and the specification that prints them: of today, or of before a recode."""
    if line["table"] not in specs:
        raise OperatorError(f"{place}: the review has no table of that name")
    codes = tuple(code.strip() for code in line["codes"].split(SEPARATOR))
    named = specs[line["table"]]
    spec = next((one for one in named if _prints(one, codes)), named[0])
    if len(codes) != len(spec.dimensions):
        wanted = f"{len(spec.dimensions)} codes, of {' and '.join(spec.dimensions)}, joined by {SEPARATOR}"
        raise OperatorError(f"{place}: a cell of {spec.key} has {wanted}")
    for name, definition, code in zip(spec.dimensions, spec.definitions, codes, strict=True):
        if not is_code(definition, code, asked=bool(spec.asked)):
            raise OperatorError(
                f"{place}: {name} has no such code; {_codes_in_words(definition, asked=bool(spec.asked))}"
            )
    return spec, codes


def _prints(spec: TableSpec, codes: Codes) -> bool:
    asked = bool(spec.asked)
    return len(codes) == len(spec.dimensions) and all(
        is_code(one, code, asked=asked) for one, code in zip(spec.definitions, codes, strict=True)
    )


def is_code(definition: Dimension, code: str, *, asked: bool = False) -> bool:
    """Say whether a dimension can print a code. The rest of a ranking is excluded: it differs between publications."""
    if isinstance(definition, Services):
        return BESIDE in code and definition.ordered((code, BESIDE))[0] == code
    if isinstance(definition, Ranking):
        ends = code.split(ENDS) if isinstance(definition, Corridor) else [code]
        countries = len(ends) == (2 if isinstance(definition, Corridor) else 1) and all(map(is_country, ends))
        return countries or code in set(codes_of(definition, asked=asked)) - {OTHER}
    return code in codes_of(definition, asked=asked)


def _codes_in_words(definition: Dimension, *, asked: bool) -> str:
    if isinstance(definition, Services):
        return f"a code is an indicator and its unit, joined by {BESIDE}"
    known = ", ".join(code for code in codes_of(definition, asked=asked) if code != OTHER)
    if isinstance(definition, Corridor):
        return f"a code is two countries, such as UKR{ENDS}POL, or one of {known}"
    return (
        f"a code is a country, such as UKR, or one of {known}" if isinstance(definition, Ranking) else f"it has {known}"
    )
