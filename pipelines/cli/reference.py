"""`review reference`: shows the reference series of other organisations, and the findings about their files.

Belongs here: printing them, and writing the values an external intruder knows. Does not: reading them (assets/steps).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.release.reference_files import published_by_others, reference_files, reference_series
from pipelines.cli.console import console
from pipelines.cli.file_modes import write_output
from reports.reference import ReferenceSeries, load_mappings
from reports.reference.text import load_texts
from resources.home import Home


def reference(
    known_outside: Annotated[
        Path | None, typer.Option(help="Write all values published by other organisations to this CSV file.")
    ] = None,
) -> None:
    """Show the series in the folder reference/ of the home, their years, and every finding about their files."""
    folder = Home.from_environment().reference
    series = reference_series(folder)
    console.print(_series_table(folder, series))
    for observed in series.values():
        for finding in observed.findings:
            words = load_texts().findings[finding.rule].en
            place = f"row {finding.row}" + (f" and {finding.times - 1:,} more" if finding.times > 1 else "")
            detail = f" ({finding.detail})" if finding.detail else ""
            console.print(f"{observed.key}, {place}: {words}{detail}", markup=False)
    if known_outside is not None:
        frame = published_by_others(folder)
        write_output(known_outside, frame.to_csv(index=False, lineterminator="\n").encode())
        console.print(
            f"{len(frame):,} values published by other organisations were written to {known_outside.name}.",
            markup=False,
        )


def _series_table(folder: Path, series: Mapping[str, ReferenceSeries]) -> Table:
    files = reference_files(folder)
    table = Table(title="Reference series")
    for heading in ("series", "file", "years", "numbers", "findings"):
        table.add_column(heading, justify="right" if heading in ("numbers", "findings") else "left")
    for key, mapping in load_mappings().items():
        if key not in files:
            table.add_row(key, f"none ({mapping.files[0]})", "", "", "")
            continue
        found = series[key]
        years = f"{found.years[0]}–{found.years[-1]}" if found.years else ""
        table.add_row(key, files[key].name, years, f"{len(found.observations):,}", f"{len(found.findings):,}")
    return table
