"""Bases, responses and conditions of tables; zero, not applicable and not available apart (field rule 8.3)."""

import pytest

from reports.disclosure.protect_table import protect_table
from reports.published import table_csv as published_csv
from reports.statistics import build_cube, load_tables, tabulate
from reports.statistics.scores import mean
from tests.statistics.case_records import frames, record
from tests.statistics.made_specifications import spec_of

TABLES = {spec.key: spec for spec in load_tables()}


def table(spec, records, year=2012):
    return tabulate(build_cube(spec.theme, records, year), spec, year)


def cells(statistic, measure="persons"):
    rows = statistic.frame[statistic.frame["measure"] == measure]
    codes = zip(*(rows[name] for name in statistic.spec.dimensions), strict=True)
    shown = rows["value"].astype(object).where(rows["state"] == "counted", rows["state"])
    return dict(zip(codes, shown, strict=True))


def of_total(statistic, measure):
    return cells(statistic, measure)[("total",) * len(statistic.spec.dimensions)]


LABOUR = {"exploit_ForcedLabour": 1}
SECTORS = [
    record("KEN", "1", **LABOUR, labour_sector="A"), record("KEN", "2", **LABOUR, labour_sector="A"),
    record("KEN", "3", **LABOUR, labour_sector="T"), record("KEN", "4", **LABOUR),
    record("KEN", "5", exploit_SexualExploitation=1), record("KEN", "6"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "share", "unknown", "whole", "response"),
    [("all", 33.3, 16.7, 6, 75.0), ("asked", 50.0, 25.0, 4, 75.0), ("known", 66.7, "not_applicable", 3, 75.0)],
)
def test_the_base_is_all_asked_or_known_and_is_printed_with_the_response(base, share, unknown, whole, response):
    spec = spec_of("trafficking", "labour_sector", asked={"exploitation": ["ForcedLabour"]}, share_base=base)
    found = table(spec, frames(trafficking=SECTORS))
    assert cells(found)["not_asked",] == 2 and cells(found)["total",] == 6
    shares = cells(found, "share_pct")
    assert (shares["A",], shares["unknown",]) == (share, unknown)
    assert (of_total(found, "base"), of_total(found, "response_pct")) == (whole, response)


def test_where_everybody_is_asked_the_response_is_known_of_all():
    found = table(spec_of("trafficking", "labour_sector", share_base="all"), frames(trafficking=SECTORS))
    assert of_total(found, "response_pct") == 50.0 and of_total(found, "base") == 6


def test_a_question_put_to_nobody_has_shares_that_are_not_applicable():
    spec = spec_of("trafficking", "labour_sector", asked={"exploitation": ["ForcedLabour"]}, share_base="asked")
    found = table(spec, frames(trafficking=SECTORS[4:]))
    assert set(cells(found, "share_pct").values()) == {"not_applicable"}
    assert of_total(found, "base") == 0 and of_total(found, "response_pct") == "not_applicable"
    assert cells(found)["A",] == 0


def test_zero_not_applicable_not_available_and_confidential_are_four_things_as_far_as_the_file():
    spec = spec_of(
        "returns", "vulnerability", "sex", where={"theme": ["returns"]},
        not_applicable=[{"vulnerability": ["Pregnant"], "sex": ["M"]}],
    )  # fmt: skip
    people = [record("DEU", f"m{n}", side="HOST", sex="M", vuln_Health=1) for n in range(30)]
    people += [record("DEU", f"f{n}", side="HOST", sex="F", vuln_Pregnant=1) for n in range(40)]
    people += [record("DEU", f"o{n}", side="HOST", sex="F", vuln_Disability=1) for n in range(3)]
    statistic = table(spec, frames(returns=people))
    by_code = {cell.codes: cell.status for cell in protect_table(statistic).cells}
    printed = {
        tuple(line.split(",")[:2]): line.split(",")[6:8]
        for line in published_csv.write_table_csv(protect_table(statistic)).decode().splitlines()[1:]
    }
    assert printed["UMC", "F"] == ["0", "published"]
    assert printed["Pregnant", "M"] == ["", "not_applicable"]
    assert by_code["Disability", "F"] == "confidential" and printed["Disability", "F"] == ["", "confidential"]
    nobody = protect_table(table(spec_of("trafficking", "means"), frames(trafficking=SECTORS)))
    assert nobody.cell("Threats").status == "not_available" and nobody.cell("unknown").status == "confidential"


def test_a_person_where_nobody_can_stand_is_counted_all_the_same():
    spec = spec_of("returns", "vulnerability", "sex", not_applicable=[{"vulnerability": ["Pregnant"], "sex": ["M"]}])
    found = table(spec, frames(returns=[record("DEU", "1", side="HOST", sex="M", vuln_Pregnant=1)]))
    assert cells(found)["Pregnant", "M"] == 1


