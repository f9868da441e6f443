"""Two linked tables of one data set, 40 times: protected each by itself, and together, beside an outsider with both.

Persons by country and form, and by region and form: a country lies in one region, so that the second table tells of the
first. The outsider is scipy's solver in whole numbers on what is printed; he shares no code with the protection.

Belongs here: the data sets, the two ways of protecting, the outsider, and what he finds. Does not: goals (goals.py).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from reports.disclosure.model.inner_cells import InnerCellIndex, Population
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval, suppression_cost
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.published.codes import TOTAL

DATA_SETS, SEED, THRESHOLD = 40, 2012, 11
COUNTRIES, REGIONS = 40, 10
FORMS = ("trafficking", "returns", "vulnerable")
TABLES = {"by_country": COUNTRIES, "by_region": REGIONS}
Counts = npt.NDArray[np.int64]  # one row a country, one column a form
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DataSet:
    """Persons by country and form, and in which region each country lies."""

    counts: Counts
    region: npt.NDArray[np.int64]
    ties: dict[CellRef, float]  # what the key decides

    def cells(self, tables: tuple[str, ...] = tuple(TABLES)) -> Iterator[tuple[CellRef, Marks]]:
        """Yield every number of the tables: its name, and which persons it counts."""
        for table in tables:
            places = np.arange(COUNTRIES) if table == "by_country" else self.region
            for place, form in itertools.product((*range(TABLES[table]), None), (*range(len(FORMS)), None)):
                mark = np.zeros(self.counts.shape, dtype=bool)
                rows = np.ones(COUNTRIES, dtype=bool) if place is None else places == place
                mark[
                    np.ix_(rows, np.ones(len(FORMS), dtype=bool) if form is None else np.arange(len(FORMS)) == form)
                ] = True
                codes = (TOTAL if place is None else str(place), TOTAL if form is None else FORMS[form])
                yield CellRef(table, codes), mark

    def problem(self, tables: tuple[str, ...]) -> SuppressionProblem:
        """Return the protection problem of some of the tables."""
        countries, forms = (places.ravel() for places in np.indices(self.counts.shape))
        population = Population(
            self.counts.ravel(),
            {"country": countries.astype(np.int64), "form": forms.astype(np.int64)},
            {"country": COUNTRIES, "form": len(FORMS)},
            {"country": np.zeros(COUNTRIES, dtype=bool), "form": np.zeros(len(FORMS), dtype=bool)},
        )
        index = InnerCellIndex.of(population, [{"country", "form"}])
        builder = ProblemBuilder(np.concatenate(index.truth), np.concatenate(index.movable))
        block = index.blocks[0]
        for ref, mark in self.cells(tables):
            chosen = mark[block.cells[:, block.nodes.index("country")], block.cells[:, block.nodes.index("form")]]
            places, value = np.flatnonzero(chosen), int(self.counts[mark].sum())
            builder.add_cell(ref, places, suppression_cost(ref.codes), set(ref.codes) == {TOTAL})
            if is_primary(value, False, THRESHOLD):
                builder.mark_primary(ref, places, *protection_interval(False, THRESHOLD))
        return builder.build()

    def suppressed(self, tables: tuple[str, ...]) -> set[CellRef]:
        """Return what is suppressed of some tables, protected together. Raises RuntimeError where not all can be."""
        problem = self.problem(tables)
        protection = find_suppression_pattern(problem, [self.ties[refs[0]] for refs in problem.refs])
        if protection.under_protected:
            raise RuntimeError("a data set of the trial cannot be protected")
        return {ref for at in np.flatnonzero(protection.suppressed).tolist() for ref in problem.refs[at]}


def data_sets(number: int = DATA_SETS, seed: int = SEED) -> Iterator[DataSet]:
    """Yield invented persons: countries and forms are of very different sizes, as offices are."""
    draw = np.random.default_rng(seed)
    for _ in range(number):
        sizes = draw.lognormal(4.6, 1.2, COUNTRIES)[:, None] * draw.dirichlet(np.full(len(FORMS), 1.2), COUNTRIES)
        counts = draw.poisson(sizes).astype(np.int64)
        region = draw.permutation(np.arange(COUNTRIES) % REGIONS)
        made = DataSet(counts, region, {})
        yield DataSet(counts, region, {name: float(draw.random()) for name, _ in made.cells()})


@dataclass
class Found:
    """What the outsider finds: of how many confidential numbers, how many he knows, and how many too nearly."""

    primary: int = 0
    exactly: int = 0
    narrow: int = 0

    def add(self, other: "Found") -> None:
        """Add what was found in another data set."""
        self.primary += other.primary
        self.exactly += other.exactly
        self.narrow += other.narrow


def attacked(one: DataSet, suppressed: set[CellRef], tables: tuple[str, ...]) -> Found:
    """Return what an outsider with the printed numbers of ``tables`` finds of the confidential ones of the first."""
    printed = [
        (mark.ravel(), int(one.counts[mark].sum())) for name, mark in one.cells(tables) if name not in suppressed
    ]
    known = np.array([value for _, value in printed], dtype=np.float64)
    held = LinearConstraint(np.array([mark for mark, _ in printed], dtype=np.float64), known, known)
    found = Found()
    for _, mark in one.cells(tables):
        if not 0 < int(one.counts[mark].sum()) < THRESHOLD:
            continue
        ends = []
        for sign in (1.0, -1.0):
            end = milp(
                sign * mark.ravel().astype(np.float64),
                integrality=np.ones(mark.size),
                bounds=Bounds(0),
                constraints=held,
            )
            if end.status != 0:
                raise RuntimeError(f"the outsider's solver ended with: {end.message}")
            ends.append(round(sign * end.fun))
        found.primary += 1
        found.exactly += ends[0] == ends[1]
        found.narrow += ends[0] > 1 or ends[1] < THRESHOLD
    return found


def trial(number: int = DATA_SETS, seed: int = SEED) -> dict[str, float]:
    """Return what an outsider finds in so many data sets, and which share of the numbers is suppressed either way."""
    country_alone, each, together, withheld_each, withheld_together, cells = Found(), Found(), Found(), 0, 0, 0
    recovered_in = 0
    both = tuple(TABLES)
    for one in data_sets(number, seed):
        alone = {table: one.suppressed((table,)) for table in both}
        joint = one.suppressed(both)
        country_alone.add(attacked(one, alone["by_country"], ("by_country",)))
        found = attacked(one, set().union(*alone.values()), both)
        recovered_in += bool(found.exactly)
        each.add(found)
        together.add(attacked(one, joint, both))
        cells += sum(1 for _ in one.cells())
        withheld_each += sum(len(names) for names in alone.values())
        withheld_together += len(joint)
    return {
        "data_sets": number,
        "confidential": together.primary,
        "country_table_alone_exact": country_alone.exactly,
        "each_by_itself_exact": each.exactly,
        "each_by_itself_narrow": each.narrow,
        "each_by_itself_exact_in_data_sets": recovered_in,
        "each_by_itself_withheld_pct": round(100 * withheld_each / cells, 2),
        "together_exact": together.exactly,
        "together_narrow": together.narrow,
        "together_withheld_pct": round(100 * withheld_together / cells, 2),
    }


def run(_home: Path) -> dict[str, float]:
    """Measure; the home is not needed."""
    return trial()
