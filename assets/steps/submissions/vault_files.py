"""The files of a submission in the vault: one entry per file, and one entry with their names.

Belongs here: names and digests in an encrypted entry, opening the files, replacing an original by its copy without
identifiers (field rule 9.4). Does not: finding identifiers (expectations/reading).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from assets.steps.runtime.errors import OperatorError
from expectations.reading import ReadFinding, Reading, SubmittedFile
from expectations.reading.read_and_redact import KEPT_RULES
from resources.failures import names_office
from resources.register import RegisterRow
from resources.stores import Stores
from resources.vault import VaultError


class DamagedSubmissionError(OperatorError):
    """A submission whose files cannot be taken out of the vault. Names office, year and number of the submission."""

    def __init__(self, row: RegisterRow) -> None:
        super().__init__(f"{_what_is_damaged(row)}; {REMEDY}")


REMEDY = "put its entry back from a backup of the vault, or ask the office to send its files again"


def _what_is_damaged(row: RegisterRow) -> str:
    return f"{row.office} {row.year}: the files of submission {row.submission_no} cannot be opened in the vault"


def damage_notice(row: RegisterRow, *, has_records: bool) -> str:
    """Return the sentence for the operator. ``has_records``: the submission's records were read before."""
    counted = "its records read before are counted" if has_records else "none of its records is counted"
    return f"{_what_is_damaged(row)}, and {counted}; {REMEDY}"


def keep_names(stores: Stores, names: Mapping[str, str], identifiers: Sequence[ReadFinding] = ()) -> str:
    """Keep the vault entry of each file name, and the findings on removed identifiers; return the entry's digest."""
    entry = {"files": dict(names), "identifiers": [asdict(finding) for finding in identifiers]}
    return stores.vault.keep(json.dumps(entry, sort_keys=True).encode())


def digests_of(stores: Stores, row: RegisterRow) -> dict[str, str]:
    """Return the digests of a submission's files as they are kept, by file name. Raises DamagedSubmissionError."""
    return _entry(stores, row)[0]


def digests_of_readable(stores: Stores, row: RegisterRow) -> dict[str, str]:
    """Return the same as ``digests_of``, and nothing for a submission whose entry is damaged."""
    try:
        return digests_of(stores, row)
    except DamagedSubmissionError:
        return {}


def findings_before(stores: Stores, row: RegisterRow) -> list[ReadFinding]:
    """Return the findings on identifiers that were removed from a submission's files before."""
    return _entry(stores, row)[1]


@names_office
def kept_files(stores: Stores, row: RegisterRow) -> tuple[list[SubmittedFile], list[ReadFinding]]:
    """Return a submission's files in the order of their names, and the findings on identifiers removed from them.

    Raises DamagedSubmissionError.
    """
    names, findings = _entry(stores, row)
    try:
        files = [SubmittedFile(name, stores.vault.open(sha256)) for name, sha256 in sorted(names.items())]
    except VaultError:
        raise DamagedSubmissionError(row) from None
    return files, findings


def _entry(stores: Stores, row: RegisterRow) -> tuple[dict[str, str], list[ReadFinding]]:
    if not row.names_sha256:
        return {}, []
    try:
        entry = json.loads(stores.vault.open(row.names_sha256))
        return dict(entry["files"]), [ReadFinding(**finding) for finding in entry["identifiers"]]
    except (VaultError, ValueError, KeyError, TypeError):
        raise DamagedSubmissionError(row) from None


def is_stripped(row: RegisterRow, kept: Mapping[str, str]) -> bool:
    """Say whether copies are kept in place of files of a submission. ``kept``: the digests of its files as kept."""
    return bool({file.sha256 for file in row.files} - set(kept.values()))


def keep_without_identifiers(stores: Stores, row: RegisterRow, reading: Reading) -> None:
    """Replace the original files by the copies in ``reading``; the register keeps the digests of the originals.

    An original that another unread submission needs stays until that one is read. The register names the copies before
    the first original is removed: a process that is killed in between leaves originals that no submission names, which
    ``remove_stripped_originals`` removes.
    """
    if not reading.kept:
        return
    before = digests_of(stores, row)
    names = {file.name: stores.vault.keep(file.content) for file in reading.kept}
    identifiers = [finding for finding in reading.findings if finding.rule in KEPT_RULES]
    entry = keep_names(stores, names, identifiers)
    stores.register.mark_kept(row.submission_no, entry)
    for other in stores.register.rows(row.year, row.office):
        if other.digest == row.digest and other.state == "repeated":
            stores.register.mark_kept(other.submission_no, entry)
    with stores.vault.changing():
        unread = [other for other in stores.register.unread() if other.submission_no != row.submission_no]
        needed = set(names.values()).union(*(digests_of_readable(stores, other).values() for other in unread))
        for sha256 in sorted(set(before.values()) - needed):
            stores.vault.remove(sha256)
