"""Years as they begin and as the drop really looks: few persons, odd names, entries that are no delivery."""

import json
import os
from pathlib import Path

import pytest
from homes import one_figure, register, review, rows
from small_year import cover, deliver, returned, separated, stranded, victims, whole

from expectations.layouts import load_layout


def test_the_first_office_of_a_year_with_three_persons_has_a_review(tmp_path: Path) -> None:
    files = {
        "cover.csv": b"key,value\noffice,KEN\nyear,2012\nnature,demonstration\n",
        "trafficking.csv": separated(victims("KEN", 1)),
        "returns.csv": separated(returned("KEN", 1)),
        "vulnerable.csv": separated(stranded("KEN", 1)),
    }
    deliver(tmp_path, "KEN", "2013-01-10-1", files)
    assert review(tmp_path, "run", "--year", "2012").status == 0


def test_no_file_of_a_draft_tells_how_few_rows_were_held_back(tmp_path: Path) -> None:
    good = victims("KEN", 1_978)  # the sum of both is a number that no table of others holds
    nameless = [{**row, "case_ref": ""} for row in victims("KEN", 3, first=5_000)]
    files = {
        "cover.csv": b"key,value\noffice,KEN\nyear,2012\nnature,demonstration\n",
        "trafficking.csv": separated([*good, *nameless]),
    }
    deliver(tmp_path, "KEN", "2013-01-10-1", files)
    assert review(tmp_path, "run", "--year", "2012").status == 0
    draft = tmp_path / "shelf" / "2012" / "draft-1"
    manifest = json.loads((draft / "manifest.json").read_text())
    assert not {"records_read", "records_held_back"} & set(manifest)
    page = (draft / "review.html").read_text()
    assert "Fewer than 11 records were held back" in page
    assert "1,978" in page
    assert "1,981" not in page and ">1981<" not in page


def test_a_file_name_that_is_no_utf_8_stops_nobody(tmp_path: Path) -> None:
    deliver(tmp_path, "UGA", "2013-01-10-1", whole("UGA"))
    folder = tmp_path / "drop" / "2012" / "UGA" / "2013-01-10-1"
    try:
        (folder / "trafficking.csv").rename(folder / os.fsdecode(b"trafficking donn\xe9es.csv"))
    except OSError:
        pytest.skip("this file system takes no such name")
    deliver(tmp_path, "KEN", "2013-01-10-1", whole("KEN"))
    assert review(tmp_path, "run", "--year", "2012").status == 0
    assert {state for _, state, _ in register(tmp_path, "KEN")} == {"read"}
    assert {reason for _, _, reason in register(tmp_path, "UGA")} == {"unsafe_name"}


def test_what_is_no_delivery_is_counted_and_never_named(tmp_path: Path) -> None:
    deliver(tmp_path, "KEN", "2013-01-10-1", whole("KEN"))
    for odd in ("UGA/14 February Amina", "ZZZ/2013-01-10"):
        folder = tmp_path / "drop" / "2012" / odd
        folder.mkdir(parents=True)
        (folder / "trafficking.csv").write_bytes(separated(victims("UGA", 12)))
    ended = review(tmp_path, "run", "--year", "2012")
    assert ended.status == 0
    assert "2 entries in the drop were not taken" in ended.words
    assert "Amina" not in ended.words


def test_a_partial_delivery_of_a_form_that_we_do_not_have_leaves_the_rest_standing(tmp_path: Path) -> None:
    deliver(tmp_path, "KEN", "2013-01-10-1", whole("KEN"))
    said = "key,value\noffice,KEN\nyear,2012\nnature,demonstration\nonly_forms,gardening\nnil_forms,vulnerable\n"
    deliver(tmp_path, "KEN", "2013-02-10-1", {"cover.csv": said.encode()})
    assert review(tmp_path, "run", "--year", "2012").status == 0
    assert rows(tmp_path, "SELECT COUNT(*) FROM cases_trafficking")[0][0] == 40
    assert rows(tmp_path, "SELECT COUNT(*) FROM cases_vulnerable")[0][0] == 0


def test_last_years_file_sent_again_is_refused_though_its_cover_says_otherwise(tmp_path: Path) -> None:
    old = [{**row, "departure_month": "2011-05"} for row in returned("KEN", 30)]
    files = {"cover.csv": cover_bytes("KEN"), "returns.csv": separated(old)}
    deliver(tmp_path, "KEN", "2013-01-10-1", files)
    deliver(tmp_path, "UGA", "2013-01-10-1", whole("UGA"))
    assert review(tmp_path, "run", "--year", "2012").status == 0
    assert [(state, reason) for _, state, reason in register(tmp_path, "KEN")] == [("rejected", "wrong_year")]


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


def cover_bytes(office: str) -> bytes:
    return "".join(f"{key},{value}\n" for key, value in {"key": "value", **cover(office)}.items()).encode()


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
