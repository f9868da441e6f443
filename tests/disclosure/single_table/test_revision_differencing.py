"""Tables that are protected by themselves, beside what released editions printed of them."""

import hypothesis.strategies as st
from hypothesis import given, settings

from reports.disclosure.revision_differencing import suppress_revisions
from reports.published import Cell, ProtectedTable, TableText

YEAR = 2012
WORDS = TableText("", "", (), {}, {})
Numbers = dict[str, int]


def table(numbers: Numbers, measure: str = "records", **suppressed: str) -> ProtectedTable:
    """Rows by form, with their sum and the share of each."""
    whole = {**numbers, "total": sum(numbers.values())}
    cells = []
    for code, number in whole.items():
        share = round(100 * number / max(whole["total"], 1), 1)
        for kind, value in ((measure, float(number)), ("share_pct", share)):
            hidden = code in suppressed
            cells.append(
                Cell(
                    (code,), YEAR, kind, kind, "", None if hidden else value, "confidential" if hidden else "published"
                )
            )
    return ProtectedTable("held_back_by_form", "response", YEAR, ("form",), tuple(cells), WORDS)


def printed(of: ProtectedTable) -> dict[tuple[str, str], float]:
    return {(cell.codes[0], cell.measure): cell.value for cell in of.cells if cell.value is not None}


def test_where_nothing_was_released_or_much_came_all_is_printed() -> None:
    now = table({"trafficking": 40, "returns": 60})
    assert suppress_revisions(now, []) is now
    assert suppress_revisions(now, [table({"trafficking": 25, "returns": 40})]) is now
    assert suppress_revisions(now, [table({"trafficking": 40, "returns": 60})]) is now


def test_where_few_came_what_differs_waits_and_what_was_printed_stands() -> None:
    then, now = table({"trafficking": 40, "returns": 60}), table({"trafficking": 43, "returns": 60})
    told = suppress_revisions(now, [then])
    assert {code for code, measure in printed(told) if measure == "records"} == {"returns"}
    assert printed(told).items() <= printed(then).items()
    assert {cell.status for cell in told.cells if cell.value is None} == {"confidential"}


def test_a_number_withheld_then_waits_too_where_few_came() -> None:
    then = table({"trafficking": 40, "returns": 60, "vulnerable": 12}, vulnerable="", total="")
    told = suppress_revisions(table({"trafficking": 43, "returns": 60, "vulnerable": 12}), [then])
    assert {code for code, measure in printed(told) if measure == "records"} == {"returns"}


def test_what_few_leave_of_a_number_that_another_table_prints_waits_too() -> None:
    """Ninety persons came late: eighty-five at offices of the panel, and so five at others."""

    def panel(everybody: int, at_panel: int) -> ProtectedTable:
        cells = [
            Cell((code,), YEAR, "persons", "persons", "", float(number), "published")
            for code, number in (("all", everybody), ("panel", at_panel))
        ]
        return ProtectedTable("panel_victims", "trafficking", YEAR, ("offices",), tuple(cells), WORDS)

    told = suppress_revisions(panel(590, 485), [panel(500, 400)], {"all"})
    assert printed(told) == {("all", "persons"): 590.0}
    many = panel(590, 470)
    assert suppress_revisions(many, [panel(500, 400)], {"all"}) is many


def test_counts_of_cells_and_of_offices_are_no_persons() -> None:
    now = table({"trafficking": 43, "returns": 60}, "offices")
    assert suppress_revisions(now, [table({"trafficking": 40, "returns": 60}, "offices")]) is now


counts = st.fixed_dictionaries({form: st.integers(11, 60) for form in ("trafficking", "returns", "vulnerable")})


@settings(deadline=None, max_examples=200)
@given(then=counts, now=counts, before=counts)
def test_no_count_that_is_printed_differs_by_few_from_a_released_one(
    then: Numbers, now: Numbers, before: Numbers
) -> None:
    released = [table(before), table(then)]
    told = printed(suppress_revisions(table(now), released))
    for one in released:
        was = printed(one)
        changes = [told[place] - was[place] for place in told if place[1] == "records"]
        assert not [change for change in changes if 0 < abs(change) < 11]
        few = any(
            0 < abs(value - was[place]) < 11 for place, value in printed(table(now)).items() if place[1] == "records"
        )
        assert not few or told.items() <= was.items()
