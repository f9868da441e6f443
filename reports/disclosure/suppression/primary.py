"""The primary rules: which numbers are confidential by themselves, and what suppression one would cost a reader.

Belongs here: rules about one number and its line in a table, as plain functions. Does not: finding the numbers
(model/linked_tables.py), what must be suppressed besides (protect.py).
"""

from collections.abc import Sequence

from reports.statistics.dimensions import ANY, OTHER, TOTAL

MARGIN_COST = 8.0  # a margin is worth so many cells within
SENTENCE_COST = 20.0  # a number that a sentence says is worth so many that none says
NEAR_THRESHOLD_FACTOR = 8  # times the threshold: what is farther from it cannot come near
NO_ANSWER = frozenset({TOTAL, ANY, OTHER, "none", "not_asked", "unknown", "not_stated"})


def protection_interval(sensitive: bool, threshold: int) -> tuple[int, int]:
    """Return the least and the greatest number that an outsider must hold possible: never by the number itself."""
    return (0 if sensitive else 1), threshold


def is_primary(value: int, sensitive: bool, threshold: int) -> bool:
    """Say whether a count is confidential by its size; a zero is where nobody there says something about somebody."""
    return (0 if sensitive else 1) <= value < threshold


def group_disclosure_complement(
    value: int, whole: int, codes: Sequence[str], axis: int, threshold: int
) -> tuple[int, int] | None:
    """Return the interval rule of all in a line but ``value``, where it is confidential; None where it is not.

    ``codes`` are the cell's, ``axis`` the place of the line's dimension. All but 1 to 10 of a group under one code
    tells what those few are not; all of a group that is not everybody tells what each of them is (100 per cent), be
    they many or few.
    """
    if not whole or codes[axis] in NO_ANSWER:
        return None
    rest = whole - value
    if 0 < rest < threshold <= whole:
        return 1, threshold
    of_a_group = any(code not in NO_ANSWER for at, code in enumerate(codes) if at != axis)
    return (0, threshold) if rest == 0 and of_a_group else None


def could_disclose_group(value: int, whole: int, codes: Sequence[str], axis: int, threshold: int) -> bool:
    """Say whether all in a line but ``value`` could be confidential, were the line a few persons other than it is."""
    return codes[axis] not in NO_ANSWER and whole - value < NEAR_THRESHOLD_FACTOR * threshold


def suppression_cost(codes: Sequence[str], detail: float = 1.0) -> float:
    """Return what a reader loses with a number, by its place alone: margins last.

    Never by its size: it is hidden where the number is suppressed, and that it was chosen would tell of it.
    ``detail`` is lower where the specification says that the dimension is country detail.
    """
    margins = sum(code in (TOTAL, ANY) for code in codes)
    worth = MARGIN_COST**margins if margins < len(codes) or len(codes) == 1 else MARGIN_COST ** (margins + 1)
    return worth * detail
