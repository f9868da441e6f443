"""Random years against an intruder who solves for other persons: no confidential count is narrower than its rule.

In each year the intruder has all printed numbers of all publications together, the definitions of the tables, and
nothing of the engine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from tests.disclosure.confidential_counts import (
    Count,
    Missing,
    confidential_cells,
    confidential_differences,
    free_missing_codes,
)
from tests.disclosure.protected_year import Publication, answer, cubes_of, key_of, publish
from tests.disclosure.random_cascade import protected_cascade
from tests.disclosure.random_year import (
    OFFICES,
    Groups,
    Population,
    draw_correction,
    draw_persons,
    draw_table,
    draw_tables,
    linked_themes,
    one_theme,
    records_of,
)
from tests.lib.intruder.groups import GroupIntruder, unique_rows

THRESHOLDS = (3, 5, 11)


@dataclass(frozen=True)
class Oracle:
    """What is tried of a year besides one edition.

    ``release``: a second edition after the first was released and corrected. ``drafts``: a second draft after a
    correction; its reader knows which persons did not change. ``answers``: the most ad-hoc tables after an edition.
    ``across_themes``: differences between cells of linked themes are confidential, too. ``is_large``: more facts and
    tables.
    """

    release: bool = True
    drafts: bool = False
    answers: int = 0
    across_themes: bool = False
    is_large: bool = False


@dataclass(frozen=True)
class Year:
    population: Population
    persons: Groups
    records: dict[str, pd.DataFrame]
    rng: np.random.Generator


def draw_year(seed: int, is_large: bool) -> Year:
    rng = np.random.default_rng(seed)
    threshold = int(rng.choice(THRESHOLDS))
    population = (linked_themes if rng.random() < 0.35 else one_theme)(rng, threshold, is_large)
    persons = draw_persons(rng, population)
    return Year(population, persons, records_of(population, persons, rng), rng)


@dataclass(frozen=True)
class Attacked:
    """The confidential counts of publications, and those that the intruder finds narrower than their rule."""

    confidential: int
    narrow: tuple[str, ...]


def attack(
    population: Population,
    publications: Sequence[Publication],
    missing: Sequence[Missing],
    touched: Groups | None,
    oracle: Oracle,
) -> Attacked:
    """Attack publications together. ``touched``: the groups that a correction may have changed; None if nobody knows.

    ``missing``: of each publication, what the records tell of missing codes.
    """
    bases = _bases(population, publications, touched)
    width = max(int(base.max()) for base in bases) + 1
    intruder = GroupIntruder(width)

    def lifted(row: Groups, place: int) -> Groups:
        wide = np.zeros(width, dtype=np.int64)
        wide[bases[place]] = row
        return wide

    truth = np.zeros(width, dtype=np.int64)
    confidential: list[Count] = []
    for place, publication in enumerate(publications):
        truth[bases[place]] = publication.persons
        for one in publication.tables:
            for codes, value in one.printed.items():
                if codes in one.table.cells:
                    intruder.know(lifted(one.table.cells[codes], place), value)
        found = confidential_of(population, publication, missing[place], oracle)
        if touched is not None:  # of the others nobody knows whether they are the same persons
            found = [count for count in found if not (count[0][touched > 0] != 0).any()]
        confidential += [(lifted(row, place), least, most) for row, least, most in found]
    for earlier, later, row, interval in _revisions(population, publications) if touched is None else ():
        confidential.append((lifted(row, later) - lifted(row, earlier), *interval))
    assert intruder.fits(truth)
    intruder.solutions.append(truth)
    counts = unique_rows(confidential)
    narrow = [
        f"{least} to {most}, true {int(row @ truth)}"
        for row, least, most in counts
        if not intruder.can_be(row, least, most)
    ]
    return Attacked(len(counts), tuple(narrow))


def _bases(population: Population, publications: Sequence[Publication], touched: Groups | None) -> list[Groups]:
    """Return, by publication, the place of each group among the unknowns; groups known to be the same are one."""
    bases: list[Groups] = []
    end = 0
    for number, publication in enumerate(publications):
        same = next((at for at in range(number) if publications[at].persons is publication.persons), None)
        if same is not None:
            bases.append(bases[same])
            continue
        base = np.arange(end, end + population.width)
        end += population.width
        if touched is not None and bases:
            base = np.where(touched > 0, base, bases[0])
        bases.append(base)
    used = np.unique(np.concatenate(bases))
    return [np.searchsorted(used, base) for base in bases]


def confidential_of(population: Population, publication: Publication, missing: Missing, oracle: Oracle) -> list[Count]:
    """Return the confidential counts of one publication."""
    persons, counts, free_in = publication.persons, list[Count](), dict[str, set[str]]()
    for one in publication.tables:
        free = free_missing_codes(population, one.table, persons, missing)
        names = {population.fact_of(one.table.spec.dimensions[place]).name for place in free}
        free_in.setdefault(one.table.spec.theme, set()).update(names)
        counts += confidential_cells(one.table, persons, one.available, free)
    tables = [(one.table, one.available) for one in publication.tables]
    counts += confidential_differences(population, tables, persons, free_in, oracle.across_themes)
    return counts


def _revisions(
    population: Population, publications: Sequence[Publication]
) -> Iterator[tuple[int, int, Groups, tuple[int, int]]]:
    """Yield each cell that two editions print and that differs by few persons."""
    threshold = population.threshold
    for later in range(1, len(publications)):
        for earlier in range(later):
            if publications[earlier].persons is publications[later].persons:
                continue
            before = {one.table.spec.key: one for one in publications[earlier].tables}
            for one in publications[later].tables:
                old = before.get(one.table.spec.key)
                for codes in set(one.available) & set(old.available if old else ()):
                    change = one.available[codes] - (old.available[codes] if old else 0)
                    if codes in one.table.cells and 0 < abs(change) < threshold:
                        row = one.table.cells[codes]
                        yield earlier, later, row, (1, threshold) if change > 0 else (-threshold, -1)


def missing_of(population: Population, records: dict[str, pd.DataFrame], persons: Groups) -> Missing:
    """Return what the records tell of missing codes, by the keys that the records' persons have."""
    by_office = {office: np.zeros(population.width, dtype=np.int64) for office in OFFICES}
    of_sex_x = dict.fromkeys(sorted(frozenset[str]().union(*population.themes)), 0)
    for frame in records.values():
        for office, key, sex in zip(frame["office"], frame["person_key"], frame["sex"], strict=True):
            group = int(key.rsplit("-", 2)[-2])
            by_office[office][group] += 1
            for theme in population.themes[group] if sex == "X" else ():
                of_sex_x[theme] += 1
    assert (np.sum(list(by_office.values()), axis=0) == persons).all()
    return Missing(by_office, of_sex_x)


