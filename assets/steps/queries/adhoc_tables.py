"""Ad-hoc tables: a table on request, protected together with all earlier releases, and logged as released.

All that released editions and earlier ad-hoc tables suppressed stays protected beside the new table; before the first
release, all that the latest draft suppresses. Every later protection takes the table into account like a released
edition (release/prior_releases.py). A table that takes too long to protect is refused.

Belongs here: a
request to its table or its refusal. Does not: the command (pipelines/cli/table.py).
"""

import itertools
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from assets.steps.release.answer_log import log_answer
from assets.steps.release.key_of_year import require_key_of_year
from assets.steps.release.open_year import Tell, log, open_year
from assets.steps.release.prior_releases import NoDraftToFollowError, PriorDisclosures, disclosures_before_answer
from assets.steps.runtime.complete_home import require_complete_home
from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.statistics.count import load_records
from expectations.contract import Labels
from expectations.errors import ReviewError
from expectations.progress import NullProgress
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import ProtectionResult, protect_edition
from reports.disclosure.protect_table import make_protected_table, printed_except
from reports.published import ProtectedTable
from reports.published.codes import TOTAL
from reports.published.table_csv import write_table_csv
from reports.statistics import StatisticTable, TableSpec, tabulate, themes
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import DistinctCount, Ranking, Scores, Services, load_dimensions
from resources.stores import Stores

MOST_ALTERNATIVES = 3
MOST_SECONDS = 45  # of processor time, for the search of a table
MOST_SECONDS_FOR_ALTERNATIVES = 15  # for all simpler tables that a refusal may name
MEANT_FIRST = {"region": ("world_region", "host_region", "assisting_region"), "age": ("age_group",)}
"""For a word in the names of several dimensions: the dimensions that it means, the preferred one first."""


class AdhocTableRefusedError(OperatorError):
    """A request that is refused; the message says why, and which requests would be answered."""


class AdhocRequestError(OperatorError):
    """A request for an unknown form, dimension or year; the message lists the known ones."""


@dataclass(frozen=True)
class AdhocTable:
    """A table that was released on request, and the folder of its log."""

    table: ProtectedTable
    folder: Path


def make_adhoc_table(
    stores: Stores, form: str, rows: str, columns: str | None, year: int, asked_by: str = "", tell: Tell = log
) -> AdhocTable:
    """Make a table of the persons of a form, and log it as released.

    The lock of the year is held from reading what was given out before until the table is logged and on the disk: the
    table may be shown when this returns. ``tell``: see ``open_year``.
    Raises AdhocRequestError for an unknown form, dimension or year, and AdhocTableRefusedError, with the requests that
    would be answered, for a table that cannot be protected.
    """
    dimensions = tuple(_dimension(form, name) for name in (rows, columns) if name)
    with redact_errors("table"), open_year(stores, year, tell=tell):
        require_complete_home(stores, year)
        require_key_of_year(stores, year)
        records = load_records(stores, year, themes())
        cubes = {theme: cube_with_contributors(theme, records, year) for theme in themes()}
        if not int(cubes[form]["persons"].sum()):
            raise AdhocRequestError(f"{year} has no records of the form {form}")
        spec = spec_of(form, dimensions)
        asked_for = f"{form} by {' and '.join(dimensions)}, {year},"
        try:
            prior = disclosures_before_answer(stores, year, cubes)
            statistic, suppressed = _protect(stores, spec, year, cubes, prior, _TimeLimit(MOST_SECONDS))
            instead = _instead(stores, form, dimensions, year, cubes, prior) if suppressed is None else ""
        except NoDraftToFollowError as error:
            raise AdhocTableRefusedError(str(error)) from None
        except _TooLongError:
            raise AdhocTableRefusedError(
                f"{asked_for} takes too long to protect beside what was given out; ask for one dimension, or for one "
                "of fewer codes"
            ) from None
        if suppressed is None:
            raise AdhocTableRefusedError(f"{asked_for} cannot be protected; {instead}")
        table = make_protected_table(statistic, printed_except(statistic, suppressed))
        return AdhocTable(table, _log(stores, spec, table, year, asked_by, cubes))


def spec_of(form: str, dimensions: tuple[str, ...]) -> TableSpec:
    """Return the specification of a table on request."""
    cube = load_cubes().cubes[form]
    where = {"theme": (form,)} if len(cube.counts) > 1 else {}
    title = (
        f"{form.capitalize()}, by {' and '.join(load_dimensions().dimensions[name].label.en for name in dimensions)}"
    )
    titles, unit = Labels(en=title, fr=title, es=title), Labels(en="Persons", fr="Personnes", es="Personas")
    return TableSpec(
        key="asked_" + "_by_".join((form, *dimensions)),
        theme=form,
        dimensions=dimensions,
        where=where,
        title=titles,
        subtitle=unit,
        caveat="assisted_not_prevalence",
    )


