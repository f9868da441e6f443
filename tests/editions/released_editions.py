"""Letting a draft pass the joint audit, as far as the release asks: a sheet on exactly its tables.

Belongs here: the sheet, and a draft that has it. Does not: the audit.
"""

import hashlib

from small_editions import YEAR, draft

from assets.steps.editions.finding import Edition
from assets.steps.files import replace_folder
from assets.steps.release import release_folder, release_tables
from assets.steps.statistics import count_year
from reports.disclosure.joint.audit_sheet import AttackerResult, AuditSheet, write_sheet
from resources.stores import Stores


def audited(stores: Stores, *, passed: bool = True) -> Edition:
    """Make the tables of the year, put a sheet beside them, and make the draft that holds it."""
    count_year(stores, YEAR)
    release_tables(stores, YEAR)
    folder = release_folder(stores, YEAR)
    tables = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "tables").glob("*.csv")}
    attackers = (AttackerResult("outsider", "what is printed", held=passed),)
    sheet = AuditSheet(YEAR, passed, 100, 10, 1, 90, 11, attackers, "none", 0, tables)
    replace_folder(folder / "audit", {"disclosure.json": write_sheet(sheet)})
    return draft(stores)
