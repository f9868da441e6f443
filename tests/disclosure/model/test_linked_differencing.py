"""Numbers of all persons less numbers of the themes that are parts of them, against a reader of three tables."""

import hashlib
import itertools
from collections import Counter
from dataclasses import replace
from functools import partial

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given, settings
from scipy import sparse

from reports.disclosure.model.differencing import few_of_three
from reports.disclosure.model.linked_differencing import candidates
from reports.disclosure.model.linked_tables import ExternalCells, LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.statistics import build_cube, load_tables, tabulate
from tests.disclosure.form_frames import frame_of
from tests.lib.intruder.whole_numbers import Knowledge, is_narrow, row_of

YEAR, THRESHOLD, SEEDS = 2012, 11, range(5)
PERSONS, VICTIMS, RETURNS = "persons_by_sex_and_age", "victims_by_sex_and_age", "returns_by_sex_and_age"
THEMES = "persons_by_theme"
SEX, AGE = {"F": "F", "M": "M", None: "not_stated"}, {12: "CHILD", 30: "ADULT", None: "unknown"}
FORMS = ("trafficking", "returns", "vulnerable")
WHO = list(itertools.product(FORMS, SEX.values(), AGE.values()))  # everybody has a record in one form
GROUPS = list(itertools.product((*SEX.values(), "total"), (*AGE.values(), "total")))
Counts = dict[tuple[str, str, str], int]


def random_counts(seed: int) -> Counts:
    """Return persons by form, sex and age: of other vulnerable migrants there are few in many groups."""
    draw = np.random.default_rng(seed)
    few = {one: int(draw.choice([0, 3, 7, 10, 40, 90])) for one in WHO if one[0] == "vulnerable"}
    return {one: few.get(one, int(draw.integers(20, 120))) for one in WHO}


def edition_of(counts: Counts) -> LinkedTables:
    sexes, ages = ({name: code for code, name in of.items()} for of in (SEX, AGE))
    frames = {}
    for form in FORMS:
        rows = [
            {"office": "KEN", "person_key": f"{form}{sex}{age}{number}", "sex": sexes[sex], "age": ages[age]}
            | ({"side": "HOST", "host": "KEN", "origin": "IRQ", "programme": "AVRR"} if form == "returns" else {})
            for (of, sex, age), persons in counts.items()
            if of == form
            for number in range(persons)
        ]
        frames[form] = frame_of(form, rows)
    cubes = {theme: build_cube(theme, frames, YEAR) for theme in ("persons", "trafficking", "returns")}
    tables = {PERSONS: "persons", THEMES: "persons", VICTIMS: "trafficking", RETURNS: "returns"}
    specs = [spec for spec in load_tables() if spec.key in tables]
    return LinkedTables(YEAR, [tabulate(cubes[spec.theme], spec, YEAR) for spec in specs], cubes)


def mask_of(group: tuple[str, str], *forms: str) -> np.ndarray:
    return row_of(group, [own for _, *own in WHO]) * [form in forms for form, *_ in WHO]


def narrow(counts: Counts, seed: int) -> Counter[str]:
    """Count the groups of 1 to 10 other vulnerable migrants, and those that cannot be 1 or 11, for a reader of all."""
    truth = np.array([counts[one] for one in WHO])
    keyed = partial(lambda seed, name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), seed)
    outcome = protect_edition(edition_of(counts), keyed)
    assert not outcome.under_protected
    assert not outcome.whole_tables
    masks = {(THEMES, (form,)): mask_of(("total", "total"), form) for form in FORMS}
    for key, forms in ((PERSONS, FORMS), (VICTIMS, FORMS[:1]), (RETURNS, FORMS[1:2])):
        masks |= {(key, group): mask_of(group, *forms) for group in GROUPS}
    printed = [mask for (key, codes), mask in masks.items() if codes not in outcome.suppressed.get(key, ())]
    reader = Knowledge.of(printed, [float(truth @ mask) for mask in printed])
    found: Counter[str] = Counter()
    for group in GROUPS:
        others = mask_of(group, "vulnerable")
        if 0 < truth @ others < THRESHOLD:
            found["asked"] += 1
            found["narrow"] += is_narrow(reader.interval(others), 1, THRESHOLD)
    return found


