"""Tie breaks: a keyed number per cell by which one of equally costly cells is chosen.

Belongs here: from names of cells to numbers. Does not: the key (resources/key.py), the choice. An algorithm-aware
intruder without the key cannot repeat the choice.
"""

from collections.abc import Callable, Iterable

TieBreak = Callable[[str], str]  # a hexadecimal text for the name of a cell, keyed where the installation has a key


def tie_breaks(tie_break: TieBreak, names: Iterable[str]) -> list[float]:
    """Return one number from 0 to 1 per cell, from the first eight hexadecimal digits of its text."""
    return [int(tie_break(name)[:8], 16) / 16**8 for name in names]
