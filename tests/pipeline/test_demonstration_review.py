"""The demonstration on the shelf: what the pipeline prints is what was published, and comes out of the records."""

import csv
import json

import pytest

from assets.steps.provenance.pedigree import open_pedigree
from reports.published.audit_report import FILE as AUDIT_SHEET
from reports.published.audit_report import read_audit_report
from reports.statistics import load_tables
from reports.statistics.dimensions import Ranking, Services
from resources.home import Home
from resources.stores import open_stores
from tests.lib.demonstration import YEARS
from tests.pipeline.demonstration_years import DemonstrationReview
from tests.pipeline.homes import rows

pytestmark = pytest.mark.timeout(900)  # the first test waits for both years

TOP_EXPLOITATION_2011 = (837, 658, 552, 449, 265, 170, 148, 122, 103, 101)
COUNTRIES_OF_EXPLOITATION_2011 = ("RUS", "HTI", "YEM", "THA", "KAZ", "AFG", "IDN", "POL", "EGY", "TUR")
TOP_ORIGINS_2011 = (835, 709, 378, 359, 292, 259, 213, 179, 141, 122)
COUNTRIES_OF_ORIGIN_2011 = ("UKR", "HTI", "YEM", "LAO", "UZB", "KHM", "KGZ", "AFG", "BLR", "ETH")
REGIONS_2011 = {
    "EUROPE": 1606,
    "SOUTH_CENTRAL_ASIA": 1049,
    "WESTERN_HEMISPHERE": 984,
    "EAST_ASIA_PACIFIC": 860,
    "MIDDLE_EAST": 696,
    "AFRICA": 303,
}
COUNTS = {
    2012: {
        ("persons_by_sex_and_age", "total", "total"): 103_000,
        ("reach", "nationalities"): 191,
        ("reach", "hosts_of_returns"): 57,
        ("reach", "nationalities_of_victims"): 89,
        ("victims_by_sex_and_age", "total", "total"): 6_499,
        ("victims_by_sex_and_age", "total", "CHILD"): 1_827,
        ("projects_by_theme", "total"): 426,
    },
    2011: {
        ("persons_by_sex_and_age", "total", "total"): 60_588,
        ("victims_by_sex_and_age", "total", "total"): 5_498,
        ("victims_by_sex_and_age", "F", "total"): 3_415,
        ("victims_by_sex_and_age", "M", "total"): 2_040,
        ("victims_by_sex_and_age", "total", "ADULT"): 3_404,
        ("victims_by_sex_and_age", "total", "CHILD"): 1_985,
        ("victims_by_exploitation_and_sex", "ForcedLabour", "total"): 2_906,
        ("victims_by_exploitation_and_sex", "SexualExploitation", "total"): 1_507,
        ("victims_by_scope", "INTERNATIONAL"): 3_531,
        ("victims_by_scope", "DOMESTIC"): 1_708,
        **{("victims_by_region", region): count for region, count in REGIONS_2011.items()},
        **{
            ("victims_top_countries_of_exploitation", country): count
            for country, count in zip(COUNTRIES_OF_EXPLOITATION_2011, TOP_EXPLOITATION_2011, strict=True)
        },
        **{
            ("victims_top_origins", country): count
            for country, count in zip(COUNTRIES_OF_ORIGIN_2011, TOP_ORIGINS_2011, strict=True)
        },
    },
}
MEASURES = {spec.key: spec.measure for spec in load_tables()}
PER_CENT = {  # as printed, of all
    2012: {
        ("persons_by_sex_and_age", "M", "total"): 77,
        ("persons_by_sex_and_age", "F", "total"): 23,
        ("persons_by_sex_and_age", "total", "ADULT"): 87,
        ("persons_by_sex_and_age", "total", "CHILD"): 13,
        ("victims_by_sex_and_age", "total", "CHILD"): 28,
        ("victims_by_exploitation_and_sex", "ForcedLabour", "total"): 45,
        ("victims_by_exploitation_and_sex", "SexualExploitation", "total"): 20,
    },
    2011: {
        ("victims_by_sex_and_age", "F", "total"): 62,
        ("victims_by_sex_and_age", "M", "total"): 37,
        ("victims_by_exploitation_and_sex", "SexualExploitation", "total"): 27,
    },
}
OF_CODES_BY_YEAR = {
    spec.key for spec in load_tables() if any(isinstance(one, Ranking | Services) for one in spec.definitions)
}
"""Tables whose rows are those of the year: ranked countries, services of which there are records."""

