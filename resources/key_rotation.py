"""The rotation of the key: a new key in place of the key of a home, for all that the home keeps encrypted.

The subkeys stay, so that pseudonyms, suppression patterns and references of submissions are those of before. The new
key lies in `key/review.key.next` until everything is encrypted with it: a rotation that was interrupted goes on from
there, and no other command opens the home meanwhile. Belongs here: these steps. Does not: the key (key.py).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyrage

from expectations.contract import Contract
from expectations.progress import NULL_PROGRESS, Progress
from resources.answers import AnswerRecords, folder_sha256
from resources.durable_files import put_file, sync_folder
from resources.home import Home
from resources.home_identity import HomeError, open_identified, write_identity
from resources.key import InstallationKey, InstallationKeyError
from resources.vault import Vault
from resources.warehouse import Warehouse
from resources.year_lock import year_lock


@dataclass(frozen=True)
class Rotation:
    """What a rotation did. ``files``: encrypted with the new key. ``damaged``: opened by neither key, and left.

    ``former``: where the former key lies now; None where REVIEW_KEY held it.
    """

    files: int
    damaged: int
    former: Path | None


def rotate_key(home: Home, contract: Contract, progress: Progress = NULL_PROGRESS) -> Rotation:
    """Replace the key of a home by a new one, or finish a rotation that was interrupted.

    No other command may work on the home. Raises HomeError where the home does not open, or the records of an ad-hoc
    table are not as they were recorded: nothing is changed then.
    """
    with ExitStack() as held:
        for year in _years(home):
            held.enter_context(year_lock(home, year))
        if not home.next_key.exists():
            _require_whole(home, contract)
            put_file(home.next_key, f"{pyrage.x25519.Identity.generate()}\n".encode())
        return _rotate(home, contract, progress)


def _require_whole(home: Home, contract: Contract) -> None:
    """Raise HomeError where the home does not open, or cubes of an ad-hoc table changed since they were recorded."""
    _, warehouse = open_identified(home, contract)
    try:
        answers = AnswerRecords(warehouse)
        for row in (row for year in _years(home) for row in answers.rows(year).values()):
            if folder_sha256(_cubes(home, row.year, row.answer_no)) != row.cubes_sha256:
                raise HomeError(
                    f"the records of ad-hoc table {row.answer_no} of {row.year} are gone or changed: put back "
                    f"disclosure/{row.year}/cubes/asked-{row.answer_no}, then rotate the key"
                )
    finally:
        warehouse.close()


def _years(home: Home) -> list[int]:
    """Return the years of which the home has anything but submissions."""
    folders = (path for part in (home.shelf, home.disclosure, home.asked) for path in part.glob("[0-9]*"))
    return sorted({int(path.name) for path in folders if path.name.isdigit()})


def _cubes(home: Home, year: int, answer_no: int) -> Path:
    return home.disclosure / str(year) / "cubes" / f"asked-{answer_no}"


def _rotate(home: Home, contract: Contract, progress: Progress) -> Rotation:
    former = InstallationKey.load(home)
    secret = home.next_key.read_text(encoding="ascii")
    subkeys = former.subkeys_kept_in(home) or InstallationKey(secret).subkeys_kept_in(home)
    if subkeys is None:
        raise HomeError("the rotation of the key cannot go on, subkeys.age is gone or damaged: put it back")
    key = InstallationKey(secret, subkeys)
    with Vault(home.vault, key).changing():
        files = list(_encrypted_files(home))
        progress.begin("encrypting with the new key", len(files))
        damaged = 0
        for path in files:
            damaged += not _encrypt_again(path, former, key)
            progress.advance()
    put_file(home.subkeys, key.encrypt(subkeys.content()))
    warehouse = Warehouse.open(home, contract)
    try:
        answers = AnswerRecords(warehouse)
        for row in (row for year in _years(home) for row in answers.rows(year).values()):
            answers.note_cubes(row, folder_sha256(_cubes(home, row.year, row.answer_no)))
        write_identity(home, warehouse.change_key(key.fingerprint))
    finally:
        warehouse.close()
    return Rotation(len(files) - damaged, damaged, _replace_key(home, former))


def _encrypted_files(home: Home) -> Iterator[Path]:
    yield from sorted(home.vault.rglob("*.age"))
    yield from sorted(home.disclosure.rglob("*.age"))


def _encrypt_again(path: Path, former: InstallationKey, key: InstallationKey) -> bool:
    """Encrypt a file with the new key, unless it is; return whether it can be opened."""
    content = path.read_bytes()
    try:
        key.decrypt(content)
    except InstallationKeyError:
        try:
            put_file(path, key.encrypt(former.decrypt(content)))
        except InstallationKeyError:
            return False
    return True


def _replace_key(home: Home, former: InstallationKey) -> Path | None:
    """Give the next key its place; return the place that the former key has now."""
    aside = home.key.with_name(f"{home.key.name}.former-{former.fingerprint[:8]}")
    has_file = home.key.exists()
    if has_file:
        put_file(aside, home.key.read_bytes())
    home.next_key.rename(home.key)
    sync_folder(home.key.parent)
    return aside if has_file else None
