"""Ranks, corridors and numbers of countries against an intruder who looks for real victims, one by one.

The intruder has every printed number, knows how countries are ranked and how many there are, and asks whether there are
victims, of whole numbers in each pair of countries and sex, who print the same and of whom a hidden number is as the
rule says. The intruder is written without the code under attack.
"""

import hashlib
import itertools
from collections import Counter
from functools import partial

import numpy as np
import pandas as pd
import pytest

from expectations.contract import FieldType, load_contract
from expectations.geography import region_of
from reports.disclosure.model import build_problem
from reports.disclosure.model.build_problem import suppression_problem
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.disclosure.suppression.cell_ref import CellKind
from reports.statistics import build_cube, columns_needed, load_tables, tabulate
from tests.lib.intruder.whole_numbers import Knowledge

YEAR = 2012
SEEDS = (0, 2, 13, 25, 35)
WHOLE = {FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR}
THRESHOLD = 11
COUNTRIES = ("UKR", "BLR", "MDA", "RUS", "HTI", "COL", "MEX", "THA", "KHM", "LAO", "IDN", "YEM", "EGY", "UZB")
ELSEWHERE = ("POL", "KAZ", "KGZ", "PER", "VNM", "IRQ")  # nobody is there, which an outsider does not know
THINKABLE = (*COUNTRIES, *ELSEWHERE)
TABLES = (
    "victims_by_region",
    "victims_by_region_and_sex",
    "victims_top_origins",
    "victims_by_region_of_citizenship",
    "victims_by_corridor",
    "victims_exploited_in_own_country",
    "victims_top_countries_of_exploitation",
    "reach",
)
WHO = [(c, e, s) for c in THINKABLE for e in THINKABLE for s in ("F", "M")]


def random_victims(seed: int) -> Counter:
    rng = np.random.default_rng(seed)
    origin, place = (rng.dirichlet(np.full(len(COUNTRIES), 0.7)) for _ in range(2))
    who = [(c, e, s) for c in COUNTRIES for e in COUNTRIES for s in ("F", "M")]
    weights = np.array([origin[COUNTRIES.index(c)] * place[COUNTRIES.index(e)] for c, e, _ in who])
    weights *= rng.dirichlet(np.full(len(who), 0.3))
    drawn = rng.multinomial(int(rng.integers(200, 700)), weights / weights.sum())
    return Counter({one: int(n) for one, n in zip(who, drawn, strict=True) if n})


def edition_of(victims: Counter) -> LinkedTables:
    rows = [
        {
            "office": "UKR",
            "person_key": f"UKR{number}",
            "trafficking_status": "Actual",
            "sex": sex,
            "age": 30,
            "citizenship": origin,
            "country_of_exploitation": place,
            "exploitation_basis": "LAST",
        }
        for number, (origin, place, sex) in enumerate(victims.elements())
    ]
    frames = {}
    for form in ("trafficking", "returns", "vulnerable"):
        own = rows if form == "trafficking" else []
        whole = load_contract().forms[form].by_name
        frames[form] = pd.DataFrame(
            {
                name: pd.Series(
                    [row.get(name) for row in own],
                    dtype="Int16" if name in whole and whole[name].type in WHOLE else "str",
                )
                for name in columns_needed(form)
            }
        )
    cubes = {theme: build_cube(theme, frames, YEAR) for theme in ("persons", "trafficking", "returns", "vulnerable")}
    statistics = [tabulate(cubes[spec.theme], spec, YEAR) for spec in load_tables() if spec.key in TABLES]
    return LinkedTables(YEAR, statistics, cubes)


