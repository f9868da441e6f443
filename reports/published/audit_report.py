"""The public report of an edition's disclosure audit, `audit/disclosure.json`.

It says how many numbers are printed and withheld, which attackers were tried, and whether the edition passed. Its field
names are the keys of the published file.

Belongs here: the report, its file, and the verdict that `review release` asks for. Does not: which cells are suppressed
and why, and their intervals, which stay inside (field rule 9.6). No clock: the same edition has the same report.
"""

import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import ConfigDict, Field, StrictBool, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from expectations.errors import ReviewError

FILE = "audit/disclosure.json"
FORMAT = 1


class AuditReportError(ReviewError, ValueError):
    """A file that is not the audit report of an edition."""


@dataclass(frozen=True)
class AttackerResult:
    """One attacker: a name, in a sentence what this attacker knows, and whether every primary cell stayed protected.

    An edition passes if it is protected against all ``binding`` attackers; of others the report says how it went.
    ``found_pct``: the share of the edition's numbers that are not shown to be protected against this attacker, in per
    cent; None where the report does not say it.
    """

    name: str
    knows: str
    held: bool
    binding: bool = True
    found_pct: float | None = None


@dataclass(frozen=True, config=ConfigDict(extra="ignore"))
class AuditReport:
    """What the public may know of an edition's audit. ``tables``: the SHA-256 of every table file audited.

    ``missing_not_an_attribute``: by table and dimension, the missing code that is not an attribute of a person there: a
    count with this code may be printed, however small.
    """

    year: int
    passed: StrictBool
    numbers_printed: int
    numbers_withheld: int
    numbers_withheld_of_threshold_or_more: int
    numbers_of_threshold_or_more: int
    threshold: int
    attackers: tuple[AttackerResult, ...]
    solver: str
    tables: Mapping[str, str]
    missing_not_an_attribute: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)

    @property
    def share_withheld_pct(self) -> float:
        """Return the suppressed share of all numbers, in per cent, to one decimal."""
        whole = self.numbers_printed + self.numbers_withheld
        return round(100 * self.numbers_withheld / whole, 1) if whole else 0.0

    @property
    def share_withheld_to_protect_others_pct(self) -> float:
        """Return the suppressed share of the numbers at or above the threshold, in per cent, to one decimal."""
        whole = self.numbers_of_threshold_or_more
        return round(100 * self.numbers_withheld_of_threshold_or_more / whole, 1) if whole else 0.0

    def covers(self, tables: Mapping[str, str]) -> bool:
        """Return whether the audit passed, and on exactly these table files (name to SHA-256)."""
        return self.passed and dict(self.tables) == dict(tables)


@dataclass(frozen=True, config=ConfigDict(extra="ignore"))
class _ReportFile(AuditReport):
    """A report read from a file: of the known format, and passed only where every binding attacker was tried."""

    format: int = 0

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.format != FORMAT:
            raise ValueError("another format")
        held = all(attacker.held or not attacker.binding for attacker in self.attackers)
        if self.passed and not (self.attackers and held):
            raise ValueError("passed, though an attacker was not tried or not held off")
        return self


_REPORT, _REPORT_FILE = TypeAdapter(AuditReport), TypeAdapter(_ReportFile)


def write_audit_report(report: AuditReport) -> bytes:
    """Return the report's file."""
    dumped = _REPORT.dump_python(report, mode="json", exclude_none=True)
    if not report.missing_not_an_attribute:
        del dumped["missing_not_an_attribute"]  # reports of early versions have no such field
    content = {
        **dumped,
        "format": FORMAT,
        "share_withheld_pct": report.share_withheld_pct,
        "share_withheld_to_protect_others_pct": report.share_withheld_to_protect_others_pct,
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def read_audit_report(content: bytes) -> AuditReport:
    """Return the report that ``write_audit_report`` wrote. Raises AuditReportError for anything else."""
    try:
        found: dict[str, Any] = _REPORT.dump_python(_REPORT_FILE.validate_json(content))
        return _REPORT.validate_python(found)
    except ValidationError:
        raise AuditReportError("not the audit report of an edition") from None
