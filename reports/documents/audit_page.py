"""The page of the annex on the disclosure audit: the public report in words, for every document.

Belongs here: the text on the audit, in three languages. Does not: the report (reports/published/audit_report.py),
markup (html.py, docx.py, workbook.py). Field rule 9.6 allows: pass or fail, share suppressed, attackers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from expectations.contract import Labels
from reports.published.audit_report import AttackerResult, AuditReport
from reports.sentences.numbers import written

FILE = Path(__file__).with_suffix(".yaml")


class _Attacker(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Labels
    knows: Labels


class _AuditPageWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Labels
    introduction: Labels
    failed: Labels
    counted: Labels
    tried: Labels
    measure: Labels
    finding: Labels
    attacker: Labels
    knows: Labels
    result: Labels
    passed: Labels
    not_passed: Labels
    held: Labels
    not_held: Labels
    found_of: Labels
    printed: Labels
    withheld: Labels
    withheld_for_others: Labels
    share: Labels
    share_of_large: Labels
    smallest: Labels
    tables: Labels
    solver: Labels
    not_counted: Labels
    notes: tuple[Labels, ...]
    attackers: Mapping[str, _Attacker]


@dataclass(frozen=True)
class AuditPage:
    """The page: two small tables between an introduction and notes. ``warning`` is empty where it passed."""

    title: str
    introduction: str
    warning: str
    counted: str
    head: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    tried: str
    attackers_head: tuple[str, str, str]
    attackers: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _AuditPageWords:
    return _AuditPageWords.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def audit_page(sheet: AuditReport, language: str = "en") -> AuditPage:
    """Return the page of a report. An attacker without a text in audit_page.yaml is named as in the report."""
    words = _words()
    result = words.passed if sheet.passed else words.not_passed
    return AuditPage(
        title=words.title.in_language(language),
        introduction=words.introduction.in_language(language),
        warning="" if sheet.passed else words.failed.in_language(language),
        counted=words.counted.in_language(language),
        head=(words.measure.in_language(language), words.finding.in_language(language)),
        rows=(
            (words.result.in_language(language), result.in_language(language)),
            *_counts(sheet, words, language),
            (
                words.smallest.in_language(language),
                written(sheet.threshold, language) if sheet.threshold else _none(language),
            ),
            (words.tables.in_language(language), written(len(sheet.tables), language)),
            (words.solver.in_language(language), sheet.solver),
        ),
        tried=words.tried.in_language(language),
        attackers_head=(
            words.attacker.in_language(language),
            words.knows.in_language(language),
            words.finding.in_language(language),
        ),
        attackers=tuple(_attacker(one, words, language) for one in sheet.attackers),
        notes=tuple(note.in_language(language) for note in words.notes),
    )


def warning_of(sheet: AuditReport | None, language: str = "en") -> str:
    """Return the warning on an edition that did not pass its audit; empty where it did, or had none yet."""
    return "" if sheet is None or sheet.passed else _words().failed.in_language(language)


def _counts(sheet: AuditReport, words: _AuditPageWords, language: str) -> list[tuple[str, str]]:
    """Return how much is printed and withheld; [x] where the audit was given up before it could count."""
    threshold = written(sheet.threshold, language)
    heads = (
        words.printed.in_language(language),
        words.withheld.in_language(language),
        words.withheld_for_others.in_language(language).format(threshold=threshold),
    )
    if not sheet.numbers_printed + sheet.numbers_withheld:
        return [(head, _none(language)) for head in heads[:2]]
    share = written(sheet.share_withheld_pct, language, decimals=1)
    of_large = written(sheet.share_withheld_to_protect_others_pct, language, decimals=1)
    withheld, large = (
        written(number, language) for number in (sheet.numbers_withheld, sheet.numbers_withheld_of_threshold_or_more)
    )
    return [
        (heads[0], written(sheet.numbers_printed, language)),
        (heads[1], f"{withheld} ({words.share.in_language(language).format(share=share)})"),
        (
            heads[2],
            f"{large} ({words.share_of_large.in_language(language).format(share=of_large, threshold=threshold)})",
        ),
    ]


def _none(language: str) -> str:
    return _words().not_counted.in_language(language)


def _attacker(one: AttackerResult, words: _AuditPageWords, language: str) -> tuple[str, str, str]:
    known = words.attackers.get(one.name)
    name = known.name.in_language(language) if known else one.name[:1].upper() + one.name[1:]
    knows = known.knows.in_language(language) if known else one.knows[:1].upper() + one.knows[1:]
    if one.found_pct and not one.held:
        found_of, share = words.found_of.in_language(language), written(one.found_pct, language, decimals=1)
        return name, knows, found_of.format(share=share)
    return name, knows, (words.held if one.held else words.not_held).in_language(language)
