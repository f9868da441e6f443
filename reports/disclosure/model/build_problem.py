"""From the linked tables of an edition to one suppression problem, in six phases.

1. select_tables: which tables are modelled, and what else counts their persons.
2. recodings_of: the classes of each variable that printed tables distinguish.
3. inner_cells_of: the junction tree of each universe, and its inner cells.
4. add_structural_constraints: how inner cells of different cliques and themes agree.
5. add_cells: every printed cell, primary cells, complements, revisions and differences.
6. add_external_knowledge: cells known from elsewhere, ranks, and counts of countries.

The order of cells and constraints is part of the result: among equal solutions the solver's choice depends on it.

Belongs here: the phases and the Model that they share. Does not: primary rules (suppression/primary.py), the search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from reports.disclosure.model import linked_themes, rank_constraints
from reports.disclosure.model.cascades import add_cascades
from reports.disclosure.model.contributors import own_records
from reports.disclosure.model.differences_across_cliques import mark_differences_across_cliques
from reports.disclosure.model.differencing import mark_line_remainders, mark_nested_differences, mark_region_remainders
from reports.disclosure.model.earlier_tables import EarlierTable, earlier_tables
from reports.disclosure.model.edition_membership import MEMBERSHIP, NOW
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.linked_differencing import mark_linked_differences
from reports.disclosure.model.linked_tables import ExternalCells, LinkedTables, LinkedTablesError
from reports.disclosure.model.linked_themes import LinkedSums, ThemeLink
from reports.disclosure.model.mean_score_tables import add_score_cells, inner_cells_of_scores
from reports.disclosure.model.missing_codes import MissingCodes
from reports.disclosure.model.rank_constraints import DistinctCountModel
from reports.disclosure.model.recodings import Recoding, VariableClasses
from reports.disclosure.model.regional_contributors import coalitions_of
from reports.disclosure.model.separable_responses import separable_in_all, separable_variables
from reports.disclosure.model.structural_zeros import follows_from_definitions, structural_zeros
from reports.disclosure.model.table import PERSONS, THEME, PersonCondition, TableModel, Universe, UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import (
    MISSING_CODE_COST,
    NO_INTERVAL,
    SENTENCE_COST,
    could_disclose_group,
    group_disclosure_complement,
    is_primary,
    protection_interval,
    suppression_cost,
)
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import TOTAL, Codes
from reports.statistics import StatisticTable, TableSpec
from reports.statistics.dimensions import DistinctCount, Scores
from reports.statistics.measures import load_measures


@dataclass(frozen=True)
class SelectedTables:
    """Phase 1. ``distinct``: theme and model of each count of countries; ``links``: between the themes in use."""

    printed: tuple[TableModel, ...]
    external: tuple[tuple[ExternalCells, TableModel], ...]
    scores: tuple[StatisticTable, ...]
    distinct: tuple[tuple[str, DistinctCountModel], ...]
    links: tuple[ThemeLink, ...]

    @property
    def tables(self) -> tuple[TableModel, ...]:
        """Return the printed tables, then those printed elsewhere."""
        return (*self.printed, *(table for _, table in self.external))


@dataclass(frozen=True)
class Model:
    """Phases 1 to 3: the tables, the classes of variables by theme, and the inner cells by universe.

    ``links``: those of which both universes have inner cells. ``scores``: the true inner cells of each table of scores.
    """

    edition: LinkedTables
    selected: SelectedTables
    variables: Mapping[str, VariableClasses]
    indices: Mapping[Universe, InnerCellIndex]
    links: tuple[ThemeLink, ...]

    @cached_property
    def links_with_sums(self) -> list[tuple[ThemeLink, list[LinkedSums]]]:
        """Return each link with the sums of persons that are equal in both of its themes."""
        universes = {theme: self.universe((theme, kind)) for theme, kind in self.indices if kind == PERSONS}
        return [(link, linked_themes.linked_sums(link, universes)) for link in self.links]

    def universe(self, key: Universe) -> UniverseModel:
        """Return the model of one universe."""
        return UniverseModel(self.variables[key[0]], self.indices[key])

    def with_universes(self, tables: Sequence[TableModel]) -> list[tuple[TableModel, UniverseModel]]:
        """Return tables, each with the model of its universe."""
        return [(table, self.universe(table.universe)) for table in tables]


def suppression_problem(edition: LinkedTables) -> SuppressionProblem:
    """Return the suppression problem of an edition. Raises LinkedTablesError where cubes and counts differ."""
    selected = select_tables(edition)
    variables = recodings_of(edition, selected)
    model = inner_cells_of(edition, selected, variables)
    builder = _empty_problem(model)
    own = own_records(model.indices, edition.cubes, len(builder.truth))
    printed = model.with_universes(selected.printed)
    missing = MissingCodes.of(printed, model.indices, edition.cubes, builder.truth, own, edition.threshold)
    external = [(cells, table, model.universe(table.universe)) for cells, table in selected.external]
    earlier = earlier_tables(builder, external, model.indices, edition, own)
    builder.is_exempt = lambda weights: missing.is_exempt(weights) or earlier.is_exempt(weights)
    builder.released = earlier.released
    add_structural_constraints(builder, model, own)
    add_cells(builder, model, missing, earlier.tables)
    add_external_knowledge(builder, model)
    _add_scores(builder, model)
    coalitions = coalitions_of(model.indices, edition.cubes, len(builder.truth), edition.year)
    return replace(builder.build(), own=own, coalitions=coalitions, missing_codes=missing.by_table)


def select_tables(edition: LinkedTables) -> SelectedTables:
    """Return what is modelled of an edition: its tables of persons and amounts, scores, counts of countries, links."""
    printed, scores = [], []
    now = (_in_edition(NOW),) if edition.earlier else ()
    distinct: list[tuple[str, DistinctCountModel]] = []
    for statistic in edition.statistics:
        spec, first = statistic.spec, statistic.spec.definitions[0]
        if isinstance(first, DistinctCount):
            models = rank_constraints.distinct_counts_of(spec, first, tuple(first.counted), now)
            distinct += [(spec.theme, model) for model in models]
        elif isinstance(first, Scores):
            scores.append(statistic)
        elif load_measures()[spec.measure].confidential:
            printed.append(TableModel.of(statistic).among(*now))
    known = [cells for cells in edition.external if (cells.all_codes or cells.ranks) and _is_modelled(cells.spec)]
    external = [(cells, _external_table(cells, bool(edition.earlier))) for cells in known]
    for cells in edition.external:
        first = cells.spec.definitions[0]
        if isinstance(first, DistinctCount):
            then = (_in_edition(cells.edition or NOW),) if edition.earlier else ()
            codes = [of_cell[0] for of_cell in cells.codes]
            models = rank_constraints.distinct_counts_of(cells.spec, first, codes, then)
            distinct += [(cells.spec.theme, model) for model in models if (cells.spec.theme, model) not in distinct]
    tables = (*printed, *(table for _, table in external))
    links = linked_themes.linked_themes({*(table.spec.theme for table in tables), *(theme for theme, _ in distinct)})
    parts = {link.selection: link.part for link in links}
    counted = [(rank_constraints.theme_of(model, theme, edition.cubes, parts), model) for theme, model in distinct]
    return SelectedTables(tuple(printed), tuple(external), tuple(scores), tuple(counted), tuple(links))


def recodings_of(edition: LinkedTables, selected: SelectedTables) -> dict[str, VariableClasses]:
    """Return, by theme, the classes of its variables: categories that no table distinguishes are one class."""
    tables, links, distinct = selected.tables, selected.links, selected.distinct
    used = [(table.spec.theme, recoding) for table in tables for recoding in table.recodings]
    used += [(theme, _in_edition(earlier).recoding) for theme in edition.cubes for earlier in edition.earlier]
    used += [(theme, condition.recoding) for theme, model in distinct for condition in model.conditions]
    counted = [(theme, model.variable) for theme, model in distinct]
    recodings = linked_themes.recodings_by_theme(edition.cubes, used, links, counted)
    crossed = {theme: [table.recodings for table in tables if table.spec.theme == theme] for theme in recodings}
    separable = {
        theme: separable_variables(of_theme, crossed[theme], edition.year) for theme, of_theme in recodings.items()
    }
    in_use = {theme: {name for r in of_theme for name in r.variables} for theme, of_theme in recodings.items()}
    separable = separable_in_all(separable, [(link.whole, link.part) for link in links], in_use)
    marks = linked_themes.marks_of_parts(links)
    with_theme = {
        theme: frozenset({THEME, *(name for recoding in marks.get(theme, ()) for name in recoding.variables)})
        for theme in recodings
    }
    return {
        theme: VariableClasses.of(edition.year, recodings[theme], [cube], separable[theme], with_theme[theme])
        for theme, cube in edition.cubes.items()
    }


def inner_cells_of(edition: LinkedTables, selected: SelectedTables, variables: Mapping[str, VariableClasses]) -> Model:
    """Return the model with the inner cells of every universe: the cells of the cliques of its junction tree."""
    crossed: dict[Universe, list[frozenset[Node]]] = {}
    for table in selected.tables:
        crossed.setdefault(table.universe, []).append(table.nodes(variables[table.spec.theme]))
    for theme, model in selected.distinct:
        if nodes := model.nodes(variables[theme]):
            crossed.setdefault((theme, PERSONS), []).append(nodes)
    for theme, of_theme in variables.items():
        if (theme, PERSONS) in crossed:
            crossed[theme, PERSONS] += of_theme.marks_with_answers()
    links = tuple(link for link in selected.links if {(link.whole, PERSONS), (link.part, PERSONS)} <= set(crossed))
    indices: dict[Universe, InnerCellIndex] = {}
    end = 0
    order = linked_themes.parts_first({theme for theme, _ in crossed}, links)
    for theme, weights in sorted(crossed, key=lambda universe: (order.index(universe[0]), universe)):
        population = variables[theme].population(edition.cubes[theme], weights)
        together = [set(nodes) for nodes in crossed[theme, weights]]
        shared: set[Node] = set()
        for link in links if weights == PERSONS else ():
            if link.part == theme:
                shared |= linked_themes.nodes_shared(link, variables)
                for nodes_together in together:
                    nodes_together.update(variables[theme].node_of_recoding(recoding) for recoding in link.of_part)
            elif link.whole == theme:
                together += linked_themes.crossed_in_whole(link, indices[link.part, PERSONS], variables)
        eliminated_first = set(population.sizes) - shared if shared else set()
        indices[theme, weights] = InnerCellIndex.of(population, together, eliminated_first, end)
        end = indices[theme, weights].end
    return Model(edition, selected, variables, indices, links)


def _empty_problem(model: Model) -> ProblemBuilder:
    """Return a builder that knows the inner cells: those of the universes, then those of scores."""
    truths = [truth for index in model.indices.values() for truth in index.truth]
    movable = [movable for index in model.indices.values() for movable in index.movable]
    zeros = structural_zeros(model.indices, model.variables)
    movable = [may_move & ~is_zero for may_move, is_zero in zip(movable, zeros, strict=True)]
    sizes = [sum(map(len, index.truth)) for index in model.indices.values()]
    for statistic in model.selected.scores:
        truths.append(inner_cells_of_scores(statistic, model.edition.cubes[statistic.spec.theme]))
        movable.append(np.ones(len(truths[-1]), dtype=bool))
        sizes.append(len(truths[-1]))
    universe = np.repeat(np.arange(len(sizes)), sizes)
    return ProblemBuilder(_joined(truths, np.int64), _joined(movable, np.bool_), universe)


def add_structural_constraints(builder: ProblemBuilder, model: Model, own: sparse.csr_matrix) -> None:
    """Add how cliques agree on what they share, how linked themes agree, and what holds of answers and cascades."""
    for index in model.indices.values():
        builder.add_equalities(index.agreements())
        at_most, equal = index.answer_constraints()
        builder.add_equalities(equal)
        for row in at_most:
            builder.add_upper_bound(row, 0, of_any_part=True)
    for _, linked_sums in model.links_with_sums:
        builder.add_equalities(row for sums in linked_sums for row in sums.rows)
    add_cascades(builder, model.with_universes(model.selected.tables), own)


def add_cells(
    builder: ProblemBuilder, model: Model, missing: MissingCodes, earlier_tables: Sequence[EarlierTable]
) -> None:
    """Add every cell, printed or given out before, and mark primary cells, complements, revisions and differences."""
    printed = model.with_universes(model.selected.printed)
    for table, universe in printed:
        _add_table(builder, table, universe, model.edition.in_sentences, missing)
        for earlier in model.edition.earlier:
            _mark_revisions(builder, table, universe, earlier)
    for before in earlier_tables:
        for codes, ref in before.add_cells(builder):
            _mark_complements(builder, before.table, before.universe, before.missing, codes, ref)
    printed += [(before.table, before.universe) for before in earlier_tables]
    mark_region_remainders(builder, printed)
    mark_line_remainders(builder, printed)
    mark_nested_differences(builder, printed, model.edition.threshold)
    mark_linked_differences(builder, model.links_with_sums, printed, model.edition.threshold)
    mark_differences_across_cliques(builder, printed, model.edition.threshold)


def add_external_knowledge(builder: ProblemBuilder, model: Model) -> None:
    """Add the constraints that follow from ranks and from counts of countries."""
    edition, selected = model.edition, model.selected
    counted = [distinct.variable for _, distinct in selected.distinct]
    for table, universe in model.with_universes(selected.tables):
        rank_constraints.constrain_ranks(builder, table, universe, edition.cubes[table.spec.theme], counted)
    for theme, distinct in selected.distinct:
        if (theme, PERSONS) in model.indices:
            universe = model.universe((theme, PERSONS))
            rank_constraints.constrain_distinct_counts(builder, distinct, universe, edition.cubes[theme])


def _add_scores(builder: ProblemBuilder, model: Model) -> None:
    first = max((index.end for index in model.indices.values()), default=0)
    for statistic in model.selected.scores:
        first = add_score_cells(builder, statistic, first)


def _add_table(
    builder: ProblemBuilder,
    table: TableModel,
    universe: UniverseModel,
    in_sentences: frozenset[CellRef],
    missing: MissingCodes,
) -> None:
    """Add all cells of a table, and mark primary cells and the complements that disclose a group."""
    spec, of_missing_codes = table.spec, missing.of_table(table)
    for codes in table.cells():
        value, ref = table.values[codes], CellRef(spec.key, codes)
        inner_cells = table.inner_cells(codes, universe)
        if value is None:
            builder.add_equalities([dict.fromkeys(inner_cells.tolist(), 1)])
            continue
        is_headline = set(codes) == {TOTAL} and table.is_of_everybody
        cost = suppression_cost(codes, spec.importance) * (SENTENCE_COST if ref in in_sentences else 1.0)
        sensitive, is_missing = table.is_sensitive(codes), of_missing_codes.covers(codes)
        interval = NO_INTERVAL if is_missing else protection_interval(sensitive, spec.threshold)
        cost *= MISSING_CODE_COST if is_missing else 1.0
        if builder.add_cell(ref, inner_cells, cost, is_headline, interval) != value:
            raise LinkedTablesError(
                f"{spec.key}: its counts are not those of the records; run the statistics of the year again"
            )
        if not is_missing and is_primary(value, sensitive, spec.threshold):
            builder.mark_primary(ref, inner_cells, *interval)
        _mark_complements(builder, table, universe, missing, codes, ref)


def _mark_complements(
    builder: ProblemBuilder,
    table: TableModel,
    universe: UniverseModel,
    missing: MissingCodes,
    codes: Codes,
    ref: CellRef,
) -> None:
    """Mark the complements of a cell that disclose a group, along each dimension."""
    spec, crossing, value = table.spec, table.nodes(universe.variables), table.values.get(codes)
    of_missing_codes = missing.of_table(table)
    for axis in range(len(codes) if value is not None else 0):
        of_margin = ref.margin(axis).codes
        margin, of_missing = table.values.get(of_margin), of_missing_codes.known_line(codes, axis)
        if margin is not None and of_missing is not None:
            margin -= table.values[of_missing] or 0
        if margin is None or value is None or not could_disclose_group(value, margin, codes, axis, spec.threshold):
            continue
        if of_missing_codes.covers_complement(codes, axis) or follows_from_definitions(
            spec, codes, axis, table.axes[axis].printed, lambda cell: table.values.get(cell, 0) is not None
        ):
            continue
        part = table.inner_cells(codes, universe, crossing)
        line = table.inner_cells(of_margin, universe, crossing)
        if of_missing is not None:
            line = np.setdiff1d(line, table.inner_cells(of_missing, universe, crossing))
        of_complement = group_disclosure_complement(value, margin, codes, axis, spec.threshold)
        if of_complement is not None:
            builder.mark_difference_primary(ref.complement(axis), line, part, *of_complement)
        else:
            unless_sensitive = protection_interval(False, spec.threshold)
            builder.set_difference_interval(ref.complement(axis), line, part, *unless_sensitive)


def _mark_revisions(builder: ProblemBuilder, table: TableModel, universe: UniverseModel, earlier: str) -> None:
    """Mark as primary each cell's revision by few persons since a released edition."""
    of_all = replace(table, conditions=tuple(c for c in table.conditions if c.recoding.name != MEMBERSHIP))
    added = of_all.among(_in_edition(NOW), _in_edition(earlier, False))
    removed = of_all.among(_in_edition(earlier), _in_edition(NOW, False))
    crossing = of_all.nodes(universe.variables)
    for codes in table.cells():
        now, before = (changed.inner_cells(codes, universe, crossing) for changed in (added, removed))
        ref = CellRef(table.spec.key, codes).revision(earlier)
        builder.mark_revision_primary(ref, now, before, table.spec.threshold)


def _is_modelled(spec: TableSpec) -> bool:
    return load_measures()[spec.measure].confidential and not isinstance(spec.definitions[0], DistinctCount | Scores)


def _in_edition(edition: str, met: bool = True) -> PersonCondition:
    return PersonCondition(Recoding(MEMBERSHIP, codes=(edition,)), met)


def _external_table(cells: ExternalCells, with_membership: bool) -> TableModel:
    """Return a table printed elsewhere; what other publishers print counts the persons of the edition in progress."""
    membership = (_in_edition(cells.edition or NOW),) if with_membership else ()
    return TableModel.external(cells.spec, sorted(cells.all_codes), membership, cells.ranks)


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
