"""What released editions, answers of the desk and others have made known of a year: it binds every later audit.

The review of a later year prints the year before beside its own, and series: what was released so is released, too,
though the edition that it was taken from may have been a draft.

Belongs here: keeping the cubes that an edition stands on (encrypted, restricted), and reading what released ones print.
Does not: what others published (external_publications.py), what follows from it (reports/disclosure), releasing. A
draft binds nothing.
"""

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from assets.steps.release.external_publications import external_cells
from assets.steps.release.shelf_integrity import require_released_unaltered
from assets.steps.runtime.atomic_files import replace_file
from assets.steps.runtime.errors import OperatorError
from reports.derived_tables.comparability.series_specification import load_series
from reports.disclosure.model.linked_tables import ExternalCells
from reports.disclosure.suppression.cell_ref import CellRef
from reports.published.protected_table import TableText
from reports.published.table_csv import read_table_csv
from reports.statistics import TableSpec, load_tables
from reports.statistics.dimensions import DistinctCount, Ranking, codes_of
from reports.statistics.measures import load_measures
from resources.stores import Stores

Cubes = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class PriorDisclosures:
    """What binds the edition in the making: cubes by earlier edition, cells that are known, and that stay suppressed.

    ``known`` is a digest of all that has been made known, from before it was looked at.
    """

    known: str = ""
    cubes: dict[str, Cubes] = field(default_factory=dict)
    elsewhere: list[ExternalCells] = field(default_factory=list)
    suppressed: list[CellRef] = field(default_factory=list)


def cubes_folder(stores: Stores, year: int) -> Path:
    """Return where the cubes of a year's editions are kept, encrypted."""
    return stores.home.disclosure / str(year) / "cubes"


def keep_cubes(stores: Stores, year: int, content: str, cubes: Cubes) -> None:
    """Keep the cubes that the edition of this content stands on; forget those of contents no longer on the shelf."""
    folder = cubes_folder(stores, year)
    for theme, cube in cubes.items():
        path = folder / content / f"{theme}.age"
        if not path.exists():
            out = io.BytesIO()
            cube.to_parquet(out, index=False)
            replace_file(path, stores.key.encrypt(out.getvalue()))
    released = {one.content for one in stores.editions.entries(year) if one.kind == "edition"}
    kept = {content, *released, *(_content(one) for one in _on_the_shelf(stores, year, "*"))}
    kept |= {of_year for _, of_year in _released_with(stores, year)}
    for old in folder.iterdir():
        if old.name not in kept and not old.name.startswith("asked"):
            shutil.rmtree(old, ignore_errors=True)


def kept_cubes(stores: Stores, year: int, content: str) -> dict[str, pd.DataFrame]:
    """Return the cubes kept under a content; empty where none are."""
    folder = cubes_folder(stores, year) / content
    return {
        path.stem: pd.read_parquet(io.BytesIO(stores.key.decrypt(path.read_bytes())))
        for path in sorted(folder.glob("*.age"))
    }


def prior_disclosures(stores: Stores, year: int, cubes: Cubes) -> PriorDisclosures:
    """Return what binds the edition of ``year`` that is being made of ``cubes``.

    Raises OperatorError where a released edition cannot be taken into account: its records are gone, or a table of it
    has no specification any more.
    """
    require_released_unaltered(stores, year)
    bound = PriorDisclosures(disclosures_digest(stores, year), elsewhere=external_cells(stores, year))
    specs = {spec.key: spec for spec in load_tables()}
    names: dict[str, str] = {}
    for folder, content in _released_with(stores, year):
        if content not in names:
            earlier = kept_cubes(stores, year, content)
            if not earlier:
                said = f"{folder.parent.name}/{folder.name}"
                raise OperatorError(f"{year}: the records that {said} stands on are not kept, so nothing can follow it")
            own_year = folder.parent.name == str(year)
            named = folder.name if own_year else f"{folder.name} of {folder.parent.name}"
            names[content] = "" if _same(earlier, cubes) else named
            if names[content]:
                bound.cubes[names[content]] = earlier
        for path in sorted((folder / "tables").glob("*.csv")):
            spec = specs.get(path.stem)
            if spec is not None and (load_measures()[spec.measure].confidential or _counts_countries(spec)):
                _take(bound, spec, path, year, names[content])
        _take_series(bound, folder, year, names[content])
    for own in _answers(stores, year):
        earlier = kept_cubes(stores, year, f"asked-{own.name}")
        if not earlier:
            raise OperatorError(
                f"{year}: the records behind answer {own.name} of the desk are not kept: nothing can follow it"
            )
        name = "" if _same(earlier, cubes) else f"asked-{own.name}"
        if name:
            bound.cubes[name] = earlier
        said = json.loads((own / "asked.json").read_text(encoding="utf-8"))
        _take(bound, TableSpec.model_validate(said["specification"]), own / "table.csv", year, name)
    return bound


