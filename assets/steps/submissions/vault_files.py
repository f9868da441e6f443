"""The files of a submission as the vault keeps them, and the entry that names them.

Belongs here: names and digests in an encrypted entry, taking the files out again, putting the copy without identifiers
in the place of the original (field rule 9.4). Does not: finding identifiers (expectations/reading).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from expectations.reading import ReadFinding, Reading, SubmittedFile
from expectations.reading.read_and_redact import KEPT_RULES
from resources.register import RegisterRow
from resources.stores import Stores


def keep_names(stores: Stores, names: Mapping[str, str], identifiers: Sequence[ReadFinding] = ()) -> str:
    """Keep which file name stands for which entry, and what was taken out of the files; return the entry's digest."""
    entry = {"files": dict(names), "identifiers": [asdict(finding) for finding in identifiers]}
    return stores.vault.keep(json.dumps(entry, sort_keys=True).encode())


def kept_files(stores: Stores, row: RegisterRow) -> tuple[list[SubmittedFile], list[ReadFinding]]:
    """Return a submission's files in the order of their names, and the findings on what was taken out of them."""
    entry = json.loads(stores.vault.open(row.names_sha256))
    files = [SubmittedFile(name, stores.vault.open(sha256)) for name, sha256 in sorted(entry["files"].items())]
    return files, [ReadFinding(**finding) for finding in entry["identifiers"]]


def keep_without_identifiers(stores: Stores, row: RegisterRow, reading: Reading) -> None:
    """Put the copies that ``reading`` gives in the place of the originals; of these the register keeps the digests.

    An original that another submission not yet read needs stays until that one is read.
    """
    if not reading.kept:
        return
    before: dict[str, str] = json.loads(stores.vault.open(row.names_sha256))["files"]
    names = {file.name: stores.vault.keep(file.content) for file in reading.kept}
    identifiers = [finding for finding in reading.findings if finding.rule in KEPT_RULES]
    stores.register.mark_kept(row.submission_no, keep_names(stores, names, identifiers))
    for sha256 in sorted(set(before.values()) - set(names.values()) - stores.register.awaited()):
        stores.vault.remove(sha256)
