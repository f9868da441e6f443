"""What a reader sees around a table: its title, its notes, and the labels of its codes, in one language.

Belongs here: TableText from specifications, code lists and geography. Does not: laying it out (reports/documents).
"""

from collections.abc import Iterable

from expectations.contract import Labels, load_contract
from expectations.geography import all_codes, country_name, footnotes, is_country, region_label, regions
from expectations.languages import LANGUAGES
from reports.published.codes import SAME_COUNTRY
from reports.published.protected_table import TableText
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import (
    Answers,
    Corridor,
    Dimension,
    DistinctCount,
    PersonDimension,
    Ranked,
    Ranking,
    Recoded,
    Region,
    Scores,
    Services,
    YesNo,
    code_list_of,
    load_dimensions,
)
from reports.statistics.measures import load_measures
from reports.statistics.membership import ENDS
from reports.statistics.specification import TableSpec, load_texts
from reports.statistics.variables import BESIDE

COLON = {"fr": " : "}  # between two words of a label; ": " in other languages


def text_of(spec: TableSpec, language: str = "en", year: int | None = None, codes: Iterable[str] = ()) -> TableText:
    """Return the words around a table of ``spec``.

    Countries are named as in ``year``; ``codes`` are those printed, for the footnotes that countries call for. The
    caveat is the first note, because it is printed wherever the table is.
    """
    labels: dict[tuple[str, str], str] = {}
    printed = tuple(codes)
    for name, dimension in zip(spec.dimensions, spec.definitions, strict=True):
        labels |= {(name, code): label for code, label in _labels(dimension, language, year, printed).items()}
    names = {name: d.label.in_language(language) for name, d in zip(spec.dimensions, spec.definitions, strict=True)}
    countries = tuple(dict.fromkeys(one for code in printed for one in code.split(ENDS)))
    return TableText(
        spec.title.in_language(language),
        spec.subtitle.in_language(language),
        (*_notes(spec, language), *footnotes(countries, language)),
        names,
        labels,
        spec.unit.in_language(language),
        ranked=tuple(name for name, d in zip(spec.dimensions, spec.definitions, strict=True) if isinstance(d, Ranking)),
    )


def _notes(spec: TableSpec, language: str) -> tuple[str, ...]:
    """Return the caveat, the table's own notes, those that its dimensions and base require, and that of sensitivity."""
    texts = load_texts()
    persons = [d for d in spec.definitions if not isinstance(d, DistinctCount | Scores | Services)]
    said = [texts.caveats[spec.caveat]] if spec.caveat else []
    said += spec.notes
    called_for = {
        "several_answers": any(d.several_answers for d in persons),
        "sex_x": any(isinstance(d, Answers) and d.merged and d.variable == "sex" for d in persons),
        "ranked": any(isinstance(d, Ranked) for d in persons),
        "corridor": any(isinstance(d, Corridor) for d in persons),
        "ranked_before": any(isinstance(d, Ranking) for d in persons),
        "not_asked": bool(spec.asked),
        "not_applicable": bool(spec.structural_zeros),
        "scores": any(isinstance(d, Scores) for d in spec.definitions),
        "services": any(isinstance(d, Services) for d in spec.definitions),
        "estimated": bool(spec.estimated),
        f"base_{spec.share_base}": spec.share_base is not None,
    }
    of_records = load_measures()[spec.measure].kind == "records"  # which are no persons
    said += [note for d in persons if isinstance(d, Answers | Region) for note in _notes_on_pools(d)]
    for key in (key for key, needed in called_for.items() if needed):
        said.append(texts.notes.get(f"{key}_of_records", texts.notes[key]) if of_records else texts.notes[key])
    notes = [note.in_language(language) for note in said]
    if load_measures()[spec.measure].confidential:
        notes.append(texts.notes["sensitivity"].in_language(language).format(threshold=spec.threshold))
    for name in spec.sensitive:
        label = load_dimensions().dimensions[name].label.in_language(language)
        notes.append(texts.notes["sensitive_zeros"].in_language(language).format(dimension=label))
    return tuple(notes)


def _notes_on_pools(dimension: Answers | Region) -> list[Labels]:
    """Return, for each code that pools others, the note that names them."""
    note, notes = load_texts().notes["pooled"], []
    for pool in dimension.pooled.values():
        words = {}
        for language in LANGUAGES:
            labels = _answer_labels(dimension, language, None, ())
            names = ", ".join(labels[code] for code in pool.codes)
            words[language] = note.in_language(language).format(pool=pool.label.in_language(language), names=names)
        notes.append(Labels(**words))
    return notes


def _labels(dimension: Dimension, language: str, year: int | None, printed: tuple[str, ...]) -> dict[str, str]:
    if isinstance(dimension, DistinctCount):
        return {code: counted.label.in_language(language) for code, counted in dimension.counted.items()}
    if isinstance(dimension, Scores):
        return {code: scored.label.in_language(language) for code, scored in dimension.scored.items()}
    reserved = {code: label.in_language(language) for code, label in load_dimensions().reserved.items()}
    if isinstance(dimension, Services):
        return _service_labels(dimension, language) | reserved
    return _answer_labels(dimension, language, year, printed) | reserved


def _service_labels(dimension: Services, language: str) -> dict[str, str]:
    """Every indicator in every unit: "Tested for HIV (tests)", after its pillar where the table is by pillar."""
    lists = load_contract().code_lists
    labels = {}
    for indicator, entry in lists[dimension.indicators].codes.items():
        before = ""
        if dimension.by_pillar:
            pillar = lists["pillar"].codes[dimension.pillars[indicator]].label.in_language(language)
            before = pillar + COLON.get(language, ": ")
        for unit, counted in lists[dimension.units].codes.items():
            counted_in = counted.label.in_language(language).lower()
            labels[f"{indicator}{BESIDE}{unit}"] = f"{before}{entry.label.in_language(language)} ({counted_in})"
    return labels


def _answer_labels(
    dimension: PersonDimension, language: str, year: int | None, printed: tuple[str, ...]
) -> dict[str, str]:
    match dimension:
        case Ranked():
            return {code: country_name(code, language, year) for code in all_codes()}
        case Corridor():
            ends = {code: code.split(ENDS) for code in printed if code.count(ENDS) == 1}
            return {SAME_COUNTRY: dimension.same_label.in_language(language)} | {
                code: " → ".join(country_name(country, language, year) for country in pair)
                for code, pair in ends.items()
                if all(map(is_country, pair))
            }
        case Region():
            of_regions = {r: region_label(dimension.scheme, r, language) for r in regions(dimension.scheme)}
            return of_regions | _pool_labels(dimension, language)
        case Recoded():
            return {code: recode.label.in_language(language) for code, recode in dimension.recodes.items()}
        case YesNo():
            return {}
        case Answers() if dimension.code_list is None:
            cubes, forms = load_cubes(), load_contract().forms
            return {c: forms[cubes.selections[c].form].label.in_language(language) for c in dimension.codes}
    of_list = {code: entry.label.in_language(language) for code, entry in code_list_of(dimension).codes.items()}
    return of_list | (_pool_labels(dimension, language) if isinstance(dimension, Answers) else {})


def _pool_labels(dimension: Answers | Region, language: str) -> dict[str, str]:
    return {code: pool.label.in_language(language) for code, pool in dimension.pooled.items()}
