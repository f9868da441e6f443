"""Steps that a kill interrupted: each is finished where its result has its place, and undone where it has not.

The journal says what was begun. A version without a journal left other states: an edition on the shelf without an
entry, vintages that were lost, an ad-hoc table that only its log knows. Belongs here: finding and mending all of them.
Does not: the lock of the year, which the caller holds (open_year.py).
"""

from collections.abc import Iterator

from assets.steps.provenance.put_edition import finish_edition
from assets.steps.provenance.vintage_records import are_vintages_complete, record_edition, repair_vintages
from assets.steps.release.answer_log import finish_or_undo_answer, record_unrecorded, unrecorded_answers
from assets.steps.release.shelf_integrity import listed_few
from assets.steps.release.tables import edition_in_progress
from assets.steps.runtime.errors import OperatorError
from resources.edition_manifest import EditionManifest
from resources.editions import EditionFacts, Kind
from resources.journal import Intent, JournalError, intent_of, is_begun, settle
from resources.shelf import ShelfError, number_of
from resources.stores import Stores


def is_interrupted(stores: Stores, year: int) -> bool:
    """Say whether something of a year is begun and not finished; also while another command works on it."""
    return bool(
        is_begun(stores.home, year)
        or stores.shelf.is_building(year)
        or _unrecorded_drafts(stores, year)
        or _unrecorded_releases(stores, year)
        or unrecorded_answers(stores, year)
        or not are_vintages_complete(stores, year)
    )


def finish_or_undo(stores: Stores, year: int) -> Iterator[str]:
    """Finish or undo all that is interrupted in a year; yield a sentence for each.

    Raises OperatorError where the journal cannot be read.
    """
    intent = _intent(stores, year)
    if intent is not None:
        yield _settle(stores, year, intent)
    settle(stores.home, year)
    if stores.shelf.sweep(year):
        yield "a command was interrupted while it built an edition; its files are removed, and none was on the shelf"
    for facts in _unrecorded_drafts(stores, year):
        yield _record(stores, facts)
    for facts in _unrecorded_releases(stores, year):
        cut_off = stores.editions.cut_off(year)
        ends = cut_off.cut_off_no if cut_off is not None and cut_off.draft <= facts.draft else None
        yield _record(stores, facts, ends)
    if numbers := record_unrecorded(stores, year):
        yield f"the log of ad-hoc tables has {', '.join(map(str, numbers))}, which the warehouse lacked: recorded now"
    yield from _repair_vintages(stores, year)


def _intent(stores: Stores, year: int) -> Intent | None:
    try:
        return intent_of(stores.home, year)
    except JournalError as error:
        raise OperatorError(str(error)) from None


def _settle(stores: Stores, year: int, intent: Intent) -> str:
    """Finish what the journal says where its result has its place, else undo it; return what was done."""
    if intent.answer_no is not None:
        if finish_or_undo_answer(stores, year, intent.answer_no):
            place = f"asked/{year}/{intent.answer_no}"
            return f"a command was interrupted after it logged the ad-hoc table {place}; the table binds, shown or not"
        return "a command was interrupted before it logged an ad-hoc table; nothing was shown: make the table again"
    facts = intent.edition
    folder = None if facts is None else stores.shelf.edition(year, facts.number, facts.kind)
    if facts is not None and folder is not None:
        finish_edition(stores, facts, folder, intent.cut_off_no)
        return f"a command was interrupted after it put {facts.name} on the shelf; {facts.name} is recorded now"
    stores.shelf.sweep(year)
    settle(stores.home, year)
    if facts is not None and facts.kind == "edition":
        return (
            f"the release of draft-{facts.draft} was interrupted and is undone; nothing was published: release it again"
        )
    return "a run was interrupted before its draft was on the shelf; the draft is removed: run the year again"


def _record(stores: Stores, facts: EditionFacts, ends: int | None = None) -> str:
    """Record an edition on the shelf without an entry, unless it was edited by hand; return what was done."""
    folder = stores.shelf.edition(facts.year, facts.number, facts.kind)
    edited = [] if folder is None else stores.shelf.edited_by_hand(folder)
    if folder is None or edited:
        return f"{facts.name} is not recorded and was edited by hand: put back {listed_few(edited)}"
    record_edition(stores, facts, folder, ends)
    return f"{facts.name} was on the shelf and not recorded, because a command was interrupted; it is recorded now"


def _unrecorded_drafts(stores: Stores, year: int) -> list[EditionFacts]:
    """Return the draft on the shelf without an entry that is the edition in progress, whose pedigree is known.

    A draft that is older than the table of entries is none of these.
    """
    numbers = _unrecorded(stores, year, "draft")
    if not numbers:
        return []
    try:
        progress = edition_in_progress(stores, year)
    except OperatorError:
        return []
    manifest, sha256 = _manifest(stores, year, "draft", progress.draft) if progress.draft in numbers else (None, "")
    if manifest is None or manifest.content != progress.content:
        return []
    number, content = progress.draft, manifest.content
    return [EditionFacts(year, "draft", number, number, content, sha256, progress.pedigree)]


def _unrecorded_releases(stores: Stores, year: int) -> list[EditionFacts]:
    """Return the released editions on the shelf without an entry whose draft has one: its pedigree is theirs."""
    found = []
    for number in _unrecorded(stores, year, "edition"):
        manifest, sha256 = _manifest(stores, year, "edition", number)
        draft = None
        if manifest is not None and manifest.draft is not None:
            draft = stores.editions.entry(year, "draft", manifest.draft)
        if manifest is not None and draft is not None:
            found.append(EditionFacts(year, "edition", number, draft.number, manifest.content, sha256, draft.stands_on))
    return found


def _unrecorded(stores: Stores, year: int, kind: Kind) -> list[int]:
    """Return the numbers of the editions on the shelf without an entry."""
    recorded = {entry.number for entry in stores.editions.entries(year) if entry.kind == kind}
    numbers = (number_of(folder) for folder in stores.shelf.editions(year, kind))
    return [number for number in numbers if number not in recorded]


def _manifest(stores: Stores, year: int, kind: Kind, number: int) -> tuple[EditionManifest | None, str]:
    """Return the manifest of an edition and its digest; None where there is none that can be read."""
    folder = stores.shelf.edition(year, number, kind)
    try:
        return (None, "") if folder is None else (stores.shelf.manifest(folder), stores.shelf.manifest_sha256(folder))
    except ShelfError:
        return None, ""


def _repair_vintages(stores: Stores, year: int) -> Iterator[str]:
    if are_vintages_complete(stores, year):
        return
    repair = repair_vintages(stores, year)
    if repair.rows:
        yield f"the vintages of {', '.join(repair.rows)} were lost or wrong; they are made again from the shelf"
    for name in repair.lost:
        yield f"the vintages of {name} are lost, and its folder is gone or was edited: put back the folder"
