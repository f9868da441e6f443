"""The words around a reference table: its title, source lines, "published by others", and the labels of its codes.

Belongs here: TableText from specification, mapping, geography and texts.yaml. Does not: laying it out
(reports/documents).
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from expectations.contract import Labels, load_contract
from expectations.geography import all_codes, country_name, footnotes
from reports.published.codes import TOTAL
from reports.published.protected_table import ProtectedTable, TableText
from reports.reference.specification import SERIES_YEAR, ReferenceSpec
from reports.specification_loader import load

ROOM = Path(__file__).parent


class ReferenceTexts(BaseModel):
    """All of texts.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    published_by_others: Labels
    source: Labels
    withheld: Labels
    left_out: Labels
    totals_differ: Labels
    codes: dict[str, Labels]
    series_year: Labels
    findings: dict[str, Labels]


@lru_cache(maxsize=1)
def load_texts() -> ReferenceTexts:
    """Load texts.yaml. Raises SpecificationError, with file and line, for anything that is not usable."""
    return load("texts.yaml", ReferenceTexts, ROOM)


def reference_text(spec: ReferenceSpec, table: ProtectedTable, language: str = "en") -> TableText:
    """Return the words around ``table``, of which only dimensions and cells need to be known."""
    labels: dict[tuple[str, str], str] = {}
    for place, name in enumerate(spec.dimensions):
        for code in dict.fromkeys(cell.codes[place] for cell in table.cells):
            labels[name, code] = _label(spec, name, code, language, table.year)
    if spec.reporting is not None:
        labels[spec.dimensions[-1], "reporting"] = load_texts().codes["reporting"].in_language(language)
    for one in spec.ours:
        labels[spec.dimensions[-1], one.code] = one.label.in_language(language)
    names = {name: _name(spec, name, language) for name in spec.dimensions}
    notes = tuple(_notes(spec, table, labels, language))
    return TableText(
        spec.title.in_language(language),
        spec.subtitle.in_language(language),
        notes,
        names,
        labels,
        from_submissions=bool(spec.ours),
    )


def _name(spec: ReferenceSpec, name: str, language: str) -> str:
    dimension = spec.dimension(name)
    return (load_texts().series_year if dimension is None else dimension.label).in_language(language)


def _label(spec: ReferenceSpec, name: str, code: str, language: str, year: int) -> str:
    dimension, reserved = spec.dimension(name), load_texts().codes
    if dimension is None:
        return reserved[code].in_language(language) if code in reserved else code
    if code in dimension.labels:
        return dimension.labels[code].in_language(language)
    if code in reserved:
        return reserved[code].in_language(language)
    if dimension.code_list is not None:
        codes = load_contract().code_lists[dimension.code_list].codes
        return codes[code].label.in_language(language) if code in codes else code
    return country_name(code, language, year) if dimension.country and code in all_codes() else code


def _notes(
    spec: ReferenceSpec, table: ProtectedTable, labels: dict[tuple[str, str], str], language: str
) -> Iterator[str]:
    texts, mapping = load_texts(), spec.mapping
    if not mapping.ours:
        publisher = mapping.publisher.in_language(language)
        yield texts.published_by_others.in_language(language).format(publisher=publisher)
    yield texts.source.in_language(language).format(source=mapping.source)
    yield from (note.in_language(language) for note in spec.notes)
    if any(cell.status == "confidential" and cell.measure == mapping.measure for cell in table.cells):
        yield texts.withheld.in_language(language)
    if spec.unknown_parts == "left_out":
        yield texts.left_out.in_language(language)
    if places := list(dict.fromkeys(_at_odds(spec, table, labels))):
        yield texts.totals_differ.in_language(language).format(places="; ".join(places))
    countries = {
        code
        for place, name in enumerate(spec.dimensions)
        if (dimension := spec.dimension(name)) and dimension.country
        for code in dict.fromkeys(cell.codes[place] for cell in table.cells)
    }
    yield from footnotes(countries, language)


def _at_odds(spec: ReferenceSpec, table: ProtectedTable, labels: dict[tuple[str, str], str]) -> Iterator[str]:
    """Yield where a printed total is not the sum of its printed parts, as a reader can see it in this table."""
    values = {(cell.codes, cell.year): cell.value for cell in table.cells}
    for rule in spec.mapping.totals:
        if rule.dimension not in spec.dimensions:
            continue
        at = spec.dimensions.index(rule.dimension)
        for (codes, year), total in values.items():
            if codes[at] != rule.total or total is None:
                continue
            parts = [values.get(((*codes[:at], part, *codes[at + 1 :]), year)) for part in rule.parts]
            more = [values.get(((*codes[:at], part, *codes[at + 1 :]), year)) for part in rule.where_given]
            if None not in parts and sum(part or 0.0 for part in (*parts, *more)) != total:
                rest = [code for place, code in enumerate(codes) if place != at]
                names = [name for place, name in enumerate(spec.dimensions) if place != at]
                where = [labels.get((n, c), c) for n, c in zip(names, rest, strict=True) if c != TOTAL]
                yield ", ".join(where if SERIES_YEAR in spec.dimensions else [*where, str(year)])