def one_group_of_ten() -> Counts:
    """Return the case of the review of 2011: 94 women of unknown age, 64 victims, 20 returned, so 10 others."""
    many = {"trafficking": 300, "returns": 400, "vulnerable": 200}
    women = {"trafficking": 64, "returns": 20, "vulnerable": 10}
    return {one: women[one[0]] if one[1:] == ("F", "unknown") else many[one[0]] for one in WHO}


def test_ten_women_whom_no_table_prints_are_not_left_by_three_tables() -> None:
    assert narrow(one_group_of_ten(), 0) == {"asked": 1, "narrow": 0}


def test_the_persons_of_no_other_theme_are_as_confidential_as_a_cell() -> None:
    found = sum((narrow(random_counts(seed), seed) for seed in SEEDS), Counter())
    assert found["asked"] > 15
    assert found["narrow"] == 0


def test_without_differences_across_themes_three_tables_leave_the_ten_women(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.disclosure.model.build_problem.mark_linked_differences", lambda *_: None)
    assert narrow(one_group_of_ten(), 0)["narrow"] == 1


def test_some_cells_of_a_table_of_another_publisher_are_known_beside_linked_themes() -> None:
    edition = edition_of(random_counts(0))
    spec = next(one.spec for one in edition.statistics if one.spec.key == VICTIMS)
    of_two = ExternalCells(spec, frozenset([("F", "CHILD"), ("M", "ADULT")]))
    keyed = partial(lambda seed, name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), 0)
    outcome = protect_edition(replace(edition, external=[of_two]), keyed)
    assert not outcome.under_protected
    assert not of_two.codes & outcome.suppressed.get(VICTIMS, frozenset())


def in_several_forms(counts: dict[tuple[str, str], int]) -> tuple[LinkedTables, dict[tuple[str, str], int]]:
    """Return an edition of persons by forms and sex, and the counts. A person may be a victim and be vulnerable."""
    frames: dict[str, list[dict[str, object]]] = {form: [] for form in FORMS}
    for (forms, sex), persons in counts.items():
        for form, number in itertools.product(forms.split("+"), range(persons)):
            row = {"office": "KEN", "person_key": f"{forms}{sex}{number}", "sex": sex, "age": 30}
            returned = {"side": "HOST", "host": "KEN", "origin": "IRQ", "programme": "AVRR"}
            of_form = {"returns": returned, "vulnerable": {"category": "STRANDED"}, "trafficking": {}}
            frames[form].append(row | of_form[form])
    themes = ("persons", "trafficking", "returns", "vulnerable")
    cubes = {theme: build_cube(theme, {form: frame_of(form, frames[form]) for form in FORMS}, YEAR) for theme in themes}
    keys = (PERSONS, VICTIMS, RETURNS, "vulnerable_by_category_and_sex")
    specs = [spec for spec in load_tables() if spec.key in keys]
    return LinkedTables(YEAR, [tabulate(cubes[spec.theme], spec, YEAR) for spec in specs], cubes), counts


