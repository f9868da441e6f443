"""The primary rules: which cells are unsafe by themselves, and what suppressing a cell would cost a reader.

Belongs here: rules about one cell and its line in a table, as plain functions. Does not: finding the cells
(model/build_problem.py), secondary suppression (secondary.py).
"""

from collections.abc import Sequence

from reports.published.codes import ANY, CODES_OF_NO_ATTRIBUTE, TOTAL

MARGIN_COST = 8.0  # the cost of a margin, in inner cells
SENTENCE_COST = 20.0  # the cost of a cell that a sentence quotes, in cells that no sentence quotes
IMPORTANCE_COST = {"core": 30.0, "chapter": 1.0, "annex": 0.3}  # the factor on the cost of a cell, by its table
MISSING_CODE_COST = 0.01  # the factor on the cost of a cell with a missing code that is not an attribute
NO_INTERVAL = (1, 1)  # the protection interval of a cell that is never primary
NEAR_THRESHOLD_FACTOR = 8  # times the threshold: a complement larger than that cannot become primary


def protection_interval(sensitive: bool, threshold: int) -> tuple[int, int]:
    """Return the protection interval of a primary cell; it depends on the rule, never on the cell's value.

    An intruder must hold it possible that the cell is as small as the lower end, and as large as the upper end.
    """
    return (0 if sensitive else 1), threshold


def is_primary(value: int, sensitive: bool, threshold: int) -> bool:
    """Return whether a count is unsafe by its size: 1 to ``threshold`` - 1, and 0 where a zero is sensitive."""
    return (0 if sensitive else 1) <= value < threshold


def group_disclosure_complement(
    value: int, margin: int, codes: Sequence[str], axis: int, threshold: int
) -> tuple[int, int] | None:
    """Return the protection interval of a cell's complement (the margin minus the cell); None where it is safe.

    ``codes`` are the cell's, ``axis`` is the dimension of the line. Two kinds of group disclosure are unsafe: all but 1
    to 10 persons of a line have one code, which reveals that those few have not; and all persons of a group that is not
    everybody have one code (100 per cent), however many they are.
    """
    if not margin or codes[axis] in CODES_OF_NO_ATTRIBUTE:
        return None
    complement = margin - value
    if 0 < complement < threshold <= margin:
        return 1, threshold
    of_a_group = any(code not in CODES_OF_NO_ATTRIBUTE for place, code in enumerate(codes) if place != axis)
    return (0, threshold) if complement == 0 and of_a_group else None


def could_disclose_group(value: int, margin: int, codes: Sequence[str], axis: int, threshold: int) -> bool:
    """Return whether a complement could be unsafe in another congruent table, where the line has a few persons more."""
    return codes[axis] not in CODES_OF_NO_ATTRIBUTE and margin - value < NEAR_THRESHOLD_FACTOR * threshold


def suppression_cost(codes: Sequence[str], importance: str = "chapter") -> float:
    """Return the information that a reader loses if a cell is suppressed; margins cost most.

    The cost depends on the cell's place alone, never on its value: that a cell was chosen by size would reveal the
    size. ``importance`` is that of the table, by specification.
    """
    margins = sum(code in (TOTAL, ANY) for code in codes)
    worth = MARGIN_COST**margins if margins < len(codes) or len(codes) == 1 else MARGIN_COST ** (margins + 1)
    return worth * IMPORTANCE_COST[importance]
