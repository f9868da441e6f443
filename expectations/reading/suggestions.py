"""Suggesting a country where a name is not in the closed lists; a suggestion is shown to the office, never applied.

Belongs here: the nearest name of our own lists. Does not: understanding a country (expectations/geography).
"""

import difflib
from functools import lru_cache

from expectations.geography import names_of_countries
from expectations.reading.text_normalisation import folded

SHORTEST, LONGEST = 4, 60  # letters: below that a word is near to anything
NEAR = 0.8
BY_FAR = 0.04  # how much nearer than the next country it must be: "Nigera" is near two
MOST = 500  # different names examined by a process; later ones get no suggestion


@lru_cache(maxsize=1)
def _looked_at() -> dict[str, str | None]:
    return {}


def suggested_country(text: str) -> str | None:
    """Return the code of the one country whose name is near to the text; None where none is, or two are."""
    plain = folded(text)
    looked_at = _looked_at()
    if plain in looked_at:
        return looked_at[plain]
    if not SHORTEST <= len(plain) <= LONGEST or len(looked_at) >= MOST:
        return None
    looked_at[plain] = _nearest(plain)
    return looked_at[plain]


def _nearest(plain: str) -> str | None:
    names = names_of_countries()
    nearness: dict[str, float] = {}
    matcher = difflib.SequenceMatcher(b=plain, autojunk=False)
    for name, code in names.items():
        matcher.set_seq1(name)
        if len(name) >= SHORTEST and matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
            nearness[code] = max(nearness.get(code, 0.0), matcher.ratio())
    near = sorted(((ratio, code) for code, ratio in nearness.items() if ratio >= NEAR), reverse=True)
    if not near or (len(near) > 1 and near[0][0] - near[1][0] < BY_FAR):
        return None
    return near[0][1]
