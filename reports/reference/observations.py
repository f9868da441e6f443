"""Observations: the numbers of a series, tidy, and the findings about its file.

Grain: one observation per number of the file. Belongs here: the models. Does not: reading them (series_reader.py).
"""

from dataclasses import dataclass

from expectations.errors import ReviewError


class ReferenceFileError(ReviewError, ValueError):
    """A reference file that cannot be read by its mapping; names file and column as the mapping does."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One number published by others. ``codes`` are those of the mapping's dimensions, in their order.

    ``value`` is missing where the publisher gave none; ``below`` where only a bound was given ("<5"). ``flag``: b, p,
    r, e as of a published cell, or empty. ``footnote``: the marks behind the number, unchanged.
    ``row``: the row of the file, from 1.
    """

    year: int
    codes: tuple[str, ...]
    value: float | None
    flag: str = ""
    footnote: str = ""
    below: float | None = None
    source: str = ""
    row: int = 0


@dataclass(frozen=True)
class ReferenceFinding:
    """Something that the keeper of a file should know. ``rule``: a key of findings in texts.yaml; ``row`` 0: the file.

    ``detail`` names codes and numbers of public series, and never a text of the file.
    """

    series: str
    rule: str
    row: int
    times: int = 1
    detail: str = ""


@dataclass(frozen=True)
class ReferenceSeries:
    """A series as read. ``dimensions`` name the codes of its observations."""

    key: str
    dimensions: tuple[str, ...]
    observations: tuple[Observation, ...]
    findings: tuple[ReferenceFinding, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years with an observation, in order."""
        return tuple(sorted({one.year for one in self.observations}))
