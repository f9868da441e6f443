"""An answer of the desk: a table that nobody planned, protected against everything ever released, and logged.

Belongs here: from a question to its table or its refusal. The answer has left the house, so it binds every later audit
as a released edition does (release/prior_releases.py). Does not: the command (pipelines/cli/table.py).
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assets.steps.release.prior_releases import PriorDisclosures, asked_folder, keep_cubes, prior_disclosures
from assets.steps.runtime.atomic_files import replace_folder
from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.statistics.count import load_records
from expectations.contract import Labels
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.disclosure.single_table.protect_table import make_protected_table, printed_except
from reports.published import ProtectedTable
from reports.published.codes import TOTAL
from reports.published.table_csv import write_table_csv
from reports.statistics import StatisticTable, TableSpec, tabulate, themes
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import DistinctCount, Ranking, Scores, Services, load_dimensions
from resources.stores import Stores

MOST_ALTERNATIVES = 3
MEANT_FIRST = {"region": ("world_region", "host_region", "assisting_region"), "age": ("age_group",)}
"""Of a word that several dimensions of a form have: which is meant, where people were exploited, hosted, assisted."""


class AdhocTableRefusedError(OperatorError):
    """A question that is not answered; says why, and which questions would be."""


class AdhocRequestError(OperatorError):
    """A form, dimension or year that is not there; the message says what is."""


@dataclass(frozen=True)
class AdhocTable:
    """A table that was given out, and where it is logged."""

    table: ProtectedTable
    folder: Path


def make_adhoc_table(
    stores: Stores, form: str, rows: str, columns: str | None, year: int, asked_by: str = ""
) -> AdhocTable:
    """Answer a question about the persons of a form; the answer is logged as released.

    Raises AdhocRequestError for what is not there, and AdhocTableRefusedError, with the questions that would be
    answered.
    """
    dimensions = tuple(_dimension(form, name) for name in (rows, columns) if name)
    with redact_errors("table"):
        records = load_records(stores, year, themes())
        cubes = {theme: cube_with_contributors(theme, records, year) for theme in themes()}
        if not int(cubes[form]["persons"].sum()):
            raise AdhocRequestError(f"{year} has no records of the form {form}")
        bound = prior_disclosures(stores, year, cubes)
        spec = spec_of(form, dimensions)
        statistic, suppressed = _protected(stores, spec, year, cubes, bound)
        if suppressed is None:
            passing = [
                " by ".join(one)
                for one in itertools.islice(_simpler(form, dimensions), MOST_ALTERNATIVES)
                if _protected(stores, spec_of(form, one), year, cubes, bound)[1] is not None
            ]
            instead = f"these would pass: {'; '.join(passing)}" if passing else "no simpler table would pass either"
            raise AdhocTableRefusedError(
                f"{form} by {' and '.join(dimensions)}, {year}, cannot be protected; {instead}"
            )
        table = make_protected_table(statistic, printed_except(statistic, suppressed))
        return AdhocTable(table, _log(stores, spec, table, year, asked_by, cubes))


def spec_of(form: str, dimensions: tuple[str, ...]) -> TableSpec:
    """Return the specification of a table that was asked for."""
    cube = load_cubes().cubes[form]
    where = {"theme": (form,)} if len(cube.counts) > 1 else {}
    title = (
        f"{form.capitalize()}, by {' and '.join(load_dimensions().dimensions[name].label.en for name in dimensions)}"
    )
    words, unit = Labels(en=title, fr=title, es=title), Labels(en="Persons", fr="Personnes", es="Personas")
    return TableSpec(
        key="asked_" + "_by_".join((form, *dimensions)),
        theme=form,
        dimensions=dimensions,
        where=where,
        title=words,
        subtitle=unit,
        caveat="assisted_not_prevalence",
    )


def _usable(form: str) -> dict[str, frozenset[str]]:
    cubes = load_cubes()
    persons = {name for name, cube in cubes.cubes.items() if cube.grain == "persons"}
    if form not in persons:
        raise AdhocRequestError(f"no form {form} of persons; there are {', '.join(sorted(persons))}")
    variables = set(cubes.cubes[form].variables)
    return {
        name: frozenset(one.variables)
        for name, one in load_dimensions().dimensions.items()
        if not isinstance(one, DistinctCount | Scores | Services) and set(one.variables) <= variables
    }


def _dimension(form: str, name: str) -> str:
    """Return the dimension that ``name`` says, whole or a word of it where only one has that word."""
    usable = _usable(form)
    meant_first = [one for one in MEANT_FIRST.get(name, ()) if one in usable]
    if name in usable or meant_first:
        return name if name in usable else meant_first[0]
    named = [one for one in usable if name in one.split("_")]
    if len(named) != 1:
        raise AdhocRequestError(f"{name} is no dimension of {form}; there are {', '.join(named or sorted(usable))}")
    return named[0]


def _protected(
    stores: Stores, spec: TableSpec, year: int, cubes: Mapping[str, pd.DataFrame], bound: PriorDisclosures
) -> tuple[StatisticTable, frozenset[tuple[str, ...]] | None]:
    """Return the table, and what of it is suppressed; None where it cannot be given out."""
    if any(isinstance(one, Ranking) for one in spec.definitions) and len(spec.dimensions) > 1:
        raise AdhocRequestError("a ranked dimension stands alone in its table: ask for its rows without columns")
    statistic = tabulate(cubes[spec.theme], spec, year)
    edition = LinkedTables.after(year, [statistic], cubes, bound.cubes, bound.elsewhere)
    outcome = protect_edition(edition, stores.key.pseudonym, bound.suppressed)
    suppressed = outcome.suppressed.get(spec.key, frozenset())
    if outcome.under_protected or outcome.whole_tables or (TOTAL,) * len(spec.dimensions) in suppressed:
        return statistic, None
    return statistic, suppressed


def _simpler(form: str, dimensions: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield questions that ask for less: one dimension alone, or another view of the same variable."""
    if len(dimensions) > 1:
        yield from ((one,) for one in dimensions)
    usable = _usable(form)
    for at, name in enumerate(dimensions):
        for other, variables in usable.items():
            coarser = (
                other != name
                and variables == usable[name]
                and not isinstance(load_dimensions().dimensions[other], Ranking)
            )
            if coarser and other not in dimensions:
                yield (*dimensions[:at], other, *dimensions[at + 1 :])


def _log(
    stores: Stores, spec: TableSpec, table: ProtectedTable, year: int, asked_by: str, cubes: Mapping[str, pd.DataFrame]
) -> Path:
    folder = asked_folder(stores, year)
    taken = [int(one.name) for one in folder.glob("[0-9]*") if one.name.isdigit()]
    own = folder / str(max(taken, default=0) + 1)
    keep_cubes(stores, year, f"asked-{own.name}", cubes)
    said = {"specification": spec.model_dump(mode="json"), "asked_by": asked_by, "year": year}
    text = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    replace_folder(own, {"table.csv": write_table_csv(table), "asked.json": text.encode()})
    return own
