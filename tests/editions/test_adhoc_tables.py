"""Tables that nobody planned: given out protected, logged as released, or refused with what would pass."""

import itertools
import json
import multiprocessing
import shutil
from collections import Counter
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import delete

from assets.steps.queries.adhoc_tables import AdhocRequestError, AdhocTableRefusedError, make_adhoc_table
from assets.steps.release.answer_log import asked_folder, logged_answers
from assets.steps.release.kept_cubes import cubes_folder
from assets.steps.runtime.errors import OperatorError
from reports.published import ProtectedTable
from resources.answers import AnswerRecords
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.small_editions import draft
from tests.lib.intruder.whole_numbers import Knowledge, row_of
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR, Row
from tests.lib.submissions.mixed_victims import mixed_victims, sent_by
from tests.lib.submissions.uniform_year import send, stranded, take_in

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables")]
SEX = {"F": "F", "M": "M", "U": "not_stated"}
REGION = {"KEN": "AFRICA", "HTI": "WESTERN_HEMISPHERE", "THA": "EAST_ASIA_PACIFIC", "MDA": "EUROPE"}
THRESHOLD = 11
Printed = dict[tuple[str, ...], int]


@pytest.fixture
def victims_of_the_year(stores: Stores) -> list[Row]:
    """The victims of a year with a draft, which an ad-hoc table follows."""
    rows = sent_by(stores, {"KEN": 160, "HTI": 90, "THA": 40, "MDA": 25})
    draft(stores)
    return rows