def overlap_intervals(edition: LinkedTables, counts: dict[tuple[str, str], int]) -> dict[str, tuple[int, int]]:
    """Return, by sex, how many persons may be in several forms, for a reader of all printed numbers by sex."""
    outcome = protect_edition(edition, lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert not outcome.under_protected
    assert not outcome.whole_tables
    who = list(itertools.product((*FORMS, "trafficking+vulnerable"), ("F", "M")))
    truth = np.array([counts.get(one, 0) for one in who])
    masks = {}
    for key, codes_of in (
        (PERSONS, lambda sex: (sex, "total")),
        (VICTIMS, lambda sex: (sex, "total")),
        (RETURNS, lambda sex: (sex, "total")),
        ("vulnerable_by_category_and_sex", lambda sex: ("total", sex)),
    ):
        form = {VICTIMS: "trafficking", RETURNS: "returns", PERSONS: ""}.get(key, "vulnerable")
        for sex in ("F", "M", "total"):
            if codes_of(sex) not in outcome.suppressed.get(key, ()):
                masks[key, sex] = np.array([float(form in forms and sex in (own, "total")) for forms, own in who])
    reader = Knowledge.of(list(masks.values()), [float(truth @ mask) for mask in masks.values()])
    of_both = {sex: np.array([float("+" in forms and own == sex) for forms, own in who]) for sex in ("F", "M")}
    return {sex: reader.interval(mask) for sex, mask in of_both.items()}


IN_SEVERAL = {
    ("trafficking", "F"): 60,
    ("trafficking", "M"): 80,
    ("returns", "F"): 90,
    ("returns", "M"): 70,
    ("vulnerable", "F"): 50,
    ("vulnerable", "M"): 120,
    ("trafficking+vulnerable", "F"): 4,
    ("trafficking+vulnerable", "M"): 30,
}


def test_few_persons_in_several_forms_are_not_left_by_all_parts_less_the_whole() -> None:
    assert not is_narrow(overlap_intervals(*in_several_forms(IN_SEVERAL))["F"], 1, THRESHOLD)


def test_without_differences_across_themes_all_parts_less_the_whole_leave_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.disclosure.model.build_problem.mark_linked_differences", lambda *_: None)
    assert overlap_intervals(*in_several_forms(IN_SEVERAL))["F"] == (4, 4)


tables_of_sums = st.tuples(
    st.lists(st.integers(0, 6), min_size=5, max_size=5),
    st.lists(st.sets(st.integers(0, 4), min_size=1), min_size=3, max_size=9, unique_by=frozenset),
)


@settings(deadline=None, max_examples=100)
@given(tables_of_sums)
def test_every_few_persons_that_three_sums_leave_are_found(drawn: tuple[list[int], list[set[int]]]) -> None:
    threshold = 3
    truth, sums = np.array(drawn[0]), drawn[1]
    marked = sparse.csr_matrix(np.array([[int(cell in of) for cell in range(5)] for of in sums]))
    found = set()
    for one, first, second, is_minuend in few_of_three(marked, truth, threshold):
        found.add((one, frozenset((first, second)), is_minuend))
    value = [int(truth[list(of)].sum()) for of in sums]
    expected = set()
    for one, (first, second) in itertools.product(range(len(sums)), itertools.combinations(range(len(sums)), 2)):
        if one in (first, second) or sums[first] & sums[second]:
            continue
        if min(value[one], value[first], value[second]) < threshold:
            continue
        both = sums[first] | sums[second]
        if both < sums[one] and 0 < value[one] - value[first] - value[second] < threshold:
            expected.add((one, frozenset((first, second)), True))
        crossing = not any(sums[one] <= sums[other] or sums[other] <= sums[one] for other in (first, second))
        if sums[one] < both and crossing and 0 < value[first] + value[second] - value[one] < threshold:
            expected.add((one, frozenset((first, second)), False))
    assert found == expected


_KINDS_OF_PERSONS = 5
_SETS = st.lists(st.sets(st.integers(0, _KINDS_OF_PERSONS - 1), min_size=1), min_size=1, max_size=6)
_NUMBERS = st.lists(st.integers(0, 30), min_size=_KINDS_OF_PERSONS, max_size=_KINDS_OF_PERSONS)


@example(sets=[{0, 1}, {1, 2}, {3, 4}], numbers=[20, 3, 20, 20, 20])
@given(sets=_SETS, numbers=_NUMBERS)
@settings(max_examples=200, deadline=None)
def test_no_sets_that_leave_few_persons_are_passed_over(sets: list[set[int]], numbers: list[int]) -> None:
    rows = np.array([[kind in one for kind in range(_KINDS_OF_PERSONS)] for one in sets], dtype=bool)
    persons, of_part = np.array(numbers, dtype=np.float64), np.ones(len(sets), dtype=bool)
    found = set(candidates(rows, persons, of_part, 11))
    for number in (1, 2, 3):
        for chosen in itertools.combinations(range(len(sets)), number):
            nested = any(sets[a] <= sets[b] or sets[b] <= sets[a] for a, b in itertools.combinations(chosen, 2))
            times = Counter(kind for one in chosen for kind in sets[one])
            is_everybody = len(times) == _KINDS_OF_PERSONS
            left = sum(numbers[kind] for kind in range(_KINDS_OF_PERSONS) if kind not in times)
            in_several = sum(numbers[kind] for kind, often in times.items() if often > 1) if is_everybody else 0
            if not nested and ((number < 3 and 0 < left < 11) or 0 < in_several < 11):
                assert chosen in found
