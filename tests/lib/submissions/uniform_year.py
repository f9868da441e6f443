"""Rows alike but for what a test changes, sent by few offices of a year and taken through the first steps."""

from collections.abc import Callable, Iterable
from typing import Any

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.reading import SubmittedFile
from resources.stores import Stores
from tests.lib.submissions.files import YEAR, Forms, Row, as_csv, cover, deliver


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


def send(stores: Stores, office: str, delivery: str, forms: Forms | list[SubmittedFile], **said: str) -> None:
    """Put a delivery into the drop."""
    made = (
        {file.name: file.content for file in forms} if isinstance(forms, list) else as_csv(cover(office, **said), forms)
    )
    deliver(stores.home.root, office, delivery, made)


def take_in(stores: Stores, *offices: str) -> None:
    """Receive, read and check what these offices delivered."""
    receive(stores, YEAR, offices)
    read_submissions(stores, YEAR, offices)
    for form in stores.contract.forms:
        check_cases(stores, form, YEAR, offices)
    check_consistency(stores, YEAR, offices)


def count(rows: Iterable[Row], meets: Callable[[Row], Any]) -> int:
    return sum(bool(meets(row)) for row in rows)