MOST_WITHHELD_FOR_OTHERS = 5
"""Published numbers of a year that may be withheld now to protect others: of countries alone. The key decides which."""

HEADLINES_2012 = {
    "assisted": "Over 100,000 migrants were assisted in 2012: some 103,000.",
    "assisted-change": "That is 70 per cent more than in 2011, when 60,588 were assisted.",
    "assisted-with-totals": "Offices that keep no case records sent totals of an estimated 725 further persons, "
    "which makes 103,725 together; tables by sex, age or country stand on case records alone.",
    "projects-change": "Assistance ran through 426 projects, 70 per cent more than in 2011.",
    "nationalities": "They were of 191 nationalities.",
    "hosts-of-returns": "Voluntary returns were assisted from 57 host countries.",
    "sex-of-all": "Of all persons assisted, 77 per cent were male and 23 per cent female.",
    "age-of-all": "Adults were 87 per cent, and children 13 per cent.",
    "victims": "Offices assisted 6,499 victims of trafficking, of 89 nationalities.",
    "victims-female": "Over half of the victims (53 per cent) were female.",
    "victims-children": "Close to 30 per cent of the victims, 1,827, were children.",
    "victims-forced-labour": "Of the victims, 45 per cent were exploited in forced labour.",
    "victims-sexual-exploitation-change": "Of the victims, 20 per cent were exploited sexually, a decline of seven "
    "percentage points from 27 per cent in 2011.",
}


def test_both_years_have_a_review(demonstration: DemonstrationReview) -> None:
    assert demonstration.ended.status == 0, demonstration.ended.shown
    for year in YEARS:
        names = {path.name for path in demonstration.draft(year).iterdir()}
        assert {"manifest.json", "review.html", "review.docx", "tables.xlsx", "tables", "figures"} <= names


@pytest.mark.parametrize("year", YEARS)
def test_every_published_number_comes_out_of_the_tables(demonstration: DemonstrationReview, year: int) -> None:
    cells = demonstration.cells(year)
    found, wanted = {}, {}
    for (table, *codes), count in COUNTS[year].items():
        key = (table, tuple(codes), MEASURES[table], year)
        found[key], wanted[key] = cells.get(key), (str(count), "published")
    for (table, *codes), share in PER_CENT[year].items():
        key = (table, tuple(codes), "share_pct", year)
        value, status = cells.get(key, ("", "missing"))
        found[key], wanted[key] = (round(float(value or "nan")) if value else None, status), (share, "published")
    differing = {key: f"{found[key]} is not {wanted[key]}" for key in wanted if found[key] != wanted[key]}
    of_audit = json.loads((demonstration.root / "disclosure" / str(year) / "audit.json").read_text(encoding="utf-8"))
    to_protect_others = {tuple(cell["name"]) for cell in of_audit["cells"] if not cell["primary"]}
    suppressed = {key for key in differing if found[key] == ("", "confidential") and "_countries_" in key[0]}
    assert not differing.keys() - suppressed
    assert {(key[0], *key[1]) for key in suppressed} <= to_protect_others
    assert len(suppressed) <= MOST_WITHHELD_FOR_OTHERS


@pytest.mark.parametrize("year", YEARS)
def test_the_joint_audit_passes_and_withholds_little_to_protect_others(
    demonstration: DemonstrationReview, year: int
) -> None:
    sheet = read_audit_report((demonstration.draft(year) / AUDIT_SHEET).read_bytes())
    assert sheet.passed
    assert sheet.numbers_of_threshold_or_more > 1000
    assert 0 < sheet.share_withheld_to_protect_others_pct <= 15
    assert sheet.numbers_withheld > sheet.numbers_withheld_of_threshold_or_more > 0


@pytest.mark.parametrize("year", YEARS)
def test_the_tables_print_the_numbers_of_the_warehouse(demonstration: DemonstrationReview, year: int) -> None:
    stored = rows(demonstration.root, "SELECT table_key, codes, measure, value FROM statistics WHERE year = ?", year)
    counted = {(table, tuple(json.loads(codes)), measure): value for table, codes, measure, value in stored}
    printed = {
        (table, codes, measure): float(value)
        for (table, codes, measure, of), (value, status) in demonstration.cells(year).items()
        if of == year and status == "published" and measure != "share_pct"
    }
    differing = {key: (value, counted.get(key)) for key, value in printed.items() if counted.get(key) != value}
    assert len(printed) > 300
    assert not differing


