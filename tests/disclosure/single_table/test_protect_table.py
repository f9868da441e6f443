import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reports.disclosure.model.one_table import problem_of_statistic
from reports.disclosure.protect_table import protect_table
from tests.disclosure.single_table.unprotected_tables import (
    TABLES,
    cheapest,
    exclusive,
    inner_cells,
    spec_of,
    with_counts,
)
from tests.lib.intruder import single_table as attacker

BY_SEX_AND_AGE = spec_of("trafficking", "sex", "age_group", share_base="all")
BY_SCOPE = spec_of("trafficking", "scope", share_base="known")
small = st.one_of(st.integers(0, 15), st.sampled_from([0, 0, 1, 3, 10, 11, 500]))


def statuses(table, measure="persons"):
    return {cell.codes: cell.status for cell in table.cells if cell.measure == measure and cell.year == table.year}


@settings(deadline=None, max_examples=120)
@given(arrays(np.int64, (3, 3), elements=small))
def test_no_confidential_count_of_a_table_of_two_dimensions_can_be_computed(inner):
    statistic = exclusive(BY_SEX_AND_AGE, inner)
    true = dict(
        zip(
            zip(*(statistic.counts()[d] for d in BY_SEX_AND_AGE.dimensions), strict=True),
            statistic.counts()["value"],
            strict=True,
        )
    )
    protected = protect_table(statistic)
    for codes, status in statuses(protected).items():
        assert status == "confidential" or not 1 <= true[codes] <= 10
        if 1 <= true[codes] <= 10:
            low, high = attacker.can_be(protected, inner_cells(statistic), codes)
            assert low <= 1 and high >= 11, codes
        elif status == "confidential":
            low, high = attacker.can_be(protected, inner_cells(statistic), codes)
            assert low < high, codes


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_an_intruder_that_tries_every_table_finds_no_confidential_count(inner):
    statistic = exclusive(BY_SCOPE.model_copy(update={"threshold": 3}), inner)
    found = attacker.by_trying_all(protect_table(statistic), inner_cells(statistic), most=10)
    true = dict(zip(inner_cells(statistic), inner, strict=True)) | {("total",): sum(inner)}
    for codes, values in found.items():
        assert len(values) > 1
        assert not 1 <= true[codes] <= 2 or (min(values) <= 1 and max(values) >= 3)
    assert set(found) >= {codes for codes, count in true.items() if 1 <= count <= 2}


def test_a_table_without_small_counts_is_printed_whole_with_true_totals():
    protected = protect_table(exclusive(BY_SEX_AND_AGE, [[20, 30, 0], [11, 40, 12], [0, 0, 0]]))
    assert set(statuses(protected).values()) == {"published"}
    assert (
        protected.cell("total", "total").value == 113
        and protected.cell("F", "CHILD", measure="share_pct").value == 17.7
    )


def test_a_small_count_takes_a_second_cell_with_it_and_the_margin_stays():
    protected = protect_table(exclusive(BY_SCOPE, [500, 3, 40, 0]))
    suppressed = [codes for codes, status in statuses(protected).items() if status == "confidential"]
    assert ("DOMESTIC",) in suppressed and len(suppressed) == 2
    assert protected.cell("total").value == 543


def test_zeros_are_printed_unless_the_dimension_is_sensitive():
    inner = [[500, 400, 0], [300, 200, 100], [50, 60, 70]]
    assert statuses(protect_table(exclusive(BY_SEX_AND_AGE, inner)))["F", "unknown"] == "published"
    sensitive = spec_of("trafficking", "sex", "age_group", sensitive=("sex",))
    statistic = exclusive(sensitive, inner)
    protected = protect_table(statistic)
    assert statuses(protected)["F", "unknown"] == "confidential"
    low, high = attacker.can_be(protected, inner_cells(statistic), ("F", "unknown"))
    assert low == 0 and high >= 11


