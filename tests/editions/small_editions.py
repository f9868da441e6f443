"""Drafts of a small year in this process; their pages are placeholders, for speed.

Belongs here: what the tests of editions share. Does not: submissions (tests.lib.submissions.uniform_year), any claim.
"""

from collections.abc import Mapping

from assets.steps.editions.lookup import Edition, find_edition
from assets.steps.release.tables import release_folder, release_tables
from assets.steps.review.publish_draft import DOCUMENTS, put_on_shelf, say_year
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.statistics.count import count_year
from resources.stores import Stores
from tests.lib.submissions.files import YEAR, Forms
from tests.lib.submissions.uniform_year import send, take_in


def draft(stores: Stores) -> Edition:
    """Count the year and put its draft on the shelf; return it."""
    count_year(stores, YEAR)
    release_tables(stores, YEAR)
    say_year(stores, YEAR)
    folder = release_folder(stores, YEAR)
    replace_folder(folder / "figures", {"figures.json": b"[]"})
    for name in DOCUMENTS.values():
        replace_file(folder / name, b"a page")
    path, _ = put_on_shelf(stores, YEAR)
    return find_edition(stores, path.name, YEAR)


def reviewed(stores: Stores, deliveries: Mapping[str, Forms]) -> Edition:
    """Send one delivery an office, take all in, and return the draft."""
    for office, forms in deliveries.items():
        send(stores, office, "2013-01-10-1", forms)
    take_in(stores, *deliveries)
    return draft(stores)


def printed_counts(one: Edition, table: str) -> dict[tuple[str, ...], str]:
    """What a table of an edition prints as persons of its year: value or status, by codes."""
    cells = one.tables()[table].cells
    return {
        cell.codes: f"{cell.value:.0f}" if cell.value is not None else cell.status
        for cell in cells
        if cell.measure == "persons" and cell.year == YEAR
    }
