"""The findings of the reader, capped: of each rule and field the first places, and one finding that counts the others.

Belongs here: this limit on lists of findings. Does not: its number, frames (expectations/finding_limits.py).
"""

from collections.abc import Iterable
from dataclasses import replace

from expectations.finding_limits import MOST_PLACES
from expectations.reading.results import ReadFinding


def capped_findings(findings: Iterable[ReadFinding]) -> list[ReadFinding]:
    """Return the findings in their order, then one for each rule and field that has more than MOST_PLACES."""
    kept: list[ReadFinding] = []
    counts: dict[tuple[str, str, str | None], int] = {}
    others: dict[tuple[str, str, str | None], ReadFinding] = {}
    for finding in findings:
        key = (finding.form, finding.rule, finding.field)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_PLACES:
            kept.append(finding)
        elif key not in others:
            others[key] = replace(finding, row_no=None, suggestion=None)
        else:
            others[key] = _joined(others[key], finding)
    return [*kept, *others.values()]


def _joined(other: ReadFinding, finding: ReadFinding) -> ReadFinding:
    """Return the finding that counts one more; without column or sheet where the two differ in it."""
    same_sheet = (other.file_no, other.sheet_no) == (finding.file_no, finding.sheet_no)
    return replace(
        other,
        times=other.times + finding.times,
        sheet_no=other.sheet_no if same_sheet else 0,
        column_letters=other.column_letters if same_sheet and other.column_letters == finding.column_letters else None,
    )
