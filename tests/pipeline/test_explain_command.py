"""A printed number explained: right down to its offices, and left nowhere."""

from pathlib import Path

import pandas as pd
import pytest

from assets.steps.queries.explain_cell import UnknownCellError, explain_cell
from reports.statistics import load_tables
from tests.lib.homes import one_figure
from tests.lib.submissions.files import YEAR, cover, deliver, separated
from tests.lib.submissions.varied_year import victims, whole
from tests.pipeline.homes import digests, review, rows, stores_of

TABLE = "victims_by_sex_and_age"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, module_of_few_tables: None) -> Path:
    """Two offices of 2012, and one row of one of them without a reference; a sex that is not known."""
    root = tmp_path_factory.mktemp("home")
    deliver(root, "KEN", "2013-01-10-1", whole("KEN"))
    sent = [{**row, "sex": "" if 4 <= number < 12 else row["sex"]} for number, row in enumerate(victims("UGA", 30))]
    nameless = {**victims("UGA", 1, first=100)[0], "case_ref": ""}
    said = separated([{"key": key, "value": value} for key, value in cover("UGA", nil_forms="returns").items()])
    deliver(root, "UGA", "2013-01-10-1", {"cover.csv": said, "trafficking.csv": separated([*sent, nameless])})
    with one_figure():
        assert review(root, "run", "--year", str(YEAR)).status == 0
    return root


def accepted(home: Path) -> pd.DataFrame:
    found = rows(home, "SELECT office, sex, age FROM cases_trafficking WHERE year = ?", YEAR)
    return pd.DataFrame(found, columns=["office", "sex", "age"])


def test_a_number_is_explained_down_to_its_offices(home: Path) -> None:
    answer = explain_cell(stores_of(home), TABLE, "F:ADULT", YEAR)
    frame = accepted(home)
    adults = frame[frame["age"] >= 18]
    women = adults[adults["sex"] == "F"]
    assert answer.provenance.counted == len(women)
    assert answer.provenance.offices == women.groupby("office").size().to_dict()
    assert answer.provenance.not_stated == adults["sex"].isna().sum() > 0
    assert (answer.provenance.of_all, answer.provenance.known) == (len(frame), frame["sex"].notna().sum())
    assert answer.provenance.held_back == {("trafficking", "reference_missing"): 1}
    assert answer.provenance.held_back_by_office == {"UGA": 1}
    assert answer.base is not None and answer.base.value == len(frame)


def test_every_cell_of_counts_in_the_draft_is_counted_again_as_it_is_printed(home: Path) -> None:
    stores = stores_of(home)
    for key in ("victims_by_sex_and_age", "victims_by_exploitation_and_sex", "victims_top_origins", "reach"):
        assert key in {spec.key for spec in load_tables()}
        table = explain_cell(stores, key, _first_cell(home, key), YEAR).table
        for cell in table.cells:
            if cell.measure == "persons" and cell.value is not None and cell.year == YEAR:
                assert explain_cell(stores, key, ":".join(cell.codes), YEAR).provenance.counted == cell.value, (
                    cell.codes
                )


def _first_cell(home: Path, key: str) -> str:
    line = (home / "shelf" / str(YEAR) / "draft-1" / "tables" / f"{key}.csv").read_text().splitlines()[1]
    return line.rsplit(",", 1)[1]


def test_the_command_shows_offices_and_definition_and_with_detail_their_persons(home: Path) -> None:
    short = review(home, "explain", TABLE, "F:ADULT", "--year", str(YEAR))
    assert short.status == 0
    assert "For this terminal only" in short.words
    assert "Kenya" in short.words and "Uganda" in short.words and "not stated held back" not in short.words
    assert "Definition" in short.words and "field rule 8.1" in short.words
    women = accepted(home).query("sex == 'F' and age >= 18 and office == 'UGA'")
    detailed = review(home, "explain", TABLE, "F:ADULT", "--year", str(YEAR), "--office-detail")
    assert any(
        line.split()[:2] == ["UGA", "Uganda"] and str(len(women)) in line.split()
        for line in detailed.shown.splitlines()
    )


def test_what_is_explained_is_left_nowhere(home: Path) -> None:
    before = digests(home)
    review(home, "explain", TABLE, "F:CHILD", "--year", str(YEAR), "--office-detail")
    changed = {name for name, digest in digests(home).items() if before.get(name) != digest}
    assert {name for name in changed if not name.startswith("warehouse/review.sqlite-")} == set()


def test_a_series_names_the_cell_that_it_stands_on(home: Path) -> None:
    ended = review(home, "explain", "victims_by_year", "F", "--year", str(YEAR))
    assert f"review explain victims_by_sex_and_age F:total --year {YEAR}" in ended.words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("victims_by_sex_and_agee", "F:CHILD", "--year", "2012"), "near it: victims_by_sex_and_age"),
        ((TABLE, "F:KIND", "--year", "2012"), "A cell is SEX:AGE_GROUP"),
        ((TABLE, "F", "--year", "2012"), "no such cell"),
        ((TABLE, "F:CHILD:yield", "--year", "2012"), "measures: persons"),
        ((TABLE, "F:CHILD", "--year", "1999"), "years on the shelf: 2012"),
    ],
)
def test_an_unknown_table_cell_or_year_is_said_and_ends_2(home: Path, words: tuple[str, ...], said: str) -> None:
    ended = review(home, "explain", *words)
    assert ended.status == 2
    assert said in ended.words


def test_a_question_about_no_table_is_refused_without_a_draft(home: Path) -> None:
    with pytest.raises(UnknownCellError, match="no table of that name"):
        explain_cell(stores_of(home), "../../etc", "F", YEAR)
