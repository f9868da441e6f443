"""The definition of a table from a cube: whom it counts, by what, over which base, and from which form fields.

Belongs here: TableSpec to Definition. Does not: other kinds of tables.
"""

from collections.abc import Mapping

from expectations.contract import load_contract
from reports.statistics import TableSpec
from reports.statistics.cubes import Selection, load_cubes
from reports.statistics.dimensions import (
    Answers,
    Corridor,
    Dimension,
    DistinctCount,
    Level,
    Ranked,
    Ranking,
    Recoded,
    Region,
    Scores,
    Services,
    YesNo,
    missing_code,
)
from reports.statistics.measures import load_measures
from reports.statistics.sensitive_indicators import may_hold_sensitive_indicator
from reports.statistics.specification import load_texts
from reports.table_metadata.definition import Definition

BASES = {
    "all": "all persons of the table, with those of whom the answer is not known",
    "known": "the persons of whom the answer is known",
    "asked": "the persons to whom the question applies",
}
RULES = "field rule 8.1 (a faulty value is unknown, the person stays), 8.2 (each person once), 5 (threshold)"
RULES_OF_RECORDS = "field rule 8.1 (a faulty value is unknown, the record stays), 5 (threshold)"
OF_SERVICES = ", 8.7 (never added to persons assisted)"
OF_GUARDED = ", 9.2 (tuberculosis and HIV by world and population group only)"


def cube_table_definition(spec: TableSpec) -> Definition:
    """Return the definition of a table from a cube."""
    says = [("Shows", spec.subtitle.en), ("Counts", _counted(spec)), ("From", _records(spec))]
    says += [(name, text) for name, text in _conditions(spec) if text]
    for place, (name, dimension) in enumerate(zip(spec.dimensions, spec.definitions, strict=True)):
        says.append(("By" if place == 0 else "and by", f"{dimension.label.en} (`{name}`): {_kind(dimension)}"))
    says.append(("Base of shares", _base(spec)))
    says.append(("Suppressed", _suppressed(spec)))
    notes = [note.en for note in spec.notes]
    notes += [load_texts().caveats[spec.caveat].en] if spec.caveat else []
    says += [("Notes", " ".join(notes))] if notes else []
    says.append(("Form fields", _fields(spec)))
    says.append(("Rules", _rules(spec)))
    return Definition(spec.key, spec.theme, spec.title.en, tuple(says))


def _rules(spec: TableSpec) -> str:
    said = RULES if load_cubes().cubes[spec.theme].grain == "persons" else RULES_OF_RECORDS
    said += ", 8.3 (bases and response)" if spec.share_base else ""
    said += OF_SERVICES if any(isinstance(one, Services) for one in spec.definitions) else ""
    return said + (OF_GUARDED if may_hold_sensitive_indicator(spec) else "")


def _counted(spec: TableSpec) -> str:
    measure = load_measures()[spec.measure]
    how = {
        "persons": "each counted once in a cell",
        "records": "each counted once",
        "different": "different ones",
        "sum": f"the sum of `{measure.amount}`",
        "derived": "derived",
    }[measure.kind]
    return f"{spec.unit.en}, {how}"


def _records(spec: TableSpec) -> str:
    cubes = load_cubes()
    parts = [name for part in cubes.cubes[spec.theme].counts for name in part]
    named = [name for name in parts if name in spec.where.get("theme", parts)]
    return "; ".join(_selection(name, cubes.selections[name]) for name in named)


def _selection(name: str, selection: Selection) -> str:
    form = load_contract().forms[selection.form]
    said = [f"accepted records of the form {form.label.en} (`{name}`)"]
    if selection.side:
        said.append(f"of the {'host' if selection.side == 'HOST' else 'origin'} office")
    said += [f"only {_codes(column, codes)}" for column, codes in selection.only.items()]
    said += [f"without {_codes(column, codes)}" for column, codes in selection.leave_out.items()]
    return ", ".join(said)


def _codes(name: str, codes: tuple[str, ...]) -> str:
    return f"`{name}` {' or '.join(codes)}"


def _conditions(spec: TableSpec) -> list[tuple[str, str]]:
    def joined(condition: Mapping[str, tuple[str, ...]]) -> str:
        return "; ".join(_codes(name, codes) for name, codes in condition.items())

    where = {name: codes for name, codes in spec.where.items() if name != "theme"}
    return [
        ("Only those with", joined(where)),
        ("Left out", joined(spec.leave_out)),
        ("The question is asked of", joined(spec.asked)),
        ("Marked as estimated (`e`) where a record behind it has", joined(spec.estimated)),
        ("Structural zeros (not applicable)", "; ".join(joined(cells) for cells in spec.structural_zeros)),
    ]


