"""What a region's number leaves of its countries that are listed: the persons of all its other countries together.

A table of regions and a list of the first countries, read together, print that number as if a table held it; where it
is of 1 to 10 persons, it is confidential like a cell (often it is one country that was too small for the list).

Belongs here: finding these numbers. Does not: the rules about one table (suppression/primary.py, linked_tables.py).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.recodings import VariableClasses
from reports.disclosure.model.table import TableModel
from reports.disclosure.suppression.primary import is_primary, protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import TOTAL, Corridor, Ranking, Region

REMAINDER = "less those listed in"


def mark_region_remainders(
    draft: ProblemBuilder,
    tables: Sequence[TableModel],
    nodes: Mapping[str, VariableClasses],
    layouts: Mapping[tuple[str, str], InnerCellIndex],
) -> None:
    """Mark as confidential what each region leaves of its listed countries, where that is of few persons."""
    for regions in tables:
        for axis, definition in enumerate(regions.spec.definitions):
            if not isinstance(definition, Region):
                continue
            for listed in tables:
                if listed.universe == regions.universe and _lists(listed, definition, regions):
                    theme = regions.spec.theme
                    _hide(draft, regions, axis, listed, nodes[theme], layouts[regions.universe])


def _lists(table: TableModel, region: Region, regions: TableModel) -> bool:
    """Say whether a table lists countries of which a column of the regions' fact speaks, of the same persons.

    The country of exploitation and that which is established are of one column: who is under a country in one is under
    its region in the other.
    """
    first, facts = table.spec.definitions[0], load_cubes().facts
    if len(table.axes) != 1 or not isinstance(first, Ranking) or isinstance(first, Corridor):
        return False
    same_fact = first.fact == region.fact or (facts[first.fact].columns[:1] == facts[region.fact].columns[:1] != ())
    return same_fact and set(table.conditions) == set(regions.conditions)


def _hide(
    draft: ProblemBuilder,
    regions: TableModel,
    axis: int,
    listed: TableModel,
    nodes: VariableClasses,
    layout: InnerCellIndex,
) -> None:
    ranking, within = listed.axes[0].view.ranking, listed.nodes(nodes) | {nodes.of_view(regions.axes[axis].view)}
    countries = [listed.places((code,), nodes, layout, within) for code in ranking]
    if not countries:
        return
    of_list, threshold = np.unique(np.concatenate(countries)), regions.spec.threshold
    for code in regions.axes[axis].printed:
        if code == TOTAL:
            continue
        codes = tuple(code if at == axis else TOTAL for at in range(len(regions.axes)))
        region = regions.places(codes, nodes, layout, within)
        part = np.intersect1d(region, of_list)
        rest = draft.value(region) - draft.value(part)
        if len(part) and is_primary(rest, sensitive=False, threshold=threshold):
            name = (regions.spec.key, *codes, f"{REMAINDER} {listed.spec.key}")
            draft.mark_complement_primary(
                name, region, part, *protection_interval(sensitive=False, threshold=threshold)
            )
