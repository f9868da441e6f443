"""Victims of many kinds, so that a small year has numbers that can be printed beside numbers that cannot.

Belongs here: their making and sending. Does not: any claim.
"""

import random
from collections.abc import Mapping

from resources.stores import Stores
from tests.lib.submissions.files import YEAR, Row
from tests.lib.submissions.uniform_year import send, take_in

ORIGINS = ("UKR", "ETH", "KHM", "HTI", "UGA")
FORMS = ("exploit_ForcedLabour", "exploit_SexualExploitation", "exploit_ForcedBegging")


def mixed_victims(office: str, number: int, seed: int = 0, first: int = 0) -> list[Row]:
    """Women, men and some of whom the sex is not known, children and adults, of several countries and forms."""
    drawn = random.Random(f"{YEAR} {office} {seed}")
    rows: list[Row] = []
    for at in range(first, first + number):
        said = drawn.choice(FORMS)
        rows.append(
            {
                "case_ref": f"{office}-T{at}",
                "link_key": "",
                "trafficking_status": drawn.choice(("Actual", "Possible")),
                "sex": drawn.choices(("F", "M", "U"), (50, 45, 5))[0],
                "age": drawn.choice((12, 16, 22, 25, 34, 41)),
                "citizenship": drawn.choice(ORIGINS),
                "country_of_exploitation": office,
                "exploitation_basis": "LAST",
                **{form: int(form == said) for form in FORMS},
            }
        )
    return rows


def sent_by(stores: Stores, numbers: Mapping[str, int]) -> list[Row]:
    """Send so many victims of each office and take them in; return their rows."""
    rows = []
    for office, number in numbers.items():
        of_office = mixed_victims(office, number)
        send(stores, office, "2013-01-10-1", {"trafficking": of_office})
        rows += of_office
    take_in(stores, *numbers)
    return rows
