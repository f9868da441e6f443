"""Submissions written line by line: a trafficking file of commas and its cover, and a year of four offices of them."""

from pathlib import Path

from resources.home import Home
from tests.lib.submissions.files import YEAR

CANARY = "Canaria Zweifel-0815"
HEADER = "case_ref,sex,age,citizenship,trafficking_status,country_of_exploitation,exploit_ForcedLabour"
CANARY_HEADER = f"{HEADER},Nom de famille {CANARY}"


def victims(office: str, number: int, sex: str = "F", age: int = 30) -> list[str]:
    """Return rows of the trafficking form, without a fault."""
    return [f"{office}-{i},{sex},{age},UKR,Actual,{office},1" for i in range(number)]


def deliver(home: Home, office: str, delivery: str, *rows: str, header: str = HEADER, year: int = YEAR) -> Path:
    """Write a delivery of one trafficking file and its cover."""
    place = home.drop / str(year) / office / delivery
    place.mkdir(parents=True, exist_ok=True)
    (place / "trafficking.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    cover = f"key,value\noffice,{office}\nyear,{year}\nlanguage,en\nnature,demonstration\n"
    (place / "cover.csv").write_text(cover, encoding="utf-8")
    return place


def deliver_the_year(home: Home) -> None:
    """Kenya is without fault; Uganda has two faulty values and a row held back; Moldova's file is none; Chad is silent.

    The faulty values, the reference and a column of its own hold a canary.
    """
    deliver(
        home,
        "KEN",
        "2013-01-10",
        *victims("KEN", 40),
        *[row.replace("KEN-", "m-") for row in victims("KEN", 20, "M", 12)],
    )
    faulty = [
        f"UGA-{CANARY},{CANARY},30,UKR,Actual,UGA,1,{CANARY}",
        f"UGA-b,F,30,{CANARY},Actual,UGA,1,{CANARY}",
        f",F,30,UKR,Actual,UGA,1,{CANARY}",
    ]
    rows = [f"{row},{CANARY}" for row in victims("UGA", 30)]
    deliver(home, "UGA", "2013-01-11", *rows, *faulty, header=CANARY_HEADER)
    place = home.drop / str(YEAR) / "MDA" / "2013-01-12"
    place.mkdir(parents=True)
    (place / "trafficking.xlsx").write_bytes(f"no workbook {CANARY}".encode())
