"""Putting an edition on the shelf, and recording it: one step, which the next command finishes or undoes after a kill.

The intent is in the journal before the folder has its place, until the edition is recorded. Belongs here: the order of
these writes, and finishing an edition that has its place. Does not: building its files (steps/review, steps/editions),
looking for interrupted steps (release/open_year.py).
"""

from pathlib import Path

from assets.steps.provenance.vintage_records import record_edition
from assets.steps.runtime.errors import OperatorError
from resources.edition_manifest import EditionInProgress, EditionManifest
from resources.editions import EditionFacts, Kind
from resources.journal import Intent, intend, settle
from resources.shelf import number_of
from resources.stores import Stores


def put_draft(stores: Stores, build: Path, edition: EditionInProgress, year: int) -> tuple[Path, bool]:
    """Put the draft built in ``build`` on the shelf and record it; return its folder, and whether it is a new draft.

    The caller holds the lock of the year. Raises OperatorError where its pages print the number of another draft.
    """
    manifest = edition.manifest().model_copy(update={"released": False})
    recorded = stores.editions.greatest(year, "draft")
    if stores.shelf.next_number(year, manifest.content, recorded) != edition.draft:
        raise OperatorError(f"the drafts of {year} changed since the tables were made: run {year} again")

    def facts_of(number: int, manifest_sha256: str) -> EditionFacts:
        return _facts(year, "draft", number, number, manifest, manifest_sha256, edition.pedigree)

    def announce(number: int, manifest_sha256: str) -> None:
        intend(stores.home, year, Intent(step="draft", edition=facts_of(number, manifest_sha256)))

    folder, is_new = stores.shelf.put(year, build, manifest, announce, recorded)
    facts = facts_of(number_of(folder), stores.shelf.manifest_sha256(folder))
    finish_edition(stores, facts, folder)
    return folder, is_new


def put_released(stores: Stores, build: Path, manifest: EditionManifest, draft: EditionFacts) -> Path:
    """Put a released edition on the shelf, record it, and end the freeze; return its folder.

    ``draft``: what is recorded of the draft that is released. The caller holds the lock of the year.
    """
    year = draft.year
    cut_off = stores.editions.cut_off(year)
    ends = None if cut_off is None else cut_off.cut_off_no

    def facts_of(number: int, manifest_sha256: str) -> EditionFacts:
        return _facts(year, "edition", number, draft.number, manifest, manifest_sha256, draft.stands_on)

    def announce(number: int, manifest_sha256: str) -> None:
        intend(stores.home, year, Intent(step="release", edition=facts_of(number, manifest_sha256), cut_off_no=ends))

    folder = stores.shelf.put_released(year, build, manifest, announce, stores.editions.greatest(year, "edition"))
    finish_edition(stores, facts_of(number_of(folder), stores.shelf.manifest_sha256(folder)), folder, ends)
    return folder


def finish_edition(stores: Stores, facts: EditionFacts, folder: Path, ends: int | None = None) -> None:
    """Record an edition that has its place on the shelf, and settle its intent. ``ends``: the cut-off to end."""
    record_edition(stores, facts, folder, ends)
    settle(stores.home, facts.year)


def _facts(
    year: int, kind: Kind, number: int, draft: int, manifest: EditionManifest, manifest_sha256: str, pedigree: str
) -> EditionFacts:
    return EditionFacts(year, kind, number, draft, manifest.content, manifest_sha256, pedigree)
