"""Originals with identifiers that are in the vault although their copies without identifiers are kept.

Versions before 0.3 kept a delivered file again at each run; a killed process leaves originals, too. Belongs here:
finding and removing them. Does not: making the copies (vault_files.py), the drop folder, which still has the originals.
"""

from collections import Counter
from collections.abc import Mapping

from assets.steps.submissions.vault_files import digests_of_readable, is_stripped
from resources.register import RegisterRow
from resources.stores import Stores


def remove_stripped_originals(stores: Stores) -> list[str]:
    """Remove such originals of all years; return a sentence per office and year, with the number of files.

    An original stays while a submission that is not read yet needs it, or one that was read from it.
    """
    with stores.vault.changing():
        rows = stores.register.all_rows()
        kept = {row.submission_no: digests for row in rows if (digests := digests_of_readable(stores, row))}
        stripped = [row for row in rows if row.submission_no in kept and is_stripped(row, kept[row.submission_no])]
        if not stripped:
            return []
        needed = _needed(stores, rows, stripped, kept)
        removed: Counter[tuple[str, int]] = Counter()
        for row in stripped:
            originals = {file.sha256 for file in row.files} - set(kept[row.submission_no].values()) - needed
            for sha256 in sorted(filter(stores.vault.holds, originals)):
                stores.vault.remove(sha256)
                removed[row.office, row.year] += 1
    return [
        f"{office} {year}: {files} files with identifiers, of which copies without them are kept, were removed from "
        "the vault"
        for (office, year), files in sorted(removed.items())
    ]


def _needed(
    stores: Stores, rows: list[RegisterRow], stripped: list[RegisterRow], kept: Mapping[int, Mapping[str, str]]
) -> set[str]:
    """Return the digests of files that a submission is, or will be, read from.

    A submission with the same files as a stripped one is given the copies of that one; nobody reads a rejected one.
    """
    copies = {(row.office, row.year, row.digest): row.names_sha256 for row in stripped}
    known = {row.submission_no for row in stripped}
    needed: set[str] = set()
    for row in rows:
        digests = set(kept.get(row.submission_no, {}).values())
        copy = copies.get((row.office, row.year, row.digest))
        if row.submission_no in known or row.state == "received":
            needed |= digests
        elif copy is not None and row.state != "rejected":
            stores.register.mark_kept(row.submission_no, copy)
        elif row.state == "read":
            needed |= digests
    return needed
