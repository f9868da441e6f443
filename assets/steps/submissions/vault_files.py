"""The files of a submission in the vault: one entry per file, and one entry with their names.

Belongs here: names and digests in an encrypted entry, opening the files, replacing an original by its copy without
identifiers (field rule 9.4). Does not: finding identifiers (expectations/reading).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from expectations.reading import ReadFinding, Reading, SubmittedFile
from expectations.reading.read_and_redact import KEPT_RULES
from resources.failures import names_office
from resources.register import RegisterRow
from resources.stores import Stores


def keep_names(stores: Stores, names: Mapping[str, str], identifiers: Sequence[ReadFinding] = ()) -> str:
    """Keep the vault entry of each file name, and the findings on removed identifiers; return the entry's digest."""
    entry = {"files": dict(names), "identifiers": [asdict(finding) for finding in identifiers]}
    return stores.vault.keep(json.dumps(entry, sort_keys=True).encode())


@names_office
def kept_files(stores: Stores, row: RegisterRow) -> tuple[list[SubmittedFile], list[ReadFinding]]:
    """Return a submission's files in the order of their names, and the findings on identifiers removed from them."""
    entry = json.loads(stores.vault.open(row.names_sha256))
    files = [SubmittedFile(name, stores.vault.open(sha256)) for name, sha256 in sorted(entry["files"].items())]
    return files, [ReadFinding(**finding) for finding in entry["identifiers"]]


def keep_without_identifiers(stores: Stores, row: RegisterRow, reading: Reading) -> None:
    """Replace the original files by the copies in ``reading``; the register keeps the digests of the originals.

    An original that another unread submission needs stays until that one is read.
    """
    if not reading.kept:
        return
    before: dict[str, str] = json.loads(stores.vault.open(row.names_sha256))["files"]
    names = {file.name: stores.vault.keep(file.content) for file in reading.kept}
    identifiers = [finding for finding in reading.findings if finding.rule in KEPT_RULES]
    stores.register.mark_kept(row.submission_no, keep_names(stores, names, identifiers))
    for sha256 in sorted(set(before.values()) - set(names.values()) - stores.register.awaited()):
        stores.vault.remove(sha256)
