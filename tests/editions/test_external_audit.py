"""An edition tried again from its folder alone: it passes, and a number that gives others away is found out."""

import csv
import hashlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations.geography import region_of, regions
from pipelines.cli import app
from resources.home import Home
from resources.shelf import MANIFEST
from resources.stores import open_stores
from tests.editions.small_editions import draft
from tests.lib.homes import read_here
from tests.lib.keys import set_key
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.mixed_victims import mixed_victims, sent_by

OFFICES = {"KEN": 260, "HTI": 170, "THA": 120}
CROSSED = "victims_by_region_and_sex"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A draft's folder, taken away from its house, which is no more."""
    with pytest.MonkeyPatch.context() as patch:
        set_key(patch)
        read_here(patch)
        stores = open_stores(Home(tmp_path_factory.mktemp("house") / "var"))
        sent_by(stores, OFFICES)
        alone = tmp_path_factory.mktemp("third party") / "an edition"
        shutil.copytree(draft(stores).folder, alone)
        stores.warehouse.close()
        shutil.rmtree(stores.home.root)
        yield alone


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "an edition")


def audit(*arguments: str, home: Path | None = None) -> tuple[int, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVIEW_HOME", str(home or "/nowhere/at/all"))
        patch.setenv("COLUMNS", "200")
        result = CliRunner().invoke(app, ["audit", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.split())


def rows_of(folder: Path, table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / "tables" / f"{table}.csv").read_text(encoding="utf-8"))))


def suppressed(folder: Path, table: str, *places: tuple[str, ...]) -> tuple[str, ...]:
    """The first of some places that the table withholds: the house's key decided which."""
    found = {
        tuple(row[: len(places[0])])
        for row in rows_of(folder, table)
        if [row[-7], row[-3]] == ["persons", "confidential"]
    }
    return next(place for place in places if place in found)


def print_cell(folder: Path, table: str, codes: tuple[str, ...], value: int) -> None:
    """Write a number where the table withholds it."""
    rows = rows_of(folder, table)
    changed = [row for row in rows if (*codes, str(YEAR), "persons") == tuple(row[: len(codes) + 2])]
    assert len(changed) == 1
    changed[0][-4:-2] = [str(value), "published"]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    (folder / "tables" / f"{table}.csv").write_text(out.getvalue(), encoding="utf-8")


