"""Offices that combine their records: regional offices and pairs, against everything that they can think of."""

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from reports.disclosure.audit.attacker_scenarios import REGIONAL_OFFICE, audit_report
from reports.disclosure.audit.suppression_counts import SuppressionCounts
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import ProtectionResult, protect_edition
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.coalition_attack import OpenCoalitions, open_coalitions
from reports.disclosure.suppression.coalitions import Coalitions
from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.published.audit_report import AttackerResult, read_audit_report, write_audit_report
from reports.statistics import load_tables, tabulate
from tests.disclosure.model.test_missing_codes import records
from tests.disclosure.small_linked_editions import KINDS, THRESHOLD, SmallEdition
from tests.disclosure.suppression.test_joint_protection import editions, names_of
from tests.lib.intruder.enumeration import candidates

YEAR = 2012
OFFICES, REGIONS = 4, {"north": (0, 1), "south": (2, 3)}
OF_A_KIND = 8


def attacked(edition: SmallEdition, rng: np.random.Generator) -> tuple[SmallEdition, np.ndarray, OpenCoalitions]:
    """Return an edition with offices, what is suppressed of it, and what the attack of its coalitions finds."""
    own = np.zeros((OFFICES, *edition.counts.shape), dtype=int)
    for cell, number in np.ndenumerate(edition.counts):
        own[(slice(None), *cell)] = rng.multinomial(number, (0.4, 0.35, 0.2, 0.05))
    edition = replace(edition, own=tuple(own))
    problem = edition.problem()
    assert problem.own is not None
    of_regions = sparse.csr_matrix([problem.own.toarray()[list(members)].sum(axis=0) for members in REGIONS.values()])
    problem = replace(problem, coalitions=Coalitions(tuple(REGIONS), of_regions, {}))
    pattern = find_suppression_pattern(problem, rng.random(len(problem.refs)))
    found = open_coalitions(problem, pattern.suppressed, pattern.moves.values())
    assert found is not None
    return edition, pattern.suppressed, found


def numbers_of_few_others(
    edition: SmallEdition, offices: tuple[int, ...], tables: np.ndarray
) -> Iterator[tuple[tuple[str, ...], set[int]]]:
    """Yield each number of 1 to 10 persons of other offices than these, and which numbers of others are possible."""
    own = np.sum([edition.own[office] for office in offices], axis=0).ravel()
    possible = tables[(tables >= own).all(axis=1)]
    for name, mask in edition.numbers().items():
        others = int(edition.counts.ravel()[mask].sum() - own[mask].sum())
        if own[mask].sum() and 0 < others < THRESHOLD:
            yield name, {int(one) for one in np.unique(possible[:, mask].sum(axis=1) - own[mask].sum())}


@pytest.mark.parametrize("kind", KINDS)
def test_a_regional_office_finds_few_persons_of_others_only_in_cells_that_the_audit_names(kind: str) -> None:
    rng, held, said = np.random.default_rng(14), 0, 0
    for edition, _, _ in editions(kind, OF_A_KIND):
        edition, suppressed, found = attacked(edition, rng)
        problem = edition.problem()
        tables = candidates(edition, names_of(problem, suppressed))
        for region, members in REGIONS.items():
            cells = found.regional.get(region, ())
            named = {ref.parts for cell in cells for ref in problem.refs[cell]}
            for name, others in numbers_of_few_others(edition, members, tables):
                if name in named:
                    said += 1
                else:
                    assert others >= set(range(1, THRESHOLD + 1)), (kind, region, name)
                    held += 1
    assert held + said > 0
    assert said > 0


@pytest.mark.parametrize("kind", ["a chain", "a hierarchy"])
def test_the_attack_of_pairs_finds_exactly_the_printed_numbers_that_leave_few_others(kind: str) -> None:
    rng, numbers = np.random.default_rng(15), 0
    for edition, _, _ in editions(kind, OF_A_KIND):
        edition, suppressed, found = attacked(edition, rng)
        problem, masks = edition.problem(), edition.numbers()
        hidden = names_of(problem, suppressed)
        expected, pairs = set(), set()
        for pair in itertools.combinations(range(OFFICES), 2):
            for name, mask in masks.items():
                of_each = [int(edition.own[office].ravel()[mask].sum()) for office in pair]
                others = int(edition.counts.ravel()[mask].sum()) - sum(of_each)
                if min(of_each) and 0 < others < THRESHOLD and name not in hidden:
                    expected.add(name)
                    pairs.add(pair)
        named = {ref.parts for cell in found.pairs.cells for ref in problem.refs[cell]}
        assert named >= expected
        assert all(any(ref.parts in expected for ref in problem.refs[cell]) for cell in found.pairs.cells)
        assert found.pairs.successful == len(pairs)
        numbers += len(expected)
    assert numbers > 0


