"""The current draft: the latest draft of a year, where a run now would print the same.

Belongs here: this comparison. Does not: making tables (steps/release/tables.py).
"""

from assets.steps.editions.lookup import Edition, editions_of
from assets.steps.provenance.pedigree import counted_submissions
from assets.steps.provenance.vintage_records import printed_cells
from assets.steps.release.derived_tables import sources_of
from assets.steps.runtime.code_version import code_version
from assets.steps.submissions.corrections import corrections_of
from resources.stores import Stores


def current_draft(stores: Stores, year: int) -> Edition | None:
    """Return the latest draft of ``year`` where a run now would print the same; None where it might not.

    Submissions, corrections, sources, contract and code must be those of now; the draft must not have been edited; and
    its numbers of earlier years must be those of their latest drafts.
    """
    drafts = [edition for edition in editions_of(stores, year) if edition.kind == "draft"]
    if not drafts:
        return None
    draft = drafts[-1]
    pedigree, manifest = draft.pedigree(stores), stores.shelf.manifest(draft.folder)
    if pedigree is None or draft.edited_by_hand(stores):
        return None
    then_and_now = (
        (pedigree.standing, counted_submissions(stores, year)),
        (pedigree.corrections, corrections_of(stores, year).sha256),
        (manifest.sources, sources_of(stores, year)),
        (pedigree.contract_version, stores.contract.version),
        (pedigree.code_version, code_version()),
    )
    same = all(then == now for then, now in then_and_now)
    return draft if same and _earlier_years_agree(stores, draft) else None


def _earlier_years_agree(stores: Stores, draft: Edition) -> bool:
    printed = printed_cells(draft.folder)
    for year in (earlier for earlier in stores.shelf.years() if earlier < draft.year):
        latest = stores.shelf.latest(year)
        in_latest = {} if latest is None else printed_cells(latest)
        of_year = {cell_id: cell for cell_id, cell in in_latest.items() if cell_id.endswith(f":{year}")}
        if any(printed[cell_id][:2] != cell[:2] for cell_id, cell in of_year.items() if cell_id in printed):
            return False
    return True
