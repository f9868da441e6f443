"""What a file would change is what it changes, and trying it writes nothing."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from assets.steps.editions.comparison import Changes
from assets.steps.editions.count_impact import CountImpact, count_impact
from assets.steps.editions.diff import diff_editions
from assets.steps.editions.dry_run import DryRunFileError
from assets.steps.editions.freeze import freeze
from assets.steps.editions.lookup import Edition, EditionLookupError, find_edition
from assets.steps.editions.published_impact import PublishedImpact, published_impact
from assets.steps.provenance.vintage_records import printed_cells
from expectations.reading import SubmittedFile
from reports.figures import load_figures
from reports.figures.picture import picture_of
from reports.sentences import say
from reports.statistics import load_tables
from reports.statistics.dimensions import Ranking
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.dry_run_deliveries import ALL, START, deliveries
from tests.editions.small_editions import draft
from tests.lib.homes import file_digests
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, files_of
from tests.lib.submissions.uniform_year import send, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
RANKED = {spec.key for spec in load_tables() if isinstance(spec.definitions[0], Ranking)}


def stand_on_what_changed(counted: CountImpact, before: Edition, after: Edition) -> None:
    """Every figure drawn and every sentence said on a changed number is named."""
    changed = {cell.cell_id for cell in counted.cells}
    for tables in (before.tables(), after.tables()):
        said = {one.key for one in say(tables).sentences if changed & set(one.cell_ids)}
        assert said <= set(counted.sentences)
        for spec in load_figures():
            marks = picture_of(spec, tables[spec.table]).marks.values() if spec.table in tables else ()
            if changed & {tables[spec.table].cell_id(mark.cell) for mark in marks}:
                assert spec.key in counted.figures
    tables_changed = set(counted.tables)
    assert {spec.table for spec in load_figures() if spec.key in counted.figures} <= tables_changed


def tried_and_accepted(
    stores: Stores, before: Edition, office: str, delivery: str, files: list[SubmittedFile]
) -> tuple[PublishedImpact, Changes, Edition]:
    lay = file_digests(stores.home.root)
    tried = published_impact(stores, office, YEAR, files, delivery)
    counted = count_impact(stores, office, YEAR, files, delivery)
    assert file_digests(stores.home.root) == lay
    send(stores, office, delivery, files)
    take_in(stores, office)
    after = draft(stores)
    made = diff_editions(stores, before, after).changes
    agree(counted, tried, made, (before, after))
    stand_on_what_changed(counted, before, after)
    return tried, made, after


def agree(counted: CountImpact, tried: PublishedImpact, made: Changes, editions: tuple[Edition, Edition]) -> None:
    """What is told of the counts alone is the counted part of the difference.

    A ranked table that is suppressed whole prints no place: what became of its numbers no edition shows.
    """
    shown = {cell for find_edition in editions for cell in printed_cells(find_edition.folder)}
    hidden = {cell.table for cell in counted.cells if cell.cell_id not in shown}
    assert hidden <= RANKED
    assert counted.dry_run == tried.dry_run
    assert {(cell.cell_id, cell.was, cell.now) for cell in counted.cells if cell.cell_id in shown} == {
        (cell.cell_id, cell.counted_was, cell.counted_now)
        for cell in made.cells
        if cell.counted_was != cell.counted_now
    }
    ranks = ([one for one in ranks if one.table not in hidden] for ranks in (counted.ranks, made.ranks))
    assert next(ranks) == next(ranks)
    assert counted.states == made.states
    cut_from_records = {spec.key for spec in load_tables()}
    assert {cell for cell in tried.isolated if cell.partition(":")[0] in cut_from_records} <= set(counted.isolated)
    confidential = {cell.cell_id: cell for cell in made.cells if cell.now is not None and cell.now[1] == "confidential"}
    assert set(counted.confidential) & shown <= set(confidential)
    assert set(tried.suppressed) == {
        cell_id for cell_id, cell in confidential.items() if cell.was is None or cell.was[1] == "published"
    }


@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(deliveries())
def test_the_impact_of_a_file_is_the_difference_that_it_makes(
    at_first: Path, tmp_path_factory: pytest.TempPathFactory, sent: tuple[str, list[SubmittedFile]]
) -> None:
    root = tmp_path_factory.mktemp("impact") / "var"
    shutil.copytree(at_first, root)
    stores = open_stores(Home(root))
    before = find_edition(stores, "draft-1", YEAR)
    tried, made, _ = tried_and_accepted(stores, before, sent[0], "2013-04-01-1", sent[1])
    assert tried.changes == made
    assert tried.dry_run.became == "stands"
    stores.warehouse.close()


def test_the_impact_of_nil_withdrawn_unreadable_and_repeated_deliveries(reviewed_once: Stores) -> None:
    stores = reviewed_once
    before = find_edition(stores, "draft-1", YEAR)
    nil = files_of("THA", {}, nil_forms=ALL)
    tried, made, before = tried_and_accepted(stores, before, "THA", "2013-04-01-1", nil)
    assert tried.changes == made
    assert {(one.office, one.now) for one in made.states if one.form == "trafficking"} == {("THA", "nil")}

    withdrawn = files_of("KEN", {}, nil_forms=ALL)
    tried, made, before = tried_and_accepted(stores, before, "KEN", "2013-04-01-1", withdrawn)
    assert tried.changes == made
    assert f"victims_by_sex_and_age:total:total:persons:{YEAR}" in {cell.cell_id for cell in made.printed}

    no_workbook = [SubmittedFile("office.xlsx", b"This is no workbook.\n")]
    tried, made, before = tried_and_accepted(stores, before, "PER", "2013-04-01-1", no_workbook)
    assert tried.changes == made
    assert (tried.dry_run.became, {one.now for one in made.states}) == ("rejected", {"rejected"})

    repeated = files_of("UGA", START["UGA"])
    tried = published_impact(stores, "UGA", YEAR, repeated, "2013-04-01-1")
    assert tried.changes == Changes()
    assert (tried.dry_run.became, tried.dry_run.new, tried.dry_run.mended) == ("repeated", (), ())


def test_a_file_of_another_year_or_office_and_a_frozen_year_are_refused(reviewed_once: Stores) -> None:
    stores = reviewed_once
    lay = file_digests(stores.home.root)
    rows = {"trafficking": victims("KEN", 10)}
    for answer in (count_impact, published_impact):
        for files in (files_of("UGA", rows), files_of("KEN", rows, year=2011)):
            with pytest.raises(DryRunFileError):
                answer(stores, "KEN", YEAR, files)
        with pytest.raises(EditionLookupError, match="no review of 2010"):
            answer(stores, "KEN", 2010, files_of("KEN", rows, year=2010))
    assert file_digests(stores.home.root) == lay
    freeze(stores, YEAR)
    for answer in (count_impact, published_impact):
        with pytest.raises(EditionLookupError, match="2012 is frozen at draft-1"):
            answer(stores, "KEN", YEAR, files_of("KEN", rows))
