"""Coalitions of contributors, as data: whose records the members of a coalition have together.

Belongs here: Coalitions. Does not: what a coalition could compute (coalition_attack.py), which offices belong together
(model/regional_contributors.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scipy import sparse

from reports.disclosure.arrays import IntArray


@dataclass(frozen=True)
class Coalitions:
    """The records of regional offices, and the persons whom two offices have both.

    ``regional``: codes of the regional offices of at least two offices. ``own``: one row per regional office, how many
    persons of each inner cell are in the records of any of its offices. ``shared``: by the numbers of two offices, the
    lower one first, how many persons of each inner cell are in the records of both; pairs without such persons are left
    out.
    """

    regional: tuple[str, ...]
    own: sparse.csr_matrix
    shared: Mapping[int, Mapping[int, IntArray]]
