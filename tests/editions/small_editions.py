"""A small year by hand: offices with few rows, taken through the stations in this process, and its drafts.

Belongs here: what the tests of editions share. Does not: any claim. Pages of its drafts are placeholders, for speed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.editions.lookup import Edition, find_edition
from assets.steps.release.tables import release_folder, release_tables
from assets.steps.review.publish_draft import DOCUMENTS, put_on_shelf, say_year
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.statistics.count import count_year
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.reading import SubmittedFile
from resources.stores import Stores

YEAR = 2012
Row = Mapping[str, object]
Forms = Mapping[str, Sequence[Row]]


def victims(office: str, count: int, first: int = 0, **more: object) -> list[Row]:
    """Women from Ukraine exploited in the office's country, unless ``more`` says otherwise."""
    return [
        {
            "case_ref": f"{office}-T{number}",
            "link_key": "",
            "trafficking_status": "Actual",
            "sex": "F",
            "age": 30,
            "citizenship": "UKR",
            "country_of_exploitation": office,
            "exploit_ForcedLabour": 1,
            **more,
        }
        for number in range(first, first + count)
    ]


def stranded(office: str, count: int, **more: object) -> list[Row]:
    return [
        {"case_ref": f"{office}-V{number}", "category": "STRANDED", "sex": "M", "age": 40, "citizenship": "ETH", **more}
        for number in range(count)
    ]


def returned(office: str, count: int, **more: object) -> list[Row]:
    return [
        {
            "case_ref": f"{office}-R{number}",
            "side": "HOST",
            "programme": "AVRR",
            "host": office,
            "origin": "ETH",
            "departure_month": f"{YEAR}-05",
            "sex": "M",
            "age": 25,
            **more,
        }
        for number in range(count)
    ]


def separated(rows: Sequence[Row]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode()


def files_of(office: str, forms: Forms, year: int = YEAR, **said: str) -> list[SubmittedFile]:
    """One CSV file a form, and the cover, which says ``said`` besides office and year."""
    cover = {"office": office, "year": str(year), "language": "en", "nature": "demonstration", **said}
    rows = [{"key": key, "value": value} for key, value in cover.items()]
    files = [SubmittedFile(f"{form}.csv", separated(of_form)) for form, of_form in forms.items()]
    return [SubmittedFile("cover.csv", separated(rows)), *files]


def send(stores: Stores, office: str, delivery: str, forms: Forms | list[SubmittedFile], **said: str) -> None:
    """Put a delivery into the drop."""
    files = forms if isinstance(forms, list) else files_of(office, forms, **said)
    folder = stores.home.drop / str(YEAR) / office / delivery
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)


def take_in(stores: Stores, *offices: str) -> None:
    """Receive, read and check what these offices delivered."""
    receive(stores, YEAR, offices)
    read_submissions(stores, YEAR, offices)
    for form in stores.contract.forms:
        check_cases(stores, form, YEAR, offices)
    check_consistency(stores, YEAR, offices)


def draft(stores: Stores) -> Edition:
    """Count the year and put its draft on the shelf; return it."""
    count_year(stores, YEAR)
    release_tables(stores, YEAR)
    say_year(stores, YEAR)
    folder = release_folder(stores, YEAR)
    replace_folder(folder / "figures", {"figures.json": b"[]"})
    for name in DOCUMENTS.values():
        replace_file(folder / name, b"a page")
    path, _ = put_on_shelf(stores, YEAR)
    return find_edition(stores, path.name, YEAR)


def reviewed(stores: Stores, deliveries: Mapping[str, Forms]) -> Edition:
    """Send one delivery an office, take all in, and return the draft."""
    for office, forms in deliveries.items():
        send(stores, office, "2013-01-10-1", forms)
    take_in(stores, *deliveries)
    return draft(stores)


def printed_counts(one: Edition, table: str) -> dict[tuple[str, ...], str]:
    """What a table of an edition prints as persons of its year: value or status, by codes."""
    cells = one.tables()[table].cells
    return {
        cell.codes: f"{cell.value:.0f}" if cell.value is not None else cell.status
        for cell in cells
        if cell.measure == "persons" and cell.year == YEAR
    }


def count(rows: Iterable[Row], meets: Callable[[Row], Any]) -> int:
    return sum(bool(meets(row)) for row in rows)
