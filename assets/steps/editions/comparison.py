"""Two states of a year's numbers compared: cells, ranks, states of offices, breaks, figures and sentences.

Belongs here: what changed and by how much. Does not: because of which submission (attribution.py), where the states
come from (diff.py, published_impact.py). Grain of a change: one printed cell.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assets.steps.provenance.record_snapshots import Slot
from assets.steps.provenance.vintage_records import Printed
from reports.figures import load_figures
from reports.figures.alt_text import drawn_csv
from reports.figures.picture import picture_of
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
    """The numbers of a year at one moment: as printed, and before protection (empty where nobody kept them)."""

    year: int
    tables: Mapping[str, ProtectedTable]
    printed: Mapping[str, Printed]
    numbers: Numbers = field(default_factory=dict)
    states: Mapping[Slot, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)  # contract and code


@dataclass(frozen=True)
class CellReference:
    """What is said of one cell, by its cell_id."""

    cell_id: str

    @property
    def table(self) -> str:
        """The table that prints it."""
        return self.cell_id.partition(":")[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """Its codes in the order of the table's dimensions."""
        return tuple(self.cell_id.split(":")[1:-2])

    @property
    def measure(self) -> str:
        """What it counts."""
        return self.cell_id.split(":")[-2]

    @property
    def year(self) -> int:
        """The year it speaks of: that of the edition, or one before."""
        return int(self.cell_id.rpartition(":")[2])


@dataclass(frozen=True)
class CellChange(CellReference):
    """One cell. ``was`` and ``now`` as printed, None where an edition lacks the cell; counts are unprotected."""

    was: Printed | None
    now: Printed | None
    counted_was: float | None = None
    counted_now: float | None = None

    @property
    def change(self) -> float | None:
        """By how much the number before protection changed; None where one of the two does not exist."""
        if self.counted_was is None or self.counted_now is None:
            return None
        return round(self.counted_now - self.counted_was, 6)

    @property
    def is_printed(self) -> bool:
        """Whether a reader of both editions sees a difference."""
        return self.was != self.now


@dataclass(frozen=True)
class RankChange:
    """One country's place in a ranked table; None where it has none."""

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
    """One sentence in English; None where it is not said."""

    key: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Changes:
    """All that changed. ``breaks``: cells whose flag of a break changed; ``versions``: contract or code, if another."""

    cells: tuple[CellChange, ...] = ()
    ranks: tuple[RankChange, ...] = ()
    states: tuple[StateChange, ...] = ()
    breaks: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    sentences: tuple[SentenceChange, ...] = ()
    versions: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of which a printed cell changed."""
        return tuple(dict.fromkeys(cell.table for cell in self.cells if cell.is_printed))

    @property
    def printed(self) -> tuple[CellChange, ...]:
        """The cells that a reader sees changed."""
        return tuple(cell for cell in self.cells if cell.is_printed)


def printed_tables(tables: Mapping[str, ProtectedTable]) -> dict[str, Printed]:
    """Return every cell of tables by its cell_id, as their files would print it."""
    cells: dict[str, Printed] = {}
    for table in tables.values():
        for row in csv.DictReader(io.StringIO(write_table_csv(table).decode(), newline="")):
            cells[row["cell_id"]] = (row["value"], row["status"], row["flag"])
    return cells


def compare(before: YearState, after: YearState) -> Changes:
    """Return what changed from one state of a year to another."""
    printed = sorted(_union(before.printed, after.printed), key=_table_of)  # in each table the order of print
    was_counted, is_counted = _flat(before.numbers), _flat(after.numbers)
    cells = []
    for cell_id in printed:
        change = CellChange(
            cell_id,
            before.printed.get(cell_id),
            after.printed.get(cell_id),
            was_counted.get(cell_id),
            is_counted.get(cell_id),
        )
        if change.is_printed or (was_counted and is_counted and change.counted_was != change.counted_now):
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
    """Return all names, in the order in which they first come."""
    return dict.fromkeys(name for names in several for name in names)


def _table_of(cell_id: str) -> str:
    return cell_id.partition(":")[0]


def _flat(numbers: Numbers) -> dict[str, float | None]:
    return {cell_id: value for cells in numbers.values() for cell_id, value in cells.items()}


def _is_break(printed: Mapping[str, Printed], cell_id: str) -> bool:
    return cell_id in printed and printed[cell_id][2] == "b"


def rank_changes(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> tuple[RankChange, ...]:
    """Return the places that changed in ranked tables, from the codes of each in the order of its rows."""
    found = []
    for spec in load_tables():
        if not isinstance(spec.definitions[0], Ranked):
            continue
        was, now = _places(before.get(spec.key, ())), _places(after.get(spec.key, ()))
        found += [
            RankChange(spec.key, code, was.get(code), now.get(code))
            for code in _union(now, was)
            if was.get(code) != now.get(code)
        ]
    return tuple(found)


def _places(codes: Sequence[str]) -> dict[str, int]:
    return {
        code: place
        for place, code in enumerate((c for c in dict.fromkeys(codes) if c not in CODES_OF_NO_COUNTRY), start=1)
    }


def _first_codes(tables: Mapping[str, ProtectedTable]) -> dict[str, list[str]]:
    return {key: [cell.codes[0] for cell in table.cells if cell.year == table.year] for key, table in tables.items()}


def state_changes(before: Mapping[Slot, str], after: Mapping[Slot, str]) -> tuple[StateChange, ...]:
    """Return the states of offices that changed, of those that both moments know."""
    return tuple(
        StateChange(*slot, before[slot], after[slot])
        for slot in sorted(set(before) & set(after))
        if before[slot] != after[slot]
    )


def _figures(before: Mapping[str, ProtectedTable], after: Mapping[str, ProtectedTable]) -> tuple[str, ...]:
    def drawn(tables: Mapping[str, ProtectedTable]) -> dict[str, bytes]:
        specs = [spec for spec in load_figures() if spec.table in tables]
        return {spec.key: drawn_csv(picture_of(spec, tables[spec.table])) for spec in specs}

    was, now = drawn(before), drawn(after)
    return tuple(key for key in _union(was, now) if was.get(key) != now.get(key))


def _sentences(before: Mapping[str, ProtectedTable], after: Mapping[str, ProtectedTable]) -> tuple[SentenceChange, ...]:
    was, now = ({one.key: one.text for one in say(tables).sentences} for tables in (before, after))
    return tuple(
        SentenceChange(key, was.get(key), now.get(key)) for key in _union(was, now) if was.get(key) != now.get(key)
    )
