"""Searches of whole years that were made before: moves by the digest of their problem, as an archive of fixtures.

The search for a suppression pattern takes most of the time of a year with all tables. What a search finds follows from
its problem and the key alone, and whatever is recalled is verified again. So tests whose claim is not the search take
the moves from the archive. The archive counts only for the very code that found them: after any change of
reports/disclosure/suppression the tests search again, until the archive is made anew:

    REMEMBER_SEARCHES=FOLDER make test
    python -m tests.lib.remembered_searches FOLDER

SEARCH_AGAIN=1 leaves the archive aside; `make soak` does so. The search itself is tested in tests/disclosure.
"""

import hashlib
import io
import lzma
import os
import sys
import tarfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = ROOT / "tests" / "fixtures" / "remembered_searches.tar.xz"
ENGINE = ROOT / "reports" / "disclosure" / "suppression"
VERSION = "engine.txt"

_in_use = False
_is_patched = False


def engine() -> str:
    """Return the digest of the code that searches."""
    digest = hashlib.sha256()
    for path in sorted(ENGINE.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=1)
def archive() -> dict[str, bytes]:
    """Return the moves by digest, each as the bytes of an array; empty where other code found them."""
    if os.environ.get("SEARCH_AGAIN") or not ARCHIVE.exists():
        return {}
    with tarfile.open(ARCHIVE) as tar:
        members = {member.name: tar.extractfile(member) for member in tar.getmembers()}
        content = {name: file.read() for name, file in members.items() if file is not None}
    return {} if content.pop(VERSION, b"").decode() != engine() else content


def use(wanted: bool) -> None:
    """Let caches of moves look into the archive, or not, from now on."""
    global _in_use
    _in_use = wanted
    if wanted and not _is_patched:
        _patch()


def _patch() -> None:
    global _is_patched
    from assets.steps.release.protection import EncryptedMoveCache

    recall, keep = EncryptedMoveCache.recall, EncryptedMoveCache.keep

    def recall_or_remember(self: EncryptedMoveCache, digest: str) -> Any:
        moves = recall(self, digest)
        if moves is None and _in_use and digest in archive():
            table = np.load(io.BytesIO(archive()[digest]), allow_pickle=False)
            moves = [np.asarray(row, dtype=np.int64) for row in table]
            keep(self, digest, moves)
        return moves

    def keep_and_record(self: EncryptedMoveCache, digest: str, moves: Any) -> None:
        keep(self, digest, moves)
        if folder := os.environ.get("REMEMBER_SEARCHES"):
            out = io.BytesIO()
            table = np.stack(moves).astype(np.int32) if moves else np.zeros((0, 0), dtype=np.int32)
            np.save(out, table, allow_pickle=False)
            Path(folder).mkdir(parents=True, exist_ok=True)
            (Path(folder) / digest).write_bytes(out.getvalue())

    EncryptedMoveCache.recall = recall_or_remember  # type: ignore[method-assign]
    EncryptedMoveCache.keep = keep_and_record  # type: ignore[method-assign]
    _is_patched = True


def pack(folder: Path) -> None:
    """Write the archive from the files of a folder, each named by its digest."""
    found = {path.name: path.read_bytes() for path in sorted(folder.iterdir())} | {VERSION: engine().encode()}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in sorted(found.items()):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    ARCHIVE.write_bytes(lzma.compress(out.getvalue(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
