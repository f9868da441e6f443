"""The draft on the shelf as the present state of its year, where it stands on all that stands now.

Belongs here: whether the latest draft is what a run of this moment would print. Does not: making tables (release.py).
"""

from assets.steps.editions.lookup import Edition, editions_of
from assets.steps.provenance.pedigree import counted_submissions
from assets.steps.provenance.vintage_records import printed_cells
from assets.steps.release.derived_tables import sources_of
from assets.steps.runtime.code_version import code_version
from assets.steps.submissions.corrections import corrections_of
from resources.stores import Stores


def current_draft(stores: Stores, year: int) -> Edition | None:
    """Return the latest draft of ``year`` where a run of this moment would print the same; None where it might not.

    It must stand on the submissions, corrections, sources, contract and code of now, be as it was put on the shelf, and
    print of earlier years what their latest drafts do.
    """
    drafts = [one for one in editions_of(stores, year) if one.kind == "draft"]
    if not drafts:
        return None
    draft = drafts[-1]
    pedigree, manifest = draft.pedigree(stores), stores.shelf.manifest(draft.folder)
    if pedigree is None or draft.edited_by_hand(stores):
        return None
    stands_on = (
        (pedigree.standing, counted_submissions(stores, year)),
        (pedigree.corrections, corrections_of(stores, year).sha256),
        (manifest.get("sources"), sources_of(stores, year)),
        (pedigree.contract_version, stores.contract.version),
        (pedigree.code_version, code_version()),
    )
    same = all(was == now for was, now in stands_on)
    return draft if same and _earlier_years_agree(stores, draft) else None


def _earlier_years_agree(stores: Stores, draft: Edition) -> bool:
    printed = printed_cells(draft.folder)
    for year in (one for one in stores.shelf.years() if one < draft.year):
        latest = stores.shelf.latest(year)
        theirs = {} if latest is None else printed_cells(latest)
        own = {cell: said for cell, said in theirs.items() if cell.endswith(f":{year}")}
        if any(printed[cell][:2] != said[:2] for cell, said in own.items() if cell in printed):
            return False
    return True
