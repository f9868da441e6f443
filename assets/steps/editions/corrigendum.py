"""The corrigendum between two released editions: the corrected printed cells, with reason and regions.

Regions are named only where the two printed numbers differ by at least the threshold: a region with a smaller
difference would disclose where a few persons are.

Belongs here: which printed cells are listed, their labels, and which reason and regions may be named. Does not: the
texts (reports/corrigendum), the difference (diff.py).
"""

from assets.steps.editions.attribution import AttributedChange
from assets.steps.editions.diff import OTHER_KIND, STATES, WITHHOLDING, YEAR_BEFORE, EditionDiff, diff_editions
from assets.steps.editions.lookup import Edition, EditionLookupError, as_on_shelf
from assets.steps.provenance.vintage_records import Printed
from assets.steps.release.published_tables import read_table
from assets.steps.release.tables import OF_THE_DRAFT_BEFORE
from assets.steps.runtime.errors import redact_errors
from expectations.geography import region_label, region_of
from reports.corrigendum import CorrectedCell, CorrectedTable, CorrectionReason, corrigendum, name_of_cell
from reports.published import ProtectedTable
from reports.published.disclosure_rules import default_threshold
from reports.statistics.text import COLON
from resources.stores import Stores

SCHEME = "regional_office"
ABSENT = ("", "absent")
_REASONS: dict[str, CorrectionReason] = {
    YEAR_BEFORE: "year_before",
    WITHHOLDING: "withholding",
    STATES: "states",
    OTHER_KIND: "other",
}


def corrigendum_of(stores: Stores, before: Edition, after: Edition, language: str) -> str:
    """Return the corrigendum of one released edition to an earlier one. Raises EditionLookupError for drafts."""
    for edition in (before, after):
        if edition.kind != "edition":
            raise EditionLookupError(f"{edition.name} is not released: only released editions have a corrigendum")
        as_on_shelf(stores, edition)
    if before.number >= after.number:
        raise EditionLookupError(f"{after.name} is not later than {before.name}")
    diff = diff_editions(stores, before, after)
    with redact_errors("corrigendum"):
        return corrigendum(after.year, before.number, after.number, _tables(diff, language), language)


def _tables(diff: EditionDiff, language: str) -> list[CorrectedTable]:
    by_table: dict[str, list[AttributedChange]] = {}
    for cell in diff.cells:
        is_revision = cell.change.table in OF_THE_DRAFT_BEFORE  # the tables of revisions are not corrected
        if not is_revision and _value_and_status(cell.change.was) != _value_and_status(cell.change.now):
            by_table.setdefault(cell.change.table, []).append(cell)
    tables = []
    for key, cells in by_table.items():
        table = _in_language(diff, key, language)
        if table is not None:
            corrected = tuple(_corrected(cell, table, diff.after.year, language) for cell in cells)
            tables.append(CorrectedTable(table.text.title, corrected))
    return tables


def _in_language(diff: EditionDiff, key: str, language: str) -> ProtectedTable | None:
    """Return a table of the later edition, or of the earlier one where only that has it; None without specification."""
    for edition in (diff.after, diff.before):
        path = edition.folder / "tables" / f"{key}.csv"
        if path.exists():
            try:
                return read_table(path, key, edition.year, language)
            except KeyError:
                return None
    return None


def _value_and_status(printed: Printed | None) -> tuple[str, str]:
    return ABSENT if printed is None else printed[:2]


def _corrected(cell: AttributedChange, table: ProtectedTable, year: int, language: str) -> CorrectedCell:
    change = cell.change
    words = [
        f"{table.text.dimension_labels.get(name, name)}{COLON.get(language, ': ')}{table.label(name, code)}"
        for name, code in zip(table.dimensions, change.codes, strict=True)
    ]
    if change.year != year:
        words.append(str(change.year))
    was, now = _value_and_status(change.was), _value_and_status(change.now)
    kinds: dict[CorrectionReason, None] = dict.fromkeys(effect.cause.kind for effect in cell.effects)
    if cell.program:
        kinds["program"] = None
    if not kinds:
        kinds[_REASONS.get(cell.reason, "other")] = None
    is_large = was[1] == now[1] == "published" and abs(float(now[0]) - float(was[0])) >= default_threshold()
    regions = _regions(cell, year, language) if is_large and change.measure == "persons" else ()
    return CorrectedCell(name_of_cell(words, change.measure, language), change.measure, was, now, tuple(kinds), regions)


def _regions(cell: AttributedChange, year: int, language: str) -> tuple[str, ...]:
    """Return the regions whose submissions changed a cell; none where one changed it by less than the threshold."""
    by_region: dict[str, float] = {}
    for effect in cell.effects:
        region = region_of(SCHEME, year, effect.cause.office)
        if effect.cause.kind == "submission" and region is not None and effect.alone is not None:
            by_region[region] = by_region.get(region, 0.0) + effect.alone
    if any(abs(change) < default_threshold() for change in by_region.values()):
        return ()
    return tuple(region_label(SCHEME, region, language) for region in sorted(by_region))
