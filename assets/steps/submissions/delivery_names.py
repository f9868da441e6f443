"""The name of a delivery: that of its folder, or a neutral one where the folder's name may identify a person.

Names of deliveries are not encrypted in the register, in `review status` and in the names of feedback files. Belongs
here: this decision. Does not: finding deliveries (resources/source), keeping them (receive.py).
"""

import re
from collections.abc import Callable

from expectations.reading.identifiers import CHILDHOOD, is_identifier, looks_like_name

COUNTED = re.compile(r"[0-9][0-9.\-]*")  # a date or a number that deliveries are ordered by
SEPARATORS = re.compile(r"[_\-+.]+")


def known_as(name: str, year: int, pseudonym: Callable[[str], str]) -> str:
    """Return ``name``, or in its place the date or number that it begins with and a keyed hash.

    The same name always gives the same result, so that changed content under a name is noticed.
    """
    counted = COUNTED.match(name)
    start = counted[0].rstrip("-.") if counted and not is_identifier(counted[0], year - CHILDHOOD) else ""
    rest = name[len(start) :]
    spoken = " ".join(SEPARATORS.sub(" ", rest).split())
    if not any(is_identifier(text, year - CHILDHOOD) for text in (rest, spoken)) and not looks_like_name(spoken):
        return name
    return "-".join(filter(None, (start, f"delivery-{pseudonym(f'delivery|{name}')[:10]}")))