def attacked_year(seed: int, oracle: Oracle) -> tuple[int, Attacked]:
    """Publish all that the oracle asks of a year; return the number of publications, and how the attack went."""
    year = draw_year(seed, oracle.is_large)
    population, rng, key = year.population, year.rng, key_of(seed)
    tables = draw_tables(rng, population, 5 if oracle.is_large else 3)
    themes = {table.spec.theme for table in tables}
    cubes = cubes_of(year.records, themes)
    first = publish(tables, year.persons, cubes, key)
    if first is None:
        return 0, Attacked(0, ())
    missing = missing_of(population, year.records, year.persons)
    publications, of_missing, touched = [first], [missing], None
    for number in range(int(rng.integers(0, oracle.answers + 1)) if oracle.answers else 0):
        table = draw_table(rng, population, 100 + number, str(rng.choice(sorted(themes))))
        given = answer(table, year.persons, cubes, key, publications) if table is not None else None
        if given is not None:
            publications, of_missing = [*publications, given], [*of_missing, missing]
    if oracle.drafts or oracle.release:
        after, changed = draw_correction(rng, population, year.persons)
        records = records_of(population, after, rng)
        second = publish(tables, after, cubes_of(records, themes), key, publications if oracle.release else ())
        if second is not None:
            touched = changed if oracle.drafts and not oracle.release else None
            publications.append(second)
            of_missing.append(missing_of(population, records, after))
    return len(publications), attack(population, publications, of_missing, touched, oracle)


