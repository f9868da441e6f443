"""The public audit sheet of an edition, `audit/disclosure.json`: how much is printed and suppressed, and who tried
what.

Belongs here: the sheet, its file, and the verdict that `review release` asks for. Does not: which cells are suppressed
and why, and their intervals, which stay inside (field rule 9.6). No clock: the same edition has the same sheet.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from expectations.errors import ReviewError

FILE = "audit/disclosure.json"
FORMAT = 1


class AuditReportError(ReviewError, ValueError):
    """A file that is not the audit sheet of an edition."""


@dataclass(frozen=True)
class AttackerResult:
    """One attacker: a name, in a sentence what he knows, and whether every confidential number held against him.

    An edition passes that holds against all attackers who are ``binding``; of others the sheet says how it went.
    """

    name: str
    knows: str
    held: bool
    binding: bool = True


@dataclass(frozen=True)
class AuditReport:
    """What the public may know of an edition's audit. ``tables`` holds the SHA-256 of every table file audited."""

    year: int
    passed: bool
    numbers_printed: int
    numbers_withheld: int
    numbers_withheld_of_threshold_or_more: int
    numbers_of_threshold_or_more: int
    threshold: int
    attackers: tuple[AttackerResult, ...]
    solver: str
    tables: Mapping[str, str]

    @property
    def share_withheld_pct(self) -> float:
        """Return suppressed of all numbers, in per cent, to one decimal."""
        whole = self.numbers_printed + self.numbers_withheld
        return round(100 * self.numbers_withheld / whole, 1) if whole else 0.0

    @property
    def share_withheld_to_protect_others_pct(self) -> float:
        """Return suppressed of the numbers at or over the threshold, in per cent, to one decimal."""
        whole = self.numbers_of_threshold_or_more
        return round(100 * self.numbers_withheld_of_threshold_or_more / whole, 1) if whole else 0.0

    def covers(self, tables: Mapping[str, str]) -> bool:
        """Say whether the audit passed, and on exactly these table files (name to SHA-256): the verdict on them."""
        return self.passed and dict(self.tables) == dict(tables)


def write_audit_report(sheet: AuditReport) -> bytes:
    """Return the sheet's file."""
    content = {
        "format": FORMAT,
        **asdict(sheet),
        "share_withheld_pct": sheet.share_withheld_pct,
        "share_withheld_to_protect_others_pct": sheet.share_withheld_to_protect_others_pct,
        "tables": dict(sheet.tables),
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def read_audit_report(content: bytes) -> AuditReport:
    """Return the sheet that ``write_sheet`` wrote; AuditReportError for anything else."""
    try:
        found = json.loads(content)
        if found["format"] != FORMAT or not isinstance(found["passed"], bool):
            raise KeyError
        attackers = tuple(
            AttackerResult(str(a["name"]), str(a["knows"]), bool(a["held"]), bool(a.get("binding", True)))
            for a in found["attackers"]
        )
        if found["passed"] and not (attackers and all(a.held or not a.binding for a in attackers)):
            raise KeyError
        numbers = {name: int(found[name]) for name in _NUMBERS}
        tables = {str(name): str(digest) for name, digest in found["tables"].items()}
        return AuditReport(
            passed=found["passed"], attackers=attackers, solver=str(found["solver"]), tables=tables, **numbers
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AuditReportError("not the audit sheet of an edition") from None


_NUMBERS = (
    "year",
    "numbers_printed",
    "numbers_withheld",
    "numbers_withheld_of_threshold_or_more",
    "numbers_of_threshold_or_more",
    "threshold",
)