class Intruder:
    """Looks for victims, of each pair of countries and sex, who print the same numbers."""

    def __init__(
        self, victims: Counter, edition: LinkedTables, suppressed: dict[str, frozenset], whole: frozenset
    ) -> None:
        self.truth = np.array([victims[who] for who in WHO])
        self.names = [len(WHO) + at for at in range(2 * len(THINKABLE))]  # is anybody of, anybody in the country
        self.width = len(WHO) + 2 * len(THINKABLE)
        most = np.append(np.full(len(WHO), 5000.0), np.ones(2 * len(THINKABLE)))
        self.known = Knowledge(self.width, (np.zeros(self.width), most))
        for statistic in edition.statistics:
            key = statistic.spec.key
            if key == "reach":
                if key not in whole:
                    self._know_reach(suppressed.get(key, frozenset()))
                continue
            self._know_ranking(key, statistic.codes()[0])
            for codes in itertools.product(*statistic.codes()):
                if codes not in suppressed.get(key, frozenset()) and key not in whole:
                    mask = self.mask(key, codes, statistic.codes()[0])
                    self._know(mask, *2 * [int(self.truth[mask].sum())])

    def mask(self, key: str, codes: tuple[str, ...], printed: tuple[str, ...]) -> np.ndarray:
        """Which of those who can be thought of a cell counts."""
        return np.array([all(_stands(key, who, code, at, printed) for at, code in enumerate(codes)) for who in WHO])

    def _know(self, mask: np.ndarray, least: float, most: float) -> None:
        row = np.zeros(self.width)
        row[: len(WHO)] = mask
        self.known.know(row, least, most)

    def _know_ranking(self, key: str, codes: tuple[str, ...]) -> None:
        if key not in RANKED:
            return
        ranked = [code for code in codes if code not in ("other", "total", "not_stated", "same_country")]
        first = 15 if key == "victims_by_corridor" else 10
        every = _all_codes(key)
        of = {code: self.mask(key, (code,), tuple(every)).astype(float) for code in every}
        for code in ranked:
            self._know(of[code], THRESHOLD, np.inf)
        for higher, lower in itertools.pairwise(ranked):
            self._know(of[higher] - of[lower], 1 if higher > lower else 0, np.inf)
        for code in set(every) - set(ranked):
            if len(ranked) == first:
                self._know(of[ranked[-1]] - of[code], 1 if ranked[-1] > code else 0, np.inf)
            else:
                self._know(of[code], 0, THRESHOLD - 1)

    def _know_reach(self, suppressed: frozenset) -> None:
        for at, (code, side) in enumerate((("nationalities_of_victims", 0), ("countries_of_exploitation", 1))):
            if (code,) in suppressed:
                continue
            row = np.zeros(self.width)
            for place, country in enumerate(THINKABLE):
                anybody = self.names[at * len(THINKABLE) + place]
                mask = np.array([who[side] == country for who in WHO])
                for least, most, times in ((0, np.inf, -1.0), (-np.inf, 0, -5000.0)):
                    held = np.zeros(self.width)
                    held[: len(WHO)], held[anybody] = mask, times
                    self.known.know(held, least, most)
                row[anybody] = 1
            number = len({who[side] for who, persons in zip(WHO, self.truth, strict=True) if persons})
            self.known.know(row, number, number)

    def thinks_possible(self, weights: np.ndarray, number: int) -> bool:
        row = np.zeros(self.width)
        row[: len(WHO)] = weights
        return self.known.can_be(row, number, time_limit=60)


RANKED = {
    "victims_top_origins": 0,
    "victims_top_countries_of_exploitation": 1,
    "victims_exploited_in_own_country": 0,
    "victims_by_corridor": None,
}


def _all_codes(key: str) -> list[str]:
    if key == "victims_by_corridor":
        return [f"{a}-{b}" for a in THINKABLE for b in THINKABLE if a != b]
    return list(THINKABLE)


