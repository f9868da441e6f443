"""Specifications made for tests, their words left blank but for a letter."""

from expectations.contract import Labels
from reports.statistics import TableSpec

WORDS = Labels(en="x", fr="x", es="x")


def spec_of(theme, *dimensions, **more) -> TableSpec:
    return TableSpec(key="t", theme=theme, dimensions=dimensions, title=WORDS, subtitle=WORDS, **more)