def disclosures_digest(stores: Stores, year: int) -> str:
    """Return a digest of all that binds an audit of ``year`` now: another once anything more has left the house."""
    released = [(one.parent.name, one.name, content) for one, content in _released_with(stores, year)]
    answers = [
        (one.name, hashlib.sha256((one / "table.csv").read_bytes()).hexdigest()) for one in _answers(stores, year)
    ]
    elsewhere = [(one.spec.key, sorted(one.codes)) for one in external_cells(stores, year)]
    return hashlib.sha256(json.dumps([released, answers, elsewhere]).encode()).hexdigest()


def _answers(stores: Stores, year: int) -> list[Path]:
    return sorted((one for one in asked_folder(stores, year).glob("[0-9]*") if one.name.isdigit()), key=_number)


def _number(folder: Path) -> int:
    return int(folder.name)


def asked_folder(stores: Stores, year: int) -> Path:
    """Return where the answers of the desk are logged: each has left the house."""
    return stores.home.root / "asked" / str(year)


def years_beside(stores: Stores, year: int) -> dict[str, str]:
    """Return the content of the latest draft of each earlier year: an edition of ``year`` prints their numbers."""
    latest = {one: stores.shelf.latest(one) for one in stores.shelf.years() if one < year}
    return {str(one): _content(folder) for one, folder in latest.items() if folder is not None}


def _released_with(stores: Stores, year: int) -> list[tuple[Path, str]]:
    """Return the released editions that print numbers of ``year``, each with the content that these come from."""
    found = [(folder, _content(folder)) for folder in _on_the_shelf(stores, year, "edition-*")]
    for later in (one for one in stores.shelf.years() if one > year):
        for folder in _on_the_shelf(stores, later, "edition-*"):
            beside = _manifest(folder).get("years_beside")
            if isinstance(beside, dict) and str(year) in beside:
                found.append((folder, str(beside[str(year)])))
    return found


def _take_series(bound: PriorDisclosures, folder: Path, year: int, edition: str) -> None:
    """Take the numbers of ``year`` that stand in series, each a cell of the table that the series follows."""
    for series in load_series().tables:
        path = folder / "tables" / f"{series.key}.csv"
        if not path.is_file():
            continue
        table = read_table_csv(path.read_bytes(), series.key, series.theme, year, TableText("", "", (), {}, {}))
        spec = series.source_spec
        own = {
            series.codes_in_source(cell.codes[0]): cell.status
            for cell in table.cells
            if cell.year == year and cell.measure == spec.measure
        }
        printed = frozenset(codes for codes, status in own.items() if status == "published")
        bound.elsewhere.append(ExternalCells(spec, printed, edition))
        bound.suppressed.extend(CellRef(spec.key, codes) for codes, status in own.items() if status == "confidential")


def _take(bound: PriorDisclosures, spec: TableSpec, path: Path, year: int, edition: str) -> None:
    table = read_table_csv(path.read_bytes(), spec.key, spec.theme, year, TableText("", "", (), {}, {}))
    own = [cell for cell in table.cells if cell.year == year and cell.measure == spec.measure]
    own = [cell for cell in own if cell.status != "not_available"]  # of a year beside, what is ranked in another year
    if not own:
        return
    printed = frozenset(cell.codes for cell in own if cell.status == "published")
    first = spec.definitions[0]
    codes = dict.fromkeys(cell.codes[0] for cell in own)
    ranks = tuple(code for code in codes if code not in codes_of(first)) if isinstance(first, Ranking) else ()
    bound.elsewhere.append(ExternalCells(spec, printed, edition, ranks))
    bound.suppressed.extend(CellRef(spec.key, cell.codes) for cell in own if cell.status == "confidential")


def _counts_countries(spec: TableSpec) -> bool:
    return isinstance(spec.definitions[0], DistinctCount)


def _on_the_shelf(stores: Stores, year: int, named: str) -> list[Path]:
    folders = (stores.home.shelf / str(year)).glob(named)
    return sorted(one for one in folders if (one / "manifest.json").is_file() and not one.name.startswith("."))


def _manifest(folder: Path) -> dict[str, object]:
    said: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return said


def _content(folder: Path) -> str:
    """Return the content of an edition; empty where somebody made its manifest unreadable."""
    try:
        return str(_manifest(folder)["content"])
    except (ValueError, KeyError, TypeError):
        return ""


def _same(one: Cubes, other: Cubes) -> bool:
    return {theme: _digest(cube) for theme, cube in one.items()} == {t: _digest(cube) for t, cube in other.items()}


def _digest(cube: pd.DataFrame) -> str:
    return hashlib.sha256(cube.astype(str).to_csv(index=False).encode()).hexdigest()
