"""The restricted audit of a year's draft, `disclosure/<year>/audit.json`: its fields, its file, and questions about it.

One file per year, of the draft made last. It lists every suppressed cell with its feasibility interval and holds no
true number. It stays inside, readable by its owner alone (field rule 9.6).

Belongs here: writing and reading this file, and what releases and runs ask of it. Does not: protecting (protection.py),
the public audit report in the edition (reports/published/audit_report.py).
"""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assets.steps.release.prior_releases import disclosures_digest
from assets.steps.runtime.atomic_files import replace_file
from assets.steps.runtime.errors import OperatorError
from reports.disclosure.protect_edition import AuditedCell, CoalitionResult
from reports.disclosure.suppression.cell_ref import CellKind, CellStatus
from resources.home import Home
from resources.private_files import make_private_folder
from resources.stores import Stores

AUDIT = "audit.json"


class SuppressedCell(BaseModel):
    """One suppressed cell: its name, whether it is primary, and the ends of its feasibility interval."""

    name: tuple[str, ...]
    primary: bool
    least: int
    most: int


class TableSuppression(BaseModel):
    """One table: how many of its cells are suppressed, and the width of the narrowest feasibility interval.

    ``not_printed``: protected values that no table prints, such as complements and differences between editions.
    """

    primary: int = 0
    secondary: int = 0
    not_printed: int = 0
    narrowest: int


class CoreNumber(BaseModel):
    """One core number that is suppressed for others: its name, the primary cells that force it, and codes to merge.

    ``recodes``: as "table: dimension: code + code"; with one of them in the specification it may be printed.
    """

    name: tuple[str, ...]
    forced_by: tuple[tuple[str, ...], ...]
    recodes: tuple[str, ...] = ()


class Coalitions(BaseModel):
    """Offices that combine their records: of which cells they find, or may find, 1 to 10 persons of others.

    ``regional_offices``: by regional office, the names of the cells. ``pairs_of_offices``: the printed cells of which
    some pair of offices does. These attacks are reported and do not prevent a release.
    """

    model_config = ConfigDict(frozen=True)

    regional_offices: dict[str, tuple[tuple[str, ...], ...]] = {}
    pairs_tried: int = 0
    pairs_successful: int = 0
    pairs_of_offices: tuple[tuple[str, ...], ...] = ()


class RestrictedAudit(BaseModel):
    """How the joint protection of a draft went. Field names are the keys of the file.

    ``content``: digest of the draft audited. ``known``: digest of all earlier disclosures taken into account.
    ``pattern_before``: why the pattern of the draft before could not be read as it was kept, and what was done; empty
    where it could. ``in_the_way``: what prevents a release, and the choices; empty where the audit passed. ``waits``:
    the draft itself is protected, but its differences from a released edition are not. ``exposed``: tables that stay
    unprotected. ``withheld_whole``: tables of which nothing is printed. ``solves``: linear programs.
    ``core_numbers``: those that are suppressed for others. ``coalitions``: None in audits of early versions, and where
    the offices of the records are not known.
    """

    model_config = ConfigDict(frozen=True)

    content: str = ""
    known: str = ""
    pattern_before: str = ""
    in_the_way: str = ""
    waits: bool = False
    exposed: tuple[str, ...] = ()
    withheld_whole: tuple[str, ...] = ()
    solver: str = ""
    solves: int = 0
    seconds: float | None = None
    tables: dict[str, TableSuppression] = {}
    core_numbers: tuple[CoreNumber, ...] = ()
    cells: tuple[SuppressedCell, ...] = ()
    coalitions: Coalitions | None = None


def restricted_folder(stores: Stores, year: int) -> Path:
    """Return the folder of a year's restricted audit; it is made, readable by its owner alone."""
    folder = stores.home.disclosure / str(year)
    make_private_folder(stores.home.disclosure)
    make_private_folder(folder)
    return folder


def write_restricted_audit(stores: Stores, year: int, audit: RestrictedAudit) -> None:
    """Write the file; its mode is 0600."""
    content = json.dumps(audit.model_dump(mode="json"), indent=1, sort_keys=True)
    replace_file(restricted_folder(stores, year) / AUDIT, content.encode() + b"\n")


def read_restricted_audit(stores: Stores, year: int) -> RestrictedAudit | None:
    """Return the last audit of a year; None where there is none. Raises OperatorError for a file that is none."""
    return read_audit_of_home(stores.home, year)


def read_audit_of_home(home: Home, year: int) -> RestrictedAudit | None:
    """Return the same without opening a store."""
    path = home.disclosure / str(year) / AUDIT
    if not path.exists():
        return None
    try:
        return RestrictedAudit.model_validate_json(path.read_bytes())
    except ValidationError:
        raise OperatorError(f"disclosure/{year}/{AUDIT} cannot be read as an audit: run {year} again") from None


def audit_is_current(stores: Stores, year: int, content: str) -> bool:
    """Say whether the last audit was of this content, and nothing else was released since."""
    audit = read_restricted_audit(stores, year)
    return audit is not None and (audit.content, audit.known) == (content, disclosures_digest(stores, year))


def why_not_protected(stores: Stores, year: int) -> str:
    """Return why the draft's tables are not protected together; empty where they are. Names no cell.

    A draft that ``waits`` is protected itself: it may be put on the shelf, and not be released.
    """
    audit = read_restricted_audit(stores, year)
    if audit is None:
        return f"{year}: its tables have not been audited together"
    return "" if audit.waits else audit.in_the_way


def obstacle_of_content(stores: Stores, year: int, content: str) -> str:
    """Return what prevents the release of that content, with the choices; empty where the last audit was of another.

    It names tables and editions: for the operator's terminal.
    """
    audit = read_restricted_audit(stores, year)
    return audit.in_the_way if audit is not None and audit.content == content else ""


def core_numbers_suppressed(stores: Stores, year: int) -> tuple[CoreNumber, ...]:
    """Return the core numbers that the last draft of a year suppresses for others. They name primary cells."""
    audit = read_restricted_audit(stores, year)
    return () if audit is None else audit.core_numbers


def seconds_of_last_protection(stores: Stores, year: int) -> float | None:
    """Return how long the last run protected the tables of a year together; None where no run did."""
    audit = read_restricted_audit(stores, year)
    return None if audit is None else audit.seconds


def coalitions_of_result(found: CoalitionResult | None) -> Coalitions | None:
    """Return what the audit says of offices that combine their records; None where the offices are not known."""
    if found is None:
        return None
    return Coalitions(
        regional_offices={office: tuple(ref.parts for ref in refs) for office, refs in found.regional.items()},
        pairs_tried=found.pairs_tried,
        pairs_successful=found.pairs_successful,
        pairs_of_offices=tuple(ref.parts for ref in found.of_pairs),
    )


def suppression_by_table(cells: Sequence[AuditedCell]) -> dict[str, TableSuppression]:
    """Return the counts of suppressed cells and the narrowest feasibility interval, by table."""
    tables: dict[str, TableSuppression] = {}
    for cell in cells:
        width = cell.realised_high - cell.realised_low
        table = tables.setdefault(cell.ref.table, TableSuppression(narrowest=width))
        if cell.ref.kind is not CellKind.CELL:
            table.not_printed += 1
        elif cell.status is CellStatus.PRIMARY:
            table.primary += 1
        else:
            table.secondary += 1
        table.narrowest = min(table.narrowest, width)
    return dict(sorted(tables.items()))
