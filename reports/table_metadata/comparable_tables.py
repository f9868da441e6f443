"""The definitions of series and panels.

Belongs here: SeriesSpec and PanelSpec to Definition. Does not: other kinds of tables.
"""

from reports.derived_tables.comparability.breaks import load_breaks
from reports.derived_tables.comparability.changes import DIRECTION_BASE, PER_CENT_BASE
from reports.derived_tables.comparability.panel_specification import PanelSpec
from reports.derived_tables.comparability.series_specification import SeriesSpec
from reports.table_metadata.definition import Definition

BOUNDS = f"changes need {PER_CENT_BASE} persons the year before and {DIRECTION_BASE} now"


def panel_definition(spec: PanelSpec) -> Definition:
    """Return the definition of a panel table."""
    says = [
        ("Counts", "persons, each once over all offices and forms, this year and the year before"),
        ("From", f"records of {', '.join(f'`{name}`' for name in spec.selections)}, by office and form"),
        ("Panel", "offices whose answer for the form is complete in both years: on time, late or nil; partial is not"),
        ("All offices", f"cell `{':'.join((spec.source.table, *spec.source.codes))}` of each year's own edition"),
        ("Silent offices", "those without a submission this year (expected or rejected); their share of last year"),
        ("Change", f"in per cent; {BOUNDS}"),
        (
            "Suppressed",
            f"a number that counts, or whose difference from another printed number counts, 1 to {spec.threshold - 1} "
            f"persons or persons of fewer than {spec.least_offices} offices",
        ),
        ("Breaks", _breaks(spec.theme)),
        ("Rules", "field rule 8.6 (comparability), 8.2 (each person once), 5 (threshold)"),
    ]
    return Definition(spec.key, spec.theme, spec.title.en, tuple(says))


def series_definition(spec: SeriesSpec) -> Definition:
    """Return the definition of a series."""
    says = [
        ("Shows", f"the numbers of `{spec.source}` by `{spec.along}`, other dimensions at their total, year by year"),
        ("From", "each year's own latest edition, suppressed cells included; nothing is counted again"),
    ]
    says += [("Shares", f"of {', '.join(spec.shares)}, over the base of that table")] if spec.shares else []
    says += [("Changes", f"of {', '.join(spec.changes)}: counts in per cent, shares in percentage points; {BOUNDS}")]
    if spec.chained:
        says.append(("Chained index", f"of the total: the two-year links of `{spec.chained}` multiplied"))
    says += [
        ("Flags", "`b` a break with the year before; `r` differs from what last year's series printed for that year"),
        ("Breaks", _breaks(spec.theme)),
        ("Rules", "field rule 8.6 (comparability)"),
    ]
    return Definition(spec.key, spec.theme, spec.title.en, tuple(says))


def _breaks(theme: str) -> str:
    told = [
        f"{one.first if one.first == one.last else f'{one.first} to {one.last}'} ({one.key.replace('_', ' ')})"
        for one in load_breaks()
        if theme in one.codes
    ]
    return "; ".join(told) or "none known"
