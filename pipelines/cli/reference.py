"""`review reference`: the series of others that the next review will take in, and what their files leave in doubt.

Belongs here: showing them, and writing what an outsider knows from them. Does not: reading (assets/steps).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assets.steps.release.reference_files import published_by_others, reference_files, reference_series
from assets.steps.runtime.atomic_files import replace_file
from pipelines.cli.console import console
from reports.reference import ReferenceSeries, load_mappings
from reports.reference.text import load_texts
from resources.home import Home


def reference(
    known_outside: Annotated[
        Path | None, typer.Option(help="Write every number that others published to this CSV file, one a row.")
    ] = None,
) -> None:
    """Show which series lie in the folder reference/ of the home, their years, and every finding about them."""
    folder = Home.from_environment().reference
    series = reference_series(folder)
    console.print(_series_table(folder, series))
    for one in series.values():
        for finding in one.findings:
            words = load_texts().findings[finding.rule].en
            place = f"row {finding.row}" + (f" and {finding.times - 1:,} more" if finding.times > 1 else "")
            detail = f" ({finding.detail})" if finding.detail else ""
            console.print(f"{one.key}, {place}: {words}{detail}", markup=False)
    if known_outside is not None:
        frame = published_by_others(folder)
        replace_file(known_outside, frame.to_csv(index=False, lineterminator="\n").encode())
        console.print(f"{len(frame):,} numbers published by others are in {known_outside.name}.", markup=False)


def _series_table(folder: Path, series: Mapping[str, ReferenceSeries]) -> Table:
    files = reference_files(folder)
    table = Table(title="Reference series")
    for heading in ("series", "file", "years", "numbers", "findings"):
        table.add_column(heading, justify="right" if heading in ("numbers", "findings") else "left")
    for key, mapping in load_mappings().items():
        if key not in files:
            table.add_row(key, f"none ({mapping.files[0]})", "", "", "")
            continue
        one = series[key]
        years = f"{one.years[0]}–{one.years[-1]}" if one.years else ""
        table.add_row(key, files[key].name, years, f"{len(one.observations):,}", f"{len(one.findings):,}")
    return table
