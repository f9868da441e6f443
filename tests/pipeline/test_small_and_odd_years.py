"""Years as they begin and as the drop really looks: few persons, odd names, entries that are no delivery."""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from expectations.layouts import load_layout
from reports.statistics import short_list
from tests.lib.homes import FEW_TABLES, one_figure
from tests.lib.submissions.files import cover, deliver, separated
from tests.lib.submissions.varied_year import returned, stranded, victims, whole
from tests.pipeline.homes import Ended, register, review, rows


@dataclass(frozen=True)
class OddYear:
    """The home, whether one of its files has a name that is no UTF-8, and how its run ended."""

    root: Path
    named: bool
    ended: Ended


def cover_bytes(office: str) -> bytes:
    return "".join(f"{key},{value}\n" for key, value in {"key": "value", **cover(office)}.items()).encode()


def test_the_first_office_of_a_year_with_three_persons_has_a_review(tmp_path: Path) -> None:
    files = {
        "cover.csv": b"key,value\noffice,KEN\nyear,2012\nnature,demonstration\n",
        "trafficking.csv": separated(victims("KEN", 1)),
        "returns.csv": separated(returned("KEN", 1)),
        "vulnerable.csv": separated(stranded("KEN", 1)),
    }
    deliver(tmp_path, "KEN", "2013-01-10-1", files)
    with one_figure():
        assert review(tmp_path, "run", "--year", "2012").status == 0


@pytest.mark.usefixtures("few_tables")
def test_no_file_of_a_draft_tells_how_few_rows_were_held_back(tmp_path: Path) -> None:
    good = victims("KEN", 1_978)  # the sum of both is a number that no table of others holds
    nameless = [{**row, "case_ref": ""} for row in victims("KEN", 3, first=5_000)]
    files = {
        "cover.csv": b"key,value\noffice,KEN\nyear,2012\nnature,demonstration\n",
        "trafficking.csv": separated([*good, *nameless]),
    }
    deliver(tmp_path, "KEN", "2013-01-10-1", files)
    with one_figure():
        assert review(tmp_path, "run", "--year", "2012").status == 0
    draft = tmp_path / "shelf" / "2012" / "draft-1"
    manifest = json.loads((draft / "manifest.json").read_text())
    assert not {"records_read", "records_held_back"} & set(manifest)
    page = (draft / "review.html").read_text()
    assert "Fewer than 11 records were held back" in page
    assert "1,978" in page
    assert "1,981" not in page and ">1981<" not in page


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> OddYear:
    """A year of one whole delivery, and beside it what the drop should not hold: all of it in one run."""
    root = tmp_path_factory.mktemp("odd")
    deliver(root, "KEN", "2013-01-10-1", whole("KEN"))
    said = "key,value\noffice,KEN\nyear,2012\nnature,demonstration\nonly_forms,gardening\nnil_forms,vulnerable\n"
    deliver(root, "KEN", "2013-02-10-1", {"cover.csv": said.encode()})
    old = [{**row, "departure_month": "2011-05"} for row in returned("MDA", 30)]
    deliver(root, "MDA", "2013-01-10-1", {"cover.csv": cover_bytes("MDA"), "returns.csv": separated(old)})
    for place in ("UGA/14 February Amina", "ZZZ/2013-01-10"):
        folder = root / "drop" / "2012" / place
        folder.mkdir(parents=True)
        (folder / "trafficking.csv").write_bytes(separated(victims("UGA", 12)))
    deliver(root, "PER", "2013-01-10-1", whole("PER"))
    folder = root / "drop" / "2012" / "PER" / "2013-01-10-1"
    with contextlib.suppress(OSError):  # there are file systems that take no such name
        (folder / "trafficking.csv").rename(folder / os.fsdecode(b"trafficking donn\xe9es.csv"))
    named = not (folder / "trafficking.csv").exists()
    with one_figure(), short_list(*FEW_TABLES):
        return OddYear(root, named, review(root, "run", "--year", "2012"))


