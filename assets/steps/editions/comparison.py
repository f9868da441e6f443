"""The comparison of two states of a year: cells, ranks, states of offices, breaks, figures and sentences.

One CellChange per printed cell. Belongs here: what changed and by how much. Does not: the causes (attribution.py), the
origin of the states (diff.py, published_impact.py).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assets.steps.provenance.record_snapshots import Slot
from assets.steps.provenance.vintage_records import Printed
from reports.figures import load_figures
from reports.figures.alt_text import drawn_csv
from reports.figures.picture import draws, picture_of
from reports.published import ProtectedTable
from reports.published.codes import CODES_OF_NO_COUNTRY
from reports.published.table_csv import write_table_csv
from reports.sentences import say
from reports.statistics import load_tables
from reports.statistics.dimensions import Ranked

Numbers = Mapping[str, Mapping[str, float | None]]
"""By table, then by cell_id, a number before protection; None where it is not available or not applicable."""


@dataclass(frozen=True)
class YearState:
    """The numbers of a year at one moment: printed cells, and numbers before protection (empty where not kept)."""

    year: int
    tables: Mapping[str, ProtectedTable]
    printed: Mapping[str, Printed]
    numbers: Numbers = field(default_factory=dict)
    states: Mapping[Slot, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)  # contract and code


@dataclass(frozen=True)
class CellReference:
    """A cell, by its cell_id: table, codes, measure and year joined by colons."""

    cell_id: str

    @property
    def table(self) -> str:
        """The key of the table."""
        return self.cell_id.partition(":")[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the table's dimensions."""
        return tuple(self.cell_id.split(":")[1:-2])

    @property
    def measure(self) -> str:
        """The measure."""
        return self.cell_id.split(":")[-2]

    @property
    def year(self) -> int:
        """The year of the number: that of the edition, or an earlier one."""
        return int(self.cell_id.rpartition(":")[2])


@dataclass(frozen=True)
class CellChange(CellReference):
    """One cell. ``was`` and ``now``: as printed, None where an edition lacks the cell; the counts are unprotected."""

    was: Printed | None
    now: Printed | None
    counted_was: float | None = None
    counted_now: float | None = None

    @property
    def change(self) -> float | None:
        """The change of the number before protection; None where one of the two does not exist."""
        if self.counted_was is None or self.counted_now is None:
            return None
        return round(self.counted_now - self.counted_was, 6)

    @property
    def is_printed(self) -> bool:
        """Say whether a reader of both editions sees a difference."""
        return self.was != self.now


@dataclass(frozen=True)
class RankChange:
    """One country's rank in a ranked table; None where it has none."""

    table: str
    code: str
    was: int | None
    now: int | None


@dataclass(frozen=True)
class StateChange:
    """The state of one office for one form."""

    office: str
    form: str
    was: str
    now: str


