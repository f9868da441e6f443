"""Where submissions come from: what is taken, what is left, in which order."""

from pathlib import Path

import pytest

from resources.home import Home
from resources.source import Delivery, Source, SourceError
from resources.source import delivery as limits


def put(drop: Path, way: str, content: bytes = b"x") -> None:
    path = drop / way
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_deliveries_come_by_year_office_and_natural_order(home: Home) -> None:
    for way in ("2012/KEN/2013-1-10/a.csv", "2012/KEN/2013-1-9/b.csv", "2012/KEN/2013-1-9/a.csv", "2011/UGA/x/a.csv"):
        put(home.drop, way)
    found = Source.of_home(home).deliveries()
    assert [(d.year, d.office, d.name) for d in found] == [
        (2011, "UGA", "x"),
        (2012, "KEN", "2013-1-9"),
        (2012, "KEN", "2013-1-10"),
    ]
    assert [file.name for file in found[1].files] == ["a.csv", "b.csv"]
    assert Source.of_home(home).deliveries(year=2012, office="UGA") == []


def test_the_files_of_a_delivery_come_with_name_and_content(home: Home) -> None:
    put(home.drop, "2012/KEN/1/cover.csv", b"cover")
    put(home.drop, "2012/KEN/1/é [1]*.csv", b"records")
    source = Source.of_home(home)
    assert source.open(source.deliveries()[0]) == [("cover.csv", b"cover"), ("é [1]*.csv", b"records")]


def test_hidden_and_unfinished_files_are_left(home: Home) -> None:
    for name in (".~lock.a.xlsx#", "~$a.xlsx", "a.xlsx.part", "b.tmp", ".DS_Store", "Thumbs.db"):
        put(home.drop, f"2012/KEN/1/{name}")
    source = Source.of_home(home)
    assert source.deliveries() == [Delivery("KEN", 2012, "1", ())]
    assert source.strays() == 0


def test_names_out_of_place_and_links_are_counted_and_not_followed(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    put(outside, "1/a.csv")
    for way in ("12/KEN/1/a", "2012/Kenya/1/a", "2012/KEN/-1/a", "2012/KEN/loose.csv", "2012/KEN/1/deeper/a", "n.txt"):
        put(home.drop, way)
    (home.drop / "2012" / "UGA").symlink_to(outside)
    (home.drop / "2012" / "KEN" / "1" / "passwd").symlink_to("/etc/hostname")
    source = Source.of_home(home)
    assert source.deliveries() == [Delivery("KEN", 2012, "1", ())]
    assert source.strays() == 8


def test_a_file_over_the_limit_is_not_taken(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home.drop, "2012/KEN/1/a.csv", b"12345")
    monkeypatch.setattr(limits, "FILE_LIMIT_BYTES", 4)
    source = Source.of_home(home)
    with pytest.raises(SourceError) as refused:
        source.open(source.deliveries()[0])
    assert refused.value.reason == "too_big"
    assert "a.csv" not in str(refused.value)


def test_a_file_that_went_away_is_a_fault_without_its_name(home: Home) -> None:
    put(home.drop, "2012/KEN/1/CANARY.csv")
    source = Source.of_home(home)
    delivery = source.deliveries()[0]
    (home.drop / "2012/KEN/1/CANARY.csv").unlink()
    with pytest.raises(SourceError) as refused:
        source.open(delivery)
    assert "CANARY" not in str(refused.value) + repr(delivery)
    assert refused.value.__suppress_context__


def test_no_drop_folder_is_no_deliveries(home: Home) -> None:
    assert Source.of_home(home).deliveries() == []


@pytest.mark.parametrize("address", ["{}", "file://{}"])
def test_the_address_is_configuration(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    put(tmp_path / "in box", "2012/KEN/1/a.csv", b"content")
    monkeypatch.setenv("REVIEW_SOURCE_URL", address.format(tmp_path / "in box"))
    source = Source.of_home(home)
    assert [source.open(delivery) for delivery in source.deliveries(2012)] == [[("a.csv", b"content")]]


def test_a_drop_whose_path_has_a_blank_is_found(tmp_path: Path) -> None:
    home = Home(tmp_path / "our home")
    put(home.drop, "2012/KEN/1/a.csv")
    assert [(one.office, len(one.files)) for one in Source.of_home(home).deliveries()] == [("KEN", 1)]