def test_the_ten_first_countries_of_2011_stand_in_the_order_of_their_counts(demonstration: DemonstrationReview) -> None:
    for table, countries in (
        ("victims_top_countries_of_exploitation", COUNTRIES_OF_EXPLOITATION_2011),
        ("victims_top_origins", COUNTRIES_OF_ORIGIN_2011),
    ):
        listed = [
            key[1][0]
            for key in demonstration.cells(2011)
            if (key[0], key[2], key[3]) == (table, "persons", 2011) and len(key[1][0]) == 3
        ]
        assert tuple(listed) == countries


def test_more_than_half_of_the_victims_of_2012_are_female(demonstration: DemonstrationReview) -> None:
    value, _ = demonstration.cells(2012)["victims_by_sex_and_age", ("F", "total"), "persons", 2012]
    assert float(value) > 6_499 / 2


def test_the_headlines_of_2012_say_what_the_published_release_said(demonstration: DemonstrationReview) -> None:
    content = json.loads((demonstration.draft(2012) / "sentences.json").read_text(encoding="utf-8"))
    said = {sentence["key"]: sentence["text"] for sentence in content["sentences"]}
    assert {key: said.get(key) for key in HEADLINES_2012} == HEADLINES_2012


def test_the_year_before_stands_beside_as_it_was_published_then(demonstration: DemonstrationReview) -> None:
    then, beside = demonstration.cells(2011), demonstration.cells(2012)
    shown = {key: cell for key, cell in beside.items() if key[3] == 2011}
    assert {key: shown.get(key) for key in then} == then
    newly_ranked = {key: cell for key, cell in shown.items() if key not in then}
    assert set(newly_ranked.values()) <= {("", "not_available")}
    assert {table for table, *_ in newly_ranked} <= OF_CODES_BY_YEAR


def test_mexico_and_canada_returned_1759_persons_in_2012(demonstration: DemonstrationReview) -> None:
    query = (
        "SELECT count(DISTINCT coalesce(link_key, office || person_key)) FROM cases_returns "
        "WHERE year = 2012 AND side = 'HOST' AND host IN ('MEX', 'CAN')"
    )
    assert rows(demonstration.root, query) == [(1_759,)]


@pytest.mark.parametrize("year", YEARS)
def test_offices_and_rows_are_those_that_were_put_in(demonstration: DemonstrationReview, year: int) -> None:
    summary = demonstration.summaries[year]
    stores = open_stores(Home(demonstration.root))
    edition = json.loads((demonstration.root / "release" / str(year) / "edition.json").read_text(encoding="utf-8"))
    assert not {"records_read", "records_held_back", "corrections_applied"} & set(edition)
    pedigree = open_pedigree(stores, edition["pedigree"])
    good = {
        office
        for (office,) in rows(
            demonstration.root, "SELECT DISTINCT office FROM register WHERE year = ? AND state = 'read'", year
        )
    }
    wanted = {
        "offices_expected": summary.offices_expected,
        "offices_received": len(good),
        "offices_nil": len(summary.nil),
        "offices_rejected": summary.offices_delivering - len(good),
        "records_read": sum(summary.rows_written.values()),
        "records_held_back": sum(summary.rows_held_back.values()),
        "nature": ["demonstration"],
    }
    found = {**pedigree.counted, "nature": list(pedigree.nature)}
    assert {name: found[name] for name in wanted} == wanted
    assert len(good) == summary.offices_delivering - len({office for office, _ in summary.rejected} - good)


@pytest.mark.parametrize("year", YEARS)
def test_what_was_made_to_be_rejected_is_rejected_for_that_reason(
    demonstration: DemonstrationReview, year: int
) -> None:
    query = "SELECT office, delivery, reason FROM register WHERE year = ? AND state = 'rejected'"
    found = {(office, delivery): reason for office, delivery, reason in rows(demonstration.root, query, year)}
    assert found == demonstration.summaries[year].rejected


