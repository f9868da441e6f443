"""What a file would change in the counts is what it changes there, and it is told without protecting the year."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

import assets.steps.release.tables
from assets.steps.editions.count_comparison import CountChange, figures_on, isolated_cells, sentences_on
from assets.steps.editions.count_impact import CountImpact, count_impact
from assets.steps.editions.freeze import freeze
from assets.steps.editions.release import release
from assets.steps.provenance.vintage_records import Printed, printed_cells
from assets.steps.statistics.count import count_year
from assets.steps.submissions.form_states import form_states
from expectations.reading import SubmittedFile
from reports.published.codes import CODES_OF_NO_COUNTRY
from reports.statistics import load_tables
from reports.statistics.dimensions import Ranked
from resources.home import Home
from resources.register import ReceivedFile
from resources.stores import Stores, open_stores
from tests.editions.dry_run_deliveries import ALL, START, deliveries
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft
from tests.lib.homes import ReadingHere, file_digests
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, files_of
from tests.lib.submissions.uniform_year import send, take_in, victims

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
TOTAL = f"victims_by_sex_and_age:total:total:persons:{YEAR}"
SPECS = {spec.key: spec for spec in load_tables()}


@dataclass(frozen=True)
class Moment:
    """A year as its stores have it, taken without any code of the impact. ``counts``: persons of tables of persons."""

    numbers: Mapping[str, float | None]
    counts: Mapping[tuple[str, tuple[str, ...]], float]
    states: Mapping[tuple[str, str], str]
    findings: Counter[tuple[str, str]]

    @classmethod
    def of(cls, stores: Stores, office: str) -> "Moment":
        rows = stores.warehouse.read("statistics", where={"year": YEAR})
        numbers: dict[str, float | None] = {}
        counts = {}
        for key, text, measure, value, state in rows[["table_key", "codes", "measure", "value", "state"]].itertuples(
            index=False, name=None
        ):
            codes = tuple(json.loads(text))
            numbers[":".join((key, *codes, measure, str(YEAR)))] = value if state == "counted" else None
            if measure == "persons" and not pd.isna(value):
                counts[key, codes] = value
        states = {(o, form): state for o, form, state in form_states(stores, YEAR).itertuples(index=False, name=None)}
        findings = stores.warehouse.read("findings", ["form", "rule"], {"year": YEAR, "office": office})
        return cls(numbers, counts, states, Counter(findings.itertuples(index=False, name=None)))

    def confidential(self) -> set[str]:
        """Persons of 1 to 10, and none where nobody says something about somebody."""
        found = set()
        for (key, codes), value in self.counts.items():
            at_zero = any(
                name in SPECS[key].sensitive and code != "total"
                for name, code in zip(SPECS[key].dimensions, codes, strict=True)
            )
            if (0 if at_zero else 1) <= value <= 10:
                found.add(":".join((key, *codes, "persons", str(YEAR))))
        return found

    def places(self) -> dict[tuple[str, str], int]:
        """The place of each country in each ranked table, by persons and then by code."""
        found = {}
        for key, spec in SPECS.items():
            if isinstance(spec.definitions[0], Ranked):
                own = [(-n, codes[0]) for (of, codes), n in self.counts.items() if of == key]
                ranked = [code for _, code in sorted(own) if code not in CODES_OF_NO_COUNTRY]
                found |= {(key, code): place for place, code in enumerate(ranked, start=1)}
        return found


def agrees(told: CountImpact, before: Moment, after: Moment, printed: Mapping[str, Printed]) -> None:
    changed = {
        cell for cell in {**before.numbers, **after.numbers} if before.numbers.get(cell) != after.numbers.get(cell)
    }
    assert {(cell.cell_id, cell.was, cell.now) for cell in told.cells} == {
        (cell, before.numbers.get(cell), after.numbers.get(cell)) for cell in changed
    }
    assert {cell.cell_id: cell.printed for cell in told.cells} == {cell: printed.get(cell) for cell in changed}
    was, now = before.places(), after.places()
    assert {((one.table, one.code), one.was, one.now) for one in told.ranks} == {
        (place, was.get(place), now.get(place)) for place in {**was, **now} if was.get(place) != now.get(place)
    }
    assert {((one.office, one.form), one.was, one.now) for one in told.states} == {
        (slot, before.states[slot], state)
        for slot, state in after.states.items()
        if slot in before.states and before.states[slot] != state
    }
    new, mended = (Counter((one.form, one.rule) for one in some) for some in (told.dry_run.new, told.dry_run.mended))
    assert {**after.findings} == {**(before.findings + new - mended)}
    confidential = after.confidential()
    of_persons = {cell for cell in changed if ":persons:" in cell}
    assert {cell for cell in told.confidential if ":persons:" in cell} == of_persons & (
        confidential - before.confidential()
    )
    isolated = set()
    for cell in of_persons - confidential:
        number = after.numbers.get(cell)
        if number is not None and printed.get(cell, ("", "", ""))[1] == "published":
            isolated |= {cell} if 1 <= abs(number - float(printed[cell][0])) <= 10 else set()
    assert set(told.isolated) == isolated


@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(deliveries(), deliveries())
@example(("KEN", files_of("KEN", START["KEN"])), ("KEN", files_of("KEN", {}, nil_forms=ALL)))
@example(("KEN", files_of("KEN", {}, nil_forms=ALL)), ("KEN", files_of("KEN", START["KEN"])))
@example(("THA", files_of("THA", {}, nil_forms=ALL)), ("PER", [SubmittedFile("office.xlsx", b"This is no workbook.")]))
def test_the_impact_on_the_counts_is_what_two_deliveries_do_to_them(
    at_first: Path,
    tmp_path_factory: pytest.TempPathFactory,
    sent: tuple[str, list[SubmittedFile]],
    then: tuple[str, list[SubmittedFile]],
) -> None:
    root = tmp_path_factory.mktemp("counted") / "var"
    shutil.copytree(at_first, root)
    stores = open_stores(Home(root))
    printed = printed_cells(stores.shelf.latest(YEAR) or root)
    for place, (office, files) in enumerate((sent, then), start=1):
        before, lay = Moment.of(stores, office), file_digests(root)
        told = count_impact(stores, office, YEAR, files, f"2013-04-01-{place}")
        assert file_digests(root) == lay
        send(stores, office, f"2013-04-01-{place}", files)
        take_in(stores, office)
        count_year(stores, YEAR)
        agrees(told, before, Moment.of(stores, office), printed)
    stores.warehouse.close()


def test_what_came_since_the_last_count_is_no_effect_of_a_file(reviewed_once: Stores) -> None:
    send(reviewed_once, "UGA", "2013-04-01-1", {"trafficking": victims("UGA", 90)})
    take_in(reviewed_once, "UGA")
    told = count_impact(reviewed_once, "KEN", YEAR, files_of("KEN", {"trafficking": victims("KEN", 70)}))
    total = next(cell for cell in told.cells if cell.cell_id == TOTAL)
    assert (total.was, total.now) == (131, 161)


def test_no_protection_is_sought(reviewed_once: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.steps.release.tables, "protect_year", None)
    told = count_impact(reviewed_once, "KEN", YEAR, files_of("KEN", {"trafficking": victims("KEN", 60)}))
    assert told.dry_run.became == "stands"
    assert told.seconds_to_protect is not None


def test_isolated_cells_are_named_for_every_edition_that_prints_the_number() -> None:
    def isolated(
        now: float | None, *editions: Mapping[str, Printed], confidential: frozenset[str] = frozenset()
    ) -> int:
        return len(isolated_cells([CountChange(TOTAL, 90.0, now)], editions, confidential))

    draft_prints, released_prints = {TOTAL: ("90", "published", "")}, {TOTAL: ("43", "published", "")}
    assert isolated(91.0, draft_prints) == isolated(80.0, draft_prints) == 1
    assert isolated(101.0, draft_prints) == isolated(79.0, draft_prints) == isolated(None, draft_prints) == 0
    assert isolated(45.0, draft_prints) == 0
    assert isolated(45.0, draft_prints, released_prints) == 1
    assert isolated(43.0, draft_prints, released_prints) == 0
    assert isolated(91.0, {TOTAL: ("", "confidential", "")}) == isolated(91.0, {}) == 0
    assert isolated(91.0, draft_prints, confidential=frozenset({TOTAL})) == 0


def test_figures_and_sentences_are_named_that_stand_on_a_number_and_no_others() -> None:
    def named(*cell: str) -> tuple[set[str], set[str]]:
        changes = [CountChange(":".join((*cell, str(YEAR))), 40.0, 50.0)]
        return set(figures_on(changes)), set(sentences_on(changes))

    figures, sentences = named("victims_by_sex_and_age", "F", "total", "persons")
    assert (figures, "victims-female" in sentences) == (set(), True)
    assert not {"victims", "returns", "victims-top-origins"} & sentences
    figures, sentences = named("victims_by_sex_and_age", "F", "CHILD", "persons")
    assert (figures, sentences) == ({"victims_by_sex_and_age"}, set())
    figures, sentences = named("victims_by_sex_and_age", "not_stated", "total", "persons")
    assert "victims-female" in sentences, "its response stands on it"
    figures, sentences = named("victims_top_origins", "UKR", "persons")
    assert (figures, "victims-top-origins" in sentences) == ({"victims_top_origins"}, True)
    assert named("victims_top_origins", "UKR", "share_pct") == (set(), set())


def test_a_number_near_that_of_a_released_edition_isolates_though_the_draft_is_far_from_it(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": victims("KEN", 40)})
    take_in(stores, "KEN")
    made = audited(stores)
    freeze(stores, YEAR)
    release(stores, made)
    send(stores, "KEN", "2013-04-01-1", {"trafficking": victims("KEN", 80)})
    take_in(stores, "KEN")
    draft(stores)
    told = count_impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": victims("KEN", 43)}))
    assert TOTAL in told.isolated


def test_impact_tells_findings_mended_and_new_and_who_could_be_isolated(reviewed_once: Stores) -> None:
    stores = reviewed_once
    faulty = [{**row, "sex": "no code"} if place < 3 else row for place, row in enumerate(victims("KEN", 40))]
    send(stores, "KEN", "2013-04-01-1", {"trafficking": faulty})
    take_in(stores, "KEN")
    ReadingHere.read.clear()
    better = [{**row, "age": 4711} if place == 5 else row for place, row in enumerate(victims("KEN", 43))]
    told = count_impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": better}))
    assert len(ReadingHere.read) == 1, "only the file itself is read"
    assert len(told.dry_run.mended) == 3
    assert {one.field for one in told.dry_run.new} == {"age"}
    assert TOTAL in told.isolated
    assert set(told.states) == set()
    fewer = count_impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": victims("KEN", 5)}))
    of_kenya = [c for c in fewer.cells if c.cell_id.startswith("victims_top_countries_of_exploitation:KEN:")]
    assert of_kenya
    assert [cell for cell in of_kenya if cell.now is not None] == [], "a country of five victims is in no ranking"
    total = next(cell for cell in fewer.cells if cell.cell_id == TOTAL)
    assert (total.was, total.now, total.difference) == (71, 36, -35)
    assert total.printed is not None
    assert total.printed[0] == "71"


def test_what_is_compared_beyond_the_submission_is_told_too(reviewed_once: Stores) -> None:
    stores = reviewed_once
    linked = {"link_key": "one of two offices"}
    told_apart = [*victims("KEN", 40), *victims("KEN", 1, 90, sex="F", **linked)]
    send(stores, "KEN", "2013-04-01-1", {"trafficking": told_apart})
    take_in(stores, "KEN")
    again = count_impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": told_apart}))
    assert (again.dry_run.became, again.dry_run.new, again.dry_run.mended) == ("repeated", (), ())
    agreeing = [*victims("KEN", 40), *victims("KEN", 1, 90, sex="M", **linked)]
    better = count_impact(stores, "KEN", YEAR, files_of("KEN", {"trafficking": agreeing}))
    assert [one.rule for one in better.dry_run.mended] == ["linked_records_disagree"]
    assert better.dry_run.new == ()


def test_an_empty_delivery_and_one_that_was_read_for_any_other_year_are_told_with_their_reason(
    reviewed_once: Stores,
) -> None:
    stores = reviewed_once
    for became, reason in (("rejected", "no_file"), ("repeated", "")):
        told = count_impact(stores, "PER", YEAR, [])
        assert (told.dry_run.became, told.dry_run.reason) == (became, reason)
        stores.register.arrived("PER", YEAR, "2013-01-01-1", [])
    files = files_of("UGA", {"trafficking": victims("UGA", 13)})[1:]
    received = [ReceivedFile.of(file.name, file.content) for file in files]
    row = stores.register.arrived("UGA", YEAR - 7, "2006-01-10-1", received)
    stores.register.mark_read(row.submission_no, rows_read=13, nature="demonstration")
    told = count_impact(stores, "UGA", YEAR, files)
    assert (told.dry_run.became, told.dry_run.reason) == ("rejected", "sent_elsewhere")
