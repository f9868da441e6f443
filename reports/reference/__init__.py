"""Reference data: national and international series kept by others, read as people keep them, and tables made of them.

Belongs here: one mapping per file (mappings/*.yaml: which cell has which number), sheets to tidy observations, totals
that do not add up, tables of observations (tables.yaml). Does not: opening files, which may be hostile
(assets/steps/release/reference_files.py; this package reads only cells), our own counts (reports/statistics).
Everything here was published by others, so every intruder knows it: disclosure control takes it from
`external_numbers` and `cells_published_by_others`.
"""

from reports.reference.external_numbers import cells_published_by_others, external_numbers
from reports.reference.observations import Observation, ReferenceFileError, ReferenceFinding, ReferenceSeries
from reports.reference.series_map import SeriesMap, load_mappings
from reports.reference.series_reader import Sheet, read_series
from reports.reference.specification import ReferenceSpec, load_reference_tables
from reports.reference.tables import OurNumber, reference_table
from reports.reference.text import reference_text

__all__ = [
    "Observation",
    "OurNumber",
    "ReferenceFileError",
    "ReferenceFinding",
    "ReferenceSeries",
    "ReferenceSpec",
    "SeriesMap",
    "Sheet",
    "cells_published_by_others",
    "external_numbers",
    "load_mappings",
    "load_reference_tables",
    "read_series",
    "reference_table",
    "reference_text",
]
