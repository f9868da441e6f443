"""What a reader sees around a table: its title, its notes, and the labels of its codes, in one language.

Belongs here: TableText from specifications, code lists and geography. Does not: laying it out (reports/documents).
"""

from collections.abc import Iterable

from expectations.contract import load_contract
from expectations.geography import all_codes, country_name, footnotes, region_label, regions
from reports.disclosure.protected_table import TableText
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import (
    Answers,
    Dimension,
    Ranked,
    Reach,
    Recoded,
    Region,
    code_list_of,
    load_dimensions,
)
from reports.statistics.specification import TableSpec, load_texts


def text_of(spec: TableSpec, language: str = "en", year: int | None = None, codes: Iterable[str] = ()) -> TableText:
    """Return the words around a table of ``spec``.

    Countries are named as in ``year``; ``codes`` are those printed, for the footnotes that countries call for. The
    caveat comes first among the notes, for it travels with the table.
    """
    labels: dict[tuple[str, str], str] = {}
    for name, dimension in zip(spec.dimensions, spec.definitions, strict=True):
        labels |= {(name, code): label for code, label in _labels(dimension, language, year).items()}
    names = {name: d.label.in_language(language) for name, d in zip(spec.dimensions, spec.definitions, strict=True)}
    notes = (*_notes(spec, language), *footnotes(tuple(codes), language))
    return TableText(spec.title.in_language(language), spec.subtitle.in_language(language), notes, names, labels)


def _notes(spec: TableSpec, language: str) -> tuple[str, ...]:
    texts = load_texts()
    said = [texts.caveats[spec.caveat]] if spec.caveat else []
    said += spec.notes
    if any(not isinstance(d, Reach) and d.several_answers for d in spec.definitions):
        said.append(texts.notes["several_answers"])
    if any(isinstance(d, Answers) and d.merged and d.fact == "sex" for d in spec.definitions):
        said.append(texts.notes["sex_x"])
    if any(isinstance(d, Ranked) for d in spec.definitions):
        said.append(texts.notes["ranked"])
    if spec.share_base is not None:
        said.append(texts.notes[f"base_{spec.share_base}"])
    return tuple(note.in_language(language) for note in said)


def _labels(dimension: Dimension, language: str, year: int | None) -> dict[str, str]:
    if isinstance(dimension, Reach):
        return {code: counted.label.in_language(language) for code, counted in dimension.counted.items()}
    reserved = {code: label.in_language(language) for code, label in load_dimensions().reserved.items()}
    if isinstance(dimension, Ranked):
        return {code: country_name(code, language, year) for code in all_codes()} | reserved
    if isinstance(dimension, Region):
        return {r: region_label(dimension.scheme, r, language) for r in regions(dimension.scheme)} | reserved
    if isinstance(dimension, Recoded):
        return {code: recode.label.in_language(language) for code, recode in dimension.recodes.items()} | reserved
    if isinstance(dimension, Answers) and dimension.code_list is None:
        cubes, forms = load_cubes(), load_contract().forms
        return {c: forms[cubes.selections[c].form].label.in_language(language) for c in dimension.codes} | reserved
    return {code: entry.label.in_language(language) for code, entry in code_list_of(dimension).codes.items()} | reserved
