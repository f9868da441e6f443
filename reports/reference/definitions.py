"""The definitions of reference series and tables as a page of documentation. `python -m reports.reference.definitions`.

Belongs here: mappings and specifications to markdown. Does not: anything that they do not say.
"""

from pathlib import Path

from reports.reference.mapping import Mapping, load_mappings
from reports.reference.specification import SERIES_YEAR, ReferenceSpec, load_reference_tables

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference_tables.md"
HEAD = """# Reference series and tables

Made from `reports/reference/` (`mappings/*.yaml`, `tables.yaml`) by `python -m reports.reference.definitions`; a test
fails where it is out of date. Change the specifications, never this page.

Headquarters puts the files into `REVIEW_HOME/reference/`, as their publishers give them or as people keep them. A
series without a file has no table. `review reference` shows which series are there, and what of their files is in
doubt.
"""
PERIODS = {
    "year": "the review's year and the year before",
    "latest": "the latest year up to the review's",
    "years": "the last {last} years up to the review's of which the series says anything",
}


def definitions() -> str:
    """Return the whole page."""
    series = "\n".join(_series(mapping) for mapping in load_mappings().values())
    tables = "\n".join(_table(spec) for spec in load_reference_tables())
    return f"{HEAD}\n## Series\n\n{series}\n## Tables\n\n{tables}"


def _series(mapping: Mapping) -> str:
    missing = ", ".join(f"`{text}`" for text in mapping.missing) or "none"
    absent = "zero" if mapping.absent == "zero" else "not available"
    lines = [
        f"### `{mapping.series}`: {mapping.title.en}\n",
        f"- Source: {mapping.source}. {'Kept by headquarters' if mapping.ours else 'Published by others'}.",
        f"- File: {', or '.join(f'`{name}`' for name in mapping.files)}"
        + (" (comes with the program; one in the folder stands for it)." if mapping.bundled else "."),
        f"- Layout: {mapping.layout.kind}; marks of missing: {missing}; a row that the file lacks is {absent}.",
        f"- Measure: `{mapping.measure}`, {mapping.unit.en}.",
        f"- Dimensions: {', '.join(f'`{name}` ({one.label.en})' for name, one in mapping.dimensions.items())}.",
    ]
    lines += [
        f"- Must add up: `{one.total}` of `{one.dimension}` is {' + '.join(one.parts)}"
        + (f", and {' + '.join(one.where_given)} where given." if one.where_given else ".")
        for one in mapping.totals
    ]
    return "\n".join(lines) + "\n"


def _table(spec: ReferenceSpec) -> str:
    where = "; ".join(f"`{name}` is {' or '.join(codes)}" for name, codes in spec.where.items())
    unknown = "left out of sums" if spec.unknown_parts == "left_out" else "makes a sum not available"
    lines = [
        f"### `{spec.key}`: {spec.title.en}\n",
        f"- {spec.subtitle.en}. Chapter: {spec.theme}. Series: `{spec.series}`.",
        f"- Dimensions: {', '.join(f'`{name}`' for name in spec.dimensions)}"
        + (f"; totals over {', '.join(f'`{name}`' for name in spec.total)}." if spec.total else "; no totals made."),
        f"- Years: {PERIODS[spec.period].format(last=spec.last)}"
        + ("; each year is a code." if SERIES_YEAR in spec.dimensions else "."),
        f"- Only: {where}." if where else "- All numbers of the series.",
        f"- Numbers are {'added' if spec.adds else 'never added'}; one that is not known {unknown}."
        + (f" A column counts how many of `{spec.reporting}` report." if spec.reporting else ""),
    ]
    lines += [f"- Beside it: {one.label.en}, `{one.measure}` of `{one.table}` as published." for one in spec.ours]
    lines += [f"- Note: {note.en}" for note in spec.notes]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(definitions(), encoding="utf-8")
