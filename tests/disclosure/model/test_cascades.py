"""Cascades of tuberculosis and HIV, against a reader who knows that they never grow."""

import hashlib
import itertools
from functools import partial

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from expectations.contract import load_contract
from expectations.progress import NULL_PROGRESS
from reports.disclosure.audit.external_audit import audit_tables
from reports.disclosure.audit.external_problem import external_problem
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.model.build_problem import suppression_problem
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.published import Cell, ProtectedTable, TableText
from reports.statistics import build_cube, columns_needed, load_tables, tabulate
from reports.statistics.dimensions import Services, load_dimensions
from tests.lib.intruder.cascade_reader import cascade_intervals
from tests.lib.intruder.whole_numbers import is_narrow

YEAR, THRESHOLD, SEEDS = 2012, 11, range(8)
HIV, TB, ALL = "hiv_cascade_by_population", "tb_cascade_by_population", "health_services_by_indicator"
SPECS = {spec.key: spec for spec in load_tables()}
STEPS = (
    ("HIV_COUNSELLED", "PERSONS"),
    ("HIV_TESTED", "TESTS"),
    ("HIV_POSITIVE", "TESTS"),
    ("HIV_REFERRED", "PERSONS"),
    ("HIV_LINKED_TO_CARE", "PERSONS"),
)
CASCADE = tuple("/".join(step) for step in STEPS)
GROUPS = ("REFUGEE", "IMMIGRANT", "LABOUR_MIGRANT", "IRREGULAR", "RETURNEE", "HOST_COMMUNITY", "OTHER_VULNERABLE")
Row = tuple[str, str, str, int]  # indicator, unit, group, number


def random_rows(seed: int) -> list[Row]:
    """Return a cascade by group in which small groups lose hardly anybody."""
    draw, rows = np.random.default_rng(seed), []
    for size, group in zip(draw.permutation([9000, 4000, 2500, 900, 700, 300, 60]), GROUPS, strict=True):
        number = int(size)
        for (indicator, unit), share in zip(STEPS, (1, 0.9, 0.02, 0.85, 0.85), strict=True):
            number = int(draw.binomial(number, share)) if share < 1 else number
            rows.append((indicator, unit, group, number))
    return rows


def edition_of(rows: list[Row], *keys: str) -> LinkedTables:
    fields = {name: pd.Series([None] * len(rows), dtype="str") for name in columns_needed("health")}
    indicators, units, groups, numbers = (list(column) for column in zip(*rows, strict=True))
    named = {"indicator": indicators, "unit": units, "population": groups, "office": ["KEN"] * len(rows)}
    frame = pd.DataFrame(
        {**fields, **{name: pd.Series(of, dtype="str") for name, of in named.items()}}
        | {"value": pd.Series(numbers, dtype="Int64")}
    )
    cubes = {"health": build_cube("health", {"health": frame}, YEAR)}
    return LinkedTables(YEAR, [tabulate(cubes["health"], SPECS[key], YEAR) for key in keys or (HIV, ALL)], cubes)


def counts(edition: LinkedTables, key: str) -> dict[tuple[str, ...], int]:
    statistic = next(statistic for statistic in edition.statistics if statistic.spec.key == key)
    frame = statistic.counts().dropna(subset="value")
    codes = zip(*(frame[name] for name in statistic.spec.dimensions), strict=True)
    return {tuple(map(str, code)): int(value) for code, value in zip(codes, frame["value"], strict=True)}


def narrow(seed: int) -> list[tuple[int, tuple[int, int]]]:
    """Return the true number and the interval of each sensitive count that the reader narrows below [0, 11]."""
    edition = edition_of(random_rows(seed))
    keyed = partial(lambda seed, name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), seed)
    outcome = protect_edition(edition, keyed)
    assert not outcome.under_protected
    suppressed = outcome.suppressed.get(HIV, frozenset())
    truth = counts(edition, HIV)
    printed = {cell: None if cell in suppressed else number for cell, number in truth.items()}
    totals = {(of[0], "total"): number for of, number in counts(edition, ALL).items()}
    of_all = outcome.suppressed.get(ALL, frozenset())
    printed |= {cell: number for cell, number in totals.items() if (cell[0],) not in of_all}
    intervals = cascade_intervals(printed, (CASCADE,))
    return [
        (truth[cell], interval)
        for cell, interval in intervals.items()
        if truth[cell] < THRESHOLD and is_narrow(interval, 0, THRESHOLD)
    ]


def test_no_sensitive_count_is_narrowed_by_the_steps_before_and_after_it() -> None:
    asked = sum(number < THRESHOLD for seed in SEEDS for *_, number in random_rows(seed))
    assert asked > 30
    assert [found for seed in SEEDS for found in narrow(seed)] == []


def test_without_the_relations_sensitive_counts_are_narrowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.disclosure.model.build_problem.add_cascades", lambda *_: None)
    assert any(narrow(seed) for seed in SEEDS)


def inequalities_of(problem: SuppressionProblem) -> dict[frozenset[tuple[int, int]], float]:
    rows = problem.inequalities.tocsr()
    slices = [slice(rows.indptr[row], rows.indptr[row + 1]) for row in range(rows.shape[0])]
    keys = [frozenset(zip(rows.indices[s].tolist(), rows.data[s].astype(int).tolist(), strict=True)) for s in slices]
    return dict(zip(keys, problem.at_most.tolist(), strict=True))


def difference(problem: SuppressionProblem, later: CellRef, earlier: CellRef) -> frozenset[tuple[int, int]]:
    own = {ref: problem.sums[cell] for cell, refs in enumerate(problem.refs) for ref in refs}
    row = own[later] - own[earlier]
    row.eliminate_zeros()
    return frozenset(zip(row.indices.tolist(), row.data.astype(int).tolist(), strict=True))


