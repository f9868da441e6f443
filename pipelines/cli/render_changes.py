"""Changes between editions and their causes, printed on the terminal.

Belongs here: labels of cells, values as published, causes in words. Does not: any command, finding changes. The output
holds unprotected counts: it goes to the terminal only.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rich.table import Table

from assets.steps.editions.attribution import AttributedChange, Cause, Effect
from assets.steps.editions.comparison import CellReference, Changes, RankChange, StateChange
from assets.steps.editions.revision_triangle import shown
from pipelines.cli.console import console
from reports.published import TableText


class LabelledTable(Protocol):
    """The labels of a table: its dimensions, its texts, and the label of each code."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions in the order of the codes."""

    @property
    def text(self) -> TableText:
        """The texts of the table."""

    def label(self, dimension: str, code: str) -> str:
        """Return the label of a code, or the code itself if it has none."""


Tables = Mapping[str, LabelledTable]
UNPROTECTED = "Unprotected counts: for this terminal only."
KINDS = {"withdrawn": "no longer current", "corrections": "corrections by headquarters", "program": "contract or code"}


def signed(number: float | None) -> str:
    """Return a change with its sign; empty if there is no number."""
    return "" if number is None else f"{number:+,.10g}"


def cell_of(change: CellReference, tables: Tables) -> str:
    """Return the labels of a cell's codes and its year, with its measure if that is not persons."""
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
    """Return an office and its delivery, with the kind of cause if it is not a new submission."""
    about = f" ({KINDS[cause.kind]})" if cause.kind in KINDS else ""
    return f"{cause.office} {cause.delivery}{about}"


def effect_in_words(effect: Effect) -> str:
    """Return the effect of a cause on a cell: its share, and its effect alone and last if these differ."""
    if effect.alone is None or effect.without is None:
        return cause_in_words(effect.cause)
    if effect.alone == effect.without:
        return f"{cause_in_words(effect.cause)} {signed(effect.alone)}"
    parts = f"alone {signed(effect.alone)}, last {signed(effect.without)}"
    return f"{cause_in_words(effect.cause)} {signed(effect.share)} ({parts})"


def reasons_of(cell: AttributedChange) -> str:
    """Return all causes of a cell's change."""
    reasons = [effect_in_words(effect) for effect in cell.effects]
    if cell.together:
        reasons.append(f"together only {signed(cell.together)}")
    if cell.program:
        reasons.append(f"contract or code {signed(cell.program)}")
    return "; ".join(reasons) or cell.reason


def print_cells(cells: Iterable[AttributedChange], tables: Tables, *, with_reasons: bool = True) -> None:
    """Print the changes of cells, table by table."""
    by_table: dict[str, list[AttributedChange]] = {}
    for cell in cells:
        by_table.setdefault(cell.change.table, []).append(cell)
    for key, changed in by_table.items():
        table = Table(title=title_of(key, tables), title_justify="left", show_lines=False)
        for name in ("cell", "was", "is", "counted", *(["because of"] if with_reasons else [])):
            table.add_column(name, overflow="fold", justify="left" if name in ("cell", "because of") else "right")
        for cell in changed:
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
    """Print the ranks, states of offices, breaks in series, figures, sentences and versions that changed."""
    print_ranks_and_states(changes.ranks, changes.states, tables)
    for cell in changes.breaks:
        console.print(f"break in series: {cell}", markup=False)
    if changes.figures:
        console.print(f"figures: {', '.join(changes.figures)}", markup=False)
    for sentence in changes.sentences:
        console.print(f"sentence {sentence.key}:", markup=False)
        console.print(f"  was: {sentence.was or '(no sentence)'}", markup=False)
        console.print(f"  is:  {sentence.now or '(no sentence)'}", markup=False)
    if changes.versions:
        console.print(f"made by another {' and '.join(name.replace('_', ' ') for name in changes.versions)}")