def _usable(form: str) -> dict[str, frozenset[str]]:
    """Return the dimensions that a table of the form can have, each with the variables that it recodes."""
    cubes = load_cubes()
    persons = {name for name, cube in cubes.cubes.items() if cube.grain == "persons"}
    if form not in persons:
        raise AdhocRequestError(f"no form {form} of persons; there are {', '.join(sorted(persons))}")
    variables = set(cubes.cubes[form].variables)
    return {
        name: frozenset(dimension.variables)
        for name, dimension in load_dimensions().dimensions.items()
        if not isinstance(dimension, DistinctCount | Scores | Services) and set(dimension.variables) <= variables
    }


def _dimension(form: str, name: str) -> str:
    """Return the dimension of that name, or the only one with that word in its name."""
    usable = _usable(form)
    if name in usable:
        return name
    if preferred := [dimension for dimension in MEANT_FIRST.get(name, ()) if dimension in usable]:
        return preferred[0]
    named = [dimension for dimension in usable if name in dimension.split("_")]
    if len(named) != 1:
        raise AdhocRequestError(f"{name} is no dimension of {form}; there are {', '.join(named or sorted(usable))}")
    return named[0]


class _TooLongError(ReviewError):
    """A search that took longer than its limit."""


class _TimeLimit(NullProgress):
    """Ends a search after so many seconds of processor time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.process_time() + seconds

    def advance(self, done: int = 1) -> None:
        """Raise _TooLongError after the limit."""
        if time.process_time() > self._end:
            raise _TooLongError


def _instead(
    stores: Stores,
    form: str,
    dimensions: tuple[str, ...],
    year: int,
    cubes: Mapping[str, pd.DataFrame],
    prior: PriorDisclosures,
) -> str:
    """Return in words which simpler requests would be answered, as far as they are found within the time limit."""
    limit, found = _TimeLimit(MOST_SECONDS_FOR_ALTERNATIVES), list[str]()
    none = "no simpler table would pass either"
    try:
        for simpler in itertools.islice(_simpler(form, dimensions), MOST_ALTERNATIVES):
            limit.advance()
            if _protect(stores, spec_of(form, simpler), year, cubes, prior, limit)[1] is not None:
                found.append(" by ".join(simpler))
    except _TooLongError:
        none = "simpler tables take too long to try"
    return f"these would pass: {'; '.join(found)}" if found else none


def _protect(
    stores: Stores,
    spec: TableSpec,
    year: int,
    cubes: Mapping[str, pd.DataFrame],
    prior: PriorDisclosures,
    limit: _TimeLimit,
) -> tuple[StatisticTable, frozenset[tuple[str, ...]] | None]:
    """Return the statistics of the table and its suppressed cells; None where it cannot be released."""
    if any(isinstance(dimension, Ranking) for dimension in spec.definitions) and len(spec.dimensions) > 1:
        raise AdhocRequestError(
            "a ranked dimension cannot be combined with another one: request its rows without columns"
        )
    statistic = tabulate(cubes[spec.theme], spec, year)
    edition = LinkedTables.after(year, [statistic], cubes, prior.cubes, prior.external)

    def protected(tables: LinkedTables) -> ProtectionResult:
        key, is_released = stores.key.tie_break, not prior.draft
        return protect_edition(tables, key, prior.suppressed, progress=limit, attempts=1, is_released=is_released)

    result = protected(edition)
    if prior.draft and result.released and protected(replace(edition, statistics=())).released:
        raise NoDraftToFollowError(year, f"has {prior.draft}, which is no longer protected beside what is known now")
    suppressed = result.suppressed.get(spec.key, frozenset())
    if result.under_protected or result.whole_tables or (TOTAL,) * len(spec.dimensions) in suppressed:
        return statistic, None
    return statistic, suppressed


def _simpler(form: str, dimensions: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield simpler requests: one dimension alone, or another recoding of the same variables."""
    if len(dimensions) > 1:
        yield from ((name,) for name in dimensions)
    usable = _usable(form)
    for index, name in enumerate(dimensions):
        for other, variables in usable.items():
            is_ranking = isinstance(load_dimensions().dimensions[other], Ranking)
            if other not in dimensions and variables == usable[name] and not is_ranking:
                yield (*dimensions[:index], other, *dimensions[index + 1 :])


def _log(
    stores: Stores, spec: TableSpec, table: ProtectedTable, year: int, asked_by: str, cubes: Mapping[str, pd.DataFrame]
) -> Path:
    """Log a released table with its request and its cubes; return the folder, named by the next number."""
    request = {"specification": spec.model_dump(mode="json"), "asked_by": asked_by, "year": year}
    text = json.dumps(request, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return log_answer(stores, year, {"table.csv": write_table_csv(table), "asked.json": text.encode()}, cubes)
