"""References to cells of linked tables, and the status that disclosure control gives a cell.

Belongs here: CellRef, CellKind, CellStatus. Does not: values of cells (problem.py), which cell gets which status
(primary.py, protect.py).
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from reports.published.codes import TOTAL


class CellKind(StrEnum):
    """What a cell of a suppression problem is."""

    CELL = "cell"  # a table of the edition prints it
    EXTERNAL = "external"  # an earlier edition or another publisher prints it
    COMPLEMENT = "complement"  # the margin of a line minus one cell of the line
    REVISION = "revision"  # the persons added to, or removed from, a cell since a released edition
    DIFFERENCE = "difference"  # a printed cell minus another printed cell that counts some of its persons


class CellStatus(StrEnum):
    """What disclosure control decided of a cell; the terms are those of τ-ARGUS and sdcTable."""

    SAFE = "safe"  # may be printed, and is unless it must protect others
    FORCED = "forced"  # is printed whatever happens: a headline total, a number that is known already
    PRIMARY = "primary"  # unsafe by a primary rule
    SECONDARY = "secondary"  # suppressed to protect primary cells


@dataclass(frozen=True, slots=True)
class CellRef:
    """One cell: its table and its codes in the order of the table's dimensions.

    ``axis``: of a complement, the dimension along which the line runs. ``other``: of a revision, the released edition;
    of a difference, what is subtracted. ``source``: None for tables of this edition; otherwise the released edition
    that prints the cell, or "" for another publisher.
    """

    table: str
    codes: tuple[str, ...]
    kind: CellKind = CellKind.CELL
    axis: int | None = None
    other: str = ""
    source: str | None = None

    @classmethod
    def external(cls, edition: str, table: str, codes: tuple[str, ...]) -> "CellRef":
        """Return the reference to a cell printed by a released edition, or by another publisher ("")."""
        return cls(table, codes, CellKind.EXTERNAL, source=edition)

    def complement(self, axis: int) -> "CellRef":
        """Return the margin of the line along ``axis`` minus this cell."""
        return replace(self, kind=CellKind.COMPLEMENT, axis=axis)

    def revision(self, edition: str) -> "CellRef":
        """Return the change of this cell since a released edition."""
        return replace(self, kind=CellKind.REVISION, other=edition)

    def minus(self, subtrahend: str) -> "CellRef":
        """Return this cell minus what ``subtrahend`` names."""
        return replace(self, kind=CellKind.DIFFERENCE, other=subtrahend)

    def margin(self, axis: int) -> "CellRef":
        """Return the margin of the line along ``axis`` through this cell."""
        codes = (*self.codes[:axis], TOTAL, *self.codes[axis + 1 :])
        return CellRef(self.table, codes, source=self.source)

    @property
    def cell(self) -> "CellRef":
        """Return the cell itself, of a complement or a revision of it."""
        return CellRef(self.table, self.codes, source=self.source)

    @property
    def is_printed_here(self) -> bool:
        """Return whether the cell belongs to a table of this edition."""
        return self.source is None

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the reference as texts: the key of tie-breaks, digests and the restricted audit, stable over
        versions."""
        prefix = () if self.source is None else ("elsewhere", self.source)
        suffix = () if self.axis is None else (f"all but, {self.axis}",)
        if self.kind is CellKind.REVISION:
            suffix = (f"changed since {self.other}",)
        elif self.kind is CellKind.DIFFERENCE:
            suffix = (*suffix, f"less {self.other}")
        return (*prefix, self.table, *self.codes, *suffix)

    def __str__(self) -> str:
        return ":".join(self.parts)
