"""What an external intruder computes from printed tables alone, compared with a full crossing of all variables."""

import itertools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from expectations.progress import NULL_PROGRESS
from reports.disclosure.audit.external_audit import EXTERNAL_INTRUDER, READER, audit_tables
from reports.disclosure.audit.external_problem import TooManyInnerCellsError, external_problem
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.audit.feasibility_intervals import feasibility_intervals
from reports.published import Cell, ProtectedTable, TableText
from reports.statistics import TableSpec, earlier_tables, load_tables
from tests.lib.intruder.whole_numbers import counts_cell, real_interval

YEAR = 2012
SPECS = {spec.key: spec for spec in (*load_tables(), *earlier_tables())}  # a released edition of before a recode, too
PRINTED_NOW = {spec.key: spec for spec in load_tables()}
VARIABLES = {
    "sex": ("F", "M", "not_stated"),
    "age_group": ("CHILD", "ADULT", "unknown"),
    "exploitation_recode": ("LABOUR_ONLY", "SEXUAL_ONLY", "BOTH", "OTHER", "unknown"),
    "trafficking_status": ("Possible", "Actual", "unknown"),
}
TABLES = (
    "victims_by_sex_and_age",
    "victims_by_exploitation_recode_and_age",
    "victims_by_exploitation_recode_and_sex",
    "victims_by_status_and_exploitation",
)
Codes = tuple[str, ...]
Suppressed = set[tuple[str, Codes]]


def printed(
    key: str, counts: Mapping[Codes, int], suppressed: Suppressed, specs: Mapping[str, TableSpec] = SPECS
) -> ExternalTable:
    spec = specs[key]
    cells = [
        Cell(codes, YEAR, "persons", "persons", "", None, "confidential")
        if (key, codes) in suppressed
        else Cell(codes, YEAR, "persons", "persons", "", float(number), "published")
        for codes, number in counts.items()
    ]
    text = TableText("", "", (), {}, {})
    return ExternalTable.of(spec, ProtectedTable(key, spec.theme, YEAR, spec.dimensions, tuple(cells), text))


def cells_of(key: str) -> list[Codes]:
    axes = [(*VARIABLES[name], "total") for name in SPECS[key].dimensions]
    return list(itertools.product(*axes))


def mask(key: str, codes: Codes) -> np.ndarray:
    """Return which inner cells of the full crossing of all variables a cell counts."""
    marked = np.ones([len(codes) for codes in VARIABLES.values()], dtype=bool)
    for name, code in zip(SPECS[key].dimensions, codes, strict=True):
        axis = list(VARIABLES).index(name)
        flags = np.array([code in (own, "total") for own in VARIABLES[name]])
        marked &= flags.reshape([-1 if at == axis else 1 for at in range(marked.ndim)])
    return marked.ravel()


