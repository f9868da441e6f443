"""Themes that count the same persons tell of each other: children, and the forms in which they were reported."""

import hashlib

import numpy as np

from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.model.linked_themes import linked_themes
from reports.disclosure.protect_edition import protect_edition
from reports.statistics import build_cube, load_tables, tabulate, themes
from reports.statistics.cubes import load_cubes
from tests.disclosure.form_frames import frame_of

YEAR, THRESHOLD = 2012, 11
CATEGORIES = ("UMC_UNACCOMPANIED", "UMC_SEPARATED", "STRANDED")


def test_every_selection_of_a_theme_of_several_is_linked_with_the_theme_that_counts_it_alone():
    links = linked_themes(set(themes()))
    linked = {frozenset((link.whole, link.part)): link.selection for link in links}
    assert {frozenset(("children", of)) for of in ("trafficking", "returns", "vulnerable")} <= set(linked)
    assert {frozenset(("persons", of)) for of in ("trafficking", "returns", "vulnerable")} <= set(linked)
    for name, cube in load_cubes().cubes.items():
        if cube.grain == "persons":
            several = {selection for counted in cube.counts if len(counted) > 1 for selection in counted}
            assert several <= {link.selection for link in links if name in (link.whole, link.part)}


def test_a_number_printed_in_two_chapters_is_withheld_in_both_or_in_none():
    withheld_somewhere = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        numbers = rng.choice([2, 4, 15, 30, 60], size=(3, 2))
        rows = [
            {"office": "KEN", "person_key": f"{category}{sex}{number}", "category": category, "sex": sex, "age": 15}
            for at, category in enumerate(CATEGORIES)
            for column, sex in enumerate(("F", "M"))
            for number in range(int(numbers[at, column]))
        ]
        frames = {
            form: frame_of(form, rows if form == "vulnerable" else [])
            for form in ("trafficking", "returns", "vulnerable")
        }
        cubes = {theme: build_cube(theme, frames, YEAR) for theme in ("children", "vulnerable")}
        keys = ("children_by_category", "vulnerable_by_category_and_sex")
        statistics = [tabulate(cubes[spec.theme], spec, YEAR) for spec in load_tables() if spec.key in keys]
        outcome = protect_edition(
            LinkedTables(YEAR, statistics, cubes),
            lambda name, seed=seed: hashlib.sha256(f"{seed}{name}".encode()).hexdigest(),
        )
        assert not outcome.under_protected
        if outcome.whole_tables:  # all of one chapter but few are in the other: one total of the two is suppressed
            assert numbers[2].sum() < THRESHOLD
            continue
        of_children, of_all = (outcome.suppressed.get(key, frozenset()) for key in keys)
        both = [(category, sex) for category in CATEGORIES[:2] for sex in ("F", "M", "not_stated", "total")]
        assert [cell for cell in both if (cell in of_children) != (cell in of_all)] == []
        withheld_somewhere += sum(cell in of_all for cell in both)
    assert withheld_somewhere > 12
