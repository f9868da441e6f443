"""Deliveries written by the test that sends them: one CSV file a form, and the cover."""

from collections.abc import Mapping, Sequence

from assets.steps.submissions.form_states import form_states
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.contract import load_contract
from resources.stores import Stores

YEAR = 2012
ALL = ";".join(load_contract().forms)
Row = Mapping[str, object]


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


def _separated(rows: Sequence[Row]) -> bytes:
    names = list(rows[0])
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode()


def send(stores: Stores, office: str, delivery: str, forms: Mapping[str, Sequence[Row]], **said: str) -> None:
    """Put a delivery into the drop: its cover says ``said`` besides office and year."""
    folder = stores.home.drop / str(YEAR) / office / delivery
    folder.mkdir(parents=True)
    cover = {"office": office, "year": str(YEAR), "language": "en", "nature": "demonstration", **said}
    (folder / "cover.csv").write_bytes(_separated([{"key": key, "value": value} for key, value in cover.items()]))
    for form, rows in forms.items():
        (folder / f"{form}.csv").write_bytes(_separated(rows))


def send_no_workbook(stores: Stores, office: str, delivery: str) -> None:
    folder = stores.home.drop / str(YEAR) / office / delivery
    folder.mkdir(parents=True)
    (folder / "office.xlsx").write_bytes(b"This is no workbook.\n")


def take(stores: Stores, *offices: str) -> None:
    receive(stores, YEAR, offices)
    read_submissions(stores, YEAR, offices)


def states(stores: Stores, office: str) -> dict[str, str]:
    frame = form_states(stores, YEAR)
    own = frame[frame["office"] == office]
    return dict(zip(own["form"], own["state"], strict=True))
