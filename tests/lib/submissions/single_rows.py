"""One row a person, for form states and corrections: rows, deliveries of them, and the states that they lead to."""

from assets.steps.submissions.form_states import form_states
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.contract import load_contract
from resources.stores import Stores
from tests.lib.submissions.files import NO_WORKBOOK, YEAR, Forms, Row, as_csv, cover, deliver

ALL = ";".join(load_contract().forms)


def victim(reference: str, **more: object) -> Row:
    return {
        "case_ref": reference,
        "trafficking_status": "Actual",
        "sex": "F",
        "age": 30,
        "citizenship": "UKR",
        "country_of_exploitation": "POL",
        "exploit_ForcedLabour": 1,
        **more,
    }


def returned(reference: str, office: str = "KEN", **more: object) -> Row:
    month = f"{YEAR}-05"
    return {
        "case_ref": reference,
        "side": "HOST",
        "programme": "AVRR",
        "host": office,
        "departure_month": month,
        **more,
    }


def send(stores: Stores, office: str, delivery: str, forms: Forms, **said: str) -> None:
    """Put a delivery into the drop: its cover says ``said`` besides office and year."""
    deliver(stores.home.root, office, delivery, as_csv(cover(office, **said), forms))


def send_no_workbook(stores: Stores, office: str, delivery: str) -> None:
    deliver(stores.home.root, office, delivery, {"office.xlsx": NO_WORKBOOK})


def take(stores: Stores, *offices: str) -> None:
    receive(stores, YEAR, offices)
    read_submissions(stores, YEAR, offices)


def states(stores: Stores, office: str) -> dict[str, str]:
    frame = form_states(stores, YEAR)
    own = frame[frame["office"] == office]
    return dict(zip(own["form"], own["state"], strict=True))
