"""Small random years of review: persons by a few facts, and random tables of them as specifications of the review.

A *group* of persons has one code of every fact. The facts are real dimensions with their missing codes and recodes.
Belongs here: drawing persons, corrections and tables, and which groups each cell counts. Does not: protecting them
(protected_year.py), which counts are confidential (confidential_counts.py).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.contract import FieldType, Labels, load_contract
from reports.statistics import TableSpec, columns_needed

YEAR = 2012
NUMBERS = {FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR}
OFFICES = ("KEN", "UGA", "ETH", "THA", "DEU")
WORDS = Labels(en="A table", fr="Un tableau", es="Un cuadro")
TOTAL = "total"

Groups = npt.NDArray[np.int64]
Fields = dict[str, object]  # the fields of a form that say a code


@dataclass(frozen=True, eq=False)
class Fact:
    """A fact of persons: by code the fields of the form that say it, and the code of a missing answer.

    ``recodes``: further dimensions of the same fact, each with the codes of the fact that its codes pool.
    """

    name: str
    codes: Mapping[str, Fields]
    missing: str
    recodes: Mapping[str, Mapping[str, frozenset[str]]]
    is_geography: bool = False

    @classmethod
    def of(
        cls,
        name: str,
        codes: Mapping[str, Fields],
        missing: str,
        recodes: Mapping[str, Mapping[str, frozenset[str]]] | None = None,
        is_geography: bool = False,
    ) -> "Fact":
        itself = {name: {code: frozenset([code]) for code in codes}}
        return cls(name, codes, missing, recodes if recodes is not None else itself, is_geography)


def forms_of(*names: str) -> Fields:
    return {f"exploit_{name}": 1 for name in names}


LABOUR, SEXUAL, SERVITUDE = "ForcedLabour", "SexualExploitation", "Servitude"
FORM_SETS = {
    "+".join(names) or "unknown": forms_of(*names)
    for names in (
        (),
        *(one for size in (1, 2, 3) for one in itertools.combinations((LABOUR, SEXUAL, SERVITUDE), size)),
    )
}


def sets_where(wanted: str, besides: str = "") -> frozenset[str]:
    """Return the sets of forms with one of them, and without another."""
    return frozenset(one for one in FORM_SETS if wanted in one.split("+") and besides not in one.split("+"))


COUNTRIES = {
    "AFRICA": "KEN",
    "SOUTH_CENTRAL_ASIA": "NPL",
    "EAST_ASIA_PACIFIC": "THA",
    "EUROPE": "DEU",
    "MIDDLE_EAST": "JOR",
    "WESTERN_HEMISPHERE": "HTI",
}

SEX = Fact.of("sex", {"F": {"sex": "F"}, "M": {"sex": "M"}, "not_stated": {"sex": "U"}}, "not_stated")
AGE = Fact.of("age_group", {"CHILD": {"age": 10}, "ADULT": {"age": 30}, "unknown": {}}, "unknown")
SCOPE = Fact.of(
    "scope",
    {**{code: {"scope": code} for code in ("INTERNATIONAL", "DOMESTIC", "BOTH")}, "unknown": {}},
    "unknown",
)
STATUS = Fact.of(
    "trafficking_status",
    {"Possible": {"trafficking_status": "Possible"}, "Actual": {"trafficking_status": "Actual"}, "unknown": {}},
    "unknown",
)
DURATION = Fact.of(
    "duration",
    {"0-12": {"duration": "0-12"}, "13-24": {"duration": "13-24"}, "25+": {"duration": "25+"}, "unknown": {}},
    "unknown",
)
REGION = Fact.of(
    "world_region",
    {
        **{region: {"country_of_exploitation": country} for region, country in COUNTRIES.items()},
        "not_stated": {},
    },
    "not_stated",
    is_geography=True,
)
EXPLOITATION = Fact.of(
    "exploitation",
    FORM_SETS,
    "unknown",
    {
        "exploitation_recode": {
            "LABOUR_ONLY": sets_where(LABOUR, SEXUAL),
            "SEXUAL_ONLY": sets_where(SEXUAL, LABOUR),
            "BOTH": sets_where(LABOUR) & sets_where(SEXUAL),
            "OTHER": frozenset(FORM_SETS) - sets_where(LABOUR) - sets_where(SEXUAL) - {"unknown"},
            "unknown": frozenset(["unknown"]),
        },
    },
)
KINDS = tuple(load_contract().code_lists["sex_type"].codes)
KIND_SETS = {
    "+".join(kinds) or "unknown": {f"sex_type_{kind}": 1 for kind in kinds}
    for size in range(len(KINDS) + 1)
    for kinds in itertools.combinations(KINDS, size)
}
SEX_TYPE = Fact.of(  # several answers: a person has any set of them
    "sex_type",
    KIND_SETS,
    "unknown",
    {
        "sex_type": {
            **{kind: frozenset(one for one in KIND_SETS if kind in one.split("+")) for kind in KINDS},
            "unknown": frozenset(["unknown"]),
        }
    },
)
CATEGORY = Fact.of(
    "category",
    {**{code: {"category": code} for code in load_contract().code_lists["category"].codes}, "unknown": {}},
    "unknown",
)
THEME = "theme"
CONDITIONS: Mapping[str, tuple[tuple[str, frozenset[str]], ...]] = {
    "trafficking_status": (("Actual", frozenset(["Actual"])),),
    "exploitation": ((LABOUR, sets_where(LABOUR)),),
    "age_group": (("ADULT", frozenset(["ADULT"])),),
}
"""By dimension of a condition: a code of it, and the codes of the fact that meet it."""


@dataclass(frozen=True)
class Population:
    """Persons of a theme, or of linked themes. ``codes``: by fact the code of each group; "" where it does not apply.

    ``themes``: of each group the themes that count its persons.
    """

    facts: tuple[Fact, ...]
    codes: Mapping[str, tuple[str, ...]]
    themes: tuple[frozenset[str], ...]
    threshold: int

    @property
    def width(self) -> int:
        return len(self.themes)

    def where(self, fact: str, codes: frozenset[str]) -> npt.NDArray[np.bool_]:
        """Return which groups have one of the codes."""
        return np.array([code in codes for code in self.codes[fact]], dtype=bool)

    def of_theme(self, theme: str) -> npt.NDArray[np.bool_]:
        return np.array([theme in themes for themes in self.themes], dtype=bool)

    def fact_of(self, dimension: str) -> Fact:
        return next(fact for fact in self.facts if dimension in fact.recodes)


@dataclass(frozen=True)
class RandomTable:
    """A table: its specification, and the groups that each of its cells counts."""

    spec: TableSpec
    cells: Mapping[tuple[str, ...], Groups]
    conditions: frozenset[str] = field(default_factory=frozenset)  # facts of the conditions


def one_theme(rng: np.random.Generator, threshold: int, is_large: bool) -> Population:
    """Draw the facts of a year of victims; facts of many codes are in large years alone."""
    further = (SCOPE, STATUS, DURATION, REGION, EXPLOITATION, SEX_TYPE) if is_large else (SCOPE, STATUS, DURATION)
    chosen = [further[at] for at in rng.choice(len(further), size=int(rng.integers(1, 3)), replace=False)]
    facts = (SEX, AGE, *chosen) if rng.random() < 0.6 else (SEX, *chosen)
    return _crossed([(frozenset(["trafficking"]), facts)], facts, threshold)


def linked_themes(rng: np.random.Generator, threshold: int, is_large: bool) -> Population:
    """Draw the facts of a year of victims and other vulnerable migrants, who are all persons assisted."""
    shared = (SEX, AGE) if is_large and rng.random() < 0.7 else (SEX,)
    of_victims = (*shared, SCOPE) if rng.random() < 0.7 else shared
    of_others = (*shared, CATEGORY) if rng.random() < 0.7 else shared
    facts = tuple(dict.fromkeys((*of_victims, *of_others)))
    parts = [
        (frozenset(["trafficking", "persons"]), of_victims),
        (frozenset(["vulnerable", "persons"]), of_others),
        (frozenset(["trafficking", "vulnerable", "persons"]), facts),  # nobody; a reader does not know
    ]
    return _crossed(parts, facts, threshold)


def _crossed(
    parts: list[tuple[frozenset[str], tuple[Fact, ...]]], facts: tuple[Fact, ...], threshold: int
) -> Population:
    codes: dict[str, list[str]] = {fact.name: [] for fact in facts}
    themes: list[frozenset[str]] = []
    for of_part, crossed in parts:
        for group in itertools.product(*(fact.codes for fact in crossed)):
            by_fact = dict(zip((fact.name for fact in crossed), group, strict=True))
            for fact in facts:
                codes[fact.name].append(by_fact.get(fact.name, ""))
            themes.append(of_part)
    return Population(facts, {name: tuple(of_fact) for name, of_fact in codes.items()}, tuple(themes), threshold)


def draw_persons(rng: np.random.Generator, population: Population) -> Groups:
    """Draw how many persons there are in each group: missing answers are few to many, rare codes exist."""
    weights = rng.dirichlet(np.full(population.width, float(rng.choice((0.3, 0.6, 2.0)))))
    for fact in population.facts:
        by_code = dict(zip(fact.codes, rng.dirichlet(np.full(len(fact.codes), 1.0)), strict=True))
        weights = weights * np.array([by_code.get(code, 1.0) for code in population.codes[fact.name]])
    weights[[len(themes) > 2 for themes in population.themes]] = 0.0
    persons = int(population.threshold * rng.choice((6, 12, 25, 50, 100)))
    return np.asarray(rng.multinomial(persons, weights / weights.sum()), dtype=np.int64)


def draw_correction(
    rng: np.random.Generator, population: Population, persons: Groups
) -> tuple[Groups, npt.NDArray[np.bool_]]:
    """Return the persons after a correction, and which groups it may have changed: those with one code of one fact."""
    fact = population.facts[int(rng.integers(len(population.facts)))]
    code = str(rng.choice([code for code in fact.codes if code != fact.missing]))
    touched = population.where(fact.name, frozenset([code]))
    possible = np.flatnonzero(touched & np.array([len(themes) <= 2 for themes in population.themes]))
    after = persons.copy()
    for _ in range(int(rng.integers(1, 2 * population.threshold))):
        there = possible[after[possible] > 0]
        if len(there) and rng.random() < 0.6:
            after[rng.choice(there)] -= 1
        after[rng.choice(possible)] += 1
    return after, touched


def draw_late_file(rng: np.random.Generator, population: Population, persons: Groups) -> Groups:
    """Return the persons after a late file of one to three groups, each of as many persons as the threshold or more."""
    possible = np.flatnonzero([len(themes) <= 2 for themes in population.themes])
    after = persons.copy()
    for group in rng.choice(possible, size=int(rng.integers(1, 4))).tolist():
        after[group] += int(rng.integers(population.threshold, 4 * population.threshold))
    return after


def draw_table(rng: np.random.Generator, population: Population, number: int, theme: str) -> RandomTable | None:
    """Draw a table of one to three dimensions, perhaps with a condition; None where the theme has no fact for it."""
    facts = [fact for fact in population.facts if population.where(fact.name, frozenset(["", *fact.codes])).any()]
    own = population.of_theme(theme)
    facts = [
        fact for fact in facts if all(code for code, of in zip(population.codes[fact.name], own, strict=True) if of)
    ]
    dimensions = [str(rng.choice(list(fact.recodes))) for fact in facts]
    if theme == "persons" and rng.random() < 0.5:
        dimensions.append(THEME)
    size = min(int(rng.choice((1, 2, 2, 2, 3))), len(dimensions))
    chosen = [dimensions[at] for at in rng.choice(len(dimensions), size=size, replace=False)]
    if {"sex_type", "exploitation_recode", "world_region"} & set(chosen):  # of many codes
        chosen = chosen[:2]
    wheres = [name for name in CONDITIONS if name in {fact.name for fact in facts} and name not in chosen]
    where = str(rng.choice(wheres)) if wheres and rng.random() < 0.3 else ""
    return table_of(population, theme, chosen, number, where)


def table_of(population: Population, theme: str, dimensions: list[str], number: int, where: str = "") -> RandomTable:
    """Return a table by dimensions."""
    condition, met = CONDITIONS[where][0] if where else ("", frozenset[str]())
    spec = TableSpec(
        key=f"table_{number}",
        theme=theme,
        dimensions=tuple(dimensions),
        where={where: (condition,)} if where else {},
        threshold=population.threshold,
        title=WORDS,
        subtitle=WORDS,
    )
    everybody = population.of_theme(theme)
    if where:
        everybody = everybody & population.where(where, met)
    axes = []
    for dimension in dimensions:
        if dimension == THEME:
            masks = {part: population.of_theme(part) for part in ("trafficking", "vulnerable")}
        else:
            fact = population.fact_of(dimension)
            masks = {code: population.where(fact.name, of) for code, of in fact.recodes[dimension].items()}
        axes.append({**masks, TOTAL: np.ones(population.width, dtype=bool)})
    cells = {
        codes: np.asarray(everybody & np.all([axis[code] for axis, code in zip(axes, codes, strict=True)], axis=0))
        for codes in itertools.product(*axes)
    }
    return RandomTable(
        spec, {codes: mask.astype(np.int64) for codes, mask in cells.items()}, frozenset([where] if where else [])
    )


def draw_tables(rng: np.random.Generator, population: Population, most: int = 4) -> list[RandomTable]:
    """Draw the tables of a year, no two of which are the same."""
    themes = sorted(frozenset[str]().union(*population.themes))
    tables: dict[str, RandomTable] = {}
    for number in range(int(rng.integers(2, most + 1))):
        table = draw_table(rng, population, number, themes[number % len(themes)])
        if table is not None:
            tables.setdefault(repr((table.spec.theme, sorted(table.spec.dimensions), table.spec.where)), table)
    return list(tables.values())


def records_of(population: Population, persons: Groups, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the records of persons by form, one row per person; the offices have them in unequal parts."""
    weights = rng.dirichlet(np.full(len(OFFICES), 3.0))
    of_sex_x = float(rng.choice((0.0, 0.0, 0.15, 0.5)))
    forms = sorted(frozenset[str]().union(*population.themes) - {"persons"})
    rows: dict[str, list[Fields]] = {form: [] for form in forms}
    offices = iter(rng.choice(OFFICES, size=int(persons.sum()), p=weights).tolist())
    is_x = iter((rng.random(int(persons.sum())) < of_sex_x).tolist())
    for group in np.flatnonzero(persons).tolist():
        (form,) = population.themes[group] - {"persons"}
        said: Fields = {}
        for fact in population.facts:
            said |= fact.codes.get(population.codes[fact.name][group], {})
        for number in range(int(persons[group])):
            row = {**said, "office": next(offices), "person_key": f"{form}-{group}-{number}"}
            rows[form].append({**row, "sex": "X"} if next(is_x) and row["sex"] == "U" else row)
    return {form: _frame(form, of_form) for form, of_form in rows.items()}


def _frame(form: str, rows: list[Fields]) -> pd.DataFrame:
    fields = load_contract().forms[form].by_name
    return pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name) for row in rows],
                dtype="Int16" if name in fields and fields[name].type in NUMBERS else "str",
            )
            for name in columns_needed(form)
        }
    )
