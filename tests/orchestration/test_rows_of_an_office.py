"""How many rows an office sent stands with its partition in the operators' UI, and in nothing that is published."""

import re
import zipfile
from pathlib import Path

import dagster as dg
from dagster import serialize_value
from openpyxl import load_workbook

from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.written_lines import deliver, victims
from tests.orchestration.installation import Installation

pytestmark = IMPORTING_GREAT_EXPECTATIONS
ROWS = {"KEN": 137, "UGA": 259, "TCD": 93}
OF_OFFICES = ("submissions", "cases")


def texts_of(folder: Path) -> dict[str, str]:
    """Every text of every file, those of workbooks and of the Word document too; pictures have none."""
    found = {}
    for path in (one for one in sorted(folder.rglob("*")) if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".xlsx":
            for sheet in load_workbook(path):
                cells = (value for row in sheet.iter_rows(values_only=True) for value in row if value is not None)
                found[f"{name}/{sheet.title}"] = "\n".join(map(str, cells))
        elif path.suffix == ".docx":
            with zipfile.ZipFile(path) as package:
                found[name] = re.sub(r"<[^>]+>", "\n", package.read("word/document.xml").decode())
        elif path.suffix not in (".png", ".pdf"):
            found[name] = path.read_text(encoding="utf-8")
    return found


def holding(texts: dict[str, str], number: int) -> list[str]:
    """The files in which a number stands by itself: as a text, a cell or a value, not within digests or coordinates."""
    alone = re.compile(rf"(?<![\w.#,-]){number}(?![\w.,%-]*\w)")
    return [name for name, text in texts.items() if alone.search(re.sub(r"base64,[A-Za-z0-9+/=]+", "", text))]


def test_rows_of_an_office_stand_with_its_partition_and_nowhere_else(installation: Installation) -> None:
    """Each office has rows that were held back too, so that its rows are no number of persons that a table prints."""
    installation.knows(*ROWS)
    for office, rows in ROWS.items():
        sent = [row.replace(f",{office},", ",ITA,") for row in victims(office, rows)]  # no table of countries tells it
        held_back = [f",{row.partition(',')[2]}" for row in sent[:3]]
        deliver(installation.home, office, "2013-01-10", *sent[3:], *held_back)
    assert installation.run_range("KEN", "TCD").success
    assert installation.run("review_of_a_year", partition_key=str(YEAR)).success
    for office, rows in ROWS.items():
        shown = installation.metadata("submissions", "read", partition=f"{office}|{YEAR}")
        assert shown["dagster/partition_row_count"] == rows
    shelf = installation.stores.shelf.latest(YEAR)
    assert shelf is not None
    texts = texts_of(shelf)
    assert len(texts) > 60
    for rows in ROWS.values():
        assert holding(texts, rows) == []
        assert holding(texts, rows - 3) == []  # nor how many of them were accepted
    assert holding(texts, sum(ROWS.values()) - 3 * len(ROWS))  # all persons together are printed
    events = [entry for run in installation.runs for entry in installation.instance.all_logs(run.run_id)]
    of_the_year = [
        entry for entry in events if (asset := asset_of(entry)) is not None and asset.path[0] not in OF_OFFICES
    ]
    assert len(of_the_year) > 20
    for entry in of_the_year:
        numbers = set(re.findall(r"(?<![\w.])\d+(?![\w.])", serialize_value(entry)))
        assert not numbers & {str(n) for rows in ROWS.values() for n in (rows, rows - 3)}, asset_of(entry)


def asset_of(entry: dg.EventLogEntry) -> dg.AssetKey | None:
    """The asset that an event materialised or checked."""
    if entry.dagster_event is None:
        return None
    event = entry.dagster_event
    if event.is_step_materialization:
        return event.asset_key
    is_check = event.event_type_value == "ASSET_CHECK_EVALUATION"
    return event.asset_check_evaluation_data.asset_key if is_check else None
