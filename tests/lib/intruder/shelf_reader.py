"""The external intruder with the table files of one edition and the tables' specifications: a second opinion.

A cell is the persons who meet the table's condition and stand under its codes; the same cell of two tables is one
unknown, so that margins that tables share hang them together. No code is shared with the protection or the audit.

Belongs here: the intruder's problem and findings. Does not: claims.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from reports.statistics import TableSpec
from reports.statistics.dimensions import DistinctCount, Ranking, Scores, Services
from tests.lib.published_numbers import TOTAL, PrintedTable

Cell = tuple[str, frozenset[tuple[str, str]]]  # of whom, and under which codes; margins stand under fewer
Row = dict[int, float]
MANY = 1e6
NEARLY = 1e-4
SAME = {"sex_stated": "sex", "exploitation_main_forms": "exploitation"}
"""Dimensions of which each code counts the same persons as that code of another dimension."""
NOT_PRINTED = {"sex_stated": "not_stated"}
"""By dimension that leaves codes out: the code under which the persons of these are in the other dimension."""


def codes_under(spec: TableSpec, codes: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """Return the dimensions and codes under which a cell of a table stands, by the names that all tables share."""
    pairs = zip(spec.dimensions, codes, strict=True)
    return frozenset((SAME.get(name, name), code) for name, code in pairs if code != TOTAL)


@dataclass
class Outsider:
    """All tables of one condition, and of those persons all that is printed."""

    place: dict[Cell, int] = field(default_factory=dict)
    known: dict[int, float] = field(default_factory=dict)
    suppressed: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    equal: list[Row] = field(default_factory=list)
    at_most: list[Row] = field(default_factory=list)

    def read(self, spec: TableSpec, table: PrintedTable, year: int) -> None:
        """Take in one table; what it prints twice must be the same number."""
        rows = {codes: row for (codes, measure, of), row in table.rows.items() if (measure, of) == (table.count, year)}
        for codes, row in rows.items():
            at = self._at(spec, codes)
            if row["status"] == "published":
                assert self.known.setdefault(at, float(row["value"])) == float(row["value"]), (table.key, codes)
            elif row["status"] == "confidential":
                self.suppressed.setdefault(at, (table.key, codes))
            else:
                self.known[at] = 0.0
        for axis, dimension in enumerate(spec.definitions):
            for codes in rows:
                if codes[axis] != TOTAL:
                    continue
                in_line = [one for one in rows if (*one[:axis], TOTAL, *one[axis + 1 :]) == codes != one]
                parts = [self._at(spec, one) for one in in_line]
                if left_out := NOT_PRINTED.get(spec.dimensions[axis]):
                    parts.append(self._at(spec, (*codes[:axis], left_out, *codes[axis + 1 :])))
                if not dimension.several_answers:
                    self.equal.append({**dict.fromkeys(parts, 1.0), self._at(spec, codes): -1.0})
                self.at_most += [{part: 1.0, self._at(spec, codes): -1.0} for part in parts]
        if isinstance(spec.definitions[0], Ranking):
            ranked = [self._at(spec, codes) for codes in rows if len(codes[0]) in (3, 7) and codes[0].isupper()]
            self.at_most += [{lower: 1.0, higher: -1.0} for higher, lower in itertools.pairwise(ranked)]

    def _at(self, spec: TableSpec, codes: tuple[str, ...]) -> int:
        under = codes_under(spec, codes)
        ranks = spec.key if isinstance(spec.definitions[0], Ranking) and under else ""
        return self.place.setdefault((ranks, under), len(self.place))

    def intervals(self) -> Iterator[tuple[tuple[str, tuple[str, ...]], int, int]]:
        """Yield each suppressed number, and the least and the greatest whole number that it can be."""
        equal, at_most = self._matrix(self.equal), self._matrix(self.at_most)
        bounds = [(self.known.get(at, 0.0), self.known.get(at, MANY)) for at in range(len(self.place))]
        for at, name in sorted(self.suppressed.items()):
            if at in self.known:
                yield name, int(self.known[at]), int(self.known[at])
                continue
            ends = []
            for sign in (1.0, -1.0):
                goal = np.zeros(len(self.place))
                goal[at] = sign
                found = linprog(
                    goal,
                    A_ub=at_most,
                    b_ub=np.zeros(at_most.shape[0]),
                    A_eq=equal,
                    b_eq=np.zeros(equal.shape[0]),
                    bounds=bounds,
                    method="highs",
                )
                assert found.status == 0, (name, found.message)
                ends.append(sign * float(found.fun))
            yield name, int(np.ceil(ends[0] - NEARLY)), int(np.floor(ends[1] + NEARLY))

    def _matrix(self, rows: list[Row]) -> lil_matrix:
        matrix = lil_matrix((max(len(rows), 1), len(self.place)))
        for at, row in enumerate(rows):
            for place, weight in row.items():
                matrix[at, place] = weight
        return matrix.tocsr()


def outsiders(
    specs: list[TableSpec], tables: dict[str, PrintedTable], year: int, *, together: bool
) -> Iterator[Outsider]:
    """Yield an outsider for each table by itself, or for all tables of the same persons together."""
    groups: dict[tuple[str, ...], Outsider] = {}
    for spec in specs:
        if (
            spec.key not in tables
            or spec.asked
            or any(isinstance(d, DistinctCount | Scores | Services) for d in spec.definitions)
        ):
            continue
        same = (spec.theme, spec.measure, repr(sorted(spec.where.items())), repr(sorted(spec.leave_out.items())))
        group = same if together else (spec.key,)
        groups.setdefault(group, Outsider()).read(spec, tables[spec.key], year)
    yield from groups.values()
