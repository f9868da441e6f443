"""How changes and their causes are told on a terminal.

Belongs here: labels of cells, numbers as printed, causes in words. Does not: any command, finding changes. What it
tells holds unprotected counts: it goes to the terminal and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rich.table import Table

from assets.steps.editions.attribution import AttributedChange, Cause, Effect
from assets.steps.editions.comparison import CellReference, Changes, RankChange, StateChange
from assets.steps.editions.revision_triangle import shown
from pipelines.cli.console import console
from reports.published import TableText


class Worded(Protocol):
    """What is told of a table: its dimensions, its words, and the label of a code."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions in the order of the codes."""

    @property
    def text(self) -> TableText:
        """The words around it."""

    def label(self, dimension: str, code: str) -> str:
        """Return the label of a code; the code itself where there is none."""


Tables = Mapping[str, Worded]
INSIDE = "Unprotected counts: for this terminal only."
KINDS = {"withdrawn": "no longer stands", "corrections": "corrections by headquarters", "program": "contract or code"}


def signed(number: float | None) -> str:
    """Return a change with its sign; empty where there is none to name."""
    return "" if number is None else f"{number:+,.10g}"


def cell_of(change: CellReference, tables: Tables) -> str:
    """Return the codes of a cell in words, and its measure and year where they are not the table's own."""
    table = tables.get(change.table)
    words = list(change.codes)
    if table is not None and len(table.dimensions) == len(words):
        words = [table.label(name, code) for name, code in zip(table.dimensions, words, strict=True)]
    more = [] if change.measure == "persons" else [change.measure]
    return ", ".join([*words, *more, str(change.year)])


def title_of(key: str, tables: Tables) -> str:
    """Return a table's title with its key."""
    table = tables.get(key)
    return f"{table.text.title} [{key}]" if table is not None else key


def cause_in_words(cause: Cause) -> str:
    """Return an office and its delivery, and what became of it where it did not simply come."""
    about = f" ({KINDS[cause.kind]})" if cause.kind in KINDS else ""
    return f"{cause.office} {cause.delivery}{about}"


def effect_in_words(effect: Effect) -> str:
    """Return what a cause does to a cell: its share, and what it does alone and last where these differ."""
    if effect.alone is None or effect.without is None:
        return cause_in_words(effect.cause)
    if effect.alone == effect.without:
        return f"{cause_in_words(effect.cause)} {signed(effect.alone)}"
    parts = f"alone {signed(effect.alone)}, last {signed(effect.without)}"
    return f"{cause_in_words(effect.cause)} {signed(effect.share)} ({parts})"


def reasons_of(cell: AttributedChange) -> str:
    """Return all that changed a cell."""
    told = [effect_in_words(effect) for effect in cell.effects]
    if cell.together:
        told.append(f"together only {signed(cell.together)}")
    if cell.program:
        told.append(f"contract or code {signed(cell.program)}")
    return "; ".join(told) or cell.reason


def print_cells(cells: Iterable[AttributedChange], tables: Tables, *, with_reasons: bool = True) -> None:
    """Print the changes of cells, table by table."""
    by_table: dict[str, list[AttributedChange]] = {}
    for cell in cells:
        by_table.setdefault(cell.change.table, []).append(cell)
    for key, own in by_table.items():
        table = Table(title=title_of(key, tables), title_justify="left", show_lines=False)
        for name in ("cell", "was", "is", "counted", *(["because of"] if with_reasons else [])):
            table.add_column(name, overflow="fold", justify="left" if name in ("cell", "because of") else "right")
        for cell in own:
            change = cell.change
            row = (cell_of(change, tables), shown(change.was), shown(change.now), signed(change.change))
            table.add_row(*map(_plain, (*row, *([reasons_of(cell)] if with_reasons else []))))
        console.print(table)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def print_ranks_and_states(ranks: Sequence[RankChange], states: Sequence[StateChange], tables: Tables) -> None:
    """Print the ranks and the states of offices that changed."""
    for rank in ranks:
        table = tables.get(rank.table)
        country = table.label(table.dimensions[0], rank.code) if table is not None else rank.code
        was, now = (f"place {place}" if place else "no place" for place in (rank.was, rank.now))
        console.print(f"rank: {country} in {rank.table}, {was} → {now}", markup=False)
    for state in states:
        console.print(f"state: {state.office} {state.form}, {state.was} → {state.now}", markup=False)


def print_other_changes(changes: Changes, tables: Tables) -> None:
    """Print ranks, states of offices, breaks, figures, sentences and versions that changed."""
    print_ranks_and_states(changes.ranks, changes.states, tables)
    for cell in changes.breaks:
        console.print(f"break in series: {cell}", markup=False)
    if changes.figures:
        console.print(f"figures: {', '.join(changes.figures)}", markup=False)
    for sentence in changes.sentences:
        console.print(f"sentence {sentence.key}:", markup=False)
        console.print(f"  was: {sentence.was or '(not said)'}", markup=False)
        console.print(f"  is:  {sentence.now or '(not said)'}", markup=False)
    if changes.versions:
        console.print(f"made by another {' and '.join(name.replace('_', ' ') for name in changes.versions)}")