def counted(rows: list[Row]) -> Counter[tuple[str, str]]:
    """Victims by sex and region of exploitation, totals too, by plain counting."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sex, region = SEX[str(row["sex"])], REGION[str(row["country_of_exploitation"])]
        found.update(itertools.product((sex, "total"), (region, "total")))
    return found


def printed(table: ProtectedTable) -> dict[tuple[str, ...], int]:
    cells = [cell for cell in table.cells if cell.measure == "persons" and cell.year == YEAR]
    return {cell.codes: int(cell.value) for cell in cells if cell.value is not None}


def ends(known: dict[tuple[str, str], int], target: tuple[str, str]) -> tuple[int, int]:
    """The least and the greatest that a cell can be, to whoever has these numbers by sex and region."""
    inner = list(itertools.product(SEX.values(), (*REGION.values(), "SOUTH_CENTRAL_ASIA", "MIDDLE_EAST", "not_stated")))

    knowledge = Knowledge.of([row_of(codes, inner) for codes in known], list(known.values()))
    return knowledge.interval(row_of(target, inner))


def test_an_answer_prints_what_may_be_printed_and_is_logged_as_released(
    stores: Stores, victims_of_the_year: list[Row]
) -> None:
    answer = make_adhoc_table(stores, "trafficking", "sex", "world_region", YEAR, "a journalist")
    truth, known = counted(victims_of_the_year), printed(answer.table)
    assert known["total", "total"] == len(victims_of_the_year)
    assert all(truth[codes] == value for codes, value in known.items())
    assert not [codes for codes, value in known.items() if 0 < value < THRESHOLD]
    small = [codes for codes, value in truth.items() if value < THRESHOLD]
    assert small
    for codes in small:
        least, most = ends(known, codes)
        assert least <= 1
        assert most >= THRESHOLD
    assert answer.folder == asked_folder(stores, YEAR) / "1"
    assert (answer.folder / "table.csv").is_file()
    said = json.loads((answer.folder / "asked.json").read_text(encoding="utf-8"))
    assert (said["asked_by"], said["year"]) == ("a journalist", YEAR)


def test_a_later_answer_adds_nothing_to_an_earlier_one_that_tells_of_a_hidden_number(
    stores: Stores, victims_of_the_year: list[Row]
) -> None:
    first = make_adhoc_table(stores, "trafficking", "sex", "world_region", YEAR)
    second = make_adhoc_table(stores, "trafficking", "world_region", None, YEAR)
    third = make_adhoc_table(stores, "trafficking", "sex", "region", YEAR)
    known = printed(first.table) | {("total", region): v for (region,), v in printed(second.table).items()}
    assert printed(third.table) == printed(first.table)
    for codes, value in counted(victims_of_the_year).items():
        if value < THRESHOLD:
            least, most = ends(known, codes)
            assert least <= 1
            assert most >= THRESHOLD


def _give_out(root: Path, rows: str, columns: str | None, start: Barrier, done: "Queue[tuple[int, Printed]]") -> None:
    """Give out a table in a process of its own, at the same moment as others."""
    stores = open_stores(Home(root))
    start.wait(120)
    answer = make_adhoc_table(stores, "trafficking", rows, columns, YEAR)
    done.put((int(answer.folder.name), printed(answer.table)))


@pytest.mark.soak
def test_tables_requested_at_once_are_numbered_one_after_the_other_and_protected_together(
    stores: Stores, victims_of_the_year: list[Row]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    start, done = spawn.Barrier(3), spawn.Queue()
    requests = [("sex", "world_region"), ("world_region", None), ("sex", "region")]
    processes = [
        spawn.Process(target=_give_out, args=(stores.home.root, rows, columns, start, done))
        for rows, columns in requests
    ]
    for process in processes:
        process.start()
    answers = dict(done.get(timeout=300) for _ in processes)
    for process in processes:
        process.join(60)
    assert sorted(answers) == [1, 2, 3]
    assert list(logged_answers(stores, YEAR)) == list(AnswerRecords(stores.warehouse).rows(YEAR)) == [1, 2, 3]
    known: dict[tuple[str, str], int] = {}
    for table in answers.values():
        known |= {("total", codes[0]) if len(codes) == 1 else codes[:2]: value for codes, value in table.items()}
    for codes, value in counted(victims_of_the_year).items():
        if value < THRESHOLD:
            least, most = ends(known, codes)
            assert least <= 1
            assert most >= THRESHOLD


def test_a_table_whose_log_or_records_are_gone_or_changed_is_named_and_no_table_follows(
    stores: Stores, victims_of_the_year: list[Row]
) -> None:
    folder = make_adhoc_table(stores, "trafficking", "sex", None, YEAR).folder
    log = (folder / "table.csv").read_bytes()
    (folder / "table.csv").write_bytes(b"mine")
    gone = r"ad-hoc table 1 of 2012 was given out, and its log is gone or changed: put back asked/2012/1"
    with pytest.raises(OperatorError, match=gone):
        make_adhoc_table(stores, "trafficking", "world_region", None, YEAR)
    (folder / "table.csv").write_bytes(log)
    cubes = cubes_folder(stores, YEAR) / "asked-1" / "trafficking.age"
    kept = cubes.read_bytes()
    cubes.write_bytes(stores.key.encrypt(stores.key.decrypt(kept) + b"more"))
    with pytest.raises(OperatorError, match="its records are gone or changed: put back disclosure/2012/cubes/asked-1"):
        make_adhoc_table(stores, "trafficking", "world_region", None, YEAR)
    cubes.write_bytes(kept)
    shutil.rmtree(folder)
    with pytest.raises(OperatorError, match=r"put back asked/2012/1"):
        make_adhoc_table(stores, "trafficking", "world_region", None, YEAR)


def test_a_table_that_only_the_log_of_a_version_before_knows_is_recorded_and_its_number_is_not_given_again(
    stores: Stores, victims_of_the_year: list[Row]
) -> None:
    make_adhoc_table(stores, "trafficking", "sex", None, YEAR)
    with stores.warehouse.writing() as connection:
        connection.execute(delete(stores.warehouse.table("answers")))
    told: list[str] = []
    second = make_adhoc_table(stores, "trafficking", "world_region", None, YEAR, tell=told.append)
    assert told == ["2012: the log of ad-hoc tables has 1, which the warehouse lacked: recorded now"]
    assert second.folder.name == "2"
    assert list(AnswerRecords(stores.warehouse).rows(YEAR)) == [1, 2]


def test_a_question_that_would_tell_is_refused_with_those_that_would_not_or_that_none_would(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": mixed_victims("KEN", 60), "vulnerable": stranded("KEN", 6)})
    take_in(stores, "KEN")
    draft(stores)
    with pytest.raises(AdhocTableRefusedError, match="cannot be protected; no simpler table would pass either"):
        make_adhoc_table(stores, "vulnerable", "sex", "age_group", YEAR)
    assert not asked_folder(stores, YEAR).exists()


@pytest.mark.parametrize(
    ("form", "rows", "told"),
    [
        ("health", "sex", "no form health of persons; there are .*trafficking"),
        ("trafficking", "shoe_size", "shoe_size is no dimension of trafficking; there are .*age_band"),
        ("returns", "sex", "2012 has no records of the form returns"),
    ],
)
def test_a_wrong_question_is_told_what_there_is(stores: Stores, form: str, rows: str, told: str) -> None:
    send(stores, "KEN", "2013-01-10-1", {"trafficking": mixed_victims("KEN", 60)})
    take_in(stores, "KEN")
    with pytest.raises(AdhocRequestError, match=told):
        make_adhoc_table(stores, form, rows, None, YEAR)
    assert not asked_folder(stores, YEAR).exists()