@dataclass(frozen=True)
class SentenceChange:
    """One sentence in English; None where an edition does not have it."""

    key: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Changes:
    """All changes. ``breaks``: cells whose flag of a break changed. ``versions``: contract or code, if changed."""

    cells: tuple[CellChange, ...] = ()
    ranks: tuple[RankChange, ...] = ()
    states: tuple[StateChange, ...] = ()
    breaks: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    sentences: tuple[SentenceChange, ...] = ()
    versions: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The keys of the tables with a changed printed cell."""
        return tuple(dict.fromkeys(cell.table for cell in self.cells if cell.is_printed))

    @property
    def printed(self) -> tuple[CellChange, ...]:
        """The cells that changed for a reader of both editions."""
        return tuple(cell for cell in self.cells if cell.is_printed)


def printed_tables(tables: Mapping[str, ProtectedTable]) -> dict[str, Printed]:
    """Return every cell of the tables by its cell_id, as the files would print it."""
    cells: dict[str, Printed] = {}
    for table in tables.values():
        for row in csv.DictReader(io.StringIO(write_table_csv(table).decode(), newline="")):
            cells[row["cell_id"]] = (row["value"], row["status"], row["flag"])
    return cells


def compare(before: YearState, after: YearState) -> Changes:
    """Return what changed from one state of a year to another."""
    both = _union(before.printed, after.printed)
    printed = sorted(both, key=lambda cell_id: cell_id.partition(":")[0])  # within a table, the printed order
    counted_before, counted_after = _by_cell(before.numbers), _by_cell(after.numbers)
    cells = []
    for cell_id in printed:
        change = CellChange(
            cell_id,
            before.printed.get(cell_id),
            after.printed.get(cell_id),
            counted_before.get(cell_id),
            counted_after.get(cell_id),
        )
        if change.is_printed or (counted_before and counted_after and change.counted_was != change.counted_now):
            cells.append(change)
    return Changes(
        cells=tuple(cells),
        ranks=rank_changes(_first_codes(before.tables), _first_codes(after.tables)),
        states=state_changes(before.states, after.states),
        breaks=tuple(cell for cell in printed if _is_break(before.printed, cell) != _is_break(after.printed, cell)),
        figures=_figures(before.tables, after.tables),
        sentences=_sentences(before.tables, after.tables),
        versions=tuple(name for name in after.versions if before.versions.get(name) != after.versions[name]),
    )


def _union(*several: Mapping[str, object]) -> dict[str, None]:
    """Return all names, each once, in the order of their first occurrence."""
    return dict.fromkeys(name for names in several for name in names)


def _by_cell(numbers: Numbers) -> dict[str, float | None]:
    return {cell_id: value for cells in numbers.values() for cell_id, value in cells.items()}


def _is_break(printed: Mapping[str, Printed], cell_id: str) -> bool:
    return cell_id in printed and printed[cell_id][2] == "b"


def rank_changes(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> tuple[RankChange, ...]:
    """Return the ranks that changed. ``before``, ``after``: by ranked table, the codes in the order of its rows."""
    changes = []
    for spec in load_tables():
        if not isinstance(spec.definitions[0], Ranked):
            continue
        was, now = _ranks(before.get(spec.key, ())), _ranks(after.get(spec.key, ()))
        changes += [
            RankChange(spec.key, code, was.get(code), now.get(code))
            for code in _union(now, was)
            if was.get(code) != now.get(code)
        ]
    return tuple(changes)


def _ranks(codes: Sequence[str]) -> dict[str, int]:
    countries = [code for code in dict.fromkeys(codes) if code not in CODES_OF_NO_COUNTRY]
    return {code: rank for rank, code in enumerate(countries, start=1)}


def _first_codes(tables: Mapping[str, ProtectedTable]) -> dict[str, list[str]]:
    return {key: [cell.codes[0] for cell in table.cells if cell.year == table.year] for key, table in tables.items()}


def state_changes(before: Mapping[Slot, str], after: Mapping[Slot, str]) -> tuple[StateChange, ...]:
    """Return the states of offices that changed, for slots that exist before and after."""
    return tuple(
        StateChange(*slot, before[slot], after[slot])
        for slot in sorted(set(before) & set(after))
        if before[slot] != after[slot]
    )


def _figures(before: Mapping[str, ProtectedTable], after: Mapping[str, ProtectedTable]) -> tuple[str, ...]:
    def drawn(tables: Mapping[str, ProtectedTable]) -> dict[str, bytes]:
        """Return what each figure draws; none draws a table of an earlier version that has other dimensions."""
        specs = [spec for spec in load_figures() if spec.table in tables and draws(spec, tables[spec.table])]
        return {spec.key: drawn_csv(picture_of(spec, tables[spec.table])) for spec in specs}

    was, now = drawn(before), drawn(after)
    return tuple(key for key in _union(was, now) if was.get(key) != now.get(key))


def _sentences(before: Mapping[str, ProtectedTable], after: Mapping[str, ProtectedTable]) -> tuple[SentenceChange, ...]:
    was, now = ({sentence.key: sentence.text for sentence in say(tables).sentences} for tables in (before, after))
    return tuple(
        SentenceChange(key, was.get(key), now.get(key)) for key in _union(was, now) if was.get(key) != now.get(key)
    )
