"""Releasing an edition: a draft that passed every gate becomes a released edition. Later audits assume its cells known.

Belongs here: the gates, and setting the pages of the draft again without the draft's mark. Does not: the joint audit
(reports/disclosure); its verdict is read from the audit report in the draft.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assets.steps.editions.lookup import Edition, as_on_shelf, editions_of, find_edition
from assets.steps.provenance.put_edition import put_released
from assets.steps.release.key_of_year import require_key_of_year
from assets.steps.release.open_year import Tell, log, open_year
from assets.steps.release.prior_releases import contents_released, has_disclosures
from assets.steps.release.quality_tables import revisions_since_released
from assets.steps.release.restricted_audit import audit_is_current, obstacle_of_content
from assets.steps.release.shelf_integrity import require_released_unaltered
from assets.steps.release.tables import EDITION, release_folder
from assets.steps.review.publish_draft import DOCUMENTS, draw_year, say_year, set_document
from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.complete_home import require_complete_home
from assets.steps.runtime.errors import OperatorError, redact_errors
from reports.derived_tables.quality.texts import REVISIONS
from reports.disclosure.audit.small_counts import printed_small_counts
from reports.published.audit_report import FILE, AuditReport, AuditReportError, read_audit_report, write_audit_report
from reports.published.disclosure_rules import default_threshold
from reports.published.table_csv import write_table_csv
from reports.statistics import load_tables
from resources.edition_manifest import EditionInProgress, EditionManifest, write_manifest
from resources.home import Home
from resources.private_files import make_private_folder
from resources.shelf import MANIFEST
from resources.stores import Stores, at_home


class ReleaseRefusedError(OperatorError):
    """An edition that did not pass a gate; nothing was written."""


def audit_verdict(stores: Stores, edition: Edition) -> str:
    """Return why the joint audit does not allow a release; empty where it does.

    The audit report in the edition, `audit/disclosure.json`, must be about exactly its table files.
    """
    if not (edition.folder / FILE).is_file():
        return "the joint disclosure audit of its tables does not exist"
    report = _audit_report(edition)
    if report is None:
        return f"{FILE} is not the report of a joint disclosure audit"
    manifest = stores.shelf.manifest(edition.folder)
    if not report.passed:
        obstacle = obstacle_of_content(stores, edition.year, manifest.content)
        return "it did not pass the joint disclosure audit" + (f" ({obstacle})" if obstacle else "")
    if report.year != edition.year or not report.covers(manifest.tables_on_shelf()):
        return "the joint disclosure audit was of other tables"
    return ""


def _audit_report(edition: Edition) -> AuditReport | None:
    """Return the audit report in the edition; None where there is none that can be read."""
    path = edition.folder / FILE
    try:
        return read_audit_report(path.read_bytes()) if path.is_file() else None
    except AuditReportError:
        return None


def gates(stores: Stores, edition: Edition) -> list[str]:
    """Return the reasons why an edition may not be released; empty where it may."""
    as_on_shelf(stores, edition)
    require_released_unaltered(stores, edition.year)
    entries = stores.editions.entries(edition.year)
    was_released = any(entry.draft == edition.number and entry.kind == "edition" for entry in entries)
    released = [stores.shelf.manifest(folder) for folder in stores.shelf.editions(edition.year, "edition")]
    was_released |= any(manifest.draft == edition.number for manifest in released)
    if edition.kind != "draft" or was_released:
        return [f"{edition.name} has been released already"]
    reasons = []
    manifest = stores.shelf.manifest(edition.folder)
    frozen = stores.editions.cut_off(edition.year)
    if frozen is None:
        reasons.append(
            f"{edition.year} is not frozen: freeze it first, so that the submissions of the edition are fixed"
        )
    elif edition.number < frozen.draft:
        reasons.append(f"it was made before the year was frozen at draft-{frozen.draft}")
    if manifest.code_version != code_version():
        reasons.append("it was made by another version of the program: run the year again, and release that draft")
    small = [key for key, _ in printed_small_counts(edition.tables(), _audit_report(edition), edition.year)]
    if small:
        reasons.append(f"a count under {default_threshold()} is printed in {', '.join(dict.fromkeys(small))}")
    if headless := _without_headline(edition):
        reasons.append(
            f"a headline total is confidential, that of {', '.join(headless)}: merge its theme with another, drop its "
            "tables, or wait until more have reported"
        )
    if edition.pedigree(stores) is None:
        reasons.append("its pedigree was not kept")
    verdict = audit_verdict(stores, edition)
    if not verdict and not audit_is_current(stores, edition.year, manifest.content):
        verdict = "other numbers were released, or another draft was made, since its audit: run the year again"
    return [*reasons, *([verdict] if verdict else []), *_obstacles_of_earlier_years(stores, manifest)]


def _without_headline(edition: Edition) -> list[str]:
    """Return the tables of the themes whose headline total (of all persons) is suppressed in every table."""
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


def _obstacles_of_earlier_years(stores: Stores, manifest: EditionManifest) -> list[str]:
    """Return why the numbers of earlier years that the edition prints may not be released."""
    reasons = []
    for year, content in sorted(manifest.years_beside.items()):
        of_year = editions_of(stores, int(year)) if year.isdigit() else []
        sources = [source for source in of_year if stores.shelf.manifest(source.folder).content == content]
        verdicts = [audit_verdict(stores, source) for source in sources] or ["they are not on the shelf any more"]
        verdict = verdicts[0] if all(verdicts) else _not_protected_against(stores, int(year), content)
        if verdict:
            name = sources[0].name if sources else year
            reasons.append(f"numbers of {year} are printed beside, and of {name}: {verdict}")
    return reasons


def _not_protected_against(stores: Stores, year: int, content: str) -> str:
    """Return why the numbers of a draft may not be released for the first time; empty where they may.

    An edition or an ad-hoc table of the year that was released since the audit of the draft is not part of that audit.
    """
    is_released = any(content == of_edition for _, of_edition in contents_released(stores, year))
    if is_released or not has_disclosures(stores, year) or audit_is_current(stores, year, content):
        return ""
    return f"other numbers of {year} were released since its audit: run {year} again, then the year to release"


def release(stores: Stores, edition: Edition, tell: Tell = log) -> Path:
    """Put a draft on the shelf as a released edition, with its pages set again; return its folder. The freeze ends.

    Readers see the edition by one change of a name; what follows is finished by the next command where this one is
    killed. The locks of all years whose numbers are printed are held. ``tell``: see ``open_year``. Raises
    ReleaseRefusedError, which names every gate that the draft did not pass.
    """
    years = [int(year) for year in stores.shelf.manifest(as_on_shelf(stores, edition).folder).years_beside]
    with redact_errors("release"), open_year(stores, edition.year, *years, tell=tell):
        require_complete_home(stores, edition.year)
        for year in {edition.year, *years}:
            require_key_of_year(stores, year)
        draft = find_edition(stores, edition.name)  # as it is now that no other command changes it
        _pass_gates(stores, draft)
        if draft.entry is None:
            raise ReleaseRefusedError(f"{draft.name} is not released: its pedigree was not kept")
        manifest = stores.shelf.manifest(draft.folder)
        with stores.shelf.workspace(draft.year) as build:
            number = stores.shelf.next_released(draft.year, stores.editions.greatest(draft.year, "edition"))
            _set_pages(stores, draft, manifest, number, build)
            released = manifest.model_copy(update={"released": True, "draft": draft.number})
            return put_released(stores, build, released, draft.entry)


def _pass_gates(stores: Stores, edition: Edition) -> None:
    reasons = gates(stores, edition)
    if reasons:
        raise ReleaseRefusedError(f"{edition.name} is not released: {'; '.join(reasons)}")


def _set_pages(stores: Stores, edition: Edition, manifest: EditionManifest, number: int, build: Path) -> None:
    """Copy the draft into ``build``; draw the figures and set the documents again, without the draft's mark."""
    shutil.copytree(edition.folder, build, dirs_exist_ok=True)
    (build / MANIFEST).unlink()
    aside = Home(build / ".setting")
    stores_aside = at_home(stores, aside)
    workplace = release_folder(stores_aside, edition.year)
    make_private_folder(workplace)
    for name in ("tables", Path(FILE).parent.name):
        shutil.copytree(edition.folder / name, workplace / name)
    _set_revisions(stores, edition, (build, workplace))
    in_progress = EditionInProgress(
        year=edition.year,
        nature=manifest.nature,
        draft=edition.number,
        edition=number,
        pedigree=edition.entry.stands_on if edition.entry else "",
    )
    (workplace / EDITION).write_bytes(write_manifest(in_progress))
    draw_year(stores_aside, edition.year)
    say_year(stores_aside, edition.year)
    for kind in DOCUMENTS:
        set_document(stores_aside, edition.year, kind)
    for path in sorted(workplace.glob("[!.]*")):
        if path.name not in ("tables", Path(FILE).parent.name, EDITION):
            target = build / path.name
            if path.is_dir():
                shutil.rmtree(target, ignore_errors=True)
            path.rename(target)
    shutil.rmtree(aside.root)


def _set_revisions(stores: Stores, edition: Edition, folders: Sequence[Path]) -> None:
    """Replace the table of revisions by one since the last released edition that differs, or remove it."""
    revisions = revisions_since_released(stores, edition.year, edition.tables())
    report = read_audit_report((edition.folder / FILE).read_bytes())
    audited = {name: digest for name, digest in report.tables.items() if name != f"{REVISIONS}.csv"}
    for folder in folders:
        path = folder / "tables" / f"{REVISIONS}.csv"
        path.unlink(missing_ok=True)
        if revisions is not None:
            content = write_table_csv(revisions)
            path.write_bytes(content)
            audited[path.name] = hashlib.sha256(content).hexdigest()
    for folder in folders:
        (folder / FILE).write_bytes(write_audit_report(replace(report, tables=audited)))
