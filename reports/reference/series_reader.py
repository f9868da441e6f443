"""Reading a series: the sheets of its file to observations, with findings about what was not understood.

Belongs here: from cells to a ReferenceSeries, and sums that do not add up. Does not: opening the file
(assets/steps/release/reference_files.py), the layouts (layouts.py).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reports.published.codes import NOT_UNDERSTOOD
from reports.reference.layouts import FoundNumber, found_in
from reports.reference.observations import Observation, ReferenceFileError, ReferenceFinding, ReferenceSeries
from reports.reference.series_map import LineLayout, SeriesMap
from reports.reference.values import value_of


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file as its cells: texts, numbers, empty texts. ``rows[0]`` is row 1."""

    rows: Sequence[Sequence[object]]


def read_series(mapping: SeriesMap, sheets: Sequence[Sheet]) -> ReferenceSeries:
    """Return the series of the first sheet that the mapping fits. Raises ReferenceFileError where none does.

    A number that is not understood is a finding and missing; a blank cell is no observation. Two numbers for one year
    and the same codes of a layout other than `rows` are both kept.
    """
    findings: list[ReferenceFinding] = []
    observations: list[Observation] = []
    strange: Counter[str] = Counter()
    first: dict[str, int] = {}
    for one in _found(mapping, sheets):
        value = value_of(one.cell, mapping)
        if value.is_blank:
            continue
        if one.year is None:
            findings.append(ReferenceFinding(mapping.series, "year_not_understood", one.row))
            continue
        if not value.is_understood:
            findings.append(ReferenceFinding(mapping.series, "value_not_understood", one.row))
        if not value.is_explained:
            findings.append(ReferenceFinding(mapping.series, "footnote_not_explained", one.row))
        for name, code in zip(mapping.dimensions, one.codes, strict=True):
            if code == NOT_UNDERSTOOD:
                strange[name] += 1
                first.setdefault(name, one.row)
        observations.append(
            Observation(
                one.year,
                one.codes,
                value.number,
                value.flag,
                value.footnote,
                value.below,
                one.source or mapping.source,
                one.row,
            )
        )
    if not observations and not isinstance(mapping.layout, LineLayout):
        raise ReferenceFileError(f"reference series {mapping.series}: no row of the file holds a number")
    for name, times in strange.items():
        findings.append(ReferenceFinding(mapping.series, "text_not_in_mapping", first[name], times, name))
    findings += at_odds(mapping, observations)
    return ReferenceSeries(mapping.series, tuple(mapping.dimensions), tuple(observations), tuple(findings))


def _found(mapping: SeriesMap, sheets: Sequence[Sheet]) -> list[FoundNumber]:
    """Return the numbers of the first sheet that has what the mapping names; people put a cover before their data."""
    fault = ReferenceFileError(f"reference series {mapping.series}: the file has no sheet")
    for place, sheet in enumerate(sheets):
        try:
            return list(found_in(sheet.rows, mapping))
        except ReferenceFileError as one:
            fault = fault if place else one
    raise fault


def at_odds(mapping: SeriesMap, observations: Sequence[Observation]) -> list[ReferenceFinding]:
    """Return a finding for each printed total that differs from the sum of its parts, if all parts are known."""
    findings = []
    names = tuple(mapping.dimensions)
    for rule in mapping.totals:
        place = names.index(rule.dimension)
        alike: dict[tuple[object, ...], dict[str, Observation]] = {}
        for one in observations:
            others = (one.year, *(code for at, code in enumerate(one.codes) if at != place))
            alike.setdefault(others, {})[one.codes[place]] = one
        for others, found in alike.items():
            total, parts = found.get(rule.total), [found.get(part) for part in rule.parts]
            if total is None or total.value is None or any(part is None or part.value is None for part in parts):
                continue
            more = [found.get(part) for part in rule.where_given]
            made = sum(part.value or 0.0 for part in (*parts, *more) if part is not None)
            if made != total.value:
                detail = f"{', '.join(map(str, others))}: the parts make {made:.0f}, the total says {total.value:.0f}"
                findings.append(ReferenceFinding(mapping.series, "total_differs", total.row, 1, detail))
    return findings
