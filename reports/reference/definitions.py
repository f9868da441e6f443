"""The reference series as a page of documentation. `python -m reports.reference.definitions` writes it.

Belongs here: mappings to markdown. Does not: anything that they do not say, the tables (reports/table_metadata).
"""

from pathlib import Path

from reports.reference.series_map import SameAs, SeriesMap, load_mappings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference_series.md"
HEAD = """# Reference series

Made from `reports/reference/mappings/` by `python -m reports.reference.definitions`; a test fails where it is out of
date. Change the mappings, never this page. Their tables are among the [published tables](published_tables.md).

Headquarters puts the files into `REVIEW_HOME/reference/`, as their publishers provide them or as people keep them. A
series without a file has no table. `review reference` lists the series that have a file, and what is doubtful in their
files. Why they are read this way: [0026](decisions/0026-read-series-of-other-publishers-through-mappings.md).
"""


def definitions() -> str:
    """Return the page."""
    series = "\n".join(_series(mapping) for mapping in load_mappings().values())
    return f"{HEAD}\n{series}"


def _series(mapping: SeriesMap) -> str:
    missing = ", ".join(f"`{text}`" for text in mapping.missing) or "none"
    absent = "zero" if mapping.absent == "zero" else "not available"
    lines = [
        f"## `{mapping.series}`: {mapping.title.en}\n",
        f"- Source: {mapping.source}. {'Kept by headquarters' if mapping.ours else 'Published by others'}.",
        f"- File: {', or '.join(f'`{name}`' for name in mapping.files)}"
        + (" (comes with the program; a file in the folder replaces it)." if mapping.bundled else "."),
        f"- Layout: {mapping.layout.kind}; marks of missing: {missing}; a row that is not in the file is {absent}.",
        f"- Measure: `{mapping.measure}`, {mapping.unit.en}.",
        f"- Dimensions: {', '.join(f'`{name}` ({one.label.en})' for name, one in mapping.dimensions.items())}.",
    ]
    lines += [
        f"- Must add up: `{one.total}` of `{one.dimension}` is {' + '.join(one.parts)}"
        + (f", and {' + '.join(one.where_given)} where given." if one.where_given else ".")
        for one in mapping.totals
    ]
    lines += [
        f"- An intruder can take {_chosen(one)} for our `{one.table}`: `{'`, `'.join(one.codes)}`."
        for one in mapping.same_as
    ]
    return "\n".join(lines) + "\n"


def _chosen(same: SameAs) -> str:
    return " and ".join(f"`{'`, `'.join(codes)}` of `{name}`" for name, codes in same.where.items()) or "the total"


if __name__ == "__main__":
    PAGE.write_text(definitions(), encoding="utf-8")
