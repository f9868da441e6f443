"""Structural zeros in the problem: no congruent table has a person whom the contract excludes."""

import hashlib

import numpy as np
import pytest

from reports.disclosure.model.build_problem import (
    inner_cells_of,
    recodings_of,
    select_tables,
    suppression_problem,
)
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.model.structural_zeros import structural_zeros
from reports.disclosure.protect_edition import protect_edition
from reports.statistics import load_tables, tabulate
from reports.statistics.definitions import definitions_of
from tests.disclosure.model.test_missing_codes import YEAR
from tests.statistics.case_records import frames, record

KEY = "victims_by_child_at_entry"
CROSSED = {  # by theme, tables that cross all that a definition names
    "trafficking": (KEY, "victims_by_exploitation_and_age"),
    "returns": ("returns_by_vulnerability_and_sex", "returns_by_vulnerability_and_age"),
    "vulnerable": ("vulnerable_by_category",),
}


def edition(theme: str, rows: list[dict]) -> LinkedTables:
    cube = cube_with_contributors(theme, frames(**{theme: rows}), YEAR)
    statistics = [tabulate(cube, spec, YEAR) for spec in load_tables() if spec.key in CROSSED[theme]]
    return LinkedTables(YEAR, statistics, {theme: cube})


def victims(**more: int) -> list[dict]:
    rows = [record("KEN", f"c{n}", age=10, child_at_entry=1, exploit_ForcedBegging=1) for n in range(20)]
    rows += [record("UGA", f"a{n}", age=30, child_at_entry=0, exploit_ForcedLabour=1) for n in range(20)]
    rows += [record("ETH", f"u{n}", age=30, exploit_ForcedLabour=1) for n in range(4)]
    return rows + [record("TZA", f"m{n}", **more) for n in range(3)]


def returned() -> list[dict]:
    answers = ("UMC", "Health"), ("Older65", "Health"), ("Pregnant", "Other")
    facts = ({"age": 10, "sex": "M"}, {"age": 70, "sex": "M"}, {"age": 30, "sex": "F"})
    return [
        record(("DEU", "GRC", "AUT")[n % 3], f"{place}-{n}", side="HOST", departure_month=f"{YEAR}-05", host="DEU",
               origin="UKR", **{f"vuln_{answer}": 1 for answer in answers[place][: 1 + n % 2]}, **facts[place])
        for place in range(3)
        for n in range(14)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("theme", "rows"),
    [
        ("trafficking", victims()),
        ("returns", returned()),
        ("vulnerable", [record("KEN", f"{n}", age=10 + 20 * (n % 2), category="OTHER") for n in range(24)]),
    ],
)
def test_every_definition_that_the_tables_cross_has_inner_cells_that_cannot_move(theme: str, rows: list[dict]):
    made = edition(theme, rows)
    selected = select_tables(made)
    model = inner_cells_of(made, selected, recodings_of(made, selected))
    zeros = structural_zeros(model.indices, model.variables)
    blocks = [block for index in model.indices.values() for block in index.blocks]
    held = model.variables[theme]
    crossed = [d for d in definitions_of(theme) if d.variables <= set(held.node_of)]
    assert crossed
    for definition in crossed:
        nodes = {held.node_of[variable] for variable in definition.variables}
        places = [place for place, block in enumerate(blocks) if nodes <= set(block.nodes)]
        in_one_node = len(nodes) == 1
        assert in_one_node or not places or any(zeros[place].any() for place in places), definition.rule
    problem = suppression_problem(made)
    assert not (np.concatenate(zeros) & problem.movable).any()
    assert not problem.truth[np.concatenate(zeros)].any()


def test_a_record_that_breaks_a_definition_leaves_the_edition_protected():
    rows = [*victims(), *(record("KEN", "broken", age=10, child_at_entry=0) for _ in range(1))]
    result = protect_edition(edition("trafficking", rows), lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert not result.under_protected
    assert ("no", "CHILD") in result.suppressed[KEY]  # a person is there all the same, and is confidential


def test_nothing_is_suppressed_for_what_follows_by_definition():
    offices = ("KEN", "UGA", "ETH", "TZA")
    groups = {(10, 1): 60, (30, 1): 30, (30, 0): 60, (30, None): 20}
    rows = [
        record(offices[n % 4], f"{age}-{at_entry}-{n}", age=age, child_at_entry=at_entry)
        for (age, at_entry), persons in groups.items()
        for n in range(persons)
    ]
    cube = cube_with_contributors("trafficking", frames(trafficking=rows), YEAR)
    statistics = [tabulate(cube, spec, YEAR) for spec in load_tables() if spec.key == KEY]
    result = protect_edition(
        LinkedTables(YEAR, statistics, {"trafficking": cube}), lambda name: hashlib.sha256(name.encode()).hexdigest()
    )
    assert not result.suppressed and not result.under_protected
