"""The same tables counted in polars, without cube or protection: the other side of a benchmark.

Belongs here: a plain count of every table of persons from one frame of persons a theme. Does not: links across offices
(the benchmark's records have none), themes whose forms the benchmark has no records of. Which codes a category stands
under is asked of the specifications, so that both sides count the same; every count is polars' own.
"""

from collections.abc import Mapping

import polars as pl

from expectations.contract import load_contract
from expectations.geography import is_country
from reports.published.codes import NONE, NOT_ASKED
from reports.statistics import TableSpec, load_tables
from reports.statistics.cubes import Cube, Selection, Variable, load_cubes
from reports.statistics.dimensions import (
    Corridor,
    DistinctCount,
    PersonDimension,
    Ranking,
    Scores,
    Services,
    codes_of,
    load_dimensions,
)
from reports.statistics.membership import ENDS, memberships, pairs
from reports.statistics.variables import SEPARATOR

PERSON = ["at_office", "person_key"]
Records = Mapping[str, pl.DataFrame]


def themes_counted(records: Records) -> tuple[str, ...]:
    """Return the themes whose persons stand in these records."""
    cubes = load_cubes()
    return tuple(
        theme
        for theme, cube in cubes.cubes.items()
        if cube.grain == "persons" and {cubes.selections[n].form for p in cube.counts for n in p} <= set(records)
    )


def tables_in_polars(records: Records, year: int) -> dict[str, pl.DataFrame]:
    """Return every table of the themes counted: a column a dimension, then the count; codes of nobody are left out."""
    found = {}
    for theme in themes_counted(records):
        persons = _persons(load_cubes().cubes[theme], records)
        for spec in load_tables():
            if spec.theme == theme:
                found[spec.key] = _table(persons, spec, year)
    return found


def _persons(cube: Cube, records: Records) -> pl.DataFrame:
    cubes = load_cubes()
    parts = []
    for part in cube.counts:
        frames = []
        for name in part:
            selection = cubes.selections[name]
            frame = _selected(records[selection.form], selection)
            variables = [
                _variable(variable, cubes.variables[variable], frame, name)
                for variable in (*cube.variables, *cube.amounts)
            ]
            frames.append(frame.select(pl.col("office").alias("at_office"), "person_key", *variables))
        persons = pl.concat(frames).group_by(PERSON, maintain_order=True)
        parts.append(
            persons.agg(
                _of_person(variable, cubes.variables[variable]) for variable in (*cube.variables, *cube.amounts)
            )
        )
    return pl.concat(parts)


def _of_person(name: str, variable: Variable) -> pl.Expr:
    known = pl.col(name).drop_nulls()
    return known.unique().sort().str.join(SEPARATOR).alias(name) if variable.kind == "selections" else known.first()


def _selected(frame: pl.DataFrame, selection: Selection) -> pl.DataFrame:
    for column, codes in selection.only.items():
        frame = frame.filter(pl.col(column).cast(pl.String).is_in(codes))
    for column, codes in selection.leave_out.items():
        frame = frame.filter(~pl.col(column).cast(pl.String).is_in(codes).fill_null(False))
    if selection.side is not None:
        at_origin = pl.col("origin").eq_missing(pl.col("office")) & pl.col("host").ne_missing(pl.col("office"))
        after = pl.when(pl.col("side").is_not_null()).then(pl.col("side") == "ORIGIN").otherwise(at_origin)
        frame = frame.filter(after if selection.side == "ORIGIN" else ~after)
    return frame


def _variable(name: str, variable: Variable, frame: pl.DataFrame, selection: str) -> pl.Expr:
    if variable.kind == "selections":
        return pl.lit(selection).alias(name)
    if variable.kind == "offices":
        return pl.col("office").alias(name)
    if not set(variable.columns) <= set(frame.columns):
        return pl.lit(None, dtype=pl.Float64 if variable.kind == "number" else pl.String).alias(name)
    if variable.kind == "flags":
        return _flags(variable).alias(name)
    column = pl.col(str(variable.column))
    if variable.kind == "number":
        return column.cast(pl.Float64).alias(name)
    column = column.cast(pl.String)
    if variable.kind == "age":
        by_age = pl.col(str(variable.column)).replace_strict(_bands(str(variable.code_list)), default=None)
        band = pl.col(str(variable.band))
        return by_age.fill_null(pl.when(~band.is_in(variable.unknown)).then(band)).alias(name)
    known = pl.when(~column.is_in(variable.unknown)).then(column)
    if variable.kind == "established":
        basis = pl.col(str(variable.basis))
        known = pl.when(basis.is_in(variable.aside) & known.is_not_null()).then(basis).otherwise(known)
    return known.alias(name)


def _flags(variable: Variable) -> pl.Expr:
    yes = [
        pl.when(pl.col(flag) == 1).then(pl.lit(code))
        for flag, code in sorted(variable.flags.items(), key=lambda f: f[1])
    ]
    joined = pl.concat_str(yes, separator=SEPARATOR, ignore_nulls=True)
    all_no = pl.all_horizontal((pl.col(flag) == 0).fill_null(False) for flag in variable.flags)
    return pl.when(all_no).then(pl.lit(NONE)).when(joined != "").then(joined)


