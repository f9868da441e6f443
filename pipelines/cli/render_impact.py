"""The impact of a file, printed on the terminal: on the counts, and on the published values.

Belongs here: both outputs of `review impact`. Does not: the command (impact.py), computing the impact. The output
holds unprotected counts: it goes to the terminal only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table

from assets.steps.editions.attribution import AttributedChange
from assets.steps.editions.count_comparison import CountChange
from assets.steps.editions.count_impact import CountImpact
from assets.steps.editions.dry_run import DryRunResult
from assets.steps.editions.published_impact import PublishedImpact
from assets.steps.editions.revision_triangle import shown
from expectations.feedback.remark_groups import number_of
from expectations.reading import reason_in_words
from pipelines.cli.console import console
from pipelines.cli.render_changes import (
    UNPROTECTED,
    Tables,
    cell_of,
    print_cells,
    print_other_changes,
    print_ranks_and_states,
    signed,
    title_of,
)
from reports.published import TableText
from reports.statistics import load_tables, text_of

BECAME = {
    "stands": "It would be the current submission.",
    "superseded": "It would not be the current submission: a later delivery of the office is.",
    "repeated": "It holds the same bytes as the delivery before it: nothing would change.",
}
COLUMNS = ("cell", "published now", "was", "would be", "difference")


@dataclass(frozen=True)
class _TableLabels:
    """The labels of a table that was not made."""

    dimensions: tuple[str, ...]
    text: TableText

    def label(self, dimension: str, code: str) -> str:
        """Return the label of a code, or the code itself if it has none."""
        return self.text.code_labels.get((dimension, code), code)


def print_counted(found: CountImpact) -> None:
    """Print what a file would change in the counts; last, how to see secondary suppressions."""
    _print_tried(found.office, found.year, found.dry_run)
    tables = _labels_of(found)
    _print_counts(found.cells, tables)
    print_ranks_and_states(found.ranks, found.states, tables)
    for broken in found.breaks:
        console.print(f"break in series before {found.year}: {broken}", markup=False)
    for kind, keys in (("figures", found.figures), ("sentences", found.sentences)):
        if keys:
            console.print(f"{kind} computed from changed numbers: {', '.join(keys)}", markup=False)
    _print_findings(found.dry_run)
    _print_exposed("would become a primary suppression", found.confidential)
    _print_exposed("could be isolated by subtraction", found.isolated)
    changed = (
        f"{len(found.cells)} numbers would change in {len(found.tables)} tables, {len(found.figures)} figures "
        f"and {len(found.sentences)} sentences; {len(found.confidential)} would become primary suppressions"
    )
    _print_totals(changed, found.isolated, found.dry_run)
    console.print(
        "Secondary suppressions, and the new figures and sentences, are shown with --protected; "
        f"it takes {_how_long(found.seconds_to_protect)}."
    )


def print_impact(found: PublishedImpact) -> None:
    """Print what a file would change in the published values."""
    _print_tried(found.office, found.year, found.dry_run)
    changes = found.changes
    print_cells([AttributedChange(cell) for cell in changes.cells], found.tables, with_reasons=False)
    print_other_changes(changes, found.tables)
    _print_findings(found.dry_run)
    _print_exposed("would become confidential", found.suppressed)
    _print_exposed("could be isolated by subtraction", found.isolated)
    changed = (
        f"{len(changes.printed)} printed cells would change in {len(changes.tables)} tables, {len(changes.figures)} "
        f"figures and {len(changes.sentences)} sentences; {len(found.suppressed)} would become confidential"
    )
    _print_totals(changed, found.isolated, found.dry_run)


def _print_totals(changed: str, isolated: Sequence[str], tried: DryRunResult) -> None:
    console.print(
        f"{changed}, {len(isolated)} could be isolated by subtraction; findings: {number_of(tried.mended)} mended, "
        f"{number_of(tried.new)} new."
    )


def _print_tried(office: str, year: int, tried: DryRunResult) -> None:
    console.print(f"{office} {year}. {UNPROTECTED} Nothing was written.", style="bold")
    rejected = reason_in_words(tried.reason, "en")
    console.print(BECAME.get(tried.became, f"It would be rejected: {rejected}"), markup=False)


def _print_counts(cells: Iterable[CountChange], tables: Tables) -> None:
    by_table: dict[str, list[CountChange]] = {}
    for cell in cells:
        by_table.setdefault(cell.table, []).append(cell)
    for key, changed in by_table.items():
        table = Table(title=title_of(key, tables), title_justify="left", show_lines=False)
        for name in COLUMNS:
            table.add_column(name, overflow="fold", justify="left" if name == "cell" else "right")
        for cell in changed:
            numbers = (_number(cell.was), _number(cell.now), signed(cell.difference))
            row = (cell_of(cell, tables), shown(cell.printed), *numbers)
            table.add_row(*(text.replace("[", "\\[") for text in row))
        console.print(table)


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:,.10g}"


def _labels_of(found: CountImpact) -> dict[str, _TableLabels]:
    codes: dict[str, set[str]] = {}
    for cell in found.cells:
        codes.setdefault(cell.table, set()).update(cell.codes)
    for rank in found.ranks:
        codes.setdefault(rank.table, set()).add(rank.code)
    return {
        spec.key: _TableLabels(spec.dimensions, text_of(spec, "en", found.year, sorted(codes[spec.key])))
        for spec in load_tables()
        if spec.key in codes
    }


def _print_findings(tried: DryRunResult) -> None:
    for what, remarks in (("mended", tried.mended), ("new", tried.new)):
        counts = Counter[tuple[str, str]]()
        for remark in remarks:
            counts[remark.form, remark.rule] += remark.times
        for (form, rule), count in sorted(counts.items()):
            console.print(f"finding {what}: {form or 'file'} {rule} ({count})", markup=False)


def _print_exposed(what: str, cells: Iterable[str]) -> None:
    for cell in cells:
        console.print(f"{what}: {cell}", markup=False)


def _how_long(seconds: float | None) -> str:
    if seconds is None:
        return "as long as a run protects the year"
    return f"about as long as the last run did for it: {max(round(seconds), 1)} seconds"
