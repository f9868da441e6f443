"""Chained links: a long series from panels of two years each (field rule 8.6).

Belongs here: multiplying links. Does not: the panels (panels.py). Offices come and go over ten years; in each pair of
years the same offices are compared, and the changes are chained.
"""

from collections.abc import Mapping

Link = tuple[float, float]  # persons of the panel: this year, the year before


def chained_index(links: Mapping[int, Link], last: int) -> dict[int, float]:
    """Return the index by year, 100 in the first year of the unbroken chain that ends in ``last``.

    ``links``: by year, the persons of the panel of that year and the year before it. A link that is missing, or
    whose panel has no person, ends the chain; empty where ``last`` has no link.
    """
    first = last
    while first in links and links[first][1] > 0:
        first -= 1
    if first == last:
        return {}
    index = {first: 100.0}
    for year in range(first + 1, last + 1):
        now, before = links[year]
        index[year] = index[year - 1] * now / before
    return index