@pytest.mark.parametrize("children", [0, 4])
def test_a_group_of_whom_all_or_all_but_few_have_one_code_is_not_printed_with_its_total(children):
    statistic = exclusive(BY_SEX_AND_AGE, [[500, 400, 20], [children, 200, 0], [50, 60, 70]])
    protected = protect_table(statistic)
    assert "confidential" in (statuses(protected)["M", "ADULT"], statuses(protected)["M", "total"])
    adults, men = (attacker.can_be(protected, inner_cells(statistic), ("M", code)) for code in ("ADULT", "total"))
    assert men[1] - adults[0] >= 11


def test_zeros_are_withheld_where_printing_them_would_give_a_margin_away():
    statistic = exclusive(BY_SCOPE, [1, 1, 1, 0])
    assert statuses(protect_table(statistic))["total",] == "confidential"


def test_a_share_is_printed_only_where_both_its_parts_are():
    protected = protect_table(exclusive(BY_SCOPE, [500, 3, 40, 60]))
    counts, shares = statuses(protected), statuses(protected, "share_pct")
    assert all(shares[codes] == counts[codes] for codes in counts if codes not in {("unknown",), ("total",)})
    base_withheld = protect_table(exclusive(BY_SCOPE, [500, 300, 400, 3]))
    assert base_withheld.cell("unknown").status == "confidential"
    assert "published" not in statuses(base_withheld, "share_pct").values()


def test_several_answers_need_no_second_cell_where_nothing_can_be_computed():
    flags = [600, 80, 400, 3, 20, 70, 90, 30, 50]
    protected = protect_table(with_counts(TABLES["returns_by_vulnerability"], [*flags, 1000, 8000, 1000, 10000]))
    assert [codes for codes, status in statuses(protected).items() if status == "confidential"] == [("ViolenceAbuse",)]


def test_several_answers_need_one_where_the_others_leave_little_room():
    flags = [600, 80, 400, 3, 20, 0, 0, 0, 0]
    protected = protect_table(with_counts(TABLES["returns_by_vulnerability"], [*flags, 1102, 8000, 1000, 10102]))
    suppressed = [codes for codes, status in statuses(protected).items() if status == "confidential"]
    assert len(suppressed) == 2 and ("ViolenceAbuse",) in suppressed


def test_any_and_unknown_and_total_protect_each_other():
    spec = TABLES["returns_by_vulnerability"]
    protected = statuses(protect_table(with_counts(spec, [0, 0, 5, 0, 0, 0, 0, 0, 0, 5, 8000, 1000, 9005])))
    assert protected["any",] == protected["Health",] == "confidential"
    assert "confidential" in (protected["none",], protected["unknown",], protected["total",])


def test_a_withheld_country_keeps_its_rank_without_giving_the_small_count_away():
    spec = spec_of("returns", "host")
    ranking = ("DEU", "GRC", "AUT")
    statistic = exclusive(spec, [90, 30, 11, 5, 0], ranking)
    protected = protect_table(statistic)
    low, high = attacker.can_be(protected, inner_cells(statistic), ("other",), ranking=ranking)
    assert low <= 1 and high >= 11 and protected.cell("other").value is None


def test_ranks_made_with_a_lower_threshold_are_refused():
    with pytest.raises(ValueError, match="ranks"):
        protect_table(exclusive(spec_of("returns", "host"), [90, 0, 0], ranking=("DEU",)), threshold=20)


def test_a_table_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="add up"):
        protect_table(with_counts(BY_SCOPE, [5, 5, 5, 5, 21]))


def test_counts_of_countries_are_not_confidential():
    assert set(statuses(protect_table(with_countries()), "countries").values()) == {"published"}


def with_countries():
    statistic = with_counts(TABLES["reach"], [191, 89, 5, 3, 1])
    frame = statistic.frame.assign(measure="countries")
    return dataclasses.replace(statistic, frame=frame)


def test_the_year_before_stands_beside_with_its_holes_and_what_it_lacks_is_not_available():
    printed_before = protect_table(exclusive(BY_SCOPE, [400, 3, 40, 0]), tie_break=cheapest("BOTH"))
    before = dataclasses.replace(printed_before, year=2011)
    before = dataclasses.replace(
        before, cells=tuple(dataclasses.replace(c, year=2011) for c in before.cells if c.codes != ("BOTH",))
    )
    protected = protect_table(exclusive(BY_SCOPE, [500, 300, 40, 0]), before=before)
    assert protected.cell("INTERNATIONAL", year=2011).value == 400
    assert protected.cell("DOMESTIC", year=2011).status == "confidential"
    assert protected.cell("BOTH", year=2011).status == "not_available"
    assert protected.cell("BOTH").value == 40
    again = protect_table(exclusive(BY_SCOPE, [500, 300, 40, 0]), before=protected)
    assert not [cell for cell in again.cells if cell.year == 2011]


