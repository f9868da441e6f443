from dataclasses import replace

import pytest

from reports.derived_tables import totals
from reports.published import Cell, ProtectedTable
from reports.sentences import say
from reports.sentences.claims import load_claims
from reports.statistics import load_tables
from tests.lib.protected_edition import cells_of, flags, grid, protected_tables, with_margins

Tables = dict[str, ProtectedTable]
SEX, AGE = ("F", "M", "not_stated"), ("CHILD", "ADULT", "unknown")


def texts(tables: Tables) -> dict[str, str]:
    return {sentence.key: sentence.text for sentence in say(tables).sentences}


def reasons(tables: Tables) -> dict[str, str]:
    return {unsaid.key: unsaid.reason for unsaid in say(tables).unsaid}


def with_cells(tables: Tables, key: str, cells: list[Cell]) -> Tables:
    return {**tables, key: replace(tables[key], cells=tuple(cells))}


def withheld(tables: Tables, key: str, *codes: str) -> Tables:
    def hide(cell: Cell) -> Cell:
        hides = cell.codes == codes and cell.year == tables[key].year
        return replace(cell, value=None, status="confidential") if hides else cell

    return with_cells(tables, key, [hide(cell) for cell in tables[key].cells])


def test_the_headlines_of_2012_say_what_the_published_release_said(tables: Tables) -> None:
    said = texts(tables)
    assert said["assisted"] == "Over 100,000 migrants were assisted in 2012: some 103,000."
    assert said["assisted-change"] == "That is 70 per cent more than in 2011, when 60,588 were assisted."
    assert said["nationalities"] == "They were of 191 nationalities."
    assert said["hosts-of-returns"] == "Voluntary returns were assisted from 57 host countries."
    assert said["sex-of-all"] == "Of all persons assisted, 77 per cent were male and 23 per cent female."
    assert said["age-of-all"] == "Adults were 87 per cent, and children 13 per cent."
    assert said["victims"] == "Offices assisted 6,499 victims of trafficking, of 89 nationalities."
    assert said["victims-female"] == "Over half of the victims (53 per cent) were female."
    assert said["victims-children"] == "Close to 30 per cent of the victims, 1,827, were children."
    assert said["victims-forced-labour"] == "Of the victims, 45 per cent were exploited in forced labour."
    assert said["victims-sexual-exploitation-change"] == (
        "Of the victims, 20 per cent were exploited sexually, a decline of seven percentage points "
        "from 27 per cent in 2011."
    )


def test_every_sentence_names_the_published_cells_it_stands_on(tables: Tables) -> None:
    published = {t.cell_id(cell) for t in tables.values() for cell in t.cells if cell.value is not None}
    for sentence in say(tables).sentences:
        assert sentence.cell_ids
        assert set(sentence.cell_ids) <= published
    change = next(s for s in say(tables).sentences if s.key == "assisted-change")
    assert change.cell_ids == (
        "persons_by_sex_and_age:total:total:persons:2012",
        "persons_by_sex_and_age:total:total:persons:2011",
    )


def test_a_claim_on_a_confidential_cell_is_not_said_but_listed(tables: Tables) -> None:
    hidden = withheld(tables, "victims_by_sex_and_age", "total", "CHILD")
    assert "victims-children" not in texts(hidden)
    assert reasons(hidden)["victims-children"] == "confidential"


def test_every_claim_is_either_said_or_listed(tables: Tables) -> None:
    said = say(tables)
    keys = [s.key for s in said.sentences] + [u.key for u in said.unsaid]
    assert sorted(keys) == sorted(claim.key for claim in load_claims().claims)


def test_without_the_year_before_no_change_is_said_and_the_plain_sentence_takes_its_place(tables: Tables) -> None:
    alone = {key: replace(t, cells=tuple(c for c in t.cells if c.year == 2012)) for key, t in tables.items()}
    said = texts(alone)
    assert not [key for key in said if key.endswith("-change")]
    assert said["victims-sexual-exploitation"] == "Of the victims, 20 per cent were exploited sexually."
    assert said["returns-trafficked"] == "Among those who returned were 610 victims of trafficking."


def test_a_share_on_a_response_under_80_per_cent_is_no_headline(tables: Tables) -> None:
    numbers = grid(SEX, AGE, [[500, 900, 2_000], [700, 800, 1_500], [20, 20, 59]])
    poor = with_cells(tables, "victims_by_sex_and_age", cells_of(with_margins(numbers), 2012, "all"))
    assert reasons(poor)["victims-children"] == "response_too_low"
    assert "victims-female" in texts(poor)


def test_withheld_unknowns_leave_a_response_that_the_known_codes_carry(tables: Tables) -> None:
    hidden = withheld(tables, "victims_by_sex_and_age", "not_stated", "total")
    assert "victims-female" in texts(hidden)


def test_no_share_is_said_of_fewer_than_a_hundred_persons(tables: Tables) -> None:
    numbers = grid(SEX, AGE, [[20, 30, 0], [20, 20, 0], [0, 0, 0]])
    few = with_cells(tables, "victims_by_sex_and_age", cells_of(with_margins(numbers), 2012, "all"))
    assert reasons(few)["victims-female"] == "base_too_small"


