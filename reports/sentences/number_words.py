"""Words that are computed: over half, close to 30 per cent, over 100,000, up and down.

Belongs here: from a number to the key of a word; the words themselves are in the Fluent files. Does not: number
formats (numbers.py). Bounds: "close to" is up to two points below a multiple of ten; a count is "close to" a round
number that it misses by two per cent at most, else "over" the greatest round number below it.
"""

from math import floor, log10

from reports.sentences.numbers import half_up

CLOSE_POINTS = 2.0
CLOSE_PER_CENT = 0.02


def word_of_share(share_pct: float) -> str:
    """Return the word of a share: nearly_all, over_half, half, under_half, close_to or plain."""
    if share_pct == 50:
        return "half"
    if 50 < share_pct < 60:
        return "over_half"
    if 45 <= share_pct < 50:
        return "under_half"
    return "close_to" if 0 < tens_above(share_pct) - share_pct <= CLOSE_POINTS and share_pct > 10 else "plain"


def tens_above(share_pct: float) -> float:
    """Return the least multiple of ten that is not below a share."""
    return -floor(-share_pct / 10) * 10.0


def round_number(count: float) -> tuple[str, float]:
    """Return how a count lies to a round number, and that number: ("over", 100000.0) for 103,000.

    Round numbers have one significant digit, or two of which the second is a five (25,000). "exactly" where it is one.
    """
    unit = 10.0 ** floor(log10(count))
    steps = [unit * step / 2 for step in range(2, 21)]
    below = max(step for step in steps if step <= count)
    if below == count:
        return "exactly", below
    above = min(step for step in steps if step > count)
    return ("close_to", above) if (above - count) / above <= CLOSE_PER_CENT else ("over", below)


def some(count: float) -> float:
    """Return a count to three significant digits, as in "some 103,000"; below 1,000 the count itself."""
    if count < 1000:
        return count
    unit = 10.0 ** (floor(log10(count)) - 2)
    return half_up(count / unit) * unit


def direction(change: float) -> str:
    """Return up, down or same of a change that is already rounded as it is printed."""
    return "same" if change == 0 else "up" if change > 0 else "down"
