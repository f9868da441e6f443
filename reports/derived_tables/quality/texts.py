"""The words around the tables of the quality annex, in three languages (quality.yaml).

Belongs here: loading them, labels of their codes. Does not: counting.
"""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from expectations.contract import Labels, load_contract
from reports.derived_tables import response
from reports.published.codes import TOTAL
from reports.published.protected_table import TableText
from reports.specification_loader import load
from reports.statistics.dimensions import load_dimensions
from reports.statistics.specification import load_tables

COMPLETENESS, FINDINGS = "completeness_by_table", "findings_by_form_and_family"
HELD_BACK, REVISIONS = "held_back_by_form", "revisions_by_table"
QUALITY_TABLES = (COMPLETENESS, FINDINGS, HELD_BACK, REVISIONS)
THEME = response.THEME  # the annex is one chapter
TABLE, FORM, FAMILY = "table", "form", "family"
DIMENSIONS_OF = {
    COMPLETENESS: (TABLE, "cell"),
    FINDINGS: (FORM, FAMILY),
    HELD_BACK: (FORM,),
    REVISIONS: (TABLE, "revision"),
}


class QualityTexts(BaseModel):
    """The words of one table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Labels
    subtitle: Labels
    notes: tuple[Labels, ...] = ()
    codes: dict[str, Labels] = {}  # of the last dimension, in their order


class Quality(BaseModel):
    """All of quality.yaml: the words of the tables and the labels of their dimensions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dimensions: dict[str, Labels]
    tables: dict[str, QualityTexts]


@lru_cache(maxsize=1)
def load_quality() -> Quality:
    """Load quality.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("quality.yaml", Quality, Path(__file__).parent)


def quality_text(key: str, dimensions: tuple[str, ...], language: str = "en") -> TableText:
    """Return the words around one of QUALITY_TABLES; a table without cells has those dimensions too."""
    dimensions = dimensions or DIMENSIONS_OF[key]
    texts, total = load_quality().tables[key], load_dimensions().reserved[TOTAL].in_language(language)
    labels = {(name, TOTAL): total for name in dimensions}
    for name in dimensions:
        labels |= {(name, code): label for code, label in _labels(name, language).items()}
    labels |= {(dimensions[-1], code): label.in_language(language) for code, label in texts.codes.items()}
    return TableText(
        texts.title.in_language(language),
        texts.subtitle.in_language(language),
        tuple(note.in_language(language) for note in texts.notes),
        {name: load_quality().dimensions[name].in_language(language) for name in dimensions},
        labels,
    )


def _labels(dimension: str, language: str) -> dict[str, str]:
    contract = load_contract()
    if dimension == FORM:
        return {form.key: form.label.in_language(language) for form in contract.forms.values()}
    if dimension == FAMILY:
        return {family: label.in_language(language) for family, label in contract.families.items()}
    if dimension == TABLE:
        return {spec.key: spec.title.in_language(language) for spec in load_tables()}
    return {}
