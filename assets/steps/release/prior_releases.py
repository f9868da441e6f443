"""What is known of a year from earlier releases: input of every later protection and audit of that year.

Three sources: released editions of the year; released editions of later years, which print the year before and series;
and ad-hoc tables. A draft is no source, except where a released edition of a later year printed its numbers.

An ad-hoc table before the first release follows the latest draft, too: it must not print what the draft suppresses.

Belongs here: which cubes are kept, and reading the cells of released tables. Does not: the files of cubes
(kept_cubes.py) and of ad-hoc tables (answer_log.py), what others published (external_publications.py), protecting
against it (reports/disclosure), releasing.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from assets.steps.release.answer_log import logged_answers, require_answers_unaltered
from assets.steps.release.external_publications import external_cells
from assets.steps.release.kept_cubes import CubesByTheme, cube_digests, kept_cubes, put_cubes
from assets.steps.release.published_tables import read_shelf_table
from assets.steps.release.shelf_integrity import require_released_unaltered
from assets.steps.runtime.errors import OperatorError
from reports.derived_tables.comparability.series_specification import load_series
from reports.disclosure.model.linked_tables import ExternalCells
from reports.disclosure.suppression.cell_ref import CellRef
from reports.published import ProtectedTable
from reports.published.audit_report import FILE, AuditReportError, read_audit_report
from reports.published.codes import Codes
from reports.statistics import TableSpec, earlier_tables, load_tables, specification_of
from reports.statistics.dimensions import DistinctCount, Ranking, Services, codes_of
from reports.statistics.measures import load_measures
from resources.edition_manifest import EditionManifest, ManifestError, read_manifest
from resources.shelf import MANIFEST
from resources.stores import Stores


class NoDraftToFollowError(OperatorError):
    """An ad-hoc table of a year of which nothing is released, and no draft says what must stay suppressed."""

    def __init__(self, year: int, why: str) -> None:
        super().__init__(
            f"{year} {why}: an ad-hoc table suppresses what the review suppresses. Make a draft first (review run "
            f"--year {year}), then ask again"
        )


@dataclass(frozen=True)
class PriorDisclosures:
    """What the protection of an edition takes into account.

    ``known``: digest of all sources. ``cubes``: by name of the earlier edition, the cubes that it was made from, where
    they differ from those of now. ``external``: cells of released tables, and those that others published.
    ``suppressed``: cells that were suppressed and stay so. ``draft``: the draft that an ad-hoc table follows.
    """

    known: str = ""
    cubes: dict[str, CubesByTheme] = field(default_factory=dict)
    external: list[ExternalCells] = field(default_factory=list)
    suppressed: list[CellRef] = field(default_factory=list)
    draft: str = ""

    def add(self, cells: ExternalCells) -> None:
        """Add cells of a released table. A table of the same name keeps its suppressed cells suppressed."""
        self.external.append(cells)
        self.suppressed.extend(CellRef(cells.spec.key, codes) for codes in sorted(cells.suppressed))


@dataclass(frozen=True)
class _Sources:
    """The earlier releases of a year.

    ``released``: folders of editions, each with the content whose numbers it prints. ``answers``: folders of ad-hoc
    tables. ``external``: cells that others published.
    """

    released: list[tuple[Path, str]]
    answers: list[Path]
    external: list[ExternalCells]

    def digest(self) -> str:
        """Return a digest that changes with every further release."""
        released = [(folder.parent.name, folder.name, content) for folder, content in self.released]
        answers = [
            (folder.name, hashlib.sha256((folder / "table.csv").read_bytes()).hexdigest()) for folder in self.answers
        ]
        external = [(cells.spec.key, sorted(cells.codes)) for cells in self.external]
        return hashlib.sha256(json.dumps([released, answers, external]).encode()).hexdigest()


def disclosures_digest(stores: Stores, year: int) -> str:
    """Return the digest of all that is known of ``year`` now: another one after every further release."""
    return _sources(stores, year).digest()


def has_disclosures(stores: Stores, year: int) -> bool:
    """Say whether anything of ``year`` is known from earlier releases, ad-hoc tables or other publishers."""
    sources = _sources(stores, year)
    return bool(sources.released or sources.answers or sources.external)


def prior_disclosures(stores: Stores, year: int, cubes: CubesByTheme) -> PriorDisclosures:
    """Return what the protection of the edition of ``year`` that is made of ``cubes`` takes into account.

    Raises OperatorError where an earlier release cannot be taken into account: its records are not kept any more, or a
    released edition was edited.
    """
    require_released_unaltered(stores, year)
    require_answers_unaltered(stores, year)
    sources = _sources(stores, year)
    prior = PriorDisclosures(sources.digest(), external=list(sources.external))
    _add_released_editions(prior, stores, year, sources.released, cubes)
    _add_adhoc_tables(prior, stores, year, sources.answers, cubes)
    return prior


def disclosures_before_answer(stores: Stores, year: int, cubes: CubesByTheme) -> PriorDisclosures:
    """Return what the protection of an ad-hoc table takes into account: all releases, or before the first the draft.

    Raises NoDraftToFollowError where nothing of the year is released and no draft of the same records passed its audit.
    """
    prior = prior_disclosures(stores, year, cubes)
    if not stores.shelf.editions(year, "edition"):
        draft = stores.shelf.latest(year)
        content = _content(draft) if draft is not None else ""
        if draft is None:
            raise NoDraftToFollowError(year, "has neither a released edition nor a draft")
        if stores.shelf.edited_by_hand(draft):
            raise NoDraftToFollowError(year, f"has {draft.name}, which was edited by hand")
        if not _passed_its_audit(draft):
            raise NoDraftToFollowError(year, f"has {draft.name}, which did not pass its joint disclosure audit")
        if not _are_same(kept_cubes(stores, year, content) or {"": pd.DataFrame()}, cubes):
            raise NoDraftToFollowError(year, f"has other records now than {draft.name}")
        _add_released_editions(prior, stores, year, [(draft, content)], cubes)
        prior = replace(prior, draft=draft.name)
    return prior


def _passed_its_audit(draft: Path) -> bool:
    try:
        return read_audit_report((draft / FILE).read_bytes()).passed
    except (OSError, AuditReportError):
        return False


def _sources(stores: Stores, year: int) -> _Sources:
    answers = list(logged_answers(stores, year).values())
    return _Sources(contents_released(stores, year), answers, external_cells(stores, year))


def contents_released(stores: Stores, year: int) -> list[tuple[Path, str]]:
    """Return the released editions that print numbers of ``year``, each with the content that these come from."""
    released = [(folder, _content(folder)) for folder in _on_the_shelf(stores, year, "edition-*")]
    for later in (other for other in stores.shelf.years() if other > year):
        for folder in _on_the_shelf(stores, later, "edition-*"):
            beside = _manifest(folder).years_beside
            if str(year) in beside:
                released.append((folder, beside[str(year)]))
    return released


def _add_released_editions(
    prior: PriorDisclosures, stores: Stores, year: int, released: Sequence[tuple[Path, str]], cubes: CubesByTheme
) -> None:
    """Add cubes and cells of released editions; an edition made of the same cubes as now adds cells alone."""
    keys = {spec.key for spec in (*load_tables(), *earlier_tables())}
    names: dict[str, str] = {}  # by content, the name of the edition; empty where its cubes are those of now
    for folder, content in released:
        if content not in names:
            earlier = kept_cubes(stores, year, content)
            if not earlier:
                name = f"{folder.parent.name}/{folder.name}"
                raise OperatorError(f"{year}: the records of {name} are not kept, so no edition can follow it")
            same_year = folder.parent.name == str(year)
            name = folder.name if same_year else f"{folder.name} of {folder.parent.name}"
            names[content] = "" if _are_same(earlier, cubes) else name
            if names[content]:
                prior.cubes[names[content]] = earlier
        for path in sorted((folder / "tables").glob("*.csv")):
            if path.stem not in keys:
                continue
            table = read_shelf_table(path, path.stem, "", year)
            spec = specification_of(path.stem, table.dimensions)
            if spec is None:
                raise OperatorError(
                    f"{year}: no specification has the columns of {path.stem} in {folder.parent.name}/{folder.name}, "
                    "so no edition can follow it; add the specification that printed it to "
                    "reports/statistics/earlier_tables"
                )
            if load_measures()[spec.measure].confidential or isinstance(spec.definitions[0], DistinctCount):
                _add_table(prior, spec, table, year, names[content])
        _add_series(prior, folder, year, names[content])


def _add_table(prior: PriorDisclosures, spec: TableSpec, table: ProtectedTable, year: int, edition: str) -> None:
    """Add the cells of one released table that are of ``year``."""
    cells = [cell for cell in table.cells if cell.year == year and cell.measure == spec.measure]
    by_status: dict[str, list[Codes]] = {}
    for cell in cells:
        by_status.setdefault(cell.status, []).append(cell.codes)
    not_available, not_applicable = by_status.pop("not_available", []), by_status.pop("not_applicable", [])
    if not by_status:
        return
    first = spec.definitions[0]
    if any(isinstance(one, Ranking | Services | DistinctCount) for one in spec.definitions):
        not_available = []  # such a row is of another year, and this year's table does not have it
    codes = dict.fromkeys(cell.codes[0] for cell in cells if cell.status != "not_available")
    ranks = tuple(code for code in codes if code not in codes_of(first)) if isinstance(first, Ranking) else ()
    prior.add(
        ExternalCells(
            spec,
            frozenset(by_status.get("published", [])),
            edition,
            ranks,
            frozenset(by_status.get("confidential", [])),
            frozenset([*not_available, *not_applicable]),
            released=True,
        )
    )


def _add_series(prior: PriorDisclosures, folder: Path, year: int, edition: str) -> None:
    """Add the cells of ``year`` in released series; each is a cell of the table that the series follows."""
    for series in load_series().tables:
        path = folder / "tables" / f"{series.key}.csv"
        if not path.is_file():
            continue
        table = read_shelf_table(path, series.key, series.theme, year)
        spec = series.source_spec
        statuses = {
            series.codes_in_source(cell.codes[0]): cell.status
            for cell in table.cells
            if cell.year == year and cell.measure == spec.measure
        }
        printed = frozenset(codes for codes, status in statuses.items() if status == "published")
        suppressed = frozenset(codes for codes, status in statuses.items() if status == "confidential")
        if printed or suppressed:
            prior.add(ExternalCells(spec, printed, edition, suppressed=suppressed, released=True))


def _add_adhoc_tables(
    prior: PriorDisclosures, stores: Stores, year: int, answers: Sequence[Path], cubes: CubesByTheme
) -> None:
    """Add cubes and cells of the ad-hoc tables that were given out."""
    for folder in answers:
        earlier = kept_cubes(stores, year, f"asked-{folder.name}")
        if not earlier:
            raise OperatorError(
                f"{year}: the records of ad-hoc table {folder.name} are not kept, so no edition can follow it"
            )
        name = "" if _are_same(earlier, cubes) else f"asked-{folder.name}"
        if name:
            prior.cubes[name] = earlier
        request = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
        spec = TableSpec.model_validate(request["specification"])
        _add_table(prior, spec, read_shelf_table(folder / "table.csv", spec.key, spec.theme, year), year, name)


def years_beside(stores: Stores, year: int) -> dict[str, str]:
    """Return, by earlier year, the content of its latest draft: an edition of ``year`` prints numbers of these."""
    latest = {earlier: stores.shelf.latest(earlier) for earlier in stores.shelf.years() if earlier < year}
    return {str(earlier): _content(folder) for earlier, folder in latest.items() if folder is not None}


def keep_cubes(stores: Stores, year: int, content: str, cubes: CubesByTheme) -> None:
    """Keep the cubes of the edition of this content; remove those of contents that are not on the shelf any more."""
    folder = put_cubes(stores, year, content, cubes).parent
    kept = {content}
    kept |= {entry.content for entry in stores.editions.entries(year) if entry.kind == "edition"}
    kept |= {_content(edition) for edition in _on_the_shelf(stores, year, "*")}
    kept |= {of_year for _, of_year in contents_released(stores, year)}
    for old in folder.iterdir():
        if old.name not in kept and not old.name.startswith("asked"):
            shutil.rmtree(old, ignore_errors=True)


def _on_the_shelf(stores: Stores, year: int, pattern: str) -> list[Path]:
    folders = (stores.home.shelf / str(year)).glob(pattern)
    return sorted(folder for folder in folders if (folder / MANIFEST).is_file() and not folder.name.startswith("."))


def _manifest(folder: Path) -> EditionManifest:
    return read_manifest((folder / MANIFEST).read_bytes(), EditionManifest)


def _content(folder: Path) -> str:
    """Return the content of an edition; empty where its manifest cannot be read."""
    try:
        return _manifest(folder).content
    except ManifestError:
        return ""


def _are_same(earlier: CubesByTheme, now: CubesByTheme) -> bool:
    """Return whether cubes are those of now, in all their themes."""
    return cube_digests(earlier).items() <= cube_digests(now).items()