def test_no_ranking_is_said_where_most_countries_are_not_stated(tables: Tables) -> None:
    counts = flags(6_499, UKR=900, HTI=700, YEM=500, not_stated=3_300)
    unknown = with_cells(tables, "victims_top_origins", cells_of(counts, 2012, None))
    assert reasons(unknown)["victims-top-origins"] == "response_too_low"


def test_a_ranking_follows_the_numbers_and_names_countries_as_a_sentence_does(tables: Tables) -> None:
    counts = flags(9_000, FRA=709, RUS=4_000, NER=900, UKR=235, not_stated=0, other=3_156)
    ranked = with_cells(tables, "victims_top_origins", cells_of(counts, 2012, None))
    assert "the Russian Federation, the Niger and France" in texts(ranked)["victims-top-origins"]


def test_a_tie_at_the_last_place_of_a_ranking_makes_it_unsayable(tables: Tables) -> None:
    counts = flags(9_000, UKR=709, RUS=4_000, NER=500, FRA=500, not_stated=0, other=3_291)
    assert "victims-top-origins" not in texts(with_cells(tables, "victims_top_origins", cells_of(counts, 2012, None)))


def test_a_sentence_that_refers_to_another_is_not_said_without_it(tables: Tables) -> None:
    without_reach = {key: table for key, table in tables.items() if key != "reach"}
    assert reasons(without_reach)["victims"] == "missing"
    assert reasons(without_reach)["victims-change"] == "nothing_to_follow"


@pytest.mark.parametrize(
    ("then", "ending"), [(1_300, "the same as in 2011."), (1_262, "a rise of one percentage point")]
)
def test_percentage_points_know_their_singular_and_no_change(tables: Tables, then: int, ending: str) -> None:
    now = {("total", "total"): 6_499, ("SexualExploitation", "total"): 1_300, ("unknown", "total"): 0}
    before = {**now, ("SexualExploitation", "total"): then}
    cells = cells_of(now, 2012, None) + cells_of(before, 2011, None)
    text = texts(with_cells(tables, "victims_by_exploitation_and_sex", cells))["victims-sexual-exploitation-change"]
    assert ending in text


def test_points_and_shares_agree_as_printed(tables: Tables) -> None:
    now = {("total", "total"): 1_000, ("SexualExploitation", "total"): 204, ("unknown", "total"): 0}
    before = {**now, ("SexualExploitation", "total"): 266}
    cells = cells_of(now, 2012, None) + cells_of(before, 2011, None)
    text = texts(with_cells(tables, "victims_by_exploitation_and_sex", cells))["victims-sexual-exploitation-change"]
    assert "20.4 per cent" in text
    assert "6.2 percentage points" in text
    assert "26.6 per cent" in text


def test_a_fall_is_called_fewer(tables: Tables) -> None:
    counts = with_margins(grid(SEX, AGE, [[10_000, 40_000, 0], [20_000, 50_000, 0], [0, 0, 0]]))
    cells = [c for c in tables["persons_by_sex_and_age"].cells if c.year == 2012] + cells_of(counts, 2011, "all")
    said = texts(with_cells(tables, "persons_by_sex_and_age", cells))
    assert said["assisted-change"] == "That is 14 per cent fewer than in 2011, when 120,000 were assisted."


def test_claims_name_tables_and_dimensions_that_exist() -> None:
    specs = {spec.key: spec for spec in load_tables()}
    dimensions = {key: len(spec.dimensions) for key, spec in specs.items()} | {totals.KEY: 2}
    for claim in load_claims().claims:
        for count in claim.counts.values():
            assert all(len(codes) == dimensions[count.table] for codes in count.all_codes)
        for share in claim.shares.values():
            assert share.response.dimension in specs[claim.counts[share.whole].table].dimensions
        for rank in claim.ranks.values():
            assert specs[rank.table].dimensions == (rank.dimension,)


def test_nothing_is_said_of_a_year_without_records() -> None:
    assert say({}).sentences == ()
    assert texts(protected_tables(2011))["assisted"] == "Over 60,000 migrants were assisted in 2011: some 60,600."


def test_no_ranking_is_said_where_the_persons_not_stated_are_withheld_and_may_be_many(tables: Tables) -> None:
    table = tables["victims_top_origins"]
    kept = [cell for cell in table.cells if cell.codes[0] not in ("other", "not_stated") and cell.measure == "persons"]
    hidden = [
        replace(cell, value=None, status="confidential")
        for cell in table.cells
        if cell.codes[0] in ("other", "not_stated") and cell.measure == "persons"
    ]
    counted = sum(cell.value or 0 for cell in kept if cell.codes != ("total",))
    total = [replace(cell, value=round(counted / 0.77)) if cell.codes == ("total",) else cell for cell in kept]
    assert (
        reasons(with_cells(tables, "victims_top_origins", [*total, *hidden]))["victims-top-origins"]
        == "response_too_low"
    )