def test_whatever_else_lies_in_the_drop_there_is_a_review(odd: OddYear) -> None:
    assert odd.ended.status == 0
    assert {state for _, state, _ in register(odd.root, "KEN")} == {"read"}


def test_a_file_name_that_is_no_utf_8_stops_nobody(odd: OddYear) -> None:
    if not odd.named:
        pytest.skip("this file system takes no such name")
    assert {reason for _, _, reason in register(odd.root, "PER")} == {"unsafe_name"}


def test_what_is_no_delivery_is_counted_and_never_named(odd: OddYear) -> None:
    assert "2 entries in the drop were not taken" in odd.ended.words
    assert "Amina" not in odd.ended.words


def test_a_partial_delivery_of_a_form_that_we_do_not_have_leaves_the_rest_standing(odd: OddYear) -> None:
    assert rows(odd.root, "SELECT COUNT(*) FROM cases_trafficking WHERE office = 'KEN'")[0][0] == 40
    assert rows(odd.root, "SELECT COUNT(*) FROM cases_vulnerable WHERE office = 'KEN'")[0][0] == 0


def test_last_years_file_sent_again_is_refused_though_its_cover_says_otherwise(odd: OddYear) -> None:
    assert [(state, reason) for _, state, reason in register(odd.root, "MDA")] == [("rejected", "wrong_year")]


@pytest.mark.usefixtures("few_tables")
def test_files_without_a_cover_that_were_read_for_another_year_or_office_are_refused(tmp_path: Path) -> None:
    files = {"trafficking.csv": separated(victims("KEN", 30))}
    deliver(tmp_path, "KEN", "2012-01-10-1", files, year=2011)
    deliver(tmp_path, "KEN", "2013-01-10-1", files)
    deliver(tmp_path, "PER", "2013-01-10-1", files)
    deliver(tmp_path, "UGA", "2013-01-10-1", whole("UGA"))
    with one_figure():
        assert review(tmp_path, "run", "--year", "2011", "--year", "2012").status == 0
    assert [(state, reason) for _, state, reason in register(tmp_path, "KEN", 2011)] == [("read", "")]
    for office in ("KEN", "PER"):
        assert [(state, reason) for _, state, reason in register(tmp_path, office)] == [("rejected", "sent_elsewhere")]


@pytest.mark.usefixtures("few_tables")
def test_a_corrected_import_supersedes_and_an_office_that_it_lacks_is_emptied(tmp_path: Path) -> None:
    columns = list(load_layout("ctdc_2021").columns)

    def file_of(name: str, offices: list[str]) -> Path:
        said = [
            {"yearOfRegistration": "2016", "gender": "Female", "CountryOfExploitation": office} for office in offices
        ]
        lines = [",".join(row.get(column, "") for column in columns) for row in said]
        path = tmp_path / name
        path.write_text("\n".join([",".join(columns), *lines]) + "\n")
        return path

    for name, offices in (
        ("first.csv", ["KEN"] * 12 + ["UGA"] * 3),
        ("second.csv", ["KEN"] * 13),
        ("third.csv", ["KEN"]),
    ):
        assert review(tmp_path, "import", "ctdc", str(file_of(name, offices))).status == 0
        with one_figure():
            assert review(tmp_path, "run", "--year", "2016").status == 0
        counted = rows(tmp_path, "SELECT office, COUNT(*) FROM cases_trafficking GROUP BY office ORDER BY office")
        expected = {office: offices.count(office) for office in sorted(set(offices))}
        assert dict(counted) == expected
    again = review(tmp_path, "import", "ctdc", str(tmp_path / "first.csv"))
    assert again.status == 0
    assert len(list((tmp_path / "drop" / "2016" / "KEN").iterdir())) == 3


def test_an_unusable_key_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    ended = review(tmp_path, "run", "--year", "2012", key="bad")
    assert ended.status == 1
    assert "Traceback" not in ended.words