GATE_YEARS, GATE_RELEASES, GATE_CASCADES, SOAK_YEARS = 75, 12, 10, 1_000
FOUND_A_FAULT = 48  # the persons of sex X of the edition before decided on the missing codes of the next
IN_A_BATCH = 100  # years of one test of the soak lane
MERGED = Oracle(drafts=False, answers=0, across_themes=True)
"""What is tried of every year; ``release`` and ``is_large`` are chosen by the tests."""
CASCADES_NEVER_GROW = True
"""Whether the intruder of cascades knows that no service is more than the one before it."""


def narrow_in(seeds: Iterable[int], oracle: Oracle) -> tuple[int, int, dict[int, tuple[str, ...]]]:
    """Attack years; return the publications, the confidential counts, and by seed the counts that were narrower."""
    publications = confidential = 0
    narrow: dict[int, tuple[str, ...]] = {}
    for seed in seeds:
        published, attacked = attacked_year(seed, oracle)
        publications, confidential = publications + published, confidential + attacked.confidential
        if attacked.narrow:
            narrow[seed] = attacked.narrow
    return publications, confidential, narrow


def test_no_confidential_count_of_an_edition_is_narrower_than_its_rule() -> None:
    publications, confidential, narrow = narrow_in(range(GATE_YEARS), replace(MERGED, release=False))
    assert not narrow
    assert publications > 0.9 * GATE_YEARS
    assert confidential > 10 * GATE_YEARS


def test_nor_of_two_editions_of_which_the_second_follows_a_correction() -> None:
    seeds = (FOUND_A_FAULT, *range(GATE_YEARS, GATE_YEARS + GATE_RELEASES))
    publications, confidential, narrow = narrow_in(seeds, replace(MERGED, release=True))
    assert not narrow
    assert publications > GATE_RELEASES
    assert confidential > 10 * GATE_RELEASES


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(SOAK_YEARS // IN_A_BATCH))
def test_nor_in_many_years_of_more_facts_and_tables(batch: int) -> None:
    seeds = range(1_000 + batch * IN_A_BATCH, 1_000 + (batch + 1) * IN_A_BATCH)
    publications, _, narrow = narrow_in(seeds, replace(MERGED, release=batch % 2 == 1, is_large=True))
    assert not narrow
    assert publications > 0.9 * IN_A_BATCH


def narrow_in_cascades(seeds: range, is_known: bool) -> tuple[int, dict[int, int]]:
    """Attack cascades; return the confidential counts, and by seed how many were narrower than their rule.

    ``is_known``: the intruder knows that no service is more than the one before it.
    """
    confidential, narrow = 0, dict[int, int]()
    for seed in seeds:
        cascade = protected_cascade(seed)
        if cascade is None:
            continue
        intruder = GroupIntruder(len(cascade.groups))
        for row, value in cascade.printed:
            intruder.know(row, value)
        for row in cascade.relations() if is_known else ():
            intruder.know_at_most_zero(row)
        assert intruder.fits(cascade.truth)
        intruder.solutions.append(cascade.truth)
        counts = unique_rows(cascade.confidential)
        found = sum(not intruder.can_be(*count) for count in counts)
        confidential += len(counts)
        narrow |= {seed: found} if found else {}
    return confidential, narrow


def test_no_sensitive_count_of_a_cascade_is_narrower_than_its_rule() -> None:
    confidential, narrow = narrow_in_cascades(range(70, 70 + GATE_CASCADES), CASCADES_NEVER_GROW)
    assert not narrow
    assert confidential > 2 * GATE_CASCADES


@pytest.mark.soak
def test_nor_in_many_cascades() -> None:
    assert not narrow_in_cascades(range(1_000, 1_200), CASCADES_NEVER_GROW)[1]


def test_the_intruder_finds_what_suppressing_small_counts_alone_leaves_open() -> None:
    narrow = 0
    for seed in range(8):
        year = draw_year(seed, is_large=False)
        tables = draw_tables(year.rng, year.population, 3)
        cubes = cubes_of(year.records, {table.spec.theme for table in tables})
        found = publish(tables, year.persons, cubes, key_of(seed))
        if found is None:
            continue
        small = [
            replace(
                one,
                suppressed=frozenset(c for c, value in one.available.items() if 0 < value < one.table.spec.threshold),
            )
            for one in found.tables
        ]
        missing = missing_of(year.population, year.records, year.persons)
        alone = replace(found, tables=tuple(small))
        narrow += len(attack(year.population, [alone], [missing], None, MERGED).narrow)
    assert narrow > 15
