"""The shelf: the folders of editions for readers, `<folder>/<year>/draft-<n>/`, and `edition-<n>/` once released.

Two drafts of a year with the same `content` in the manifest are one draft. The number of a draft is not part of this
digest, because every page prints the number.

Belongs here: numbering editions, putting an edition there in one step, finding files edited by hand. Does not: what an
edition holds, the fields of its manifest (edition_manifest.py).
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.errors import ReviewError
from resources.durable_files import sync_folder, sync_tree
from resources.edition_manifest import EditionManifest, ManifestError, read_manifest, write_manifest
from resources.failures import sentence_of
from resources.private_files import close_to_others, make_private_folder

MANIFEST = "manifest.json"
DRAFT = re.compile(r"draft-([1-9][0-9]*)")
RELEASED = re.compile(r"edition-([1-9][0-9]*)")
NAMED = {"draft": DRAFT, "edition": RELEASED}
YEAR = re.compile(r"[0-9]{4}")
SAFE_NAME = re.compile(r"[A-Za-z0-9_./-]{1,200}")
ADDED = "a file that was added, of a name that is none of ours"
Intend = Callable[[int, str], None]
"""Told the number of an edition and the SHA-256 of its manifest before the edition has its place."""


def _no_journal(number: int, manifest_sha256: str) -> None:
    """Write nothing."""


class ShelfError(ReviewError, RuntimeError):
    """An edition that cannot be put on the shelf."""


def number_of(folder: Path | None) -> int:
    """Return the number of an edition by its folder on the shelf; 0 where there is none."""
    named = (DRAFT.fullmatch(folder.name) or RELEASED.fullmatch(folder.name)) if folder else None
    return int(named[1]) if named else 0


class Shelf:
    """The editions of all years. An edition on the shelf is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def latest(self, year: int) -> Path | None:
        """Return the folder of the year's draft with the greatest number; None where there is none."""
        return next(iter(self.drafts(year)), None)

    def drafts(self, year: int) -> list[Path]:
        """Return the folders of the year's drafts, that with the greatest number first."""
        return self.editions(year)[::-1]

    def years(self) -> list[int]:
        """Return the years that have a draft or a released edition, in order."""
        folders = self._folder.glob("[0-9]*")
        named = sorted(int(path.name) for path in folders if YEAR.fullmatch(path.name))
        return [year for year in named if any(self.editions(year, kind) for kind in NAMED)]

    def editions(self, year: int, kind: str = "draft") -> list[Path]:
        """Return the folders of a year's drafts, or of its released editions, by number."""
        folder = self._folder / str(year)
        named = [path for path in folder.glob(f"{kind}-*") if NAMED[kind].fullmatch(path.name)]
        return sorted((path for path in named if (path / MANIFEST).is_file()), key=number_of)

    def edition(self, year: int, number: int, kind: str = "draft") -> Path | None:
        """Return the folder of one edition; None where there is none of that number."""
        return next((path for path in self.editions(year, kind) if number_of(path) == number), None)

    def edited_by_hand(self, folder: Path, manifest_sha256: str = "") -> list[str]:
        """Return the files of an edition that differ from its manifest: changed, removed or added, in order.

        ``manifest_sha256``: the digest of the manifest when the edition was put there, empty where it is not known.
        """
        content = (folder / MANIFEST).read_bytes()
        changed = {MANIFEST} if manifest_sha256 and hashlib.sha256(content).hexdigest() != manifest_sha256 else set()
        try:
            files = read_manifest(content, EditionManifest).files
        except ManifestError:
            return [MANIFEST]
        if files is None:
            return [MANIFEST]
        present = _digests(folder)
        changed |= {name for name in {*files, *present} if files.get(name) != present.get(name)}
        return sorted({name if SAFE_NAME.fullmatch(name) else ADDED for name in changed})

    def manifest(self, folder: Path) -> EditionManifest:
        """Return the manifest of an edition. Raises ShelfError where the file is not a manifest any more."""
        try:
            return read_manifest((folder / MANIFEST).read_bytes(), EditionManifest)
        except ManifestError:
            raise ShelfError(
                f"the manifest of {folder.name} of {folder.parent.name} was edited by hand or damaged and cannot be "
                "read: put it back from a backup"
            ) from None

    def manifest_sha256(self, folder: Path) -> str:
        """Return the digest of the manifest of an edition as it is now."""
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()

    def next_number(self, year: int, content: str, recorded: int = 0) -> int:
        """Return the number of the draft of this content: the latest one's, or the next.

        ``recorded``: the greatest number of a draft in the warehouse. No number is given twice, also where drafts were
        removed from the shelf.
        """
        latest = self.latest(year)
        return number_of(latest) if self._is_draft_of(latest, content) else max(number_of(latest), recorded) + 1

    def _is_draft_of(self, draft: Path | None, content: str) -> bool:
        """Say whether a draft has that content and was not edited by hand; an edited draft is made again."""
        return draft is not None and not self.edited_by_hand(draft) and self.manifest(draft).content == content

    @contextmanager
    def workspace(self, year: int) -> Iterator[Path]:
        """Give an empty hidden folder to build an edition of ``year`` in; it is removed afterwards.

        One edition of a year is built at a time; a second process waits.
        """
        make_private_folder(self._folder)
        descriptor = os.open(self._folder / f".lock-{year}", os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            build = self._build(year)
            shutil.rmtree(build, ignore_errors=True)
            make_private_folder(build)
            try:
                yield build
            finally:
                shutil.rmtree(build, ignore_errors=True)

    def sweep(self, year: int) -> bool:
        """Remove an edition of ``year`` that a killed process did not finish building; say whether there was one."""
        build = self._build(year)
        found = build.exists()
        shutil.rmtree(build, ignore_errors=True)
        return found

    def is_building(self, year: int) -> bool:
        """Say whether an edition of ``year`` is being built, or was when its process was killed."""
        return self._build(year).exists()

    def _build(self, year: int) -> Path:
        return self._folder / f".build-{year}"

    def put(
        self, year: int, build: Path, manifest: EditionManifest, intend: Intend = _no_journal, recorded: int = 0
    ) -> tuple[Path, bool]:
        """Put the edition built in ``build`` on the shelf as a draft; return its folder, and whether it is a new draft.

        The SHA-256 of every file is added to ``manifest``. Where the latest draft has the same content and was not
        edited, that draft is returned and nothing changes. Raises ShelfError for a manifest without ``content``.
        ``recorded``: as for ``next_number``. ``intend``: called when all is built, before the folder has its name.
        """
        if not manifest.content:
            raise ShelfError("a manifest names the digest of the edition's content")
        latest = self.latest(year)
        if latest is not None and self._is_draft_of(latest, manifest.content):
            return latest, False
        return self._put(year, "draft", max(number_of(latest), recorded) + 1, build, manifest, intend), True

    def put_released(
        self, year: int, build: Path, manifest: EditionManifest, intend: Intend = _no_journal, recorded: int = 0
    ) -> Path:
        """Put a released edition on the shelf under the year's next number of released editions; return its folder."""
        return self._put(year, "edition", self.next_released(year, recorded), build, manifest, intend)

    def next_released(self, year: int, recorded: int = 0) -> int:
        """Return the number of the year's next released edition. ``recorded``: the greatest one in the warehouse."""
        return max(max(map(number_of, self.editions(year, "edition")), default=0), recorded) + 1

    def _put(self, year: int, kind: str, number: int, build: Path, manifest: EditionManifest, intend: Intend) -> Path:
        content = write_manifest(manifest.model_copy(update={"files": _digests(build)}))
        (build / MANIFEST).write_bytes(content)
        folder = self._folder / str(year) / f"{kind}-{number}"
        make_private_folder(folder.parent)
        close_to_others(build)
        sync_tree(build)
        intend(number, hashlib.sha256(content).hexdigest())
        try:
            build.rename(folder)
        except OSError as error:
            raise ShelfError(f"{folder.name} of {year} was not put on the shelf: {sentence_of(error)}") from None
        sync_folder(folder.parent)
        return folder


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an edition except its manifest, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