def _stands(key: str, who: tuple[str, str, str], code: str, at: int, printed: tuple[str, ...]) -> bool:
    origin, place, sex = who
    if key == "victims_exploited_in_own_country" and origin != place:
        return False
    if code == "total":
        return True
    if at == 1:
        return code == {"F": "F", "M": "M"}[sex]
    own = {
        "victims_by_region": lambda: region_of("world_region", YEAR, place),
        "victims_by_region_and_sex": lambda: region_of("world_region", YEAR, place),
        "victims_by_region_of_citizenship": lambda: region_of("world_region", YEAR, origin),
        "victims_top_origins": lambda: origin,
        "victims_exploited_in_own_country": lambda: origin,
        "victims_top_countries_of_exploitation": lambda: place,
        "victims_by_corridor": lambda: "same_country" if origin == place else f"{origin}-{place}",
    }[key]()
    return code == own or (code == "other" and own not in printed)


def keyed(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def test_victims_can_be_thought_of_for_every_number_that_the_rule_keeps_open():
    asked, at_both_ends, left, three = 0, 0, 0, 0
    for seed in SEEDS:
        victims = random_victims(seed)
        edition = edition_of(victims)
        outcome = protect_edition(edition, partial(keyed, seed))
        assert not outcome.under_protected
        problem = suppression_problem(edition.without(outcome.whole_tables))
        intruder = Intruder(victims, edition, outcome.suppressed, outcome.whole_tables)
        assert intruder.thinks_possible(np.zeros(len(WHO)), 0)  # the truth itself
        printed = {s.spec.key: s.codes() for s in edition.statistics}
        for at in np.flatnonzero(problem.primary).tolist():
            ref = problem.refs[at][0]
            table, codes = ref.table, ref.codes
            weights = intruder.mask(table, codes, printed[table][0]).astype(float)
            if ref.kind is CellKind.DIFFERENCE and ref.other.startswith("those listed in "):
                listed = ref.other.removeprefix("those listed in ")
                ranked = [one for one in printed[listed][0] if one in THINKABLE]
                masks = [intruder.mask(listed, (one,), printed[listed][0]) for one in ranked]
                left += 1
                weights = weights * ~np.any(masks, axis=0)
            elif ref.kind is CellKind.DIFFERENCE:  # minus those whom one or two others count, plus those of a third
                taken, _, added = ref.other.partition(", with ")
                for sign, others in ((-1, taken.split(" and ")), (1, [added] if added else [])):
                    for other, *its in (one.split(":") for one in others):
                        weights = weights + sign * intruder.mask(other, tuple(its), printed[other][0])
                three += " and " in ref.other or bool(added)
            elif ref.kind is CellKind.COMPLEMENT:
                margin = tuple("total" if place == ref.axis else code for place, code in enumerate(codes))
                weights = intruder.mask(table, margin, printed[table][0]) - weights
            for goal in (int(problem.protection_low[at]), int(problem.protection_high[at])):
                assert intruder.thinks_possible(weights, goal), (seed, problem.refs[at][0].parts, goal)
                at_both_ends += 1
            asked += 1
    assert asked > 20
    assert three > 0, "what two cells leave of a third"
    assert left > 0, "what regions leave of the countries that are listed"
    assert at_both_ends == 2 * asked


def test_without_that_rule_a_region_less_its_listed_countries_is_exactly_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in ("mark_region_remainders", "mark_nested_differences"):
        monkeypatch.setattr(build_problem, rule, lambda *_: None)
    victims = random_victims(35)
    edition = edition_of(victims)
    outcome = protect_edition(edition, partial(keyed, 35))
    intruder = Intruder(victims, edition, outcome.suppressed, outcome.whole_tables)
    printed = {statistic.spec.key: statistic.codes() for statistic in edition.statistics}
    ranked = [code for code in printed["victims_top_origins"][0] if code in THINKABLE]
    others = intruder.mask(
        "victims_by_region_of_citizenship", ("EUROPE",), printed["victims_by_region_of_citizenship"][0]
    )
    others &= ~np.isin([origin for origin, _, _ in WHO], ranked)
    number = int(intruder.truth @ others)
    assert 0 < number < THRESHOLD
    possible = [goal for goal in (1, number, THRESHOLD) if intruder.thinks_possible(others.astype(float), goal)]
    assert possible == [number]