def test_a_key_decides_among_equals_and_the_same_key_decides_alike():
    statistic = exclusive(BY_SCOPE, [40, 3, 40, 40])
    chosen = set()
    for key in range(12):
        keyed = lambda name, key=key: f"{hash_of(name, key):08x}"  # noqa: E731
        first, second = protect_table(statistic, tie_break=keyed), protect_table(statistic, tie_break=keyed)
        assert first == second
        chosen.add(tuple(codes for codes, status in statuses(first).items() if status == "confidential"))
    assert len(chosen) > 1


def hash_of(name, key):
    return (sum(ord(letter) * (place + 1) for place, letter in enumerate(name)) * 2654435761 * (key + 1)) % 2**32


@pytest.mark.parametrize("persons", [1, 2, 3])
def test_a_table_of_a_year_that_has_just_begun_can_be_audited(persons):
    table = protect_table(with_counts(TABLES["persons_by_theme"], [persons, persons, persons, 3 * persons]))
    assert set(statuses(table).values()) == {"confidential"}


@pytest.mark.parametrize(("ranking", "least"), [(("ZMB", "AFG"), 1), (("AFG", "ZMB"), 0)])
def test_of_two_ranks_against_the_alphabet_the_higher_is_known_to_be_greater(ranking, least):
    statistic = with_counts(TABLES["victims_top_origins"], [12, 11, 10, 0, 33], ranking)
    problem = problem_of_statistic(statistic, 11)
    higher_less_lower = problem.inequalities[:, :2].toarray().tolist().index([-1.0, 1.0])
    assert -problem.at_most[higher_less_lower] == least


def test_a_table_that_no_suppression_protects_is_withheld_whole_with_its_ranks(monkeypatch):
    monkeypatch.setattr("reports.disclosure.suppression.warm_started_lp.MAX_ITERATIONS", -1)
    table = protect_table(exclusive(spec_of("returns", "host"), [90, 30, 11, 5, 0], ("DEU", "GRC", "AUT")))
    assert {cell.status for cell in table.cells} == {"confidential"}
    assert "DEU" not in {cell.codes[0] for cell in table.cells}


BY_SCOPE_ASKED = spec_of("trafficking", "scope", asked={"exploitation": ["ForcedLabour"]}, share_base="asked")


@settings(deadline=None, max_examples=40)
@given(st.lists(small, min_size=5, max_size=5))
def test_those_not_asked_are_a_part_of_the_total_and_protect_like_one(inner):
    statistic = exclusive(BY_SCOPE_ASKED, inner)
    protected = protect_table(statistic)
    true = dict(zip(inner_cells(statistic), inner, strict=True)) | {("total",): sum(inner)}
    for codes, count in true.items():
        if 1 <= count <= 10:
            low, high = attacker.can_be(protected, inner_cells(statistic), codes)
            assert low <= 1 and high >= 11, codes
    printed = statuses(protected)
    if "confidential" in (printed["not_asked",], printed["total",]):
        assert "published" not in {c.status for c in protected.cells if c.measure in ("share_pct", "base")}


def test_a_corridor_that_stands_in_a_ranking_protects_what_is_under_other():
    spec = spec_of("trafficking", "corridor")
    ranking = ("UKR-RUS", "LAO-THA")
    statistic = exclusive(spec, [90, 30, 5, 400, 0], ranking)
    protected = protect_table(statistic)
    assert statuses(protected)["other",] == "confidential"
    assert list(statuses(protected).values()).count("confidential") >= 2
    low, high = attacker.can_be(protected, inner_cells(statistic), ("other",), ranking=ranking)
    assert low <= 1 and high >= 11
