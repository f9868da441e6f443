"""A layout written from the documentation alone works, for a file never seen before: groups with counts, and totals."""

import csv
import io
import itertools
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations.contract import load_contract
from expectations.layouts import convert, fit_of_file, load_layout_file, rows_of
from expectations.reading import SubmittedFile, read_submission
from pipelines.cli import app
from tests.lib.places import PROJECT

PAGE = PROJECT / "docs" / "layouts.md"
HEAD = ["Year", "Quarter", "Age at exploitation", "Gender", "Nationality", "Exploitation type", "Referrals"]
DIMENSIONS = (
    ["Q1", "Q2", "Q3", "Q4"],
    ["Child (17 or under)", "Adult (18 or over)", "Not specified or unknown"],
    ["Male", "Female", "Other"],
    ["Viet Nam", "Albania", "United Kingdom"],
    ["Labour", "Sexual", "Labour and sexual", "Domestic servitude"],
)


@pytest.fixture(scope="module")
def layout_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path_factory.mktemp("layout") / "uk_referrals.yaml"
    path.write_text(found[0], encoding="utf-8")
    return path


def referrals(spoiled: bool = False) -> tuple[bytes, Counter[tuple[str, ...]]]:
    """A file with a row for every group and for every total, in no order; and its groups with their counts."""
    drawn = random.Random(7)
    groups: Counter[tuple[str, ...]] = Counter()
    sums: Counter[tuple[str, ...]] = Counter()
    for year in ("2018", "2019"):
        for group in itertools.product(*DIMENSIONS):
            persons = drawn.choice([0, 0, 1, 2, 11, 40])
            groups[year, *group] = persons
            for mask in itertools.product((False, True), repeat=len(group)):
                sums[year, *("Total" if hide else text for hide, text in zip(mask, group, strict=True))] += persons
    if spoiled:
        sums["2019", "Total", "Total", "Male", "Total", "Total"] += 1
    rows = [[*key, f"{persons:,}"] for key, persons in sums.items()]
    drawn.shuffle(rows)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode(), groups


def test_groups_become_persons_and_totals_are_counted_by_nobody(layout_file: Path, tmp_path: Path) -> None:
    content, groups = referrals()
    path = tmp_path / "referrals.csv"
    path.write_bytes(content)
    made = {one.year: one for one in convert(load_layout_file(layout_file), path, office="GBR")}
    assert {year: one.records for year, one in made.items()} == {
        year: sum(persons for (own, *_), persons in groups.items() if own == str(year)) for year in (2018, 2019)
    }
    sexes = {"Male": "M", "Female": "F", "Other": "X"}
    bands = {"Child (17 or under)": "CHILD", "Adult (18 or over)": "ADULT", "Not specified or unknown": None}
    for year, one in made.items():
        files = [SubmittedFile(name, content) for name, content in one.files.items()]
        records = read_submission(files, load_contract(), "GBR", year, str).records["trafficking"]
        assert records["person_key"].is_unique
        assert set(records["unread"]) == {""}
        found = Counter(zip(records["sex"], records["age_band"].astype(object).where(records["age_band"].notna(), None),
                            strict=True))  # fmt: skip
        expected: Counter[tuple[str, str | None]] = Counter()
        labour = sexual = 0
        for (own, _, age, gender, _, exploitation), persons in groups.items():
            if own == str(year):
                expected[sexes[gender], bands[age]] += persons
                labour += persons * ("abour" in exploitation)
                sexual += persons * ("exual" in exploitation)
        assert found == +expected
        assert (records["exploit_ForcedLabour"].sum(), records["exploit_SexualExploitation"].sum()) == (labour, sexual)
        assert (records["trafficking_status"] == "Possible").all()


def test_a_total_that_is_not_that_of_its_rows_is_named_by_its_row(layout_file: Path, tmp_path: Path) -> None:
    layout = load_layout_file(layout_file)
    path = tmp_path / "referrals.csv"
    for spoiled in (False, True):
        content, _ = referrals(spoiled)
        path.write_bytes(content)
        rows = rows_of(fit_of_file(path, (layout,)), "GBR")
        lines = content.decode().splitlines()
        wrong = [
            line for line in rows.totals_that_differ if lines[line - 1].startswith("2019,Total,Total,Male,Total,Total")
        ]
        assert rows.totals_that_differ == wrong
        assert len(wrong) == spoiled


def test_it_is_imported_by_its_file_name_alone(
    layout_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "var"))
    path = tmp_path / "referrals.csv"
    path.write_bytes(referrals()[0])
    words = ["import", "--layout", str(layout_file), "--office", "GBR", "--year", "2019", str(path)]
    done = CliRunner().invoke(app, words, terminal_width=300)
    assert done.exit_code == 0, done.output
    assert "rows are totals of other rows and were not imported" in done.output
    assert "totals differ from the sum" not in done.output
    assert len(list((tmp_path / "var" / "drop").glob("2019/GBR/import-uk_referrals-1-*/trafficking.csv"))) == 1


def test_a_count_that_is_no_number_is_a_loss_at_its_row(layout_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "referrals.csv"
    text = io.StringIO(newline="")
    rows = [["2019", "Q1", "Child (17 or under)", "Male", "Albania", "Labour", count] for count in ("3", "z", "")]
    csv.writer(text).writerows([HEAD, *rows])
    path.write_text(text.getvalue())
    (made,) = convert(load_layout_file(layout_file), path, office="GBR")
    assert (made.records, made.losses["persons: not a number"]) == (3, 2)


def test_every_entry_that_a_layout_may_have_is_documented() -> None:
    from expectations.layouts.layout import MAPPING_KEYS, Layout

    documented = set(re.findall(r"`([a-z_]+)", PAGE.read_text(encoding="utf-8")))
    assert {*MAPPING_KEYS, *Layout.model_fields} - {"name"} - documented == set()
