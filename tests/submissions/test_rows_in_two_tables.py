"""Rows held back and findings count the same rows: an attacker who reads both tables together finds no small number."""

import hashlib
import itertools

import numpy as np

from expectations.checks.check import checks_of
from expectations.contract import Severity, load_contract
from reports.derived_tables.quality.findings import findings_table
from reports.derived_tables.quality.held_back import held_back_table
from reports.derived_tables.quality.shared_suppression import HOLDING, suppress_in_both
from reports.published import ProtectedTable
from tests.lib.intruder.whole_numbers import Knowledge, is_narrow, row_of

YEAR, THRESHOLD, MOST = 2012, 11, 5_000
FORMS, FAMILIES = ("trafficking", "returns", "vulnerable", "health"), (HOLDING, "codes", "dates")
CELLS = list(itertools.product(FORMS, FAMILIES))


def printed(findings: ProtectedTable, held_back: ProtectedTable) -> list[tuple[np.ndarray, float]]:
    """Each number that the two print, as a sum of findings by form and family."""
    told = []
    cells = [(cell.codes, cell.value) for cell in findings.cells]
    cells += [((cell.codes[0], HOLDING), cell.value) for cell in held_back.cells if cell.measure == "records"]
    for codes, value in cells:
        if value is not None:
            told.append((row_of(codes, CELLS), value))
    return told


def found(seed: int, *, together: bool) -> int:
    """How many numbers of 1 to 10 cannot be 1, or cannot be 11, to whoever reads both tables."""
    draw = np.random.default_rng(seed)
    numbers = {cell: int(draw.choice([0, int(draw.integers(1, 11)), int(draw.integers(11, 90))])) for cell in CELLS}
    keyed = lambda text: hashlib.sha256(f"{seed} {text}".encode()).hexdigest()  # noqa: E731
    findings = findings_table(numbers, FORMS, FAMILIES, YEAR, keyed)
    held = {form: numbers[form, HOLDING] for form in FORMS}
    held_back = held_back_table(held, dict.fromkeys(FORMS, 100_000), YEAR, keyed)
    told = printed(*(suppress_in_both(findings, held_back) if together else (findings, held_back)))
    known = Knowledge.of([row for row, _ in told], [value for _, value in told], (0, MOST))
    small = [cell for cell in CELLS if 0 < numbers[cell] < THRESHOLD]
    return sum(is_narrow(known.interval(row_of(cell, CELLS)), 1, THRESHOLD) for cell in small)


def test_the_two_tables_together_tell_of_no_few_rows() -> None:
    assert sum(found(seed, together=True) for seed in range(40)) == 0


def test_protected_each_by_itself_they_would() -> None:
    assert sum(found(seed, together=False) for seed in range(40)) > 0


def test_rows_are_held_back_for_that_one_family_alone() -> None:
    contract = load_contract()
    holding = [
        one for form in contract.forms.values() for one in checks_of(form, contract) if one.severity is Severity.HOLD
    ]
    assert holding
    assert {one.family for one in holding} == {HOLDING}
