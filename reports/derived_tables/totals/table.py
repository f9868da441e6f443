"""The table of persons assisted with the totals of offices that keep no case records.

Belongs here: adding and suppressing. Does not: which office sends totals only (assets/steps/release/totals_tables.py).
Grain: a cell a measure and source. The difference between the sum and the records is the totals' own cell, so what may
not be printed of the one is not printed of the other.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from expectations.contract import Labels, load_contract
from reports.published.codes import TOTAL
from reports.published.disclosure_rules import default_threshold, least_contributors
from reports.published.protected_table import Cell, Flag, ProtectedTable, Status, TableText
from reports.specification_loader import SpecificationEntry, SpecificationEntryError, load
from reports.statistics.specification import load_texts

THEME = "persons"
DIMENSIONS = ("measure", "source")
RECORDS, TOTALS_ONLY = "records", "totals_only"
MEASURE = "persons"
ESTIMATED: Flag = "e"


class TotalPlace(SpecificationEntry):
    """A cell of a table."""

    table: str
    codes: tuple[str, ...]


class TotalMeasure(SpecificationEntry):
    """One measure of the totals form: the cell that counts it from case records, and what it is part of."""

    label: Labels
    records: TotalPlace
    part_of: str | None = None


class Totals(SpecificationEntry):
    """All of totals.yaml."""

    key: str
    measures: dict[str, TotalMeasure]
    title: Labels
    subtitle: Labels
    notes: tuple[Labels, ...]
    dimensions: dict[str, Labels]
    sources: dict[str, Labels]

    @model_validator(mode="after")
    def _measures_are_known(self) -> Self:
        known = load_contract().code_lists["measure"].codes
        for name, measure in self.measures.items():
            if name not in known or measure.part_of not in (None, *self.measures):
                raise SpecificationEntryError(f"no measure {name}, or none that it is part of", "measures", name)
        return self


@lru_cache(maxsize=1)
def load_totals() -> Totals:
    """Load totals.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("totals.yaml", Totals, Path(__file__).parent)


KEY = load_totals().key


@dataclass(frozen=True)
class Contribution:
    """The total of one office without case records, for one measure."""

    office: str
    measure: str
    persons: int


def totals_text(language: str = "en") -> TableText:
    """Return the words around the table; the caveat of persons assisted comes first."""
    texts = load_totals()
    labels = {("measure", name): measure.label.in_language(language) for name, measure in texts.measures.items()}
    labels |= {("source", source): label.in_language(language) for source, label in texts.sources.items()}
    notes = (load_texts().caveats["assisted_not_prevalence"], *texts.notes)
    return TableText(
        texts.title.in_language(language),
        texts.subtitle.in_language(language),
        tuple(note.in_language(language) for note in notes),
        {name: label.in_language(language) for name, label in texts.dimensions.items()},
        labels,
    )


def totals_table(
    contributions: Iterable[Contribution],
    tables: Mapping[str, ProtectedTable],
    year: int,
    before: ProtectedTable | None = None,
) -> ProtectedTable | None:
    """Return the table of a year; None where no office sends totals only.

    ``tables``: the protected tables that count the measures from case records. ``before``: this table of the year
    before, whose own cells are printed too.
    """
    by_measure: dict[str, list[int]] = {}
    for one in contributions:
        by_measure.setdefault(one.measure, []).append(one.persons)
    if not by_measure:
        return None
    confidential = _confidential(by_measure)
    cells: list[Cell] = []
    for name, measure in load_totals().measures.items():
        table = tables.get(measure.records.table)
        counted = table.cell(*measure.records.codes) if table is not None else None
        cells += _row(name, counted, by_measure.get(name), name in confidential, year)
    if before is not None:
        cells += [cell for cell in before.cells if cell.year == before.year]
    return ProtectedTable(KEY, THEME, year, DIMENSIONS, tuple(cells), totals_text())


def _confidential(by_measure: Mapping[str, list[int]]) -> set[str]:
    """Return the measures whose sum discloses the total of one office, or a small number of persons.

    Dominance: the office with the second largest total subtracts its own, so the totals without the two largest must
    add up to at least the threshold. Differencing: parts of a measure may not add up to nearly the measure itself.
    """
    totals = load_totals()
    found = {name for name, numbers in by_measure.items() if not _hides(numbers)}
    for whole in {one.part_of for one in totals.measures.values()} - {None}:
        parts = [name for name, one in totals.measures.items() if one.part_of == whole and name in by_measure]
        if whole in by_measure and not found.intersection([*parts, str(whole)]):
            size = sum(by_measure[str(whole)])
            for some in (chosen for n in range(len(parts)) for chosen in itertools.combinations(parts, n + 1)):
                if 0 < abs(sum(sum(by_measure[name]) for name in some) - size) < default_threshold():
                    found |= set(some)
    return found


def _hides(numbers: list[int]) -> bool:
    ordered = sorted(numbers)
    return len(ordered) >= least_contributors() and sum(ordered[:-2]) >= default_threshold()


def _row(name: str, counted: Cell | None, totals: list[int] | None, confidential: bool, year: int) -> list[Cell]:
    """Return the three cells of a measure: from records, totals only, together."""
    records_status: Status = counted.status if counted is not None else "not_available"
    records = counted.value if counted is not None else None
    if totals is None:
        added: tuple[float | None, Status] = (None, "not_available")
        together: tuple[float | None, Status] = (records, records_status)
    elif confidential or records is None:
        status: Status = "confidential" if confidential or records_status == "confidential" else "not_available"
        added = (None, "confidential") if confidential else (float(sum(totals)), "published")
        together = (None, status)
    else:
        added = (float(sum(totals)), "published")
        together = (records + sum(totals), "published")
    values = {RECORDS: (records, records_status), TOTALS_ONLY: added, TOTAL: together}
    return [
        Cell((name, source), year, MEASURE, MEASURE, "", value, status, _flag(source, value, totals))
        for source, (value, status) in values.items()
    ]


def _flag(source: str, value: float | None, totals: list[int] | None) -> Flag:
    return ESTIMATED if source != RECORDS and value is not None and totals is not None else ""
