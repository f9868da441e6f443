"""Sixty thousand rows of wrong answers: the run ends in time and memory, the office is told, and the others go on."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
import pytest

from expectations.contract import Field, FieldType, load_contract
from tests.lib.keys import KEY
from tests.lib.places import PROJECT
from tests.lib.submissions.files import YEAR, Row, as_csv, cover, deliver
from tests.lib.submissions.uniform_year import returned, victims

pytestmark = pytest.mark.soak
ROWS, MOST_MB, MOST_CPU_S = 60_000, 1_000, 120.0
FIELDS = load_contract().forms["trafficking"].fields
WRONG = {field.name: "Q" for field in FIELDS if field.type is not FieldType.REFERENCE}


def _everything(number: int, row: Row) -> Row:
    return WRONG | {"case_ref": row["case_ref"]}


def _right(field: Field) -> object:
    if field.codes is not None and field.type is FieldType.CODE:
        return next(iter(load_contract().code_lists[field.codes].codes))
    return {FieldType.COUNTRY: "UKR", FieldType.FLAG: 1, FieldType.YEAR: YEAR}.get(field.type, 30)


RIGHT = {field.name: _right(field) for field in FIELDS if field.type is not FieldType.REFERENCE}


def _two_of_five(number: int, row: Row) -> Row:
    """Two answers of five are wrong in every row and in every column."""
    wrong = {name: "Q" for place, name in enumerate(RIGHT) if (place + number) % 5 < 2}
    return RIGHT | wrong | {"case_ref": row["case_ref"]}


CASES: Mapping[str, tuple[str, str, Callable[[int, Row], Row]]] = {
    "every answer": ("trafficking", "rejected", _everything),
    "one column": ("trafficking", "rejected", lambda _, row: {**row, "sex": "Q"}),
    "every date": ("returns", "rejected", lambda _, row: {**row, "departure_month": "99/99/2012"}),
    "two answers of five": ("trafficking", "read", _two_of_five),
    "one answer of three": ("trafficking", "read", lambda number, row: {**row, "sex": "FQM"[number % 3]}),
    "one reference": ("trafficking", "read", lambda _, row: {**row, "case_ref": "one"}),
    "a rule across fields": ("trafficking", "read", lambda _, row: {**row, "age": 5, "age_band": "30-38"}),
}


def _watched(command: list[str], environment: Mapping[str, str]) -> tuple[int, float, float]:
    """Return exit status, seconds of processor time, and the greatest memory of one process in MB."""
    process = psutil.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        for one in [process, *process.children(recursive=True)]:
            try:
                peak = max(peak, one.memory_info().rss)
            except psutil.Error:
                continue
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        time.sleep(0.1)
    return process.returncode, times.user + times.children_user, peak / 1e6


@pytest.mark.parametrize("case", CASES)
def test_a_delivery_of_wrong_answers_is_told_within_time_and_memory(case: str, tmp_path: Path) -> None:
    form, became, change = CASES[case]
    rows = (victims if form == "trafficking" else returned)("KEN", ROWS)
    made = [change(number, row) for number, row in enumerate(rows)]
    deliver(tmp_path, "KEN", "2013-01-10-1", as_csv(cover("KEN"), {form: made}))
    for office in ("UGA", "MDA"):
        deliver(tmp_path, office, "2013-01-10-1", as_csv(cover(office), {"trafficking": victims(office, 60)}))
    (tmp_path / "dagster").mkdir()
    environment = os.environ | {
        "REVIEW_HOME": str(tmp_path),
        "DAGSTER_HOME": str(tmp_path / "dagster"),
        "REVIEW_KEY": KEY,
        "PYTHONPATH": str(PROJECT),
    }
    review = str(Path(sys.executable).with_name("review"))
    status, seconds, memory = _watched([review, "run", "--year", str(YEAR)], environment)
    assert (status, memory < MOST_MB, seconds < MOST_CPU_S) == (0, True, True), f"{memory:.0f} MB, {seconds:.0f} s"
    shown = subprocess.run([review, "status", "--year", str(YEAR)], env=environment, capture_output=True, text=True)
    if became == "rejected":
        assert "answers understood" in " ".join(shown.stdout.split())
    assert ("a delivery was rejected" in " ".join(shown.stdout.split())) == (became == "rejected")
