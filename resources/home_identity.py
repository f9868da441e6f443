"""The identity of a home: a random name and the fingerprint of its key, which every part of the home carries.

The parts are the home itself (`identity.json`), the warehouse (table `installation`), and the folders of vault, shelf
and key (`.identity.json`). Belongs here: comparing the parts when a home is opened, and giving an identity to a home
that has none. Does not: what a complete home contains (home_contents.py).
"""

import json
import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from expectations.contract import Contract
from expectations.errors import ReviewError
from resources.home import Home
from resources.key import InstallationKey
from resources.known_files import WRITTEN
from resources.private_files import make_private_folder, replace_private_file, secure_home, secure_whole_home
from resources.vault import Vault
from resources.warehouse import Warehouse
from resources.warehouse.store import HomeIdentity, parts_of, url_of

MARKER = ".identity.json"
ENTRIES_TRIED = 10  # one of so many opens with the right key, also where some are damaged
PUT_BACK = {
    "home": "identity.json of the home",
    "warehouse": "the warehouse",
    "vault": "the vault",
    "shelf": "the shelf",
    "key": "the folder of the key",
}
"""The parts that carry the identity, by the order in which they are believed where they disagree."""


class HomeError(ReviewError, RuntimeError):
    """Parts of a home that do not belong together, or one that is missing; says what to put back."""


def open_identified(home: Home, contract: Contract) -> tuple[InstallationKey, Warehouse]:
    """Return key and warehouse of a home whose parts belong together. A new home gets its identity here.

    A home of a version before 0.3 gets one too, if the vault opens with the key and holds what the register names.
    Raises HomeError, and makes neither key nor warehouse then, where a part is missing or belongs to another home.
    """
    if home.next_key.exists():
        raise HomeError("a rotation of the key was interrupted: finish it with `review key rotate`")
    carried = carried_by_files(home)
    if not has_warehouse(home) and (carried or _has_traces(home)):
        raise HomeError(
            "the warehouse of this home is missing: put back warehouse/review.sqlite, or set REVIEW_WAREHOUSE_URL"
        )
    secure_home(home)
    warehouse = Warehouse.open(home, contract)
    try:
        return _identified(home, warehouse, carried), warehouse
    except BaseException:
        warehouse.close()
        raise


def carried_by_files(home: Home) -> dict[str, HomeIdentity]:
    """Return the identity that each part carries in a file, by part; a part without one is left out."""
    found = {part: _read(path) for part, path in _places(home).items()}
    return {part: identity for part, identity in found.items() if identity is not None}


def _places(home: Home) -> dict[str, Path]:
    folders = {"vault": home.vault, "shelf": home.shelf, "key": home.key.parent}
    return {"home": home.identity, **{part: folder / MARKER for part, folder in folders.items()}}


def _read(path: Path) -> HomeIdentity | None:
    """Return the identity in a file; None where there is none, or none that can be read: it is written again."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return HomeIdentity(str(content["home_id"]), str(content["key_fingerprint"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def has_warehouse(home: Home) -> bool:
    """Return whether there is a warehouse to open; a database server is asked later."""
    url = parts_of(url_of(home))
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).exists()


def _has_traces(home: Home) -> bool:
    """Return whether a home without identity was used before: it has files that only a run makes."""
    made = (home.vault, home.shelf, home.disclosure, home.asked)
    files = (path for folder in made for path in folder.rglob("[!.]*"))
    return any(path.is_file() for path in files) or (home.outbox / WRITTEN).exists()


def _identified(home: Home, warehouse: Warehouse, carried: Mapping[str, HomeIdentity]) -> InstallationKey:
    recorded = warehouse.installation()
    by_part = {**carried, "warehouse": recorded} if recorded else dict(carried)
    by_part = {part: by_part[part] for part in PUT_BACK if part in by_part}
    known = Counter(by_part.values()).most_common(1)[0][0] if by_part else None
    if foreign := [PUT_BACK[part] for part, identity in by_part.items() if identity != known]:
        belong = "belongs" if len(foreign) == 1 else "belong"
        others = " and ".join(PUT_BACK[part] for part, identity in by_part.items() if identity == known)
        raise HomeError(
            f"{' and '.join(foreign)} {belong} to another home than {others}: put back the parts of one home"
        )
    is_used = known is not None or warehouse.is_used() or _has_traces(home)
    key = InstallationKey.load(home) if is_used else InstallationKey.load_or_make(home)
    if known is not None and key.fingerprint != known.key_fingerprint:
        raise HomeError(
            "the key is the key of another home: put back key/review.key, or set REVIEW_KEY to its content; after a "
            "rotation of the key the home needs its subkeys.age, too"
        )
    if is_used and recorded is None and not warehouse.is_used():
        raise HomeError(
            "the warehouse is empty and other parts of this home are not: put back warehouse/review.sqlite, or the "
            "database that REVIEW_WAREHOUSE_URL names"
        )
    if recorded is None or "vault" not in by_part:
        _require_fit(home, key, warehouse)
    identity = warehouse.install(known or HomeIdentity(secrets.token_hex(16), key.fingerprint))
    if identity.key_fingerprint != key.fingerprint:  # another process was first
        raise HomeError("another process makes this home with another key: start one command after the other")
    if "home" not in by_part:
        secure_whole_home(home)
    write_identity(home, identity, by_part)
    with suppress(OSError):
        key.keep_lost_subkeys(home)
    return key


def _require_fit(home: Home, key: InstallationKey, warehouse: Warehouse) -> None:
    """Raise HomeError where warehouse, vault and key cannot be of one home; used where one carries no identity."""
    vault = Vault(home.vault, key)
    with warehouse.engine.connect() as connection:
        register = warehouse.table("register")
        names = connection.execute(select(register.c.names_sha256).where(register.c.names_sha256 != "")).scalars().all()
    held = [sha256 for sha256 in names if vault.holds(sha256)]
    is_opened = any(map(vault.can_open, held[-ENTRIES_TRIED:])) or vault.opens_any(ENTRIES_TRIED)
    if names and not held and is_opened is False:
        raise HomeError(
            "the key does not open the vault: put back the folder vault, or key/review.key, or set REVIEW_KEY to its "
            "content"
        )
    if names and not held:
        raise HomeError("the vault has none of the submissions that the warehouse knows: put back the folder vault")
    if is_opened is False:
        raise HomeError("the key does not open the vault: put back key/review.key, or set REVIEW_KEY to its content")


def write_identity(home: Home, identity: HomeIdentity, present: Collection[str] = ()) -> None:
    """Write the identity into each part but those ``present``, which have it already.

    A part that cannot be written to gets it at a later opening.
    """
    content = json.dumps({"home_id": identity.home_id, "key_fingerprint": identity.key_fingerprint}).encode() + b"\n"
    for part, path in _places(home).items():
        if part in present or (part == "key" and not home.key.exists()):
            continue
        with suppress(OSError):
            make_private_folder(path.parent)
            replace_private_file(path, content)


def was_used(home: Home) -> bool:
    """Return whether a review was made here before, as far as the folders of the home show."""
    return bool(carried_by_files(home)) or _has_traces(home)
