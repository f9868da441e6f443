"""Validating a check frame with Great Expectations: one batch, all rules, the rows that break each.

Belongs here: everything that knows Great Expectations. Does not: what a broken rule means (apply_results.py).
Results hold values in memory only; nothing of them is stored, logged or raised.
"""

import os
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.checks.check import Check
from expectations.errors import ReviewError

COMPLETE = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


class CheckRunError(ReviewError, RuntimeError):
    """A rule could not be computed; names the rule, never a value."""


def expectation_of(check: Check) -> Any:
    """Return the Great Expectations expectation of one check, with the rule in ``meta``."""
    gxe: Any = import_module("great_expectations.expectations")  # four seconds to import: only where it validates
    meta = {"rule": check.rule}
    if check.kind == "not_null":
        return gxe.ExpectColumnValuesToNotBeNull(column=check.column, meta=meta)
    if check.kind == "in_set":
        return gxe.ExpectColumnValuesToBeInSet(column=check.column, value_set=list(check.allowed), meta=meta)
    if check.kind == "between":
        return gxe.ExpectColumnValuesToBeBetween(
            column=check.column, min_value=check.minimum, max_value=check.maximum, meta=meta
        )
    return gxe.ExpectColumnValuesToBeInSet(column=check.column, value_set=[0], meta=meta)


def batch_and_suite(frame: pd.DataFrame, checks: tuple[Check, ...]) -> tuple[Any, Any]:
    """Return an in-memory batch over the whole frame, and the suite of all checks."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    gx: Any = import_module("great_expectations")  # four seconds to import: only where it validates
    settings: Any = import_module("great_expectations.data_context.types.base")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = settings.ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("records").add_dataframe_asset("form")
    batch = asset.add_batch_definition_whole_dataframe("all_offices").get_batch({"dataframe": frame})
    return batch, gx.ExpectationSuite(name="contract", expectations=[expectation_of(check) for check in checks])


def _can_be_broken(column: pd.Series, check: Check) -> bool:
    """Whether a column holds anything that could break the rule; an expectation costs 10 ms, however few the rows.

    Codes and ranges are asked of answers, so not of a column without any; the columns made for a rule hold 1 where it
    is broken.
    """
    if check.kind == "not_null":
        return len(column) > 0
    if check.kind in ("in_set", "between"):
        return bool(column.notna().any())
    return bool((column != 0).any())


def broken_rows(frame: pd.DataFrame, checks: tuple[Check, ...]) -> dict[str, npt.NDArray[np.int64]]:
    """Return for each rule the index labels of the rows that break it.

    Raises CheckRunError where Great Expectations could not compute a rule.
    """
    missing = [check.rule for check in checks if check.column not in frame.columns]
    if missing:
        raise CheckRunError(f"no column for the rules {', '.join(missing)}")
    asked = tuple(check for check in checks if _can_be_broken(frame[check.column], check))
    broken = {check.rule: np.array([], dtype=np.int64) for check in checks if check not in asked}
    if not asked:
        return broken
    batch, suite = batch_and_suite(frame, asked)
    for result in batch.validate(suite, result_format=COMPLETE).results:
        rule = result.expectation_config.meta["rule"]
        if result.exception_info.get("raised_exception", False):
            raise CheckRunError(f"the rule {rule} could not be computed")
        broken[rule] = np.array(sorted(result.result.get("unexpected_index_list") or []), dtype=np.int64)
    lost = [check.rule for check in checks if check.rule not in broken]
    if lost:
        raise CheckRunError(f"Great Expectations gave no result for the rules {', '.join(lost)}")
    return broken
