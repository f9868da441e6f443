"""The numbers of a claim, taken from published cells, or the reason why it cannot be made.

Belongs here: counts, shares with their response, changes, ranks. Does not: words (number_words.py), texts
(claim_sentences.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from expectations.errors import ReviewError
from reports.published import Cell, ProtectedTable
from reports.published.codes import NOT_STATED, OTHER, RESERVED_CODES, TOTAL
from reports.sentences.claims import Claim, ClaimedChange, Count, Rank, Rules, Share

UnsaidReason = Literal[
    "missing",
    "confidential",
    "nothing_to_say",
    "response_too_low",
    "base_too_small",
    "said_more_fully",
    "nothing_to_follow",
]


class UnsupportedClaimError(ReviewError):
    """A claim that the published cells do not carry."""

    def __init__(self, reason: UnsaidReason) -> None:
        super().__init__(reason)
        self.reason: UnsaidReason = reason


@dataclass
class Evidence:
    """The numbers of one claim by name, and the ids of their cells, in order of use."""

    tables: Mapping[str, ProtectedTable]
    rules: Rules
    counts: dict[str, float] = field(default_factory=dict)
    shares_pct: dict[str, float] = field(default_factory=dict)
    changes_pct: dict[str, float] = field(default_factory=dict)
    ranks: dict[str, dict[str, str]] = field(default_factory=dict)
    cell_ids: dict[str, None] = field(default_factory=dict)

    def table(self, key: str) -> ProtectedTable:
        """Return a table of the edition."""
        if key not in self.tables:
            raise UnsupportedClaimError("missing")
        return self.tables[key]

    def value(self, table: ProtectedTable, cell: Cell | None) -> float:
        """Return a published cell's value and remember the cell; UnsupportedClaimError for any other."""
        if cell is None or cell.status in ("not_available", "not_applicable"):
            raise UnsupportedClaimError("missing")
        if cell.value is None:
            raise UnsupportedClaimError("confidential")
        self.cell_ids[table.cell_id(cell)] = None
        return cell.value

    def count(self, count: Count) -> float:
        """Return a count; zero is nothing to say."""
        table = self.table(count.table)
        year = table.year if count.year == "this" else table.year - 1
        cells = (table.cell(*codes, measure=count.measure, year=year) for codes in count.all_codes)
        total = sum(self.value(table, cell) for cell in cells)
        if total == 0:
            raise UnsupportedClaimError("nothing_to_say")
        return total

    def share_pct(self, share: Share, claim: Claim) -> float:
        """Return a share over all, in per cent, where the base and the response carry it."""
        part, whole = self.counts[share.part], self.counts[share.whole]
        if whole < self.rules.per_cent_base:
            raise UnsupportedClaimError("base_too_small")
        if self.response_pct(claim.counts[share.whole], share) < self.rules.response_at_least_pct:
            raise UnsupportedClaimError("response_too_low")
        return 100 * part / whole

    def response_pct(self, whole: Count, share: Share) -> float:
        """Return known over all in per cent: what is published as known, where the unknown are not."""
        table, response = self.table(whole.table), share.response
        if response.dimension not in table.dimensions:  # a table of an edition of an earlier version
            raise UnsupportedClaimError("missing")
        place = table.dimensions.index(response.dimension)
        year = table.year if whole.year == "this" else table.year - 1

        def published(code: str) -> float | None:
            codes = (*whole.codes[:place], code, *whole.codes[place + 1 :])
            cell = table.cell(*codes, measure=whole.measure, year=year)
            return None if cell is None else cell.value

        total, unknown = published(whole.codes[place]), published(response.unknown)
        if not total:
            return 0.0
        if unknown is not None:
            return 100 * (total - unknown) / total
        known = [published(c) or 0 for c in table.codes_of(response.dimension) if c not in (TOTAL, response.unknown)]
        return 100 * (max(known, default=0) if response.several_answers else sum(known)) / total

    def change_pct(self, change: ClaimedChange) -> float:
        """Return the change of a count in per cent, where both bases carry a direction and the former a percentage."""
        now, before = self.counts[change.now], self.counts[change.before]
        if before < self.rules.per_cent_base or now < self.rules.direction_base:
            raise UnsupportedClaimError("base_too_small")
        return 100 * (now - before) / before

    def ranking(self, rank: Rank) -> dict[str, str]:
        """Return the first codes by count with their labels; ties and doubtful places make it unsayable."""
        table = self.table(rank.table)
        if table.dimensions != (rank.dimension,):
            raise UnsupportedClaimError("missing")
        total = self.value(table, table.cell(TOTAL))
        cells = [table.cell(code) for code in table.codes_of(rank.dimension) if code not in RESERVED_CODES]
        counted = [cell for cell in cells if cell is not None and cell.value is not None]
        not_stated, other = table.cell(NOT_STATED), table.cell(OTHER)
        if not_stated is None:
            known = total
        elif not_stated.value is not None:
            known = total - not_stated.value
        else:  # suppressed: surely known are those whose country is printed
            known = sum(cell.value or 0 for cell in counted) + ((other.value or 0) if other is not None else 0)
        if total == 0 or 100 * known / total < self.rules.response_at_least_pct:
            raise UnsupportedClaimError("response_too_low" if total else "nothing_to_say")
        ranked = sorted(counted, key=lambda cell: -(cell.value or 0))
        first = ranked[: rank.first]
        if len(first) < rank.first:
            raise UnsupportedClaimError("missing")
        last, rest = first[-1].value or 0, ranked[rank.first : rank.first + 1]
        if last < self.rules.direction_base or any(cell.value == last for cell in rest):
            raise UnsupportedClaimError("base_too_small")
        for cell in first:
            self.value(table, cell)
        return {cell.codes[0]: table.label(rank.dimension, cell.codes[0]) for cell in first}


def evidence_of(claim: Claim, tables: Mapping[str, ProtectedTable], rules: Rules) -> Evidence:
    """Return all numbers of a claim; UnsupportedClaimError, with the reason, where one is not there."""
    evidence = Evidence(tables, rules)
    evidence.counts = {name: evidence.count(count) for name, count in claim.counts.items()}
    evidence.shares_pct = {name: evidence.share_pct(share, claim) for name, share in claim.shares.items()}
    evidence.changes_pct = {name: evidence.change_pct(change) for name, change in claim.changes.items()}
    evidence.ranks = {name: evidence.ranking(rank) for name, rank in claim.ranks.items()}
    return evidence
