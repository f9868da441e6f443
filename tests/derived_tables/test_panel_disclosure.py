"""Panels against an intruder who knows their offices, and the number of every desk that is printed elsewhere.

The intruder is written without the rules under attack, and looks for whole numbers of persons by office and form that
fit all that is printed. Every person here is in one form at one office, so that all numbers are sums.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from reports.derived_tables.comparability import panel_safety
from tests.derived_tables.two_years import FORMS, frame, panel, states
from tests.lib.intruder.whole_numbers import Knowledge

THRESHOLD = 11
COUNTED = {"panel_persons": FORMS, "panel_victims": ("trafficking",), "panel_returns": ("returns",)}
COMPLETE, SILENT = {"on_time", "nil"}, {"expected", "rejected"}
Numbers = dict[tuple[str, str], int]  # persons by office and form
Known = list[tuple[set[tuple[str, str]], int]]  # sums over desks


@dataclass(frozen=True)
class World:
    """Two years of offices. ``printed``: desks whose own number some table prints."""

    now: Numbers
    before: Numbers
    states_now: dict[tuple[str, str], str]
    states_before: dict[tuple[str, str], str]
    printed: set[tuple[str, str]]

    def of(self, year: int) -> Numbers:
        return self.now if year == 2010 else self.before


def world(seed: int) -> World:
    draw = np.random.default_rng(seed)
    offices = [f"{letter}{letter}{letter}" for letter in "ABCDEFGHIJKLMNOP"[: int(draw.integers(9, 17))]]
    desks = [(office, form) for office in offices for form in FORMS]

    def number() -> int:
        return int(draw.choice([0, int(draw.integers(2, 11)), int(draw.integers(11, 60))], p=[0.2, 0.4, 0.4]))

    before = {desk: number() for desk in desks}
    states_before = {desk: str(draw.choice(["on_time", "partial"], p=[0.9, 0.1])) for desk in desks}
    gone = {office for office in offices if draw.random() < 0.35}
    states_now = {
        desk: "expected" if desk[0] in gone else str(draw.choice(["on_time", "partial"], p=[0.9, 0.1]))
        for desk in desks
    }
    now = {desk: 0 if states_now[desk] == "expected" else number() for desk in desks}
    large = {desk for desk in desks if min(now[desk] or 99, before[desk] or 99) >= THRESHOLD}
    return World(now, before, states_now, states_before, {desk for desk in sorted(large) if draw.random() < 0.8})


def records(numbers: Numbers) -> dict[str, pd.DataFrame]:
    return {
        form: frame(
            form, [(o, f"{f} {n}", None) for (o, f), persons in numbers.items() if f == form for n in range(persons)]
        )
        for form in FORMS
    }


def told_by_panels(one: World) -> dict[int, Known]:
    """The sums over desks that the three panel tables print, by year."""
    frames = [
        pd.concat([states(form, **{o: s for (o, f), s in said.items() if f == form}) for form in FORMS])
        for said in (one.states_now, one.states_before)
    ]
    told: dict[int, Known] = {2010: [], 2009: []}
    for key, forms in COUNTED.items():
        in_panel = {
            desk
            for desk in one.now
            if desk[1] in forms and one.states_now[desk] in COMPLETE and one.states_before[desk] in COMPLETE
        }
        silent = {desk for desk in one.now if desk[1] in forms and one.states_now[desk] in SILENT}
        table = panel(records(one.now), records(one.before), *frames, key=key)
        for year in told:
            for row, desks in (("panel", in_panel), ("silent", silent)):
                cell = table.cell(row, year=year)
                if cell is not None and cell.value is not None:
                    assert cell.value == sum(one.of(year)[desk] for desk in desks)
                    told[year].append((desks, int(cell.value)))
    return told


def ends(known: Known, desks: list[tuple[str, str]], target: tuple[str, str]) -> tuple[int, int]:
    rows = [np.array([desk in summed for desk in desks], dtype=float) for summed, _ in known]
    knowledge = Knowledge.of(rows, [value for _, value in known])
    return knowledge.interval(np.array([desk == target for desk in desks], dtype=float))


def is_open(known: Known, desks: list[tuple[str, str]], target: tuple[str, str]) -> bool:
    least, most = ends(known, desks, target)
    return least <= 1 and most >= THRESHOLD


def exposed(seeds: range) -> tuple[int, int, int]:
    """How many panel numbers were printed, how many small desks were attacked, and how many were found."""
    printed = attacked = found = 0
    for seed in seeds:
        one, draw = world(seed), np.random.default_rng(seed)
        for year, told in told_by_panels(one).items():
            numbers, desks = one.of(year), sorted(one.now)
            printed += len(told)
            known: Known = [({desk}, numbers[desk]) for desk in desks if desk in one.printed or not numbers[desk]]
            for form in FORMS:
                of_form = {desk for desk in desks if desk[1] == form}
                known.append((of_form, sum(numbers[desk] for desk in of_form)))
            for target in [desk for desk in desks if 0 < numbers[desk] < THRESHOLD] if told else []:
                other = str(draw.choice(sorted({office for office, _ in desks} - {target[0]})))
                insider = [({desk}, numbers[desk]) for desk in desks if desk[0] == other]
                for before in (known, [*known, *insider]):
                    if is_open(before, desks, target):  # otherwise it is for the other tables to hide it
                        attacked += 1
                        found += not is_open([*before, *told], desks, target)
    return printed, attacked, found


def test_nobody_finds_the_persons_of_a_desk_beside_the_panels() -> None:
    printed, attacked, found = exposed(range(16))
    assert printed > 10
    assert attacked > 100
    assert found == 0


def test_where_desks_of_few_persons_need_not_hide_each_other_some_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel_safety, "_small_desks_hide_each_other", lambda _spec, _of_desks: True)
    assert exposed(range(12))[2] > 0


def test_what_the_panels_of_two_forms_leave_of_a_third_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three silent offices had many victims and many returns, and six others vulnerable."""
    gone = ("GGG", "HHH", "III")
    desks = [(office, form) for office in ("AAA", "BBB", "CCC", "DDD", *gone) for form in FORMS]
    before = {desk: 0 if desk in (("GGG", "vulnerable"), ("HHH", "vulnerable")) else 30 for desk in desks}
    before["III", "vulnerable"] = 6
    said = dict.fromkeys(desks, "on_time")
    silent = {desk: "expected" if desk[0] in gone else "on_time" for desk in desks}
    one = World({desk: 0 if desk[0] in gone else 30 for desk in desks}, before, silent, said, set())

    def panels_before() -> set[int]:
        return {value for _, value in told_by_panels(one)[2009]}

    persons, victims, returns = 4 * 3 * 30, 4 * 30, 4 * 30
    assert panels_before() >= {victims, returns}
    assert persons not in panels_before()
    monkeypatch.setattr(panel_safety, "_by_forms", lambda behind, less: [(behind, less)])
    monkeypatch.setattr(panel_safety, "_small_desks_hide_each_other", lambda _spec, _of_desks: True)
    assert persons in panels_before()
