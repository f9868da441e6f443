"""What an edition's files tell a reader, by plain reading: no code of the pipeline decides anything here.

Belongs here: files to cells, and how each derived number follows from counts. Does not: any claim.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TOTAL, MISSING, NOT_ASKED = "total", ("unknown", "not_stated"), "not_asked"
COUNTS = (
    *("persons", "services", "records", "findings", "projects", "participants"),
    *("agreements", "countries", "cells", "offices"),
)
Codes = tuple[str, ...]
Row = dict[str, str]


@dataclass(frozen=True)
class PrintedTable:
    """One file: rows by codes, measure and year. ``count``: the measure of its counts."""

    key: str
    rows: Mapping[tuple[Codes, str, int], Row]

    @property
    def count(self) -> str:
        measures = {measure for _, measure, _ in self.rows}
        return next(measure for measure in COUNTS if measure in measures)

    def number(self, codes: Codes, measure: str, year: int) -> float | None:
        """Return a number that is printed; None where it is not."""
        row = self.rows.get((codes, measure, year))
        return None if row is None or row["status"] != "published" else float(row["value"])

    def needed(self, codes: Codes, measure: str, year: int) -> float:
        """Return a number on which another stands. Raises AssertionError where it is not printed."""
        number = self.number(codes, measure, year)
        assert number is not None, f"{self.key}: {':'.join(codes)} {measure} {year} is not printed"
        return number


def tables_in(folder: Path) -> dict[str, PrintedTable]:
    """Return every table file of an edition."""
    found = {}
    for path in sorted((folder / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            header = next(lines)
            width = len(header) - 8
            rows = {}
            for line in lines:
                row = dict(zip(header[width:], line[width:], strict=True))
                rows[tuple(line[:width]), row["measure"], int(row["year"])] = row
        found[path.stem] = PrintedTable(path.stem, rows)
    return found


def derived(table: PrintedTable) -> Iterator[tuple[Codes, str, int, float, str]]:
    """Yield every printed number that is not a count: codes, measure, year, value, and of what it is said to be."""
    for (codes, measure, year), row in table.rows.items():
        if measure not in COUNTS and row["status"] == "published":
            yield codes, measure, year, float(row["value"]), row["base"]


def base_of(table: PrintedTable, base: str, year: int) -> float:
    """Return the persons of whom shares are, by subtraction of printed counts. Raises where one is not printed."""
    width = len(next(iter(table.rows))[0])
    rest = (TOTAL,) * (width - 1)
    whole = table.needed((TOTAL, *rest), table.count, year)
    first = {codes[0] for codes, _, of in table.rows if of == year}
    if base != "all" and NOT_ASKED in first:
        whole -= table.needed((NOT_ASKED, *rest), table.count, year)
    if base == "known":
        whole -= sum(table.needed((code, *rest), table.count, year) for code in MISSING if code in first)
    return whole


def sentences_in(folder: Path) -> list[dict[str, object]]:
    """Return the sentences of an edition."""
    content = json.loads((folder / "sentences.json").read_text(encoding="utf-8"))
    return list(content["sentences"])
