"""Half a minute of the fuzzing that ``make fuzz`` does for ten."""

import datetime
import subprocess
import sys
from pathlib import Path

from fuzz.__main__ import CANARY, fault_of
from hypothesis import given, settings
from hypothesis import strategies as st
from made_submissions import workbook

from expectations.contract import load_contract

SECONDS = "30"


def test_damaged_submissions_are_read_or_refused_soon_and_say_nothing_of_their_content() -> None:
    command = [sys.executable, "-m", "fuzz", "--seconds", SECONDS, "--seed", "1"]
    ran = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2_000:]
    assert int(ran.stdout.split()[0]) > 0


FORMS = load_contract().forms
CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).filter(
        lambda text: text[:1] not in ("=", "{")
    ),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(datetime.date(1900, 1, 1), datetime.date(9999, 12, 31)),
    st.sampled_from(["1.234", "1,234", "-99", "12**", "NA", "..", "03/04/2012", "2012-13", "Total", "Ken\u200bya"]),
    st.sampled_from([CANARY, f"{CANARY}@example.org", f"{CANARY} 1980-01-01", f"+254 700 123456 {CANARY}"]),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[object]]]:
    """A form and a table of some of its fields, with columns of no field, and cells of every kind."""
    form = FORMS[draw(st.sampled_from(sorted(FORMS)))]
    names = draw(st.lists(st.sampled_from([*form.by_name, "colour", CANARY]), min_size=2, max_size=8))
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    return form.key, [[*names], *draw(st.lists(row, max_size=6))]


@settings(max_examples=200, deadline=None)
@given(tables())
def test_whatever_stands_in_cells_is_read_or_refused_and_stays_unsaid(table: tuple[str, list[list[object]]]) -> None:
    form, rows = table
    assert fault_of([workbook({form: rows})]) is None
