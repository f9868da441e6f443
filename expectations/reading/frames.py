"""Record frames: the blocks of a form's sheets as one typed frame.

Belongs here: column types and their order. Does not: conversion, addresses beyond the columns that carry them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from expectations.contract import FieldType, Form
from expectations.reading.records import RecordBlock

PERSON_KEY = "person_key"  # stands in the place of the case reference
WHOLE_NUMBERS = frozenset({FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR})


def _typed(values: list[Any], kind: FieldType) -> Any:
    if kind is FieldType.DECIMAL:
        return np.array(values, dtype=np.float64)
    if kind in WHOLE_NUMBERS or kind is FieldType.COUNT:
        width = np.int64 if kind is FieldType.COUNT else np.int16
        numbers = np.array(values, dtype=np.float64)
        missing = np.isnan(numbers)
        return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype(width), missing)
    return pd.array(values, dtype="str")


def _gathered(blocks: Sequence[RecordBlock], name: str) -> list[Any]:
    values: list[Any] = []
    for block in blocks:
        values.extend(block.columns.get(name) or [None] * len(block.row_numbers))
    return values


def _unread(block: RecordBlock) -> list[str]:
    return [";".join(block.unread.get(place, ())) for place in range(len(block.row_numbers))]


def record_frame(form: Form, blocks: Sequence[RecordBlock]) -> pd.DataFrame:
    """Return one row a record, in the order of file, sheet and row: the form's fields, then address and ``unread``."""
    names = {field.name: PERSON_KEY if field.name == "case_ref" else field.name for field in form.fields}
    columns = {names[field.name]: _typed(_gathered(blocks, field.name), field.type) for field in form.fields}
    sizes = [len(block.row_numbers) for block in blocks]
    columns["file_no"] = np.repeat(np.array([block.file_no for block in blocks], dtype=np.int64), sizes)
    columns["sheet_no"] = np.repeat(np.array([block.sheet_no for block in blocks], dtype=np.int64), sizes)
    columns["row_no"] = np.array([number for block in blocks for number in block.row_numbers], dtype=np.int64)
    columns["unread"] = pd.array([text for block in blocks for text in _unread(block)], dtype="str")
    return pd.DataFrame(columns)