def contract_relations() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return result, whole and what both have in common, of each rule that one count is at most another."""
    found = []
    for form in load_contract().forms.values():
        for rule in form.rules:
            for condition in rule.broken_when:
                if (of := condition.above_sum_of) is not None:
                    results = [one.is_in for one in rule.broken_when if one.field == of.field and one.is_in]
                    found += [(a, b, tuple(of.same)) for group in results for a in group for b in of.is_in]
    return found


def test_every_rule_that_one_count_is_at_most_another_is_in_the_problem() -> None:
    relations = contract_relations()
    assert len(relations) >= 2
    tables = {key for key in SPECS if SPECS[key].theme == "health"}
    for result, whole, same in relations:
        assert {"population", "unit"} <= set(same)
        rows = [(one, "TESTS", group, number) for group in GROUPS for one, number in ((whole, 900), (result, 40))]
        edition = edition_of(rows, *tables)
        problem = suppression_problem(edition)
        known, compared = inequalities_of(problem), 0
        for statistic in edition.statistics:
            of_table = counts(edition, statistic.spec.key)
            for codes in of_table:
                earlier = (f"{whole}/TESTS", *codes[1:])
                if codes[0] == f"{result}/TESTS" and earlier in of_table:
                    compared += 1
                    key = statistic.spec.key
                    assert known[difference(problem, CellRef(key, codes), CellRef(key, earlier))] == 0
        assert compared > len(GROUPS)


def test_every_pair_of_steps_that_follow_each_other_is_in_the_problem_for_every_group() -> None:
    edition = edition_of(random_rows(0))
    problem = suppression_problem(edition)
    known, of_table = inequalities_of(problem), counts(edition, HIV)
    for group in {group for _, group in of_table}:
        for earlier, later in itertools.pairwise(CASCADE):
            assert known[difference(problem, CellRef(HIV, (later, group)), CellRef(HIV, (earlier, group)))] == 0


def test_where_the_records_of_an_office_break_a_relation_the_bound_is_the_true_excess() -> None:
    broken = {("HIV_POSITIVE", "RETURNEE"): 70, ("HIV_REFERRED", "RETURNEE"): 95}
    rows = [(one, unit, group, broken.get((one, group), number)) for one, unit, group, number in random_rows(3)]
    edition = edition_of(rows)
    problem = suppression_problem(edition)
    problem.check()
    later, earlier = CellRef(HIV, (CASCADE[3], "RETURNEE")), CellRef(HIV, (CASCADE[2], "RETURNEE"))
    assert inequalities_of(problem)[difference(problem, later, earlier)] == 95 - 70
    assert not protect_edition(edition, lambda name: hashlib.sha256(name.encode()).hexdigest()).under_protected


def test_a_step_without_numbers_is_passed_over() -> None:
    rows = [row for row in random_rows(1) if row[0] != "HIV_REFERRED"]
    edition = edition_of(rows)
    problem = suppression_problem(edition)
    known = inequalities_of(problem)
    assert known[difference(problem, CellRef(HIV, (CASCADE[4], "REFUGEE")), CellRef(HIV, (CASCADE[2], "REFUGEE")))] == 0


def printed_table(numbers: dict[tuple[str, ...], int | None]) -> ExternalTable:
    cells = [
        Cell(codes, YEAR, "services", "services", "", None, "confidential")
        if number is None
        else Cell(codes, YEAR, "services", "services", "", float(number), "published")
        for codes, number in numbers.items()
    ]
    text = TableText("", "", (), {}, {})
    return ExternalTable.of(SPECS[TB], ProtectedTable(TB, "health", YEAR, SPECS[TB].dimensions, tuple(cells), text))


def of_two_groups(screened: tuple[int | None, int | None], detected: tuple[int | None, int | None]) -> ExternalTable:
    whole = {("TB_SCREENED/PERSONS", group): n for group, n in zip(("REFUGEE", "RETURNEE"), screened, strict=True)}
    part = {("TB_DETECTED/PERSONS", group): n for group, n in zip(("REFUGEE", "RETURNEE"), detected, strict=True)}
    totals = {("TB_SCREENED/PERSONS", "total"): 800, ("TB_DETECTED/PERSONS", "total"): 60}
    return printed_table({**whole, **part, **totals})


def test_the_external_audit_finds_a_count_that_the_cascade_narrows() -> None:
    verdict = audit_tables([of_two_groups((795, 5), (None, None))], YEAR, NULL_PROGRESS)
    assert ("TB_DETECTED/PERSONS", "RETURNEE") in {cell.codes for cell in verdict.found if cell.why != "small"}
    without = external_problem([of_two_groups((795, 5), (None, None))], YEAR, rules=False)
    assert len(without.knowledge.at_most) < len(
        external_problem([of_two_groups((795, 5), (None, None))], YEAR).knowledge.at_most
    )


def test_printed_numbers_that_break_a_cascade_are_no_contradiction_of_the_edition() -> None:
    verdict = audit_tables([of_two_groups((790, 10), (45, 15))], YEAR, NULL_PROGRESS)
    assert "contradiction" not in {cell.why for cell in verdict.found}
    verdict = audit_tables([of_two_groups((30, None), (None, 15))], YEAR, NULL_PROGRESS)
    assert "contradiction" not in {cell.why for cell in verdict.found}


def test_a_cascade_with_a_step_that_is_no_indicator_is_refused() -> None:
    services = load_dimensions().dimensions["service"]
    assert isinstance(services, Services)
    with pytest.raises(ValidationError, match="no code HIV_CURED"):
        Services.model_validate({**services.model_dump(), "cascades": [["HIV_TESTED", "HIV_CURED"]]})
