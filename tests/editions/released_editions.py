"""Letting a draft pass the joint audit, as far as the release asks: a sheet on exactly its tables.

Belongs here: the sheet, and a draft that has it. Does not: the audit.
"""

import pytest

import assets.steps.release.tables
import assets.steps.review.publish_draft
from assets.steps.editions.lookup import Edition
from reports.published.audit_report import AttackerResult, AuditReport
from resources.stores import Stores
from tests.editions.small_editions import draft
from tests.lib.submissions.files import YEAR


def audited(stores: Stores, *, passed: bool = True) -> Edition:
    """Make the draft of the year with a sheet of an audit that ended so, whatever the audit itself would say."""
    attackers = (AttackerResult("outsider", "what is printed", held=passed),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            assets.steps.release.tables,
            "audit_report",
            lambda _, __, year, tables, ___: AuditReport(year, passed, 100, 10, 1, 90, 11, attackers, "none", tables),
        )
        if not passed:  # as an earlier version of the program left it there
            patch.setattr(assets.steps.review.publish_draft, "_require_protected_together", lambda *_: None)
        made = draft(stores)
    assert made.year == YEAR
    return made
