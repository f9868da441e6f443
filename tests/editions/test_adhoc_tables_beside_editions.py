"""Ad-hoc tables beside editions: a reader of all of them learns no confidential number of any of them.

The intruder has what is printed alone (tests/lib/intruder/shelf_reader.py), and solves for every suppressed number.
"""

import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

import assets.steps.queries.adhoc_tables
import assets.steps.release.prior_releases
from assets.steps.editions.freeze import freeze
from assets.steps.editions.lookup import Edition, find_edition
from assets.steps.editions.release import release
from assets.steps.queries.adhoc_tables import AdhocTable, AdhocTableRefusedError, make_adhoc_table
from assets.steps.release.answer_log import asked_folder
from reports.published import ProtectedTable
from reports.published.audit_report import FILE, read_audit_report
from reports.statistics import TableSpec, load_tables
from resources.stores import Stores
from tests.editions.released_editions import audited
from tests.editions.small_editions import draft
from tests.lib.intruder.shelf_reader import Outsider, codes_under
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.published_numbers import PrintedTable
from tests.lib.submissions.files import YEAR, Row
from tests.lib.submissions.mixed_victims import FORMS, mixed_victims, sent_by
from tests.lib.submissions.uniform_year import send, take_in

pytestmark = [IMPORTING_GREAT_EXPECTATIONS, pytest.mark.usefixtures("few_tables", "first_figure_only")]
THRESHOLD = 11
SEX = {"F": "F", "M": "M", "U": "not_stated"}
REGION = {"KEN": "AFRICA", "HTI": "WESTERN_HEMISPHERE", "THA": "EAST_ASIA_PACIFIC", "MDA": "EUROPE"}
STATUS = {"Actual": "Actual", "Possible": "Possible"}
MISSING = ("not_stated", "unknown")
FIVE = [
    ("exploitation", "sex"),
    ("world_region", "sex"),
    ("sex", "age_group"),
    ("trafficking_status", "sex"),
    ("sex", None),
]
EIGHT_MORE = [
    ("exploitation", "age_group"),
    ("world_region", "age_group"),
    ("exploitation", "world_region"),
    ("exploitation", "trafficking_status"),
    ("world_region", "trafficking_status"),
    ("age_group", "trafficking_status"),
    ("exploitation", None),
    ("world_region", None),
]
Counts = Counter[frozenset[tuple[str, str]]]
Name = tuple[str, tuple[str, ...]]


def counted(rows: Iterable[Row]) -> Counts:
    """Victims under every two codes of different dimensions, and under every single one, by plain counting."""
    found: Counts = Counter()
    for row in rows:
        codes = {
            ("sex", SEX[str(row["sex"])]),
            ("age_group", "CHILD" if int(str(row["age"])) < 18 else "ADULT"),
            ("world_region", REGION[str(row["country_of_exploitation"])]),
            ("trafficking_status", STATUS[str(row["trafficking_status"])]),
            *(("exploitation", form.removeprefix("exploit_")) for form in FORMS if row[form]),
        }
        found.update(
            map(frozenset, itertools.chain(itertools.combinations(codes, 1), itertools.combinations(codes, 2)))
        )
    return found


def read(outsider: Outsider, spec: TableSpec, table: ProtectedTable) -> None:
    rows = {
        (cell.codes, cell.measure, cell.year): {"status": cell.status, "value": str(cell.value)}
        for cell in table.cells
        if cell.measure == "persons" and cell.year == YEAR
    }
    outsider.read(spec, PrintedTable(spec.key, rows), YEAR)


def reader_of(edition: Edition, answers: Sequence[AdhocTable]) -> tuple[Outsider, dict[str, TableSpec]]:
    """An intruder with all tables of the victims of an edition, and with ad-hoc tables; the specification of each."""
    printed = edition.tables()
    found = [(spec, printed[spec.key]) for spec in load_tables() if spec.theme == "trafficking" and spec.key in printed]
    for answer in answers:
        request = json.loads((answer.folder / "asked.json").read_text(encoding="utf-8"))
        found.append((TableSpec.model_validate(request["specification"]), answer.table))
    outsider = Outsider()
    for spec, table in found:
        read(outsider, spec, table)
    return outsider, {spec.key: spec for spec, _ in found}