def test_a_dimension_known_of_nobody_is_not_available_and_its_unknown_are_not_dropped():
    found = cells(table(spec_of("trafficking", "means", "sex"), frames(trafficking=[record("KEN", "1", sex="F")])))
    assert found["Threats", "F"] == found["any", "total"] == found["none", "total"] == "not_available"
    assert found["unknown", "F"] == found["unknown", "total"] == found["total", "total"] == 1


def test_all_no_is_none_and_a_blank_among_them_is_unknown():
    group = [name for name in frames()["returns"].columns if name.startswith("vuln_")]
    all_no, one_blank = dict.fromkeys(group, 0), dict.fromkeys(group[1:], 0)
    rows = [record("DEU", "1", side="HOST", **all_no), record("DEU", "2", side="HOST", **one_blank)]
    rows.append(record("DEU", "3", side="HOST", **{**all_no, "vuln_VoT": 1}))
    found = cells(table(TABLES["returns_by_vulnerability"], frames(returns=rows)))
    assert [found[code,] for code in ("VoT", "any", "none", "unknown", "total")] == [1, 1, 1, 1, 3]


def test_humanitarian_return_is_in_or_out_by_specification():
    rows = [record("LBY", str(n), side="HOST", programme=p) for n, p in enumerate(("VHR", "VHR", "AVRR", None))]
    records = frames(returns=rows)
    assert cells(table(TABLES["returns_by_sex_and_age"], records))["total", "total"] == 4
    assert cells(table(TABLES["returns_without_humanitarian_return"], records))["total", "total"] == 2
    assert cells(table(TABLES["humanitarian_returns_top_hosts"], records))["total",] == 2


def test_a_condition_may_name_a_dimension():
    spec = spec_of("trafficking", "sex", where={"age_group": ["CHILD"]})
    rows = [record("KEN", "1", age=17), record("KEN", "2", age=18), record("KEN", "3", age_band="9-11"), record()]
    assert cells(table(spec, frames(trafficking=rows)))["total",] == 2


def test_three_dimensions_sum_to_their_margins():
    rows = [record("KEN", str(n), trafficking_status=s, sex="F", age=a)
            for n, (s, a) in enumerate([("Actual", 9), ("Actual", 30), ("Possible", 30), (None, None)])]  # fmt: skip
    found = cells(table(TABLES["victims_by_status_sex_and_age"], frames(trafficking=rows)))
    assert found["Actual", "F", "CHILD"] == found["Actual", "F", "ADULT"] == found["unknown", "F", "unknown"] == 1
    assert found["Actual", "total", "total"] == 2 and found["total", "F", "ADULT"] == 2
    assert found["total", "total", "total"] == 4


def scored(persons, low=0.2, high=0.8):
    return [record("UKR", str(n), side="ORIGIN", rss_economic=low if n % 2 else high) for n in range(persons)]


def test_a_mean_stands_beside_the_number_of_persons_who_have_the_score():
    rows = [*scored(40), record("UKR", "x", side="ORIGIN"), record("DEU", "y", side="HOST", rss_economic=1.0)]
    found = table(TABLES["after_return_sustainability"], frames(returns=rows))
    assert cells(found)["economic",] == 40 and cells(found, "mean_score")["economic",] == 0.5
    assert cells(found)["social",] == "not_available" and cells(found, "mean_score")["social",] == "not_applicable"


@pytest.mark.parametrize(
    ("people", "count", "of_mean"),
    [
        (scored(40), "published", "published"),
        (scored(29), "published", "confidential"),
        (scored(10), "confidential", "confidential"),
        (scored(40, 1.0, 1.0), "published", "confidential"),
        (scored(40, 0.0, 0.0), "published", "confidential"),
    ],
)
def test_a_mean_of_few_and_one_that_is_everybodys_score_is_confidential(people, count, of_mean):
    protected = protect_table(table(TABLES["after_return_sustainability"], frames(returns=people)))
    assert protected.cell("economic").status == count
    assert protected.cell("economic", measure="mean_score").status == of_mean


def test_a_mean_is_rounded_with_halves_up():
    assert (mean(125, 10, 2), mean(1, 3, 0), mean(5, 1000, 0)) == (0.13, 0.33, 0.01)


def test_shares_of_a_base_of_few_persons_are_withheld_with_it():
    rows = [record("KEN", str(n), **LABOUR, labour_sector="A") for n in range(5)]
    rows += [record("KEN", f"s{n}", exploit_SexualExploitation=1) for n in range(60)]
    protected = protect_table(table(TABLES["victims_by_labour_sector_and_sex"], frames(trafficking=rows)))
    beside = [cell.status for cell in protected.cells if cell.measure in ("share_pct", "base", "response_pct")]
    assert "published" not in beside


def test_a_response_that_gives_a_confidential_unknown_back_is_withheld_with_its_base():
    rows = [record("KEN", str(n), sex="F", scope="DOMESTIC") for n in range(200)]
    rows += [record("KEN", f"u{n}", sex="F") for n in range(4)]
    protected = protect_table(table(TABLES["victims_by_scope"], frames(trafficking=rows)))
    assert protected.cell("unknown").status == "confidential"
    assert protected.cell("total", measure="response_pct").status == "confidential"
