"""The page of the annex on the disclosure audit: the public sheet in words, for every document.

Belongs here: what is said of the audit, in three languages. Does not: the sheet itself (reports/disclosure),
markup (html.py, docx.py, workbook.py). It says what field rule 9.6 lets out: pass or fail, share withheld, attackers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from reports.published.audit_report import AttackerResult, AuditReport
from reports.sentences.numbers import written

FILE = Path(__file__).with_suffix(".yaml")
Language = Literal["en", "fr", "es"]
Labels = Mapping[Language, str]


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


def audit_page(sheet: AuditReport, language: Language = "en") -> AuditPage:
    """Return what the review says of its audit. An attacker without words of ours is named as in the sheet."""
    words = _words()
    result = words.passed if sheet.passed else words.not_passed
    return AuditPage(
        title=words.title[language],
        introduction=words.introduction[language],
        warning="" if sheet.passed else words.failed[language],
        counted=words.counted[language],
        head=(words.measure[language], words.finding[language]),
        rows=(
            (words.result[language], result[language]),
            *_counts(sheet, words, language),
            (words.smallest[language], written(sheet.threshold, language) if sheet.threshold else _none(language)),
            (words.tables[language], written(len(sheet.tables), language)),
            (words.solver[language], sheet.solver),
        ),
        tried=words.tried[language],
        attackers_head=(words.attacker[language], words.knows[language], words.finding[language]),
        attackers=tuple(_attacker(one, words, language) for one in sheet.attackers),
        notes=tuple(note[language] for note in words.notes),
    )


def warning_of(sheet: AuditReport | None, language: Language = "en") -> str:
    """Return what is said first of an edition that did not pass its audit; empty where it did, or had none yet."""
    return "" if sheet is None or sheet.passed else _words().failed[language]


def _counts(sheet: AuditReport, words: _AuditPageWords, language: Language) -> list[tuple[str, str]]:
    """Return how much is printed and withheld; [x] where the audit was given up before it could count."""
    threshold = written(sheet.threshold, language)
    heads = (
        words.printed[language],
        words.withheld[language],
        words.withheld_for_others[language].format(threshold=threshold),
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
        (heads[1], f"{withheld} ({words.share[language].format(share=share)})"),
        (heads[2], f"{large} ({words.share_of_large[language].format(share=of_large, threshold=threshold)})"),
    ]


def _none(language: Language) -> str:
    return _words().not_counted[language]


def _attacker(one: AttackerResult, words: _AuditPageWords, language: Language) -> tuple[str, str, str]:
    known = words.attackers.get(one.name)
    name = known.name[language] if known else one.name[:1].upper() + one.name[1:]
    knows = known.knows[language] if known else one.knows[:1].upper() + one.knows[1:]
    return name, knows, (words.held if one.held else words.not_held)[language]
