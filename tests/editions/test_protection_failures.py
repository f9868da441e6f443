"""What cannot be protected together comes neither onto the shelf nor out of the house; a message says what to do."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assets.steps.editions.freeze import freeze
from assets.steps.editions.release import ReleaseRefusedError, release
from assets.steps.queries.external_audit import audit_published_folder
from assets.steps.release.protection import CHOICES
from assets.steps.release.restricted_audit import AUDIT, restricted_folder
from assets.steps.release.tables import release_folder
from assets.steps.runtime.errors import OperatorError
from reports.disclosure import protect_edition as outcome
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.protect import SuppressionPattern, find_suppression_pattern
from reports.published.audit_report import FILE, read_audit_report
from resources.stores import Stores
from tests.editions.small_editions import draft
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.mixed_victims import mixed_victims
from tests.lib.submissions.uniform_year import send, stranded, take_in

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]


@pytest.fixture
def year(stores: Stores, first_figure_only: None) -> Stores:
    """Offices with enough victims for numbers that are printed and numbers that are not; no draft yet."""
    for office, number in {"KEN": 130, "HTI": 90, "THA": 60}.items():
        send(stores, office, "2013-01-10-1", {"trafficking": mixed_victims(office, number)})
    take_in(stores, "KEN", "HTI", "THA")
    return stores


def restricted(stores: Stores) -> dict[str, object]:
    content: dict[str, object] = json.loads((restricted_folder(stores, YEAR) / AUDIT).read_text(encoding="utf-8"))
    return content


def test_what_cannot_be_protected_stops_the_run_and_the_shelf_stays_as_it_was(
    year: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No number may be suppressed: so small counts cannot be protected, whatever tables are given up."""
    first = draft(year)
    send(year, "HTI", "2013-02-10-1", {"trafficking": mixed_victims("HTI", 80, seed=1)})
    take_in(year, "HTI")
    monkeypatch.setattr(outcome, "MAX_ATTEMPTS", 1)
    monkeypatch.setattr(outcome, "find_suppression_pattern", with_nothing_withheld)
    with pytest.raises(OperatorError) as fault:
        draft(year)
    said = str(fault.value)
    assert "victims_by_region_and_sex" in said
    assert CHOICES in said
    assert "The restricted audit, disclosure/2012/audit.json, names the cells" in said
    assert not any(code in said for code in ("CHILD", "ADULT", "UKR", "total"))
    assert [path.name for path in year.shelf.editions(YEAR)] == [first.folder.name]
    assert year.shelf.edited_by_hand(first.folder) == []
    assert not read_audit_report((release_folder(year, YEAR) / FILE).read_bytes()).passed
    assert restricted(year)["exposed"]


def with_nothing_withheld(problem: SuppressionProblem, *given: Any) -> SuppressionPattern:
    """Protect a problem of which every number is a headline total."""
    return find_suppression_pattern(replace(problem, forced=np.ones_like(problem.forced)), *given)


def test_a_draft_that_waits_is_protected_by_itself_and_says_that_it_may_not_leave(year: Stores) -> None:
    """One case that came after a release: the difference of two totals would tell of it."""
    first = draft(year)
    freeze(year, YEAR)
    release(year, first)
    send(year, "MDA", "2013-05-01-1", {"trafficking": mixed_victims("MDA", 1)})
    take_in(year, "MDA")
    second = draft(year)
    assert restricted(year)["waits"] is True
    assert not read_audit_report((second.folder / FILE).read_bytes()).passed
    found = audit_published_folder(second.folder)
    assert not found.sheet_passed
    assert {one.attacker for one in found.verdict.found} == {"reader of earlier editions"}
    freeze(year, YEAR)
    with pytest.raises(ReleaseRefusedError, match=r"joint disclosure audit \(2012: beside edition-1.* Choices: "):
        release(year, second)


def test_a_solver_out_of_time_stops_the_run_and_says_what_a_person_can_do(
    year: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.disclosure.suppression.warm_started_lp.MAX_ITERATIONS", -1)
    with pytest.raises(OperatorError) as fault:
        draft(year)
    assert "it takes too long" in str(fault.value)
    assert CHOICES in str(fault.value)
    assert not (year.home.shelf / str(YEAR)).exists()
    assert not read_audit_report((release_folder(year, YEAR) / FILE).read_bytes()).passed


def test_a_draft_whose_headline_total_is_confidential_is_not_released(year: Stores) -> None:
    send(year, "UGA", "2013-01-10-1", {"vulnerable": stranded("UGA", 5)})
    take_in(year, "UGA")
    made = draft(year)
    freeze(year, YEAR)
    with pytest.raises(ReleaseRefusedError) as fault:
        release(year, made)
    assert "a headline total is confidential, that of " in str(fault.value)
    assert "vulnerable_by_category" in str(fault.value)
    assert "merge its theme with another, drop its tables, or wait" in str(fault.value)
    assert year.shelf.editions(YEAR, "edition") == []


def test_the_restricted_audit_tells_of_each_table_what_is_withheld_and_how_narrowly(year: Stores) -> None:
    draft(year)
    told = restricted(year)
    tables = told["tables"]
    assert isinstance(tables, dict)
    assert tables
    for table in tables.values():
        assert set(table) == {"primary", "secondary", "not_printed", "narrowest"}
        assert table["primary"] + table["secondary"] + table["not_printed"] > 0
        assert table["narrowest"] >= 1
    assert sum(table["secondary"] for table in tables.values()) > 0
    coalitions = told["coalitions"]
    assert isinstance(coalitions, dict)
    assert coalitions["pairs_tried"] > 0
    assert set(coalitions) == {"regional_offices", "pairs_tried", "pairs_successful", "pairs_of_offices"}
    assert told["solver"]
    assert told["in_the_way"] == ""
    assert float(str(told["seconds"])) >= 0


def test_the_time_an_audit_took_stands_in_nothing_published(year: Stores) -> None:
    made = draft(year)
    for path in made.folder.rglob("*.json"):
        assert "seconds" not in path.read_text(encoding="utf-8")