def protected(*frames: pd.DataFrame) -> ProtectionResult:
    cube = cube_with_contributors("trafficking", {"trafficking": pd.concat(frames, ignore_index=True)}, YEAR)
    statistics = [tabulate(cube, spec, YEAR) for spec in load_tables() if spec.key == "victims_by_sex_and_age"]
    edition = LinkedTables(YEAR, statistics, {"trafficking": cube})
    result = protect_edition(edition, lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert not result.under_protected
    assert not result.to_contributors
    return result


def persons(offices: tuple[str, ...], number: int, of: str) -> pd.DataFrame:
    """Return persons of both sexes, adults and children, as many of each; the offices have them in turn."""
    frame = records({(sex, age): number for sex in "FM" for age in (30, 10)}, offices)
    return frame.assign(person_key=of + frame["person_key"])


def test_a_regional_office_is_told_from_its_offices_and_the_public_report_gives_the_share_and_no_cell() -> None:
    result = protected(persons(("KEN", "ETH", "UGA"), 30, "n"), persons(("THA",), 4, "t"))
    assert result.coalitions is not None
    assert set(result.coalitions.regional) == {"NAIROBI"}  # the other regional office has one office
    every_cell = {CellRef("victims_by_sex_and_age", codes) for codes in itertools.product("FM", ("CHILD", "ADULT"))}
    assert every_cell <= result.coalitions.regional_cells
    assert len(result.coalitions.regional_cells) == 8  # four cells of 4 others each, and four margins of 8
    report = audit_report(result, SuppressionCounts(12, 4, 10, 0, 11), YEAR, {})
    (found,) = [one for one in report.attackers if one.name == REGIONAL_OFFICE[0]]
    assert (found.held, found.binding, found.found_pct) == (False, False, 50.0)
    assert report.passed
    written = write_audit_report(report)
    assert read_audit_report(written) == report
    assert b"NAIROBI" not in written
    assert b"victims_by_sex_and_age" not in written


def test_a_pair_of_offices_finds_what_neither_does_alone() -> None:
    frames = persons(("KEN", "THA"), 30, "a"), persons(("DEU",), 4, "b")
    found = protected(*frames).coalitions
    assert found is not None
    assert not found.regional  # no two of these offices are of one region
    assert (found.pairs_tried, found.pairs_successful) == (3, 1)
    assert CellRef("victims_by_sex_and_age", ("F", "CHILD")) in found.of_pairs


def test_a_person_in_the_records_of_two_offices_is_one_person_of_their_coalition() -> None:
    both, others = persons(("KEN",), 30, "a"), persons(("THA",), 12, "b")
    again = both.assign(office="ETH")
    found = protected(both, again, others).coalitions
    assert found is not None
    assert not found.regional  # 12 others of each kind; were the 30 counted twice, there would be none
    assert found.pairs_tried == 2 + 1
    few = persons(("THA",), 4, "b")
    with_few = protected(both.iloc[1:], again.iloc[:-1], few).coalitions
    assert with_few is not None
    assert set(with_few.regional) == {"NAIROBI"}


def test_cubes_without_the_offices_of_their_records_have_no_scenario_of_regional_offices() -> None:
    cube = cube_with_contributors("trafficking", {"trafficking": persons(("KEN", "UGA", "THA"), 30, "a")}, YEAR)
    cube = cube.drop(columns="recorded_by")
    statistics = [tabulate(cube, spec, YEAR) for spec in load_tables() if spec.key == "victims_by_sex_and_age"]
    edition = LinkedTables(YEAR, statistics, {"trafficking": cube})
    result = protect_edition(edition, lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert result.coalitions is None
    names = [one.name for one in audit_report(result, SuppressionCounts(1, 0, 1, 0, 11), YEAR, {}).attackers]
    assert REGIONAL_OFFICE[0] not in names


def test_a_report_of_an_early_version_has_no_share_of_a_scenario() -> None:
    assert AttackerResult("outsider", "what is printed", held=True).found_pct is None
