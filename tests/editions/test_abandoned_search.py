"""A draft whose joint protection was given up: protected table by table, it says what it prints, and never passes."""

import csv

import pytest

import assets.steps.release.protection
from assets.steps.release.tables import release_folder
from assets.steps.runtime.errors import OperatorError
from reports.disclosure.suppression.warm_started_lp import SolverError
from reports.published.audit_report import FILE, read_audit_report
from reports.statistics import load_tables
from reports.statistics.measures import load_measures
from resources.stores import Stores
from tests.editions.small_editions import reviewed
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.uniform_year import stranded, victims


def given_up(*_: object, **__: object) -> None:
    raise SolverError("too long")


def test_the_sheet_of_a_search_that_was_given_up_counts_what_the_draft_prints(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets.steps.release.protection, "protect_edition", given_up)
    with pytest.raises(OperatorError, match="no draft of 2012 was put on the shelf"):
        reviewed(stores, {"KEN": {"trafficking": victims("KEN", 40)}, "UGA": {"vulnerable": stranded("UGA", 7)}})
    folder = release_folder(stores, YEAR)
    sheet = read_audit_report((folder / FILE).read_bytes())
    counted = {spec.key: spec.measure for spec in load_tables() if load_measures()[spec.measure].confidential}
    printed = suppressed = 0
    for key, measure in counted.items():
        with (folder / "tables" / f"{key}.csv").open(encoding="utf-8", newline="") as file:
            of_year = [row for row in csv.DictReader(file) if (row["year"], row["measure"]) == (str(YEAR), measure)]
        printed += sum(row["status"] == "published" for row in of_year)
        suppressed += sum(row["status"] == "confidential" for row in of_year)
    assert not sheet.passed
    assert not any(attacker.held for attacker in sheet.attackers)
    assert (sheet.numbers_printed, sheet.numbers_withheld, sheet.threshold) == (printed, suppressed, 11)
    assert printed > 50
    assert suppressed > 5
    assert sheet.numbers_of_threshold_or_more >= sheet.numbers_withheld_of_threshold_or_more
