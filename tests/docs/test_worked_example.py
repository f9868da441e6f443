"""The worked example of docs/disclosure.md is true: its tables are read from the page and checked.

The intruder here is a linear program of scipy over the inner cells, written without the code under test.
"""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval, suppression_cost
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.disclosure.suppression.protect import find_suppression_pattern

PAGE = (Path(__file__).parents[2] / "docs" / "disclosure.md").read_text(encoding="utf-8")
EXAMPLE = PAGE[PAGE.index("## A worked example") : PAGE.index("## Attacker scenarios")]
REGIONS = {"north": ("A", "B"), "south": ("C", "D")}
THRESHOLD, TOTAL, SUPPRESSED = 11, "total", "[c]"
PRIMARY = ("A", "labour")
REJECTED = {(country, kind) for country in REGIONS["north"] for kind in ("labour", "other")}
KEYS = 20


def table(number: int) -> dict[tuple[str, str], str]:
    """Return the cells of a table of the page, by row and column."""
    after = EXAMPLE[EXAMPLE.index(f"**Table {number}.") :].splitlines()
    lines = [line for line in after[1:] if line.strip()]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            if rows:
                break
            continue
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    (_, *columns), _, *body = rows
    return {(row[0], column): cell for row in body for column, cell in zip(columns, row[1:], strict=True)}


TRUE = {codes: int(cell) for codes, cell in table(1).items()}
COUNTRIES = [row for row in dict.fromkeys(row for row, _ in TRUE) if row != TOTAL]
KINDS = [column for column in dict.fromkeys(column for _, column in TRUE) if column != TOTAL]
INNER = [(country, kind) for country in COUNTRIES for kind in KINDS]
TRUTH = np.array([TRUE[codes] for codes in INNER])


def inner_cells(codes: tuple[str, str]) -> list[int]:
    """Return which inner cells a cell of either table sums."""
    row, column = codes
    countries = COUNTRIES if row == TOTAL else REGIONS.get(row, (row,))
    kinds = KINDS if column == TOTAL else [column]
    return [INNER.index((country, kind)) for country in countries for kind in kinds]


def sum_of(codes: tuple[str, str]) -> np.ndarray:
    row = np.zeros(len(INNER))
    row[inner_cells(codes)] = 1.0
    return row


def interval(codes: tuple[str, str], *tables: dict[tuple[str, str], str]) -> tuple[float, float]:
    """Return the feasibility interval of a cell, from printed tables alone."""
    printed = [(sum_of(one), int(cell)) for of in tables for one, cell in of.items() if cell != SUPPRESSED]
    rows, values = np.array([row for row, _ in printed]), np.array([value for _, value in printed])
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(sign * sum_of(codes), A_eq=rows, b_eq=values, bounds=(0, None), method="highs")
        assert found.status == 0
        ends.append(round(sign * found.fun, 6))
    return ends[0], ends[1]


