"""Two small themes of which one is part of the other: persons assisted, and the victims among them, by sex.

The problem is made here by hand; the attacker lists every pair of tables of whole persons that print the same.
"""

from dataclasses import dataclass

import numpy as np

from reports.disclosure.model.inner_cells import InnerCellIndex, Population, equate_margins
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval, suppression_cost
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from tests.disclosure.small_linked_editions import THRESHOLD
from tests.lib.intruder.enumeration import all_tables

SHAPE = {"persons": (2, 2, 2), "victims": (2, 3)}  # sex × victim × region; sex × form of exploitation
FACTS = {"persons": ("sex", "victim", "region"), "victims": ("sex", "form")}
TABLES = {"persons": (("sex", "region"), ("victim",)), "victims": (("sex", "form"),)}


@dataclass(frozen=True)
class LinkedThemes:
    """Counts by theme; victims are as many by sex in both."""

    counts: dict[str, np.ndarray]

    @classmethod
    def random(cls, rng, persons=9):
        everybody = rng.multinomial(persons, rng.dirichlet(np.full(8, 0.7))).reshape(SHAPE["persons"])
        forms = [rng.multinomial(n, rng.dirichlet(np.full(3, 0.7))) for n in everybody[:, 1, :].sum(axis=1)]
        return cls({"persons": everybody, "victims": np.stack(forms)})

    def masks(self):
        """Of each printed number, by theme, table and codes: which cells of its theme it counts."""
        for theme, tables in TABLES.items():
            places = np.indices(SHAPE[theme])
            for table in tables:
                axes = [FACTS[theme].index(fact) for fact in table]
                for codes in np.ndindex(*(SHAPE[theme][axis] + 1 for axis in axes)):
                    mask = np.ones(SHAPE[theme], dtype=bool)
                    for axis, code in zip(axes, codes, strict=True):
                        if code < SHAPE[theme][axis]:
                            mask &= places[axis] == code
                    words = ["total" if c == SHAPE[theme][a] else str(c) for a, c in zip(axes, codes, strict=True)]
                    yield theme, ("+".join((theme, *table)), *words), mask.ravel()

    def problem(self):
        indices, end = {}, 0
        for theme, counts in self.counts.items():
            classes = dict(zip(FACTS[theme], np.indices(SHAPE[theme]).reshape(len(FACTS[theme]), -1), strict=True))
            sizes = dict(zip(FACTS[theme], SHAPE[theme], strict=True))
            frozen = {fact: np.zeros(size, dtype=bool) for fact, size in sizes.items()}
            population = Population(counts.ravel().astype(np.int64), classes, sizes, frozen)
            indices[theme] = InnerCellIndex.of(population, [set(FACTS[theme])], first=end)
            end = indices[theme].end
        truth = np.concatenate([one for index in indices.values() for one in index.truth])
        universe = np.repeat([0, 1], [index.end - index.blocks[0].first for index in indices.values()])
        builder = ProblemBuilder(truth, np.ones(end, dtype=bool), universe)
        whole, part = (indices[theme].blocks[0] for theme in ("persons", "victims"))
        victims = np.flatnonzero(whole.cells[:, whole.nodes.index("victim")] == 1) + whole.first
        builder.add_equalities(equate_margins(whole, part, ("sex",), victims))
        for theme, name, mask in self.masks():
            block = indices[theme].blocks[0]
            own = [block.nodes.index(fact) for fact in FACTS[theme]]
            cells = np.ravel_multi_index(tuple(block.cells[:, at] for at in own), SHAPE[theme])
            where = np.flatnonzero(mask[cells]) + block.first
            value = int(self.counts[theme].ravel()[mask].sum())
            words = name[1:]
            ref = CellRef(name[0], words)
            assert builder.add_cell(ref, where, suppression_cost(words), set(words) == {"total"}) == value
            if is_primary(value, False, THRESHOLD):
                builder.mark_primary(ref, where, *protection_interval(False, THRESHOLD))
        return builder.build()

    def thinkable(self, suppressed):
        """By name every value that a number of a theme can have, for who sees all numbers but those suppressed."""
        fitting = {}
        for theme, counts in self.counts.items():
            everybody = int(self.counts["persons"].sum())  # is always printed; the number of victims may be suppressed
            few = range(everybody + 1) if theme == "victims" else [everybody]
            tables = np.concatenate([all_tables(counts.size, number) for number in few])
            for of_theme, name, mask in self.masks():
                if of_theme == theme and name not in suppressed:
                    tables = tables[tables[:, mask].sum(axis=1) == counts.ravel()[mask].sum()]
            fitting[theme] = tables
        victims = {
            "persons": fitting["persons"].reshape(-1, 2, 2, 2)[:, :, 1, :].sum(axis=2),
            "victims": fitting["victims"].reshape(-1, 2, 3).sum(axis=2),
        }
        shared = set(map(tuple, victims["persons"].tolist())) & set(map(tuple, victims["victims"].tolist()))
        for theme, tables in fitting.items():
            fitting[theme] = tables[[tuple(row) in shared for row in victims[theme].tolist()]]
        return {name: set(fitting[theme][:, mask].sum(axis=1).tolist()) for theme, name, mask in self.masks()}
