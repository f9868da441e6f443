"""`review explain`: explains a published cell. For the operator's terminal only: the output is not protected.

Belongs here: printing the explanation. Does not: computing it (assets/steps/queries/explain_cell.py).
"""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from assets.steps.queries.explain_cell import CellExplanation, CellProvenance, UnknownCellError, explain_cell
from expectations.geography import country_name
from pipelines.cli.console import console
from pipelines.cli.context import reviewed_stores
from pipelines.cli.errors import usage_errors
from reports.published import NOT_RANKED, Cell, ProtectedTable, decimals_of

FIRST = 10  # offices shown without --office-detail


def explain(
    table: Annotated[str, typer.Argument(help="The key of a table; docs/published_tables.md lists them.")],
    cell: Annotated[str, typer.Argument(help="The codes of the cell joined by ':', as F:CHILD; a measure may follow.")],
    year: Annotated[int, typer.Option(help="The review year.")],
    office_detail: Annotated[
        bool, typer.Option("--office-detail", help="Show every office with its number of persons.")
    ] = False,
) -> None:
    """Explain a published number down to its offices. The output is not protected, and no file is written."""
    stores = reviewed_stores()
    with usage_errors(UnknownCellError):
        answer = explain_cell(stores, table, cell, year)
    console.print("For this terminal only: what follows is not protected. Do not copy it into files, mail or pages.")
    console.print(f"{answer.table.text.title}: {answer.label}, {answer.cell.year}", style="bold", markup=False)
    console.print(_number(answer), markup=False)
    for line in _around(answer):
        console.print(line, markup=False)
    if answer.provenance.offices:
        console.print(_offices_table(answer.provenance, answer.cell.year, office_detail))
    console.print(_definition_table(answer))


def _number(answer: CellExplanation) -> str:
    unit = answer.cell.unit if answer.cell.value is not None else ""
    line = f"Published: {_written(answer.table, answer.cell)} {unit}".rstrip()
    counted = answer.provenance.counted
    if counted is not None:
        line += f". Counted now from the records accepted: {counted:,.0f}"
    return line + "."


def _around(answer: CellExplanation) -> list[str]:
    behind, lines = answer.provenance, []
    if answer.base is not None:
        lines.append(f"Base of its shares ({answer.base.base}): {_written(answer.table, answer.base)}.")
    if answer.response is not None:
        lines.append(f"Response: {_written(answer.table, answer.response)} per cent of {answer.response.base}.")
    if behind.of_all is not None and behind.known is not None:
        response = f", with all answers known: {behind.known:,.0f}" if behind.known != behind.of_all else ", all known"
        share = f" ({100 * behind.known / behind.of_all:.1f} per cent)" if behind.of_all else ""
        lines.append(f"In the table, persons asked: {behind.of_all:,.0f}{response}{share}.")
    before = "no value" if answer.before is None else _written(answer.table, answer.before)
    lines.append(f"The year before, as published: {before}.")
    if behind.not_stated is not None:
        lines.append(
            f"Records with the answer not stated or unknown, which might belong to this cell: {behind.not_stated:,.0f}."
        )
    held = sum(behind.held_back.values())
    if behind.held_back or behind.counted is not None:
        rules = "; ".join(f"{form}, {rule}: {rows:,}" for (form, rule), rows in sorted(behind.held_back.items()))
        lines.append(f"Rows held back, which might belong to this cell: {held:,}{f' ({rules})' if rules else ''}.")
    if behind.remark:
        lines.append(f"The cell is {behind.remark}.")
    return lines


def _written(table: ProtectedTable, cell: Cell) -> str:
    if cell.value is None:
        symbol = table.symbol(cell.status, cell.codes, cell.year)
        return f"{symbol} {'not ranked' if symbol == NOT_RANKED else cell.status.replace('_', ' ')}"
    return f"{cell.value:,.{decimals_of(cell.measure)}f}{f' [{cell.flag}]' if cell.flag else ''}"


def _offices_table(behind: CellProvenance, year: int, detail: bool) -> Table:
    table = Table(title=f"Offices with persons in this cell ({len(behind.offices)})", box=box.SIMPLE)
    for heading in ("office", ""):
        table.add_column(heading)
    headings = ["per cent of the cell"] + (["counted", "not stated", "held back"] if detail else [])
    for heading in headings:
        table.add_column(heading, justify="right")
    total = behind.counted or sum(behind.offices.values())
    shown = list(behind.offices.items())
    rest = [] if detail else shown[FIRST:]
    for office, value in shown if detail else shown[:FIRST]:
        cells = [office, escape(_named(office, year)), f"{100 * value / total:.1f}"]
        table.add_row(*cells, *(_detail(behind, office, value) if detail else ()))
    if rest:
        share = 100 * sum(value for _, value in rest) / total
        table.add_row("", f"{len(rest)} more (--office-detail shows them)", f"{share:.1f}")
    return table


def _detail(behind: CellProvenance, office: str, value: float) -> tuple[str, ...]:
    def count(of: Mapping[str, float] | Mapping[str, int]) -> str:
        return f"{of.get(office, 0):,.0f}"

    return f"{value:,.0f}", count(behind.not_stated_by_office), count(behind.held_back_by_office)


def _named(office: str, year: int) -> str:
    return "country not stated" if office == "XXX" else country_name(office, "en", year)


def _definition_table(answer: CellExplanation) -> Table:
    table = Table(title="Definition", box=box.SIMPLE, show_header=False)
    table.add_column("", style="bold")
    table.add_column("")
    for name, text in answer.definition.says:
        table.add_row(name, escape(text))
    return table
