"""The shelf: the folders of editions for writers, `<folder>/<year>/draft-<n>/`, and `edition-<n>/` once released.

Belongs here: numbering editions, adding a complete one, finding one that was edited by hand. Does not: the content of
an edition.

An edition's content is known by the digest that its maker gives as `manifest["content"]`; the number is not part of it,
for the number is printed on every page. The same content twice is one draft.
"""

import fcntl
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from expectations.errors import ReviewError

MANIFEST = "manifest.json"
DRAFT = re.compile(r"draft-([1-9][0-9]*)")
RELEASED = re.compile(r"edition-([1-9][0-9]*)")
NAMED = {"draft": DRAFT, "edition": RELEASED}
YEAR = re.compile(r"[0-9]{4}")
OURS = re.compile(r"[A-Za-z0-9_./-]{1,200}")
ADDED = "a file that was added, of a name that is none of ours"


class ShelfError(ReviewError, RuntimeError):
    """An edition that cannot be put on the shelf."""


def _number(folder: Path | None) -> int:
    named = (DRAFT.fullmatch(folder.name) or RELEASED.fullmatch(folder.name)) if folder else None
    return int(named[1]) if named else 0


class Shelf:
    """The editions of all years; an edition on the shelf is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def latest(self, year: int) -> Path | None:
        """Return the folder of the year's draft with the greatest number; None where there is none."""
        return next(iter(self.drafts(year)), None)

    def drafts(self, year: int) -> list[Path]:
        """Return the folders of the year's drafts, that with the greatest number first."""
        return self.editions(year)[::-1]

    def years(self) -> list[int]:
        """Return the years that have an edition, in order."""
        folders = self._folder.glob("[0-9]*")
        named = sorted(int(path.name) for path in folders if YEAR.fullmatch(path.name))
        return [year for year in named if self.editions(year)]

    def editions(self, year: int, kind: str = "draft") -> list[Path]:
        """Return the folders of a year's drafts, or of its released editions, by number."""
        folder = self._folder / str(year)
        named = [path for path in folder.glob(f"{kind}-*") if NAMED[kind].fullmatch(path.name)]
        return sorted((path for path in named if (path / MANIFEST).is_file()), key=_number)

    def edition(self, year: int, number: int, kind: str = "draft") -> Path | None:
        """Return the folder of one edition; None where there is none of that number."""
        return next((path for path in self.editions(year, kind) if _number(path) == number), None)

    def edited_by_hand(self, folder: Path, manifest_sha256: str = "") -> list[str]:
        """Return the files of an edition that are not what its manifest says: changed, gone or added, in order.

        ``manifest_sha256``: what the manifest itself was when it was put there, where that is known.
        """
        content = (folder / MANIFEST).read_bytes()
        changed = {MANIFEST} if manifest_sha256 and hashlib.sha256(content).hexdigest() != manifest_sha256 else set()
        try:
            files = dict(json.loads(content)["files"])
        except (ValueError, KeyError, TypeError):
            return [MANIFEST]
        digests = _digests(folder)
        changed |= {name for name in {*files, *digests} if files.get(name) != digests.get(name)}
        return sorted({name if OURS.fullmatch(name) else ADDED for name in changed})

    def manifest(self, draft: Path) -> dict[str, Any]:
        """Return the manifest of an edition. Raises ShelfError where somebody made it unreadable."""
        try:
            content: dict[str, Any] = json.loads((draft / MANIFEST).read_text(encoding="utf-8"))
        except ValueError:
            raise ShelfError(
                f"the manifest of {draft.name} of {draft.parent.name} was edited by hand and cannot be read"
            ) from None
        return content

    def next_number(self, year: int, content: str) -> int:
        """Return the number that an edition of this content digest has, or would get."""
        latest = self.latest(year)
        return _number(latest) + (not self._holds(latest, content))

    def _holds(self, draft: Path | None, content: str) -> bool:
        """Return whether a draft has that content and was not edited since; otherwise it is made again, as the next."""
        return draft is not None and not self.edited_by_hand(draft) and self.manifest(draft)["content"] == content

    @contextmanager
    def workspace(self, year: int) -> Iterator[Path]:
        """Give an empty hidden folder to build an edition of ``year`` in; it is gone afterwards, put or not.

        One edition of a year is built at a time; a second process waits.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f".lock-{year}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            build = self._folder / f".build-{year}"
            shutil.rmtree(build, ignore_errors=True)
            build.mkdir()
            try:
                yield build
            finally:
                shutil.rmtree(build, ignore_errors=True)

    def put(self, year: int, build: Path, manifest: Mapping[str, Any]) -> tuple[Path, bool]:
        """Put the edition built in ``build`` on the shelf; return its folder, and whether it is a new draft.

        ``manifest`` gives `content`, the edition's digest; the SHA-256 of every file is added to it. Where the latest
        draft has that content, as it was put there, it is returned, and nothing changes.
        Raises ShelfError for a manifest without `content`.
        """
        if not manifest.get("content"):
            raise ShelfError("a manifest names the digest of the edition's content")
        latest = self.latest(year)
        if latest is not None and self._holds(latest, manifest["content"]):
            return latest, False
        return self._put(year, f"draft-{_number(latest) + 1}", build, manifest), True

    def put_released(self, year: int, build: Path, manifest: Mapping[str, Any]) -> Path:
        """Put a released edition on the shelf, under the next number of the year's released ones; return its folder."""
        number = max(map(_number, self.editions(year, "edition")), default=0) + 1
        return self._put(year, f"edition-{number}", build, manifest)

    def _put(self, year: int, name: str, build: Path, manifest: Mapping[str, Any]) -> Path:
        text = json.dumps({**manifest, "files": _digests(build)}, indent=2, sort_keys=True, ensure_ascii=False)
        (build / MANIFEST).write_text(text + "\n", encoding="utf-8")
        folder = self._folder / str(year) / name
        folder.parent.mkdir(exist_ok=True)
        try:
            build.rename(folder)
        except OSError:
            raise ShelfError(f"{name} of {year} could not be put on the shelf; nothing there changed") from None
        return folder


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an edition but its manifest, by its place."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
