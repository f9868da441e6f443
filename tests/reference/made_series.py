"""Mappings and sheets made by the test that reads them."""

from typing import Any

from reports.reference import Observation, ReferenceSeries, SeriesMap, Sheet, read_series

WORD = {"en": "word", "fr": "mot", "es": "palabra"}
SAID = {"title": WORD, "publisher": WORD, "source": "A source", "files": ["made.csv"], "unit": WORD}
MISSING = ["-1", ":", "-"]
CODES = {"One": "ONE", "Two": "TWO", "All": "total"}
KIND = {"label": WORD, "columns": ["Kind"], "codes": CODES, "labels": {"ONE": WORD, "TWO": WORD}}
ROWS = {"kind": "rows", "year": ["Year"], "value": ["Number", "VALUE"]}


def mapping(**said: Any) -> SeriesMap:
    whole = {"series": "made", **SAID, "missing": MISSING, "layout": ROWS, "dimensions": {"kind": KIND}, **said}
    return SeriesMap.model_validate(whole)


def read(rows: list[list[Any]], **said: Any) -> ReferenceSeries:
    return read_series(mapping(**said), [Sheet(rows)])


def rules(series: ReferenceSeries) -> list[tuple[str, int]]:
    return [(finding.rule, finding.row) for finding in series.findings]


def values(series: ReferenceSeries) -> dict[tuple[int, tuple[str, ...]], float | None]:
    return {(one.year, one.codes): one.value for one in series.observations}


def only(series: ReferenceSeries) -> Observation:
    (one,) = series.observations
    return one
