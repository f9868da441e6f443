"""Under which name a delivery is known: its folder's, or a neutral one where that may tell who a person is.

Belongs here: this decision. Does not: finding deliveries (resources/source), keeping them (receive.py). The names of
deliveries stand in clear in the register, in `review status` and in the names of feedback files.
"""

import re
from collections.abc import Callable

from expectations.reading.identifiers import CHILDHOOD, is_identifier, looks_like_name

COUNTED = re.compile(r"[0-9][0-9.\-]*")  # a date or a number that deliveries are ordered by
SEPARATORS = re.compile(r"[_\-+.]+")


def known_as(name: str, year: int, pseudonym: Callable[[str], str]) -> str:
    """Return ``name``, or what stands for it: the date or number that it begins with, and a keyed hash.

    The same name is always known alike, so that its content can be told to have changed.
    """
    counted = COUNTED.match(name)
    start = counted[0].rstrip("-.") if counted and not is_identifier(counted[0], year - CHILDHOOD) else ""
    rest = name[len(start) :]
    spoken = " ".join(SEPARATORS.sub(" ", rest).split())
    if not any(is_identifier(text, year - CHILDHOOD) for text in (rest, spoken)) and not looks_like_name(spoken):
        return name
    return "-".join(filter(None, (start, f"delivery-{pseudonym(f'delivery|{name}')[:10]}")))