def suppressed_in(of: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    return {codes for codes, cell in of.items() if cell == SUPPRESSED}


def stated_intervals(number: int) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return of each cell of a table of intervals its true count, least and greatest."""
    cells = table(number)
    return {
        (row.split(" × ")[0], row.split(" × ")[1]): tuple(
            int(cells[row, name]) for name in ("true count", "least", "greatest")
        )
        for row in dict.fromkeys(row for row, _ in cells)
    }


@pytest.mark.parametrize("number", [1, 2, 4, 5, 8])
def test_every_printed_number_is_the_sum_of_its_inner_cells(number):
    for codes, cell in table(number).items():
        assert cell == SUPPRESSED or int(cell) == TRUTH[inner_cells(codes)].sum(), codes


def test_the_primary_cell_is_the_only_count_below_the_threshold():
    of_regions = {codes: int(cell) for codes, cell in table(4).items()}
    assert [codes for codes, value in {**TRUE, **of_regions}.items() if value < THRESHOLD] == [PRIMARY]


def test_every_subtraction_that_the_page_writes_out_is_right():
    written = re.findall(r"`(\d+(?: [+−] \d+)+) = (\d+)`", EXAMPLE)
    assert [result for _, result in written] == ["5", "5", "5", "5", "3"]
    for sum_, result in written:
        terms = re.findall(r"([+−]?) ?(\d+)", sum_)
        assert sum(-int(term) if sign == "−" else int(term) for sign, term in terms) == int(result)


def test_a_primary_cell_suppressed_alone_is_given_back():
    alone = {**table(1), PRIMARY: SUPPRESSED}
    assert interval(PRIMARY, alone) == (5, 5)


@pytest.mark.parametrize(("stated", "printed"), [(3, [2]), (6, [4, 5]), (3, [2, 8])])
def test_stated_intervals_are_the_feasibility_intervals(stated, printed):
    tables = [table(number) for number in printed]
    intervals = stated_intervals(stated)
    of_countries = next(one for one in tables if set(COUNTRIES) & {row for row, _ in one} and suppressed_in(one))
    assert set(intervals) == suppressed_in(of_countries)
    for codes, (true, least, greatest) in intervals.items():
        assert (true, (least, greatest)) == (TRUE[codes], interval(codes, *tables)), codes
    least, greatest = interval(PRIMARY, *tables)
    assert least <= 1 and greatest >= THRESHOLD


def test_the_linked_table_gives_the_primary_cell_back():
    assert interval(PRIMARY, table(2), table(4)) == (5, 5)
    assert "The\nfeasibility interval is now [5, 5]" in EXAMPLE


def test_both_editions_give_the_primary_cell_back():
    assert interval(PRIMARY, table(2), table(5)) == (5, 5)


def test_the_congruent_tables_print_the_same_and_show_both_ends():
    moved = table(7)
    for column, end in (("true table", TRUE[PRIMARY]), ("lower end", 1), ("upper end", THRESHOLD)):
        other = TRUTH.copy()
        for country, kind in suppressed_in(table(5)):
            other[INNER.index((country, kind))] = int(moved[f"{country} × {kind}", column])
        assert other[INNER.index(PRIMARY)] == end and (other >= 0).all()
        for codes, cell in [*table(4).items(), *table(5).items()]:
            assert cell == SUPPRESSED or int(cell) == other[inner_cells(codes)].sum(), codes


def test_the_rejected_pattern_keeps_the_primary_cell_and_narrows_another():
    printed = {codes: SUPPRESSED if codes in REJECTED else str(value) for codes, value in TRUE.items()}
    least, greatest = interval(PRIMARY, printed, table(4))
    assert least <= 1 and greatest >= THRESHOLD
    assert interval(("A", "other"), printed, table(4)) == (5, 35)
    assert "A × other has the feasibility interval [5, 35]" in EXAMPLE


def problem_of(tables, known=()):
    """Return the example as the program's own problem. ``known``: cells that a released edition printed."""
    builder = ProblemBuilder(TRUTH.astype(np.int64), np.ones(len(TRUTH), dtype=bool))
    rule = protection_interval(sensitive=False, threshold=THRESHOLD)
    for key, cells in tables.items():
        for codes in cells:
            ref, forced = CellRef(key, codes), set(codes) == {TOTAL}
            value = builder.add_cell(ref, inner_cells(codes), suppression_cost(codes), forced, rule)
            if is_primary(value, sensitive=False, threshold=THRESHOLD):
                builder.mark_primary(ref, inner_cells(codes), *rule)
    for codes in known:
        builder.add_known_cell(CellRef.external("edition-1", "countries", codes), inner_cells(codes))
    return builder.build()


def patterns(tables, known=(), released=frozenset()):
    """Yield what the program suppresses under each of some keys, by table."""
    problem = problem_of(tables, known)
    presuppressed = np.array([any(ref.codes in released for ref in refs) for refs in problem.refs])
    for seed in range(KEYS):
        ties = np.random.default_rng(seed).random(len(problem.refs))
        found = find_suppression_pattern(problem, ties, presuppressed)
        assert not found.under_protected
        refs = {ref for at in np.flatnonzero(found.suppressed) for ref in problem.refs[at] if ref.is_printed_here}
        yield {key: {ref.codes for ref in refs if ref.table == key} for key in tables}


def printed_by(pattern, tables):
    return [
        {codes: SUPPRESSED if codes in pattern[key] else str(TRUTH[inner_cells(codes)].sum()) for codes in cells}
        for key, cells in tables.items()
    ]


def keeps_the_rule(pattern, tables) -> bool:
    """Say whether each suppressed cell that could be primary can be both ends of the protection interval."""
    printed = printed_by(pattern, tables)
    intervals = [interval(codes, *printed) for cells in pattern.values() for codes in cells]
    return all(least <= 1 and greatest >= THRESHOLD for least, greatest in intervals if least < THRESHOLD)


def test_the_programs_own_pattern_of_the_linked_tables_keeps_the_intervals():
    tables = {"countries": table(1), "regions": table(4)}
    found = list(patterns(tables))
    for pattern in found:
        assert PRIMARY in pattern["countries"] and keeps_the_rule(pattern, tables)
    on_the_page = {"countries": suppressed_in(table(5)), "regions": set()}
    assert on_the_page in found
    assert {"countries": REJECTED, "regions": set()} not in found


def test_the_programs_own_pattern_after_a_released_edition_is_that_of_the_page():
    tables = {"countries": table(1), "regions": table(4)}
    released = suppressed_in(table(2))
    known = [codes for codes in table(2) if codes not in released]
    for pattern in patterns(tables, known, released):
        assert pattern == {"countries": released, "regions": suppressed_in(table(8))}
        assert keeps_the_rule(pattern, tables)


def test_the_programs_own_pattern_of_one_table_does_not_hold_beside_the_other():
    alone = {"countries": table(1)}
    found = [pattern["countries"] for pattern in patterns(alone)]
    assert suppressed_in(table(2)) in found
    beside = [
        interval(PRIMARY, *printed_by({"countries": one}, alone), table(4))
        for one in found
        if one == suppressed_in(table(2))
    ]
    assert set(beside) == {(5, 5)}
