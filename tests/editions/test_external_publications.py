"""Numbers that others publish of the persons whom our tables count: read, understood or refused, and binding."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.steps.queries.adhoc_tables import AdhocTableRefusedError, make_adhoc_table
from assets.steps.release.external_publications import external_cells
from assets.steps.runtime.errors import OperatorError
from reports.statistics import short_list
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.small_editions import draft
from tests.editions.test_adhoc_tables import THRESHOLD, counted, ends, printed, victims_of_the_year
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR

__all__ = ["victims_of_the_year"]  # a fixture
pytestmark = IMPORTING_GREAT_EXPECTATIONS
HEADLINES = "iom_avrr_headline_figures.csv"


@pytest.fixture
def tables_of_regions() -> Iterator[None]:
    """Reviews of two tables."""
    with short_list("persons_by_theme", "victims_by_region_and_sex"):
        yield


def write(stores: Stores, content: str | bytes) -> None:
    folder = stores.home.published_elsewhere
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{YEAR}.csv").write_bytes(content.encode() if isinstance(content, str) else content)


def known(stores: Stores, year: int = YEAR) -> dict[str, frozenset[tuple[str, ...]]]:
    return {one.spec.key: one.codes for one in external_cells(stores, year)}


def narrow(seen: dict[tuple[str, ...], int], cell: tuple[str, ...]) -> bool:
    """Say whether a reader of what is ``seen`` learns more of a small number than the rule allows."""
    least, most = ends(seen, cell)
    return least > 1 or most < THRESHOLD


def test_cells_are_read_with_blanks_a_mark_of_order_and_further_columns(stores: Stores) -> None:
    assert known(stores) == {}
    write(
        stores,
        "\ufefftable,codes,source\r\nvictims_by_region_and_sex, AFRICA | F ,somebody\r\n,,\r\n"
        "returns_top_hosts,GBR,\r\nreturns_top_hosts,total,\r\nvictims_by_corridor,UKR-POL,\r\n"
        "health_services_by_indicator,HIV_TESTED/TESTS,\r\nreach,nationalities,\r\n",
    )
    assert known(stores) == {
        "victims_by_region_and_sex": {("AFRICA", "F")},
        "returns_top_hosts": {("GBR",), ("total",)},
        "victims_by_corridor": {("UKR-POL",)},
        "health_services_by_indicator": {("HIV_TESTED/TESTS",)},
        "reach": {("nationalities",)},
    }
    assert known(stores, YEAR - 1) == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("victims_by_regoin,AFRICA", "line 2: the review has no table of that name"),
        ("victims_by_region_and_sex,AFRICA", "line 2: a cell of victims_by_region_and_sex has 2 codes"),
        ("victims_by_region_and_sex,ATLANTIS|F", "line 2: world_region has no such code; it has AFRICA"),
        ("returns_top_hosts,XYZ", "line 2: host has no such code; a code is a country, such as UKR"),
        ("returns_top_hosts,other", "line 2: host has no such code"),
        ("victims_by_corridor,UKR", "line 2: corridor has no such code; a code is two countries, such as UKR-POL"),
        ("health_services_by_indicator,MAGIC", "line 2: service has no such code; a code is an indicator and its unit"),
        (",AFRICA", "line 2: the review has no table of that name"),
    ],
)
def test_a_line_that_names_no_cell_of_ours_is_refused_with_its_place(stores: Stores, line: str, said: str) -> None:
    write(stores, f"table,codes\n{line}\n")
    with pytest.raises(OperatorError, match=said):
        external_cells(stores, YEAR)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: no column table and no column codes"),
        (b"table;codes\nreturns_top_hosts;GBR\n", "line 1: no column table and no column codes"),
        (b"table\nreturns_top_hosts\n", "line 1: no column codes"),
        (b"table,codes\nreturns_top_hosts,\xff\n", "not a text file in UTF-8"),
        (b'table,codes\n"returns_top_hosts,GBR\n', "not a CSV file"),
    ],
)
def test_a_file_of_another_kind_is_refused(stores: Stores, content: bytes, said: str) -> None:
    write(stores, content)
    with pytest.raises(OperatorError, match=said):
        external_cells(stores, YEAR)


def test_reference_series_name_the_cells_of_ours_that_their_mapping_says(stores: Stores) -> None:
    stores.home.reference.mkdir(parents=True)
    lines = [
        "2012,assisted_total,World,World,42000,https://example.org/a",
        "2012,assisted_by_host,Greece,GRC,6153,https://example.org/b",
        "2012,assisted_by_host_region,European Economic Area,EEA,16993,https://example.org/c",
        "2011,assisted_by_host,Austria,AUT,4812,https://example.org/d",
    ]
    text = "\n".join(["year,indicator,area,iso3,value,source_url", *lines])
    (stores.home.reference / HEADLINES).write_text(f"{text}\n", encoding="utf-8")
    assert known(stores) == {"returns_by_sex_and_age": {("total", "total")}, "returns_top_hosts": {("GRC",)}}
    assert known(stores, 2011) == {"returns_top_hosts": {("AUT",)}}
    write(stores, "table,codes\nreturns_top_hosts,MEX\n")
    assert known(stores)["returns_top_hosts"] == {("GRC",), ("MEX",)}


@pytest.mark.usefixtures("tables_of_regions")
def test_a_number_that_others_publish_is_not_counted_on_as_withheld(
    stores: Stores, victims_of_the_year: list[dict[str, object]], tmp_path: Path
) -> None:
    """What the desk withholds for others is of no use where others print it: the attacker has it, and finds nothing."""
    truth = counted(victims_of_the_year)
    another = open_stores(Home(shutil.copytree(stores.home.root, tmp_path / "another")))
    alone = printed(make_adhoc_table(another, "trafficking", "sex", "world_region", YEAR).table)
    another.warehouse.close()
    for_others = {codes: truth[codes] for codes in truth if codes not in alone and truth[codes] >= THRESHOLD}
    small = [codes for codes in truth if 0 < truth[codes] < THRESHOLD]
    assert small
    assert for_others
    telling = [codes for codes in for_others if any(narrow({**alone, codes: truth[codes]}, cell) for cell in small)]
    assert telling, "of what is withheld for others something is needed, whatever the key"
    elsewhere = telling[0]
    write(stores, f"table,codes\nvictims_by_region_and_sex,{elsewhere[1]}|{elsewhere[0]}\n")
    with pytest.raises(AdhocTableRefusedError, match="is no longer protected beside what is known now"):
        make_adhoc_table(stores, "trafficking", "sex", "world_region", YEAR)
    draft(stores)
    beside = printed(make_adhoc_table(stores, "trafficking", "sex", "world_region", YEAR).table)
    assert [cell for cell in small if narrow({**beside, elsewhere: truth[elsewhere]}, cell)] == []