def _kind(dimension: Dimension) -> str:
    missing = missing_code(dimension)
    said = [_said_of(dimension)]
    if not isinstance(dimension, DistinctCount | Scores):
        if dimension.several_answers:
            said.append("a person may be counted under several codes, which do not add up to the total")
        if missing:
            said.append(f"not known: `{missing}`")
    return "; ".join(said)


def _said_of(dimension: Dimension) -> str:
    match dimension:
        case Answers():
            merged = ", ".join(f"{code} under {into}" for code, into in dimension.merged.items())
            named = f"code list `{dimension.code_list}`" if dimension.code_list else "kinds of assistance"
            named += f", {', '.join(dimension.codes)}" if dimension.codes else ""
            return named + _said_of_pools(dimension) + (f" ({merged})" if merged else "")
        case YesNo():
            return "yes or no"
        case Level():
            return f"levels {', '.join(dimension.codes)} of `{dimension.code_list}`; a coarser answer is not known here"
        case Region():
            of = f"composition of {dimension.composition_of}" if dimension.composition_of else "composition of the year"
            return f"regions of the scheme `{dimension.scheme}`, {of}" + _said_of_pools(dimension)
        case Ranked():
            return f"the {dimension.first} countries with most persons, all others under `other`"
        case Corridor():
            return f"the {dimension.first} pairs of countries with most persons; from a country to itself apart"
        case Recoded():
            of = f"`{dimension.code_list}`" if dimension.code_list else "the forms that have a record of a person"
            return f"exclusive codes made of {of}: {', '.join(dimension.recodes)}"
        case Services():
            return "an indicator in its unit; different ones are never added"
        case DistinctCount():
            return f"different codes of {', '.join(f'`{variable}`' for variable in dimension.variables)}"
        case Scores():
            return f"mean of each score, confidential of fewer than {dimension.at_least} persons"


def _base(spec: TableSpec) -> str:
    if spec.share_base is None:
        return "no shares"
    of = BASES[spec.share_base]
    if load_cubes().cubes[spec.theme].grain == "records":
        of = (
            of.replace("persons", spec.unit.en)
            .replace("those of whom", "those of which")
            .replace("of whom", "of which")
        )
    return f"`{spec.share_base}`: {of}; base and response (known divided by all asked) are printed, too"


def _said_of_pools(dimension: Answers | Region) -> str:
    """Return the codes that are printed by themselves where the others are pooled, and what each pool has."""
    if not dimension.pooled:
        return ""
    alone = f"; {', '.join(dimension.codes)}" if isinstance(dimension, Region) else ""
    return alone + "".join(f"; {code} pools {', '.join(pool.codes)}" for code, pool in dimension.pooled.items())


def _suppressed(spec: TableSpec) -> str:
    if not load_measures()[spec.measure].confidential:
        return "nothing: these numbers say nothing about a person"
    zero = f"zero is suppressed along {', '.join(spec.sensitive)}" if spec.sensitive else "zero is printed"
    ranks = "; none under it is ranked" if any(isinstance(d, Ranking) for d in spec.definitions) else ""
    return f"1 to {spec.threshold - 1} (primary), and cells that would disclose them (secondary){ranks}; {zero}"


def _fields(spec: TableSpec) -> str:
    """Return the fields of the forms that the table is made of, identity apart."""
    cubes = load_cubes()
    variables = {variable for one in spec.definitions for variable in one.variables}
    variables |= {
        name for name in (*spec.where, *spec.leave_out, *spec.asked, *spec.estimated) if name in cubes.variables
    }
    columns = [
        column
        for variable in cubes.cubes[spec.theme].variables
        if variable in variables
        for column in cubes.variables[variable].columns
    ]
    variables |= {str(load_measures()[spec.measure].amount)}
    columns += [c for f in cubes.cubes[spec.theme].amounts if f in variables for c in cubes.variables[f].columns]
    chosen = {name for part in cubes.cubes[spec.theme].counts for name in part}
    forms = dict.fromkeys(cubes.selections[name].form for name in chosen)
    told = []
    for form in sorted(forms):
        own = [name for name in dict.fromkeys(columns) if name in load_contract().forms[form].by_name]
        told += [f"{form}: {', '.join(f'`{name}`' for name in own)}"] if own else []
    return "; ".join(told) or "none besides the identity of the record"
