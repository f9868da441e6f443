"""A region minus its listed countries: the persons of all other countries of the region together.

A table of regions and a list of the first countries, read together, give that count as if a table printed it; 1 to 10
persons are primary, like a cell (often it is one country that was too small for the list).

Belongs here: finding these differences. Does not: primary rules of one table (suppression/primary.py).
"""

from collections.abc import Sequence

import numpy as np

from reports.disclosure.model.table import TableModel
from reports.disclosure.model.universe import UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import TOTAL, Corridor, Ranking, Region


def mark_region_remainders(builder: ProblemBuilder, tables: Sequence[tuple[TableModel, UniverseModel]]) -> None:
    """Mark as primary what each region leaves of its listed countries, where that is of few persons."""
    for regions, universe in tables:
        for axis, definition in enumerate(regions.spec.definitions):
            if not isinstance(definition, Region):
                continue
            for listed, _ in tables:
                if listed.universe == regions.universe and _lists_countries_of(listed, definition, regions):
                    _mark(builder, regions, axis, listed, universe)


def _lists_countries_of(table: TableModel, region: Region, regions: TableModel) -> bool:
    """Return whether a table ranks the countries behind a column of regions, of the same persons.

    The country of exploitation and the one that is established come from one column: a person under a country in one
    table is under its region in the other.
    """
    first, variables = table.spec.definitions[0], load_cubes().facts
    if len(table.axes) != 1 or not isinstance(first, Ranking) or isinstance(first, Corridor):
        return False
    columns = variables[first.fact].columns[:1], variables[region.fact].columns[:1]
    same_variable = first.fact == region.fact or columns[0] == columns[1] != ()
    return same_variable and set(table.conditions) == set(regions.conditions)


def _mark(builder: ProblemBuilder, regions: TableModel, axis: int, listed: TableModel, universe: UniverseModel) -> None:
    variables, ranking = universe.variables, listed.axes[0].recoding.ranking
    crossing = listed.nodes(variables) | {variables.node_of_recoding(regions.axes[axis].recoding)}
    countries = [listed.inner_cells((code,), universe, crossing) for code in ranking]
    if not countries:
        return
    of_list, threshold = np.unique(np.concatenate(countries)), regions.spec.threshold
    for code in regions.axes[axis].printed:
        if code == TOTAL:
            continue
        codes = tuple(code if place == axis else TOTAL for place in range(len(regions.axes)))
        region = regions.inner_cells(codes, universe, crossing)
        part = np.intersect1d(region, of_list)
        rest = builder.value(region) - builder.value(part)
        if len(part) and is_primary(rest, sensitive=False, threshold=threshold):
            ref = CellRef(regions.spec.key, codes).minus(f"those listed in {listed.spec.key}")
            interval = protection_interval(sensitive=False, threshold=threshold)
            builder.mark_difference_primary(ref, region, part, *interval)
