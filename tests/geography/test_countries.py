"""What a country field accepts, and by which name a country is printed."""

import subprocess
import sys

import pycountry
import pytest

from expectations.geography import all_codes, country_code, country_name, existed, footnotes, is_country, offices
from expectations.geography.tables import country_names, rows

WITHOUT_PERMANENT_POPULATION = {"ATA", "ATF", "BVT", "HMD", "SGS", "UMI"}


@pytest.mark.parametrize("code", all_codes())
def test_every_code_and_every_name_of_it_leads_back_to_the_code(code: str) -> None:
    assert country_code(code) == code
    assert country_code(code.lower()) == code
    for known in country_names()[code]:
        assert {country_code(name) for name in known.names.values()} == {code}


def test_every_alias_is_needed_and_stands_for_one_country() -> None:
    official = {name for known in country_names().values() for one in known for name in one.names.values()}
    for row in rows("aliases"):
        assert country_code(row["alias"]) == row["alpha3"]
        assert row["alias"] not in official
        assert row["language"] in ("en", "fr", "es")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Côte d’Ivoire", "CIV"),
        ("COTE D'IVOIRE", "CIV"),
        ("  viet\u00a0nam ", "VNM"),
        ("Vietnam", "VNM"),
        ("Hai\u200bti", "HTI"),
        ("\ufeffHaiti", "HTI"),
        ("Hai\u0308ti", "HTI"),
        ("Haïti", "HTI"),
        ("Guinea‑Bissau", "GNB"),
        ("Niger", "NER"),
        ("Níger", "NER"),
        ("Nigeria", "NGA"),
        ("Dominica", "DMA"),
        ("República Dominicana", "DOM"),
        ("Guinée", "GIN"),
        ("Guinea Ecuatorial", "GNQ"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Swaziland", "SWZ"),
        ("Namibia", "NAM"),
        ("États-Unis", "USA"),
        ("Laos", "LAO"),
        ("ＫＥＮＹＡ", "KEN"),
        ("apatride", "XXA"),
        ("Desconocido", "XXX"),
    ],
)
def test_a_country_is_known_by_its_names_in_three_languages(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "NA",
        "NO",
        "IT",
        "US",
        "Nigera",
        "Niger ia",
        "Republic",
        "\u041aenya",
        "Ukrainе",
        "XYZ",
        "KOR PRK",
        "ATA",
    ],
)
def test_what_is_not_in_the_lists_is_no_country(written: str) -> None:
    assert country_code(written) is None


def test_the_table_holds_every_iso_country_where_people_live() -> None:
    iso = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    table = {code: names[-1].alpha2 for code, names in country_names().items()}
    assert set(iso) - set(table) == WITHOUT_PERMANENT_POPULATION
    assert set(table) - set(iso) == {"SCG", "ANT", "XKX", "XXA", "XXX"}
    assert {code: table[code] for code in iso if code in table} == {c: iso[c] for c in iso if c in table}


def test_stateless_and_not_stated_are_codes_but_no_countries() -> None:
    assert {"XXA", "XXX"} <= set(all_codes())
    assert not is_country("XXA")
    assert not is_country("XXX")
    assert is_country("SCG")
    assert not is_country("AAA")


@pytest.mark.parametrize(
    ("code", "language", "year", "name"),
    [
        ("TUR", "en", 2012, "Turkey"),
        ("TUR", "fr", 2012, "Turquie"),
        ("TUR", "en", None, "Türkiye"),
        ("MKD", "en", 2018, "The former Yugoslav Republic of Macedonia"),
        ("MKD", "en", 2019, "North Macedonia"),
        ("LBY", "en", 2010, "Libyan Arab Jamahiriya"),
        ("LBY", "es", 2012, "Libia"),
        ("SCG", "fr", 2012, "Serbie-et-Monténégro"),
        ("SSD", "en", 2005, "South Sudan"),
        ("KOR", "es", 2012, "República de Corea"),
        ("COD", "en", 2012, "Democratic Republic of the Congo"),
        ("GBR", "de", 2012, "United Kingdom of Great Britain and Northern Ireland"),
    ],
)
def test_a_country_is_printed_by_the_name_of_the_year(code: str, language: str, year: int | None, name: str) -> None:
    assert country_name(code, language, year) == name


def test_no_year_has_two_names_for_one_country() -> None:
    for code, known in country_names().items():
        for year in range(1990, 2036):
            assert sum(one.period.holds(year) for one in known) <= 1, (code, year)


def test_no_two_countries_are_printed_alike_in_one_year() -> None:
    for language in ("en", "fr", "es"):
        names = [country_name(code, language, 2012) for code in all_codes()]
        assert len(names) == len(set(names))


def test_a_code_outside_the_table_has_no_name() -> None:
    with pytest.raises(KeyError):
        country_name("AAA")


def test_a_footnote_goes_with_its_country_and_is_printed_once() -> None:
    assert "1244 (1999)" in footnotes(["XKX"])[0]
    assert "1244 (1999)" in footnotes(["XKX"], "fr")[0]
    assert len(footnotes(["CHN", "TWN"])) == 1
    assert footnotes(["DEU"]) == ()


def test_there_are_150_offices_each_in_a_country() -> None:
    assert len(offices()) == len(set(offices())) == 150
    assert all(is_country(office) for office in offices())


def test_the_european_economic_area_and_the_countries_of_the_published_record_have_offices() -> None:
    area = "AUT BEL BGR CYP CZE DNK EST FIN FRA DEU GRC HUN ISL IRL ITA LVA LIE LTU LUX MLT NLD NOR POL PRT ROU SVK SVN"
    named = "ESP SWE GBR CHE RUS HTI YEM THA KAZ AFG IDN EGY TUR UKR LAO UZB KHM KGZ BLR ETH MEX CAN ALB IRQ NER"
    assert set(f"{area} {named}".split()) <= set(offices())


def test_geography_is_loaded_without_pandas_or_pycountry() -> None:
    code = (
        "import sys, expectations.geography as g; g.country_code('x'); print({'pandas', 'pycountry'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("code", "language", "year", "name"),
    [
        ("SWZ", "en", 2017, "Swaziland"),
        ("SWZ", "en", 2018, "Eswatini"),
        ("CZE", "en", 2015, "Czech Republic"),
        ("CZE", "fr", 2016, "Tchéquie"),
        ("CPV", "en", 2012, "Cape Verde"),
        ("CPV", "en", 2013, "Cabo Verde"),
        ("TUR", "es", 2022, "Türkiye"),
        ("BOL", "en", 2009, "Bolivia (Plurinational State of)"),
        ("PSE", "en", 2011, "Occupied Palestinian Territory"),
        ("PSE", "en", 2012, "State of Palestine"),
    ],
)
def test_a_name_changes_in_the_year_in_which_the_united_nations_took_it_up(
    code: str, language: str, year: int, name: str
) -> None:
    assert country_name(code, language, year) == name


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [("SCG", 2003, 2006), ("ANT", None, 2010), ("SSD", 2011, None), ("MNE", 2006, None), ("CUW", 2010, None)],
)
def test_a_historic_code_is_valid_in_its_years_and_accepted_in_all(
    code: str, first: int | None, last: int | None
) -> None:
    assert existed(code, first or last or 0)
    assert first is None or not existed(code, first - 1)
    assert last is None or not existed(code, last + 1)
    assert is_country(code)


def test_what_is_no_country_never_existed() -> None:
    assert not existed("XXX", 2012)
    assert not existed("AAA", 2012)
