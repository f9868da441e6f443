"""The public sheet of an edition's audit, and the verdict that a release asks for."""

import json

import pytest

from reports.published.audit_report import (
    AttackerResult,
    AuditReport,
    AuditReportError,
    read_audit_report,
    write_audit_report,
)

OUTSIDER = AttackerResult("outsider", "every printed number", True)


def sheet(passed=True, attackers=(OUTSIDER,)) -> AuditReport:
    return AuditReport(2012, passed, 90, 10, 4, 80, 11, attackers, "HiGHS", {"a.csv": "ab"})


def test_a_sheet_is_read_back_as_it_was_written():
    assert read_audit_report(write_audit_report(sheet())) == sheet()
    assert sheet().share_withheld_pct == 10.0
    assert sheet().share_withheld_to_protect_others_pct == 5.0


def test_the_verdict_holds_for_the_audited_tables_alone():
    assert sheet().covers({"a.csv": "ab"})
    assert not sheet().covers({"a.csv": "other"})
    assert not sheet().covers({"a.csv": "ab", "b.csv": "cd"})
    assert not sheet(passed=False).covers({"a.csv": "ab"})


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", json.dumps({**json.loads(write_audit_report(sheet())), "passed": "yes"}).encode()],
)
def test_what_is_no_sheet_is_refused(content):
    with pytest.raises(AuditReportError):
        read_audit_report(content)


def test_a_sheet_that_passes_though_an_attacker_scenario_succeeded_is_refused():
    lost = AttackerResult("outsider", "every printed number", False)
    for attackers in ((lost,), ()):
        with pytest.raises(AuditReportError):
            read_audit_report(write_audit_report(sheet(attackers=attackers)))
