"""Joint protection: all tables of an edition, and what was released before, protected and audited as one problem.

Belongs here: the protection problem as data, what is withheld, the attackers, the audit and its public sheet. Does not:
counting (reports/statistics), where files lie (assets/steps). Plain functions on plain data.
"""

from reports.disclosure.joint.audit_sheet import AttackerResult, AuditSheet, AuditSheetFault, read_sheet, write_sheet

__all__ = ["AttackerResult", "AuditSheet", "AuditSheetFault", "read_sheet", "write_sheet"]