@pytest.mark.parametrize("year", YEARS)
def test_rows_read_are_rows_accepted_and_rows_held_back_in_every_form(
    demonstration: DemonstrationReview, year: int
) -> None:
    summary, root = demonstration.summaries[year], demonstration.root
    for form, written in summary.rows_written.items():
        held = rows(root, "SELECT count(*) FROM held_back WHERE year = ? AND form = ?", year, form)[0][0]
        read, accepted = (
            rows(root, f"SELECT count(*) FROM {kind}_{form} WHERE year = ?", year)[0][0] for kind in ("read", "cases")
        )
        assert (read, held, read - accepted) == (written, summary.rows_held_back[form], held)


@pytest.mark.parametrize("year", YEARS)
def test_the_findings_are_the_faults_that_were_put_in(demonstration: DemonstrationReview, year: int) -> None:
    query = (
        "SELECT form, rule, count(*) FROM findings "
        "WHERE year = ? AND station = 'cases' AND severity != 'info' GROUP BY form, rule"
    )
    found = {(form, rule): count for form, rule, count in rows(demonstration.root, query, year)}
    wanted = demonstration.summaries[year].faults_by_rule
    assert {key: (found.get(key), wanted.get(key)) for key in found | wanted if found.get(key) != wanted.get(key)} == {}
    unknown = "SELECT count(*) FROM findings WHERE year = ? AND rule = 'column_unknown'"
    assert rows(demonstration.root, unknown, year) == [(demonstration.summaries[year].unknown_columns,)]


def test_the_table_at_the_end_shows_the_numbers_of_both_years(demonstration: DemonstrationReview) -> None:
    words = demonstration.ended.words
    for year in YEARS:
        summary = demonstration.summaries[year]
        written, held = sum(summary.rows_written.values()), sum(summary.rows_held_back.values())
        assert f"{written:,}" in words
        assert f"{written - held:,}" in words
    assert "cannot be read" in words or "is not what the end of its name says" in words


def printed(demonstration: DemonstrationReview, table: str, measure: str = "persons") -> dict[tuple[str, str], str]:
    """Value, or why there is none, by code and year, of a table that is not cut from a cube."""
    path = demonstration.draft(2012) / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row for row in csv.DictReader(file) if row["measure"] == measure]
    first = next(iter(cells[0]))
    return {(row[first], row["year"]): row["value"] or row["status"] for row in cells}


def test_series_hold_the_numbers_that_each_years_own_review_printed(demonstration: DemonstrationReview) -> None:
    for series, source, code in (
        ("victims_by_year", "victims_by_sex_and_age", ("total", "total")),
        ("victims_men_by_year", "victims_by_sex_and_age", ("M", "total")),
        ("victims_labour_by_year", "victims_by_exploitation_and_sex", ("ForcedLabour", "total")),
        ("persons_by_year", "persons_by_theme", ("total",)),
        ("returns_by_year", "returns_by_programme", ("total",)),
    ):
        for year in YEARS:
            value, _ = demonstration.cells(year)[source, code, "persons", year]
            assert printed(demonstration, series)[code[0], str(year)] == value
    assert printed(demonstration, "victims_by_year", "change_pct") == {
        ("total", "2011"): "not_available",
        ("total", "2012"): "18.2",
    }
    assert printed(demonstration, "persons_by_year", "change_pct")["total", "2012"] == "70.0"


def test_the_panel_of_returns_is_a_recount_of_the_offices_that_answered_in_both_years(
    demonstration: DemonstrationReview,
) -> None:
    """Every host office of a return answered in both years, so the recount is that of all records, once a person."""
    query = (
        "SELECT count(DISTINCT office || person_key) FROM cases_returns WHERE year = ? AND (side = 'HOST' OR "
        "(side IS NULL AND NOT (coalesce(origin, '') = office AND coalesce(host, '') != office)))"
    )
    counted = {year: rows(demonstration.root, query, year)[0][0] for year in YEARS}
    panel = printed(demonstration, "panel_returns")
    assert {year: panel["panel", str(year)] for year in YEARS} == {year: str(n) for year, n in counted.items()}
    assert panel["silent", "2011"] == "0"


def test_the_one_silent_office_of_few_victims_cannot_be_had_from_the_panel(demonstration: DemonstrationReview) -> None:
    panel = printed(demonstration, "panel_victims")
    assert (panel["all", "2012"], panel["all", "2011"]) == ("6499", "5498")
    assert {panel[row, "2011"] for row in ("panel", "silent")} == {"confidential"}
    assert set(printed(demonstration, "panel_victims", "change_pct").values()) == {
        "18.2",
        "confidential",
        "not_applicable",
    }
