"""The real files, read by the reader once."""

from functools import lru_cache

from assets.steps.release.reference_files import file_of, series_of
from reports.reference import ReferenceSeries, load_mappings
from tests.lib.places import REAL_DATA

REASON = "needs ../shared/data beside the checkout"
FOLDERS = {
    "uk_assisted_returns": "avrr", "iom_avrr_headlines": "avrr", "unhcr_solutions": "avrr",
    "returns_by_type_germany": "avrr", "returns_by_type_netherlands": "avrr", "left_unsupervised_netherlands": "avrr",
    "uk_uasc_applications": "children", "mipex_health_2014": "mipex", "mipex_policy_scores": "mipex",
}  # fmt: skip


@lru_cache(maxsize=16)
def real_series(key: str) -> ReferenceSeries:
    mapping = load_mappings()[key]
    file = file_of(mapping, REAL_DATA / FOLDERS[key])
    assert file is not None
    return series_of(mapping, file)
