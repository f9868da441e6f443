"""Tables of some of the persons of another, against an intruder who looks for whole numbers that print both."""

import hashlib
import itertools
from collections import Counter
from functools import partial

import numpy as np
import pytest

from reports.disclosure.model import build_problem
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.statistics import build_cube, load_tables, tabulate
from tests.disclosure.form_frames import frame_of
from tests.lib.intruder.whole_numbers import Knowledge, is_narrow, row_of

YEAR, THRESHOLD, SEEDS = 2012, 11, range(6)
ALL, SOME = "returns_by_sex_and_age", "returns_without_humanitarian_return"
SEX, AGE = {"F": "F", "M": "M", "U": "not_stated"}, {12: "CHILD", 30: "ADULT", None: "unknown"}
WHO = list(itertools.product(("AVRR", "VHR"), SEX.values(), AGE.values()))
Withheld = dict[str, frozenset[tuple[str, ...]]]


def random_returns(seed: int) -> list[dict[str, object]]:
    draw = np.random.default_rng(seed)
    weights = {one: draw.dirichlet(np.full(len(of), 1.0)) for one, of in (("sex", SEX), ("age", AGE))}
    return [
        {
            "office": "DEU",
            "person_key": f"DEU{number}",
            "side": "HOST",
            "host": "DEU",
            "origin": "IRQ",
            "programme": "VHR" if draw.random() < 0.08 else "AVRR",
            "sex": list(SEX)[int(draw.choice(len(SEX), p=weights["sex"]))],
            "age": list(AGE)[int(draw.choice(len(AGE), p=weights["age"]))],
        }
        for number in range(int(draw.integers(250, 500)))
    ]


def edition_of(rows: list[dict[str, object]]) -> LinkedTables:
    forms = ("trafficking", "returns", "vulnerable")
    frames = {form: frame_of(form, rows if form == "returns" else []) for form in forms}
    cubes = {"returns": build_cube("returns", frames, YEAR)}
    return LinkedTables(
        YEAR, [tabulate(cubes["returns"], spec, YEAR) for spec in load_tables() if spec.key in (ALL, SOME)], cubes
    )


def narrow(seed: int) -> tuple[int, int]:
    """How many counts of 1 to 10 there are, of all and of those left by subtraction, and how many cannot be 1 or 11."""
    rows = random_returns(seed)
    counted = Counter((row["programme"], SEX[str(row["sex"])], AGE[row["age"]]) for row in rows)  # type: ignore[index]
    truth = np.array([counted[one] for one in WHO])
    edition = edition_of(rows)
    keyed = partial(lambda seed, name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), seed)
    outcome = protect_edition(edition, keyed)
    assert not outcome.under_protected
    cells = list(itertools.product((*SEX.values(), "total"), (*AGE.values(), "total")))
    masks = {}
    for table, programmes in ((ALL, ("AVRR", "VHR")), (SOME, ("AVRR",)), ("the others", ("VHR",))):
        for cell in cells:
            masks[table, cell] = row_of(cell, [own for _, *own in WHO]) * [p in programmes for p, *_ in WHO]
    told = [
        one
        for one in masks
        if one[0] in (ALL, SOME)
        and one[0] not in outcome.whole_tables
        and one[1] not in outcome.suppressed.get(one[0], ())
    ]
    values = [float(truth @ masks[one]) for one in told]
    known = Knowledge.of([masks[one] for one in told], values)
    asked = found = 0
    for mask in masks.values():
        if 0 < truth @ mask < THRESHOLD:
            asked += 1
            found += is_narrow(known.interval(mask), 1, THRESHOLD)
    return asked, found


def test_persons_in_one_table_and_not_in_the_other_are_as_hidden_as_a_cell() -> None:
    asked, found = np.sum([narrow(seed) for seed in SEEDS], axis=0)
    assert asked > 40
    assert found == 0


def test_protected_cell_by_cell_they_are_told_by_subtraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_problem, "mark_nested_differences", lambda *_: None)
    assert sum(narrow(seed)[1] for seed in SEEDS) > 0