def counted(kind: Callable[[dict[str, object]], tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    rows = [dict(row) for office, number in OFFICES.items() for row in mixed_victims(office, number)]
    return Counter(kind(row) for row in rows)


def a_leak(folder: Path) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """A number that is suppressed, what it is, and another one that it gives away."""
    women = [(region, "F") for region in regions("world_region")]
    leak = suppressed(folder, CROSSED, *women)
    truth = counted(lambda row: (region_of("world_region", YEAR, str(row["country_of_exploitation"])), row["sex"]))[
        leak
    ]
    return leak, truth, suppressed(folder, CROSSED, *(place for place in women if place != leak))


def test_a_third_party_finds_nothing_in_a_draft_that_passed(folder: Path):
    code, said = audit(str(folder))
    assert (code, "an edition: pass" in said) == (0, True), said
    assert said.count("found nothing") == 2
    assert "Not covered by this audit: links between themes" in said


def test_a_number_that_gives_another_away_is_found_out(folder: Path):
    leak, truth, other = a_leak(folder)
    print_cell(folder, CROSSED, leak, truth)
    code, said = audit(str(folder))
    assert code == 1
    assert f"{CROSSED} │ {', '.join(other)} │ is withheld, and can be computed" in said
    assert f"differs from the file that was put on the shelf: tables/{CROSSED}.csv" in said
    assert str(truth) not in said.split()


def test_a_small_number_and_numbers_that_contradict_each_other_are_found_out(folder: Path):
    print_cell(folder, "victims_by_region_and_sex", ("EAST_ASIA_PACIFIC", "F"), 3)
    code, said = audit(str(folder))
    assert code == 1
    assert "EAST_ASIA_PACIFIC, F │ is printed, though it is a count under the threshold" in said
    print_cell(folder, "victims_by_region_and_sex", ("EAST_ASIA_PACIFIC", "total"), 900)
    code, said = audit(str(folder))
    assert (code, "prints numbers that no persons could have" in said) == (1, True)


def test_a_file_changed_added_or_lost_is_noticed(folder: Path):
    (folder / "sentences.json").write_text("{}", encoding="utf-8")
    (folder / "tables" / "reach.csv").unlink()
    (folder / "notes.txt").write_text("", encoding="utf-8")
    code, said = audit(str(folder))
    assert code == 1
    for name in ("notes.txt", "sentences.json", "tables/reach.csv"):
        assert f"differs from the file that was put on the shelf: {name}" in said


def test_tables_and_manifest_changed_together_are_told_by_the_audit_sheet(folder: Path):
    path = folder / "tables" / "victims_by_scope.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",all,", ",known,"), encoding="utf-8")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["tables/victims_by_scope.csv"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    code, said = audit(str(folder))
    assert (code, "differs from the file that was put on the shelf: tables/victims_by_scope.csv" in said) == (1, True)


def test_what_is_no_edition_ends_two_and_nothing_is_written(folder: Path, tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir()
    (folder / "tables" / "victims_by_scope.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for arguments, why in (
        ((str(empty),), "is no edition of a shelf"),
        ((str(folder),), "tables/victims_by_scope.csv: line 1: not the columns of a published table"),
        ((), "name the folder of an edition; or name --year"),
        ((str(folder), "--year", "2012"), "name the folder of an edition; or name --year"),
        (("--year", "2012", "--edition", "../2011"), "an edition is named as draft-1 or edition-1"),
        (("--year", "2012"), "there is no edition of 2012 on the shelf"),
    ):
        code, said = audit(*arguments, home=tmp_path / "home")
        assert (code, why in said) == (2, True), said
    assert not (tmp_path / "home").exists()


def test_an_edition_of_the_home_is_found_by_its_year(folder: Path, tmp_path: Path):
    shelf = tmp_path / "home" / "shelf" / str(YEAR)
    shelf.mkdir(parents=True)
    shutil.copytree(folder, shelf / "draft-1")
    for arguments in ((), ("--edition", "draft-1")):
        code, said = audit("--year", str(YEAR), *arguments, home=tmp_path / "home")
        assert (code, f"{YEAR}, draft-1: pass" in said) == (0, True), said
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["shelf"]


def test_what_the_run_found_of_offices_together_is_said_of_the_same_draft_of_the_home_alone(
    folder: Path, tmp_path: Path
):
    home = tmp_path / "home"
    draft_of_home = shutil.copytree(folder, home / "shelf" / str(YEAR) / "draft-1")
    restricted = home / "disclosure" / str(YEAR) / "audit.json"
    restricted.parent.mkdir(parents=True)
    cells = [["persons_by_theme", "returns"], ["persons_by_theme", "total"]]
    of_offices = {
        "regional_offices": {"NAIROBI": cells, "VIENNA": cells[:1]},
        "pairs_tried": 1035,
        "pairs_successful": 2,
        "pairs_of_offices": cells[:1],
    }
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["content"]
    for of_content, is_said in ((content, True), ("another", False)):
        restricted.write_text(json.dumps({"content": of_content, "coalitions": of_offices}), encoding="utf-8")
        _, said = audit("--year", str(YEAR), home=home)
        regional = "2 cells of which it finds, or may find, the few persons of other regions."
        pairs = "1,035 tried, 2 find the few persons of other offices in 1 published cells."
        assert (regional in said, pairs in said) == (is_said, is_said), said
        assert "NAIROBI" not in said
    assert "pairs of offices" not in audit(str(draft_of_home), home=home)[1]


def test_what_an_earlier_edition_prints_besides_is_found_out(folder: Path, tmp_path: Path):
    shelf = tmp_path / "shelf" / str(YEAR)
    shelf.mkdir(parents=True)
    first, second = shutil.copytree(folder, shelf / "edition-1"), shutil.copytree(folder, shelf / "edition-2")
    code, said = audit(str(second))
    assert (code, "Earlier released editions used: edition-1" in said, said.count("found nothing")) == (0, True, 3), (
        said
    )
    code, said = audit(str(first))
    assert (code, "The folder has no earlier released edition of the year next to it" in said) == (0, True), said

    leak, truth, other = a_leak(folder)
    print_cell(first, CROSSED, leak, truth)
    code, said = audit(str(second))
    assert code == 1
    assert f"{CROSSED} │ {', '.join(other)} │ is withheld, and can be computed" in said
    assert "reader of earlier editions" in said
    assert "differs from the file that was put on the shelf" not in said


def test_a_number_that_changed_by_few_persons_since_an_edition_is_found_out(folder: Path, tmp_path: Path):
    shelf = tmp_path / "shelf" / str(YEAR)
    shelf.mkdir(parents=True)
    first, second = shutil.copytree(folder, shelf / "edition-1"), shutil.copytree(folder, shelf / "draft-2")
    place = ("total", "total")
    before = next(
        int(r[-4]) for r in rows_of(first, "victims_by_sex_and_age") if tuple(r[:2]) == place and r[-7] == "persons"
    )
    for fewer, expected in ((3, 1), (11, 0)):
        print_cell(first, "victims_by_sex_and_age", place, before - fewer)
        code, said = audit(str(second))
        assert code == expected, said
        told = "victims_by_sex_and_age │ total, total │ differs from an earlier edition by a count under the threshold"
        assert (told in said) == bool(expected)