def _bands(code_list: str) -> dict[int, str]:
    codes = load_contract().code_lists[code_list].codes
    within = {code.within for code in codes.values()}
    found = {}
    for key in (key for key in codes if key not in within and key[0].isdigit()):
        low, _, high = key.removesuffix("+").partition("-")
        found |= dict.fromkeys(range(int(low), (int(high) if high else 200) + 1), key)
    return found


def _table(persons: pl.DataFrame, spec: TableSpec, year: int) -> pl.DataFrame:
    first = spec.definitions[0]
    for name, codes in spec.where.items():
        persons = persons.filter(_meets(persons, name, codes, year))
    for name, codes in spec.leave_out.items():
        persons = persons.filter(~_meets(persons, name, codes, year))
    if isinstance(first, DistinctCount):
        return _reach(persons, first, spec.dimensions[0])
    if isinstance(first, Scores):
        numbers = [persons[scored.amount].count() for scored in first.scored.values()]
        return pl.DataFrame({spec.dimensions[0]: list(first.scored), "len": numbers})
    dimensions = [one for one in spec.definitions if not isinstance(one, DistinctCount | Scores | Services)]
    columns = [_category(one).alias(name) for name, one in zip(spec.dimensions, dimensions, strict=True)]
    if spec.asked:
        asked = pl.all_horizontal(_meets(persons, name, codes, year) for name, codes in spec.asked.items())
        columns[0] = pl.when(asked).then(columns[0]).otherwise(pl.lit(NOT_ASKED)).alias(spec.dimensions[0])
    counted = persons.select(columns).group_by(spec.dimensions).len()
    for axis, (name, dimension) in enumerate(zip(spec.dimensions, dimensions, strict=True)):
        ranking = _ranking(counted, name, dimension, spec.threshold) if isinstance(dimension, Ranking) else ()
        under = _under(counted[name], dimension, year, ranking, asked=axis == 0 and bool(spec.asked))
        counted = counted.with_columns(pl.col(name).fill_null("")).join(under, on=name).drop(name)
        counted = counted.rename({"code": name}).group_by(spec.dimensions).agg(pl.col("len").sum())
    return counted.select(*spec.dimensions, "len")


def _category(dimension: PersonDimension) -> pl.Expr:
    if isinstance(dimension, Corridor):
        return pl.concat_str([dimension.variable, dimension.to], separator=ENDS)
    return pl.col(dimension.variable)


def _under(
    categories: pl.Series, dimension: PersonDimension, year: int, ranking: tuple[str, ...] = (), *, asked: bool = False
) -> pl.DataFrame:
    """Return one row a category and code that it stands under."""
    different = sorted(set(categories.fill_null("")))
    matrix = memberships(dimension, different, year, ranking, asked=asked)
    codes = codes_of(dimension, ranking, asked=asked)
    rows = [(category, codes[at]) for category, row in zip(different, matrix, strict=True) for at in row.nonzero()[0]]
    return pl.DataFrame(rows, schema={categories.name: pl.String, "code": pl.String}, orient="row")


def _meets(persons: pl.DataFrame, name: str, codes: tuple[str, ...], year: int) -> pl.Expr:
    variable = load_cubes().variables.get(name)
    if variable is not None and name in persons.columns and variable.kind != "age":
        different = persons[name].drop_nulls().unique().to_list()
        chosen = [category for category in different if not set(codes).isdisjoint(str(category).split(SEPARATOR))]
        return pl.col(name).is_in(chosen).fill_null(False)
    dimension = load_dimensions().dimensions[name]
    assert not isinstance(dimension, DistinctCount | Scores | Services)
    category = persons.select(_category(dimension).alias(name))[name]
    under = _under(category, dimension, year).filter(pl.col("code").is_in(codes))
    return _category(dimension).fill_null("").is_in(under[name].implode())


def _ranking(counted: pl.DataFrame, name: str, dimension: Ranking, threshold: int) -> tuple[str, ...]:
    persons: dict[str, int] = {}
    for category, number in counted.drop_nulls(name).select(name, "len").iter_rows():
        own = pairs(category) if isinstance(dimension, Corridor) else filter(is_country, category.split(SEPARATOR))
        for code in own:
            persons[code] = persons.get(code, 0) + number
    ranked = sorted((code for code, number in persons.items() if number >= threshold), key=lambda c: (-persons[c], c))
    return tuple(ranked[: dimension.first])


def _reach(persons: pl.DataFrame, reach: DistinctCount, name: str) -> pl.DataFrame:
    numbers = []
    for counted in reach.counted.values():
        rows = persons.filter(pl.col("theme").str.contains(counted.theme)) if counted.theme else persons
        numbers.append(sum(map(is_country, rows[counted.variable].drop_nulls().unique().to_list())))
    return pl.DataFrame({name: list(reach.counted), "len": numbers})