def edition(seed: int) -> tuple[dict[str, dict[Codes, int]], Suppressed]:
    rng = np.random.default_rng(seed)
    size = int(np.prod([len(codes) for codes in VARIABLES.values()]))
    persons = rng.multinomial(400, rng.dirichlet(np.full(size, 0.4)))
    counts = {key: {codes: int(persons[mask(key, codes)].sum()) for codes in cells_of(key)} for key in TABLES}
    every = [(key, codes) for key, of in counts.items() for codes, number in of.items() if number]
    suppressed = {every[at] for at in rng.choice(len(every), len(every) // 2, replace=False)}
    return counts, {one for one in suppressed if set(one[1]) != {"total"}}


@pytest.mark.parametrize("seed", range(6))
def test_intervals_are_those_of_the_full_crossing(seed: int):
    counts, suppressed = edition(seed)
    problem = external_problem([printed(key, counts[key], suppressed) for key in TABLES], YEAR)
    wide = np.full(len(problem.refs), 10**6)
    intervals = feasibility_intervals(problem.knowledge, problem.suppressed, -wide, wide)
    known = [(key, codes) for key in TABLES for codes in counts[key] if (key, codes) not in suppressed]
    equal = np.array([mask(*one) for one in known], dtype=float)
    values = [counts[key][codes] for key, codes in known]
    for cell in np.flatnonzero(problem.suppressed).tolist():
        ref = problem.refs[cell]
        row = mask(ref.table, ref.codes).astype(float)
        low, high = real_interval(row, equal, values)
        assert intervals.feasible_low[cell] == pytest.approx(low, abs=1e-4), ref
        assert intervals.feasible_high[cell] == pytest.approx(high, abs=1e-4), ref


ANSWERS = ("ForcedLabour", "Servitude", "ForcedMarriage", "Surrogacy")
POOLED = {"ForcedMarriage": "OTHER_FORMS", "Surrogacy": "OTHER_FORMS"}
ONE_WAY, CROSSED = "victims_by_exploitation", "victims_by_exploitation_and_sex"


def counted_under(key: str, answers: frozenset[str] | None, sex: str) -> set[Codes]:
    """Return the cells that count a person with these answers; None: nothing is known of the answers."""
    forms = {"unknown"} if answers is None else {POOLED.get(a, a) if key == CROSSED else a for a in answers}
    sexes = ((sex,), ("total",)) if key == CROSSED else ((),)
    return {(form, *rest) for form in (*forms, "total") for rest in sexes}


@pytest.mark.parametrize("seed", range(6))
def test_intervals_with_pooled_answers_are_those_of_all_sets_of_answers(seed: int):
    rng = np.random.default_rng(seed)
    sets = [frozenset(c) for size in range(5) for c in itertools.combinations(ANSWERS, size)]
    inner = list(itertools.product((*sets, None), VARIABLES["sex"]))
    persons = rng.multinomial(200, rng.dirichlet(np.full(len(inner), 0.4)))
    cells = {}
    for key in (ONE_WAY, CROSSED):
        spec = PRINTED_NOW[key]
        cells[key] = list(itertools.product(*(spec.codes_of(axis) for axis in range(len(spec.dimensions)))))
    rows = {
        (key, codes): np.array([codes in counted_under(key, *one) for one in inner])
        for key, of in cells.items()
        for codes in of
    }
    counts = {key: {codes: int(persons[rows[key, codes]].sum()) for codes in of} for key, of in cells.items()}
    every = [one for one, row in rows.items() if row.any() and set(one[1]) != {"total"}]
    suppressed = {every[at] for at in rng.choice(len(every), len(every) // 2, replace=False)}
    tables = [printed(key, counts[key], suppressed, PRINTED_NOW) for key in (ONE_WAY, CROSSED)]
    problem = external_problem(tables, YEAR)
    wide = np.full(len(problem.refs), 10**6)
    intervals = feasibility_intervals(problem.knowledge, problem.suppressed, -wide, wide)
    known = [one for one in rows if one not in suppressed]
    equal, values = np.array([rows[one] for one in known], dtype=float), [counts[key][codes] for key, codes in known]
    for cell in np.flatnonzero(problem.suppressed).tolist():
        ref = problem.refs[cell]
        low, high = real_interval(rows[ref.table, ref.codes].astype(float), equal, values)
        assert intervals.feasible_low[cell] == pytest.approx(low, abs=1e-4), ref
        assert intervals.feasible_high[cell] == pytest.approx(high, abs=1e-4), ref


SQUARE: dict[Codes, int] = {("F", "CHILD"): 40, ("F", "ADULT"): 60, ("M", "CHILD"): 5, ("M", "ADULT"): 50}


def square() -> dict[Codes, int]:
    inner = {codes: SQUARE.get(codes, 0) for codes in cells_of("victims_by_sex_and_age") if "total" not in codes}
    return {
        codes: sum(n for own, n in inner.items() if counts_cell(codes, own))
        for codes in cells_of("victims_by_sex_and_age")
    }


def found_in(*tables: ExternalTable) -> set[tuple[str, str, Codes, str]]:
    verdict = audit_tables(tables, YEAR, NULL_PROGRESS)
    return {(one.attacker, one.table, one.codes, one.why) for one in verdict.found}


def test_four_cells_in_a_square_hold_and_three_do_not():
    key = "victims_by_sex_and_age"
    suppressed: Suppressed = {(key, codes) for codes in SQUARE}
    assert found_in(printed(key, square(), suppressed)) == set()
    leaked = {one for one in suppressed if one[1] != ("M", "ADULT")}
    others = {(EXTERNAL_INTRUDER, key, codes, "known") for codes in SQUARE if codes != ("M", "ADULT")}
    others.add((READER, key, ("M", "ADULT"), "rest"))  # of 55 men 50
    assert found_in(printed(key, square(), leaked)) == others


def test_two_tables_give_away_together_what_each_keeps():
    """The sum of two suppressed cells of one table stands in the other, under a coarser code."""
    by_sex, by_recode = "victims_by_exploitation_and_sex", "victims_by_exploitation_recode_and_sex"
    forms = ("ForcedLabour", "SexualExploitation")
    codes_of = {
        by_sex: SPECS[by_sex].codes_of(0),
        by_recode: SPECS[by_recode].codes_of(0),
    }
    women, men = {"ForcedLabour": 80, "SexualExploitation": 7}, {"ForcedLabour": 60, "SexualExploitation": 30}
    recode = dict(zip(forms, ("LABOUR_ONLY", "SEXUAL_ONLY"), strict=True))
    counts: dict[str, dict[Codes, int]] = {}
    for key, named in ((by_sex, {one: one for one in forms}), (by_recode, recode)):
        counts[key] = {}
        for code in codes_of[key]:
            per_sex = [
                sum(of.values()) if code == "total" else sum(n for one, n in of.items() if named[one] == code)
                for of in (women, men)
            ]
            for sex, number in zip(("F", "M", "not_stated", "total"), (*per_sex, 0, sum(per_sex)), strict=True):
                counts[key][code, sex] = number
    small = ("SexualExploitation", "F")
    suppressed: Suppressed = {(by_sex, (form, sex)) for form in forms for sex in ("F", "M")}
    suppressed |= {(by_recode, (code, sex)) for code in recode.values() for sex in ("F", "M")}
    together = found_in(*(printed(key, counts[key], suppressed) for key in (by_sex, by_recode)))
    assert together == set()
    leaked = suppressed - {(by_recode, ("LABOUR_ONLY", "F"))}
    alone = found_in(printed(by_sex, counts[by_sex], leaked))
    together = found_in(*(printed(key, counts[key], leaked) for key in (by_sex, by_recode)))
    assert alone == set()
    assert {one[1:3] for one in together} >= {(by_recode, ("SEXUAL_ONLY", "F"))}
    assert (EXTERNAL_INTRUDER, by_sex, small, "few") in together or (
        EXTERNAL_INTRUDER,
        by_sex,
        small,
        "known",
    ) in together


def test_a_share_with_its_base_gives_the_count_away():
    key = "victims_by_sex_and_age"
    suppressed: Suppressed = {(key, codes) for codes in SQUARE}
    table = printed(key, square(), suppressed)
    share = Cell(("M", "ADULT"), YEAR, "share_pct", "per cent", "all", 32.3, "published")
    with_share = replace(table, derived=(share,))
    assert {codes for _, _, codes, why in found_in(with_share) if why == "known"} == set(SQUARE)


def test_a_small_count_and_all_but_a_few_of_a_group_are_found_by_reading():
    key = "victims_by_sex_and_age"
    found = found_in(printed(key, square(), set()))
    assert (READER, key, ("M", "CHILD"), "small") in found
    assert (READER, key, ("F", "CHILD"), "rest") in found  # of 45 children 40


def test_of_a_table_withheld_whole_only_a_small_number_is_found():
    sex_and_age, by_sex = "victims_by_sex_and_age", "victims_by_exploitation_recode_and_sex"
    counts = square()
    whole: Suppressed = {(by_sex, codes) for codes in cells_of(by_sex)}
    of_recode = {
        codes: sum(n for (sex, age), n in counts.items() if age == "total" and sex == codes[1]) * (codes[0] == "total")
        for codes in cells_of(by_sex)
    }
    printed_whole = printed(sex_and_age, {codes: n for codes, n in counts.items() if n != 5}, set())
    tables = (printed_whole, printed(by_sex, of_recode, whole))
    assert not {one for one in found_in(*tables) if one[1] == by_sex}
    small = {**of_recode, ("total", "M"): 5}
    few_men = {
        codes: n - 50 * (codes[0] in ("M", "total") and codes[1] in ("ADULT", "total")) for codes, n in counts.items()
    }
    tables = (printed(sex_and_age, few_men, {(sex_and_age, ("M", "CHILD"))}), printed(by_sex, small, whole))
    assert (EXTERNAL_INTRUDER, by_sex, ("total", "M"), "known") in found_in(*tables)


def by_child_at_entry(inner: Mapping[Codes, int], suppressed: Suppressed) -> ExternalTable:
    key = "victims_by_child_at_entry"
    cells = itertools.product(*(PRINTED_NOW[key].codes_of(axis) for axis in range(2)))
    counts = {codes: sum(n for own, n in inner.items() if counts_cell(codes, own)) for codes in cells}
    return printed(key, counts, suppressed)


AT_ENTRY = {("yes", "CHILD"): 60, ("yes", "ADULT"): 40, ("no", "CHILD"): 0, ("no", "ADULT"): 70}


def test_suppressed_cells_that_follow_from_a_definition_are_found():
    """A child now was a child at entry: of those who were none, all are adults."""
    suppressed: Suppressed = {("victims_by_child_at_entry", codes) for codes in AT_ENTRY}
    found = found_in(by_child_at_entry(AT_ENTRY, suppressed))
    assert {codes for _, _, codes, why in found if why == "known"} == set(AT_ENTRY)


def test_printed_numbers_that_break_a_definition_are_no_contradiction_of_the_edition():
    table = by_child_at_entry({**AT_ENTRY, ("no", "CHILD"): 30}, set())
    assert "contradiction" not in {why for *_, why in found_in(table)}


def test_answers_crossed_with_sex_and_with_age_agree_on_each_answer():
    """Both tables suppress the total of an answer. It follows from the sexes, and with it the adults among them."""
    persons = {("Disability", "F", "ADULT"): 50, ("Disability", "M", "CHILD"): 30, ("Health", "F", "ADULT"): 90}
    by_sex, by_age = "returns_by_vulnerability_and_sex", "returns_by_vulnerability_and_age"
    suppressed: Suppressed = {(key, ("Disability", "total")) for key in (by_sex, by_age)}
    suppressed |= {(by_age, ("Disability", "ADULT"))}
    tables = []
    for place, key in enumerate((by_sex, by_age), start=1):
        cells = itertools.product(*(PRINTED_NOW[key].codes_of(axis) for axis in range(2)))
        counts = {
            (answer, code): sum(
                number
                for of, number in persons.items()
                if answer in (of[0], "any", "total") and code in (of[place], "total")
            )
            for answer, code in cells
        }
        tables.append(printed(key, counts, suppressed))
    known = {(table, codes) for _, table, codes, why in found_in(*tables) if why == "known"}
    assert known == suppressed
    assert {table for _, table, *_, why in found_in(tables[1]) if why == "known"} == set()


def test_tables_that_cross_more_than_the_audit_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reports.disclosure.audit.external_problem.MAX_INNER_CELLS", 8)
    with pytest.raises(TooManyInnerCellsError):
        external_problem([printed("victims_by_sex_and_age", square(), set())], YEAR)


AGES_OF = {("F", "CHILD"): 100, ("F", "ADULT"): 300, ("M", "CHILD"): 100, ("M", "ADULT"): 200}


def by_sex_and_age(more: Mapping[Codes, int], *exempt: tuple[int, str]) -> ExternalTable:
    """Return a printed table of women, men and ``more``; ``exempt``: the missing codes that are no attribute."""
    key, inner = "victims_by_sex_and_age", {**AGES_OF, **more}
    counts = {codes: sum(n for own, n in inner.items() if counts_cell(codes, own)) for codes in cells_of(key)}
    return replace(printed(key, counts, set()), missing_not_an_attribute=frozenset(exempt))


SEX, AGE = (0, "not_stated"), (1, "unknown")
FEW_CHILDREN = {("not_stated", "CHILD"): 3, ("not_stated", "ADULT"): 30}


def test_a_small_count_of_a_missing_code_is_accepted_where_the_audit_report_says_that_it_is_no_attribute():
    attacked = {one[2:] for one in found_in(by_sex_and_age(FEW_CHILDREN))}
    assert (("not_stated", "CHILD"), "small") in attacked and (("not_stated", "ADULT"), "rest") in attacked
    assert found_in(by_sex_and_age(FEW_CHILDREN, SEX)) == set()
    assert {one[2:] for one in found_in(by_sex_and_age(FEW_CHILDREN, AGE))} == attacked


def test_a_small_count_of_a_missing_code_is_found_where_the_cell_without_the_code_is_small_too():
    table = by_sex_and_age({("not_stated", "CHILD"): 40, ("not_stated", "unknown"): 4}, SEX)
    small = {codes for _, _, codes, why in found_in(table) if why == "small"}
    assert small == {("not_stated", "unknown"), ("total", "unknown")}


def test_a_group_of_whom_all_with_a_known_answer_have_the_same_one_is_found():
    """All children with a known sex are girls; three more children have no sex."""
    table = by_sex_and_age({("M", "CHILD"): 0, **FEW_CHILDREN}, SEX)
    assert (READER, "victims_by_sex_and_age", ("F", "CHILD"), "rest") in found_in(table)


def test_a_withheld_count_of_a_missing_code_must_have_several_values_and_may_be_small():
    table = by_sex_and_age({("not_stated", "CHILD"): 3, ("not_stated", "ADULT"): 5}, SEX)
    hidden = {("not_stated", "CHILD"), ("not_stated", "ADULT"), ("F", "CHILD"), ("F", "ADULT")}
    cells = {c: replace(x, value=None, status="confidential") if c in hidden else x for c, x in table.cells.items()}
    of_missing = {one for one in found_in(replace(table, cells=cells)) if one[2] in hidden}
    assert of_missing == set()
    cells["not_stated", "CHILD"] = table.cells["not_stated", "CHILD"]
    known = {codes for _, _, codes, why in found_in(replace(table, cells=cells)) if why == "known"}
    assert ("not_stated", "ADULT") in known
