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
    draw_late_file,
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

    ``release``: a second edition after the first was released and corrected. ``late``: after a late file of a few
    groups instead of a correction. ``drafts``: a second draft after a correction; its reader knows which persons did
    not change. ``answers``: the most ad-hoc tables after the first edition or draft.
    ``across_themes``: differences between cells of linked themes are confidential, too. ``is_large``: more facts and
    tables.
    """

    release: bool = True
    late: bool = False
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

    ``missing``: of each publication, what the records tell of missing codes. Of drafts, a count that is narrow already
    beside what was given out before the last draft does not count: a correction can make confidential what a draft
    printed.
    """
    bases = _bases(population, publications, touched)
    width = max(int(base.max()) for base in bases) + 1
    intruder, before = GroupIntruder(width), GroupIntruder(width)

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
                    if place < len(publications) - 1:
                        before.know(lifted(one.table.cells[codes], place), value)
        together = [one for one in publications[: place + 1] if one.persons is publication.persons]
        found = confidential_of(population, together, missing[place], oracle)
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
        if not intruder.can_be(row, least, most) and (touched is None or before.can_be(row, least, most))
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


def confidential_of(
    population: Population, together: Sequence[Publication], missing: Missing, oracle: Oracle
) -> list[Count]:
    """Return the confidential counts of publications of the same persons, also those that two of them leave."""
    persons, counts = together[0].persons, list[Count]()
    free_in: dict[str, set[str]] = {}
    for publication in together:
        free_in_one: dict[str, set[str]] = {}
        for one in publication.tables:
            free = free_missing_codes(population, one.table, persons, missing)
            names = {population.fact_of(one.table.spec.dimensions[place]).name for place in free}
            for of_theme in (free_in, free_in_one):
                of_theme.setdefault(one.table.spec.theme, set()).update(names)
            counts += confidential_cells(one.table, persons, one.available, free)
        available = [(one.table, one.available) for one in publication.tables]
        counts += confidential_differences(population, available, persons, free_in_one, oracle.across_themes)
    if len(together) > 1:
        available = [(one.table, one.available) for publication in together for one in publication.tables]
        counts += confidential_differences(population, available, persons, free_in, oracle.across_themes)
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
    publications, of_missing, answers, touched = [first], [missing], list[Publication](), None
    for number in range(int(rng.integers(0, oracle.answers + 1)) if oracle.answers else 0):
        table = draw_table(rng, population, 100 + number, str(rng.choice(sorted(themes))))
        if table is None:
            continue
        given = answer(table, year.persons, cubes, key, [first, *answers], follows_draft=not oracle.release)
        if given is not None:
            answers.append(given)
            publications, of_missing = [*publications, given], [*of_missing, missing]
    if oracle.drafts or oracle.release:
        after, changed = draw_correction(rng, population, year.persons)
        if oracle.late:
            after = draw_late_file(rng, population, year.persons)
        records = records_of(population, after, rng)
        given_out = [first, *answers] if oracle.release else answers
        second = publish(tables, after, cubes_of(records, themes), key, given_out, first.pattern)
        if second is not None:
            touched = changed if oracle.drafts and not oracle.release else None
            publications.append(second)
            of_missing.append(missing_of(population, records, after))
    return len(publications), attack(population, publications, of_missing, touched, oracle)


GATE_YEARS, GATE_RELEASES, GATE_DRAFTS, GATE_ANSWERS, GATE_CASCADES, SOAK_YEARS = 28, 6, 12, 6, 10, 1_000
FOUND_A_FAULT = 48  # the persons of sex X of the edition before decided on the missing codes of the next
FOUND_A_FAULT_OF_ANSWERS = 45  # a missing code of the edition, an attribute in the answer, exempted a complement of it
FOUND_A_FAULT_OF_LATE_FILES = 1_013  # a large year: a missing code of the edition before exempted numbers of the next
IN_A_BATCH = 100  # years of one test of the soak lane
MERGED = Oracle(across_themes=True)
"""What is tried of every year; the rest is chosen by the tests."""
AFTER_ANOTHER = {
    "a correction of an edition": replace(MERGED, answers=3),
    "a late file after an edition": replace(MERGED, late=True, answers=3),
    "a correction of a draft": replace(MERGED, release=False, drafts=True),
    "a correction of a draft and answers": replace(MERGED, release=False, drafts=True, answers=3),
    "answers": replace(MERGED, release=False, answers=3),
}
"""What is tried in the soak lane."""
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
    publications, confidential, narrow = narrow_in(seeds, MERGED)
    assert not narrow
    assert publications > GATE_RELEASES
    assert confidential > 10 * GATE_RELEASES


def test_nor_of_two_drafts_for_a_reader_who_knows_which_persons_a_correction_left_alone() -> None:
    publications, confidential, narrow = narrow_in(range(GATE_DRAFTS), AFTER_ANOTHER["a correction of a draft"])
    assert not narrow
    assert publications > 1.8 * GATE_DRAFTS
    assert confidential > 5 * GATE_DRAFTS


def test_nor_of_answers_after_a_draft() -> None:
    seeds = (FOUND_A_FAULT_OF_ANSWERS, *range(103, 103 + GATE_ANSWERS))
    publications, confidential, narrow = narrow_in(seeds, AFTER_ANOTHER["answers"])
    assert not narrow
    assert publications > 1.5 * GATE_ANSWERS
    assert confidential > 10 * GATE_ANSWERS


def test_nor_of_answers_between_two_editions_of_which_the_second_follows_a_late_file() -> None:
    tried = AFTER_ANOTHER["a late file after an edition"]
    publications, confidential, narrow = narrow_in(range(205, 205 + GATE_ANSWERS), tried)
    assert not narrow
    assert not narrow_in([FOUND_A_FAULT_OF_LATE_FILES], replace(tried, is_large=True))[2]
    assert publications > 2.3 * GATE_ANSWERS
    assert confidential > 10 * GATE_ANSWERS


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(SOAK_YEARS // IN_A_BATCH))
@pytest.mark.parametrize("tried", AFTER_ANOTHER)
def test_nor_in_many_years_of_more_facts_and_tables(tried: str, batch: int) -> None:
    seeds = range(1_000 + batch * IN_A_BATCH, 1_000 + (batch + 1) * IN_A_BATCH)
    publications, _, narrow = narrow_in(seeds, replace(AFTER_ANOTHER[tried], is_large=True))
    assert not narrow
    assert publications > IN_A_BATCH


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