def disclosed(edition: Edition, answers: Sequence[AdhocTable], rows: Sequence[Row]) -> dict[Name, tuple[int, int]]:
    """The confidential numbers that are narrower than their rule, and those of others that are exact, by name."""
    outsider, specs = reader_of(edition, answers)
    truth, found = counted(rows), {}
    for (key, codes), least, most in outsider.intervals():
        under = codes_under(specs[key], codes)
        if not under <= {pair for cell in truth for pair in cell}:
            continue  # a country
        is_confidential = 0 < truth[under] < THRESHOLD and not {code for _, code in under} & set(MISSING)
        if least == most or (is_confidential and (least > 1 or most < THRESHOLD)):
            found[key, codes] = (least, most)
    return found


def ask(stores: Stores, requests: Iterable[tuple[str, str | None]]) -> list[AdhocTable]:
    """The tables that are given out of those requested."""
    answers = []
    for rows, columns in requests:
        try:
            answers.append(make_adhoc_table(stores, "trafficking", rows, columns, YEAR))
        except AdhocTableRefusedError:
            continue
    return answers


def put_out(stores: Stores, edition: Edition) -> Edition:
    """Release a draft, which must have passed its audit; return the edition."""
    assert read_audit_report((edition.folder / FILE).read_bytes()).passed
    freeze(stores, YEAR)
    return find_edition(stores, release(stores, edition).name, YEAR)


def test_answers_before_and_after_a_release_give_back_no_suppressed_number_of_the_edition_or_of_each_other(
    stores: Stores,
) -> None:
    rows = sent_by(stores, {"KEN": 130, "HTI": 90, "THA": 40, "MDA": 25})
    first = draft(stores)
    before = ask(stores, [("trafficking_status", "sex")])
    assert before
    assert disclosed(first, before, rows) == {}
    edition = put_out(stores, draft(stores))
    assert disclosed(edition, before, rows) == {}
    after = ask(stores, [("exploitation", "sex"), ("sex", "world_region")])
    assert after
    assert disclosed(edition, [*before, *after], rows) == {}


def test_before_the_first_release_an_answer_needs_a_draft_of_the_same_records_that_passed_its_audit(
    stores: Stores,
) -> None:
    def ask_for_sex() -> None:
        make_adhoc_table(stores, "trafficking", "sex", None, YEAR)

    sent_by(stores, {"KEN": 60, "HTI": 40})
    first = "2012 has neither a released edition nor a draft: an ad-hoc table suppresses what the review suppresses"
    with pytest.raises(AdhocTableRefusedError, match=re.escape(first)):
        ask_for_sex()
    audited(stores, passed=False)
    with pytest.raises(AdhocTableRefusedError, match="has draft-1, which did not pass its joint disclosure audit"):
        ask_for_sex()
    send(stores, "MDA", "2013-05-01-1", {"trafficking": mixed_victims("MDA", 60)})
    take_in(stores, "MDA")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets.steps.release.prior_releases, "_passed_its_audit", lambda _: True)
        with pytest.raises(AdhocTableRefusedError, match="2012 has other records now than draft-1"):
            ask_for_sex()
    assert not asked_folder(stores, YEAR).exists()


def test_a_search_that_takes_too_long_is_refused(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    sent_by(stores, {"KEN": 130, "HTI": 90, "THA": 40})
    draft(stores)
    monkeypatch.setattr(assets.steps.queries.adhoc_tables, "MOST_SECONDS", 0)
    with pytest.raises(AdhocTableRefusedError, match="takes too long to protect beside what was given out; ask for"):
        make_adhoc_table(stores, "trafficking", "world_region", "sex", YEAR)
    assert not asked_folder(stores, YEAR).exists()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_thirteen_answers_in_any_order_beside_editions_give_back_nothing(stores: Stores, seed: int) -> None:
    drawn = random.Random(seed)
    numbers = {office: drawn.randint(20, 150) for office in REGION}
    rows = sent_by(stores, numbers)
    edition = put_out(stores, draft(stores))
    requests = [*FIVE, *EIGHT_MORE]
    drawn.shuffle(requests)
    answers = ask(stores, requests)
    assert answers
    assert disclosed(edition, answers, rows) == {}


@pytest.mark.soak
def test_answers_after_a_second_release_give_back_nothing_of_either(stores: Stores) -> None:
    rows = sent_by(stores, {"KEN": 130, "HTI": 90, "THA": 40})
    first = put_out(stores, draft(stores))
    before = ask(stores, FIVE[:2])
    assert disclosed(first, before, rows) == {}
    late = mixed_victims("MDA", 90)
    send(stores, "MDA", "2013-05-01-1", {"trafficking": late})
    take_in(stores, "MDA")
    second = put_out(stores, draft(stores))
    after = ask(stores, FIVE)
    assert disclosed(first, before, rows) == {}
    assert disclosed(second, after, [*rows, *late]) == {}
