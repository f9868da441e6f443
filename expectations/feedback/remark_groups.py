"""Summing up: remarks by rule, with counts and the first places, in the order in which they should be mended.

Belongs here: grouping. Does not: layout (findings_workbook.py, the command line).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from expectations.contract import Contract
from expectations.feedback.remark_text import cell_of, place_of
from expectations.feedback.remarks import FIRST_TO_MEND, Remark
from expectations.feedback.words import FeedbackWords

SHOWN_PLACES = 8


def number_of(remarks: Iterable[Remark]) -> int:
    """Return how many findings some remarks stand for."""
    return sum(remark.times for remark in remarks)


@dataclass(frozen=True)
class RuleSum:
    """One rule of one form and field: all its remarks, at least one."""

    remarks: tuple[Remark, ...]

    @property
    def example(self) -> Remark:
        """The first of them; all share form, rule, field and severity."""
        return self.remarks[0]

    def count(self, state: str = "") -> int:
        """Return how many findings there are; with ``state``, how many are in that state."""
        return number_of(remark for remark in self.remarks if not state or remark.state == state)


def by_rule(remarks: Iterable[Remark]) -> tuple[RuleSum, ...]:
    """Return the remarks by form, rule and field: the gravest first, then the most frequent."""
    groups: dict[tuple[str | None, ...], list[Remark]] = {}
    for remark in remarks:
        groups.setdefault((remark.severity.value, remark.form, remark.rule, remark.field), []).append(remark)
    sums = [RuleSum(tuple(group)) for group in groups.values()]
    return tuple(sorted(sums, key=lambda rule_sum: (FIRST_TO_MEND[rule_sum.example.severity], -rule_sum.count())))


def places_of(rule_sum: RuleSum, language: str, *, with_file: bool) -> str:
    """Return the first places, grouped by sheet, and how many more there are."""
    words = FeedbackWords(language)
    shown = [remark for remark in rule_sum.remarks if remark.times == 1][:SHOWN_PLACES] or rule_sum.remarks[:1]
    texts: list[str] = []
    before: tuple[int | None, int | None] | None = None
    for remark in shown:
        sheet = remark.sheet
        is_same = sheet == before
        texts.append(cell_of(remark, language) if is_same else place_of(remark, language, with_file=with_file))
        before = sheet
    if more := rule_sum.count() - number_of(shown):
        texts.append(words.say("and_more", count=words.number(more)))
    return ", ".join(texts)


def several_files(remarks: Iterable[Remark]) -> bool:
    """Whether the remarks are about more than one file, so that a place has to name it."""
    return any((remark.file_no or 1) > 1 for remark in remarks)


def counts_by_form(remarks: Iterable[Remark], contract: Contract) -> dict[str, int]:
    """Return the number of remarks on each form, forms in their order."""
    counts = dict.fromkeys(contract.forms, 0)
    for remark in remarks:
        if remark.form in counts:
            counts[remark.form] += remark.times
    return counts
