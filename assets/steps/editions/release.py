"""Releasing an edition: it leaves the house, and binds every later audit. Only what passed every gate.

Belongs here: the gates, and setting the pages of a draft anew without the draft's mark. Does not: the joint audit
(reports/disclosure): its public sheet in the draft is asked for the verdict.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assets.steps.editions.lookup import Edition, as_on_shelf, editions_of
from assets.steps.provenance.vintage_records import record_vintages
from assets.steps.release.protection import audit_is_current, obstacle_of_content
from assets.steps.release.quality_tables import revisions_since_released
from assets.steps.release.shelf_integrity import require_released_unaltered
from assets.steps.release.tables import EDITION, release_folder
from assets.steps.review.publish_draft import DOCUMENTS, draw_year, say_year, set_document
from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import OperatorError, redact_errors
from reports.derived_tables.quality.texts import REVISIONS
from reports.published.audit_report import FILE, AuditReportError, read_audit_report, write_audit_report
from reports.published.disclosure_rules import default_threshold
from reports.published.table_csv import write_table_csv
from reports.statistics import load_tables
from resources.home import Home
from resources.shelf import MANIFEST
from resources.stores import Stores, at_home


class ReleaseRefusedError(OperatorError):
    """A gate that an edition did not pass; nothing was written."""


def audit_verdict(stores: Stores, edition: Edition) -> str:
    """Return why the joint audit does not let an edition go; empty where it does.

    The audit's sheet lies in the edition as `audit/disclosure.json`, and must be about exactly its table files.
    """
    path = edition.folder / FILE
    if not path.is_file():
        return "the joint disclosure audit of its tables does not exist"
    try:
        sheet = read_audit_report(path.read_bytes())
    except AuditReportError:
        return f"{FILE} is not the sheet of a joint disclosure audit"
    files = stores.shelf.manifest(edition.folder)["files"]
    tables = {Path(name).name: digest for name, digest in files.items() if name.startswith("tables/")}
    if not sheet.passed:
        said = obstacle_of_content(stores, edition.year, _content(stores, edition))
        return "it did not pass the joint disclosure audit" + (f" ({said})" if said else "")
    if sheet.year != edition.year or not sheet.covers(tables):
        return "the joint disclosure audit was of other tables"
    return ""


def gates(stores: Stores, edition: Edition) -> list[str]:
    """Return the reasons why an edition may not leave; empty where it may."""
    as_on_shelf(stores, edition)
    require_released_unaltered(stores, edition.year)
    reasons = []
    frozen = stores.editions.cut_off(edition.year)
    if edition.kind != "draft":
        return [f"{edition.name} has left the house already"]
    if any(one.draft == edition.number and one.kind == "edition" for one in stores.editions.entries(edition.year)):
        return [f"{edition.name} has left the house already"]
    if frozen is None:
        reasons.append(f"{edition.year} is not frozen: freeze it, so that what the edition stands on is fixed")
    elif edition.number < frozen.draft:
        reasons.append(f"it was made before the year was frozen at draft-{frozen.draft}")
    if stores.shelf.manifest(edition.folder).get("code_version") != code_version():
        reasons.append("it was made by another version of the program: run the year again, and release that draft")
    small = [
        key for key, table in edition.tables().items() for cell in table.cells if _is_small(cell.measure, cell.value)
    ]
    if small:
        reasons.append(f"a count under {default_threshold()} is printed in {', '.join(dict.fromkeys(small))}")
    if headless := _without_headline(edition):
        reasons.append(
            f"a headline total is confidential, that of {', '.join(headless)}: merge its theme with another, drop its "
            "tables, or wait until more have reported"
        )
    if edition.pedigree(stores) is None:
        reasons.append("what it stands on was not kept")
    verdict = audit_verdict(stores, edition)
    if not verdict and not audit_is_current(stores, edition.year, _content(stores, edition)):
        verdict = "other numbers have left the house, or another draft was made, since its audit: run the year again"
    return [*reasons, *([verdict] if verdict else []), *_years_beside(stores, edition)]


def _without_headline(edition: Edition) -> list[str]:
    """Return the tables of themes whose headline total, that of everybody, is suppressed in all of them."""
    specs = {spec.key: spec for spec in load_tables() if not spec.where and not spec.leave_out}
    suppressed: dict[tuple[str, str], list[str]] = {}
    printed = set()
    for key, table in edition.tables().items():
        spec = specs.get(key)
        cell = table.cell(*("total",) * len(table.dimensions), measure=spec.measure) if spec else None
        if spec is None or cell is None:
            continue
        if cell.status == "confidential":
            suppressed.setdefault((spec.theme, spec.measure), []).append(key)
        elif cell.status == "published":
            printed.add((spec.theme, spec.measure))
    return [key for headline, keys in suppressed.items() if headline not in printed for key in keys]


def _years_beside(stores: Stores, edition: Edition) -> list[str]:
    """Return why numbers of earlier years, which stand beside, may not leave with the edition."""
    beside = stores.shelf.manifest(edition.folder).get("years_beside")
    reasons = []
    for year, content in sorted(beside.items() if isinstance(beside, dict) else ()):
        of_year = editions_of(stores, int(year)) if year.isdigit() else []
        those = [one for one in of_year if stores.shelf.manifest(one.folder).get("content") == content]
        verdicts = [audit_verdict(stores, one) for one in those] or ["they are on the shelf no more"]
        if all(verdicts):
            reasons.append(f"numbers of {year} stand beside, and of {those[0].name if those else year}: {verdicts[0]}")
    return reasons


def _content(stores: Stores, edition: Edition) -> str:
    return str(stores.shelf.manifest(edition.folder).get("content"))


def _is_small(measure: str, value: float | None) -> bool:
    return measure == "persons" and value is not None and 0 < value < default_threshold()


def release(stores: Stores, edition: Edition) -> Path:
    """Put a draft on the shelf as a released edition, its pages set anew; return its folder. The year's freeze ends.

    Raises ReleaseRefusedError, which names every gate that it did not pass.
    """
    _pass_gates(stores, edition)
    with redact_errors("release"), stores.shelf.workspace(edition.year) as build:
        _pass_gates(stores, edition)  # again: somebody else may have released it before the shelf was free
        number = len(stores.shelf.editions(edition.year, "edition")) + 1
        _set_pages(stores, edition, number, build)
        said = stores.shelf.manifest(edition.folder)
        manifest = {name: value for name, value in said.items() if name != "files"}
        released = {**manifest, "released": True, "draft": edition.number}
        folder = stores.shelf.put_released(edition.year, build, released)
        pedigree = edition.entry.stands_on if edition.entry else ""
        record_vintages(stores, edition.year, folder, pedigree, "edition", edition.number)
        stores.editions.end_cut_off(edition.year, "released")
        return folder


def _pass_gates(stores: Stores, edition: Edition) -> None:
    reasons = gates(stores, edition)
    if reasons:
        raise ReleaseRefusedError(f"{edition.name} is not released: {'; '.join(reasons)}")


def _set_pages(stores: Stores, edition: Edition, number: int, build: Path) -> None:
    """Copy the draft into ``build``, and draw and set everything again that bears the draft's mark."""
    shutil.copytree(edition.folder, build, dirs_exist_ok=True)
    (build / MANIFEST).unlink()
    aside = Home(build / ".setting")
    elsewhere = at_home(stores, aside)
    making = release_folder(elsewhere, edition.year)
    making.mkdir(parents=True)
    for name in ("tables", Path(FILE).parent.name):
        shutil.copytree(edition.folder / name, making / name)
    _set_revisions(stores, edition, (build, making))
    manifest = stores.shelf.manifest(edition.folder)
    pedigree = edition.entry.stands_on if edition.entry else ""
    label = {**manifest, "draft": edition.number, "edition": number, "pedigree": pedigree}
    (making / EDITION).write_text(json.dumps(label), encoding="utf-8")
    draw_year(elsewhere, edition.year)
    say_year(elsewhere, edition.year)
    for kind in DOCUMENTS:
        set_document(elsewhere, edition.year, kind)
    for path in sorted(making.glob("[!.]*")):
        if path.name not in ("tables", Path(FILE).parent.name, EDITION):
            target = build / path.name
            if path.is_dir():
                shutil.rmtree(target, ignore_errors=True)
            path.rename(target)
    shutil.rmtree(aside.root)


def _set_revisions(stores: Stores, edition: Edition, folders: Sequence[Path]) -> None:
    """Compare with the last released edition that differs, or with nothing: no reader of this one knows a draft."""
    revisions = revisions_since_released(stores, edition.year, edition.tables())
    sheet = read_audit_report((edition.folder / FILE).read_bytes())
    audited = {name: digest for name, digest in sheet.tables.items() if name != f"{REVISIONS}.csv"}
    for folder in folders:
        path = folder / "tables" / f"{REVISIONS}.csv"
        path.unlink(missing_ok=True)
        if revisions is not None:
            content = write_table_csv(revisions)
            path.write_bytes(content)
            audited[path.name] = hashlib.sha256(content).hexdigest()
    for folder in folders:
        (folder / FILE).write_bytes(write_audit_report(replace(sheet, tables=audited)))
