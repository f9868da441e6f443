"""What an outsider can compute from printed tables alone, beside an attacker who crosses all facts fully."""

import itertools
from collections.abc import Mapping

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.disclosure.audit.external_audit import OUTSIDER, READER, audit_tables
from reports.disclosure.audit.external_problem import external_problem
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.audit.feasibility_intervals import feasibility_intervals
from reports.published import Cell, ProtectedTable, TableText
from reports.statistics import load_tables

YEAR = 2012
SPECS = {spec.key: spec for spec in load_tables()}
FACTS = {
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
Hidden = set[tuple[str, Codes]]


def printed(key: str, counts: Mapping[Codes, int], suppressed: Hidden) -> ExternalTable:
    spec = SPECS[key]
    cells = [
        Cell(codes, YEAR, "persons", "persons", "", None, "confidential")
        if (key, codes) in suppressed
        else Cell(codes, YEAR, "persons", "persons", "", float(number), "published")
        for codes, number in counts.items()
    ]
    text = TableText("", "", (), {}, {})
    return ExternalTable.of(spec, ProtectedTable(key, spec.theme, YEAR, spec.dimensions, tuple(cells), text))


def cells_of(key: str) -> list[Codes]:
    axes = [(*FACTS[name], "total") for name in SPECS[key].dimensions]
    return list(itertools.product(*axes))


def mask(key: str, codes: Codes) -> np.ndarray:
    """Which persons of the full crossing of all facts a cell counts."""
    under = np.ones([len(codes) for codes in FACTS.values()], dtype=bool)
    for name, code in zip(SPECS[key].dimensions, codes, strict=True):
        axis = list(FACTS).index(name)
        one = np.array([code in (own, "total") for own in FACTS[name]])
        under &= one.reshape([-1 if at == axis else 1 for at in range(under.ndim)])
    return under.ravel()


def edition(seed: int) -> tuple[dict[str, dict[Codes, int]], Hidden]:
    rng = np.random.default_rng(seed)
    size = int(np.prod([len(codes) for codes in FACTS.values()]))
    persons = rng.multinomial(400, rng.dirichlet(np.full(size, 0.4)))
    counts = {key: {codes: int(persons[mask(key, codes)].sum()) for codes in cells_of(key)} for key in TABLES}
    every = [(key, codes) for key, of in counts.items() for codes, number in of.items() if number]
    hidden = {every[at] for at in rng.choice(len(every), len(every) // 2, replace=False)}
    return counts, {one for one in hidden if set(one[1]) != {"total"}}


@pytest.mark.parametrize("seed", range(6))
def test_intervals_are_those_of_the_full_crossing(seed: int):
    counts, hidden = edition(seed)
    problem = external_problem([printed(key, counts[key], hidden) for key in TABLES], YEAR)
    wide = np.full(len(problem.names), 10**6)
    seen = feasibility_intervals(problem.attack, problem.asked, -wide, wide)
    known = [(key, codes) for key in TABLES for codes in counts[key] if (key, codes) not in hidden]
    equal = np.array([mask(*one) for one in known], dtype=float)
    values = [counts[key][codes] for key, codes in known]
    for at in np.flatnonzero(problem.asked).tolist():
        key, *codes = problem.names[at]
        row = mask(key, tuple(codes)).astype(float)
        least, most = (linprog(sign * row, A_eq=equal, b_eq=values, method="highs") for sign in (1, -1))
        assert seen.least[at] == pytest.approx(least.fun, abs=1e-4), problem.names[at]
        assert seen.most[at] == pytest.approx(-most.fun, abs=1e-4), problem.names[at]


SQUARE: dict[Codes, int] = {("F", "CHILD"): 40, ("F", "ADULT"): 60, ("M", "CHILD"): 5, ("M", "ADULT"): 50}


def square() -> dict[Codes, int]:
    inner = {codes: SQUARE.get(codes, 0) for codes in cells_of("victims_by_sex_and_age") if "total" not in codes}
    return {
        codes: sum(n for own, n in inner.items() if all(c in (o, "total") for c, o in zip(codes, own, strict=True)))
        for codes in cells_of("victims_by_sex_and_age")
    }


def found_in(*tables: ExternalTable) -> set[tuple[str, str, Codes, str]]:
    verdict = audit_tables(tables, YEAR, lambda theme, number: None)
    return {(one.attacker, one.table, one.codes, one.why) for one in verdict.found}


def test_four_cells_in_a_square_hold_and_three_do_not():
    key = "victims_by_sex_and_age"
    hidden: Hidden = {(key, codes) for codes in SQUARE}
    assert found_in(printed(key, square(), hidden)) == set()
    leaked = {one for one in hidden if one[1] != ("M", "ADULT")}
    others = {(OUTSIDER, key, codes, "known") for codes in SQUARE if codes != ("M", "ADULT")}
    others.add((READER, key, ("M", "ADULT"), "rest"))  # of 55 men 50
    assert found_in(printed(key, square(), leaked)) == others


def test_two_tables_give_away_together_what_each_keeps():
    """The sum of two hidden cells of one table stands in the other, under a coarser code."""
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
    hidden: Hidden = {(by_sex, (form, sex)) for form in forms for sex in ("F", "M")}
    hidden |= {(by_recode, (code, sex)) for code in recode.values() for sex in ("F", "M")}
    together = found_in(*(printed(key, counts[key], hidden) for key in (by_sex, by_recode)))
    assert together == set()
    leaked = hidden - {(by_recode, ("LABOUR_ONLY", "F"))}
    alone = found_in(printed(by_sex, counts[by_sex], leaked))
    together = found_in(*(printed(key, counts[key], leaked) for key in (by_sex, by_recode)))
    assert alone == set()
    assert {one[1:3] for one in together} >= {(by_recode, ("SEXUAL_ONLY", "F"))}
    assert (OUTSIDER, by_sex, small, "few") in together or (OUTSIDER, by_sex, small, "known") in together


def test_a_share_with_its_base_gives_the_count_away():
    key = "victims_by_sex_and_age"
    hidden: Hidden = {(key, codes) for codes in SQUARE}
    table = printed(key, square(), hidden)
    share = Cell(("M", "ADULT"), YEAR, "share_pct", "per cent", "all", 32.3, "published")
    with_share = ExternalTable(table.spec, table.cells, (share,), table.axes, table.where, table.asked)
    assert {codes for _, _, codes, why in found_in(with_share) if why == "known"} == set(SQUARE)


def test_a_small_count_and_all_but_a_few_of_a_group_are_found_by_reading():
    key = "victims_by_sex_and_age"
    found = found_in(printed(key, square(), set()))
    assert (READER, key, ("M", "CHILD"), "small") in found
    assert (READER, key, ("F", "CHILD"), "rest") in found  # of 45 children 40


def test_of_a_table_withheld_whole_only_a_small_number_is_found():
    sex_and_age, by_sex = "victims_by_sex_and_age", "victims_by_exploitation_recode_and_sex"
    counts = square()
    whole: Hidden = {(by_sex, codes) for codes in cells_of(by_sex)}
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
    assert (OUTSIDER, by_sex, ("total", "M"), "known") in found_in(*tables)
