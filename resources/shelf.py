"""The shelf: where editions lie for writers, `<folder>/<year>/draft-<n>/`.

Belongs here: numbering editions, and putting a built one there whole. Does not: what an edition holds.

An edition's content is known by the digest that its maker gives as `manifest["content"]`; the number is not part of it,
for the number stands on every page. The same content twice is one draft.
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

MANIFEST = "manifest.json"
DRAFT = re.compile(r"draft-([1-9][0-9]*)")


class ShelfFault(RuntimeError):
    """An edition that cannot be put on the shelf."""


def _number(draft: Path | None) -> int:
    named = DRAFT.fullmatch(draft.name) if draft else None
    return int(named[1]) if named else 0


class Shelf:
    """The editions of all years; an edition that lies there is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def latest(self, year: int) -> Path | None:
        """Return the folder of the year's draft with the greatest number; None where there is none."""
        return next(iter(self.drafts(year)), None)

    def drafts(self, year: int) -> list[Path]:
        """Return the folders of the year's drafts, that with the greatest number first."""
        folder = self._folder / str(year)
        drafts = [path for path in folder.glob("draft-*") if DRAFT.fullmatch(path.name) and (path / MANIFEST).is_file()]
        return sorted(drafts, key=_number, reverse=True)

    def years(self) -> list[int]:
        """Return the years of which there is a draft, in their order."""
        years = [int(path.name) for path in self._folder.glob("[0-9]*") if path.name.isdigit()]
        return sorted(year for year in years if self.latest(year) is not None)

    def manifest(self, draft: Path) -> dict[str, Any]:
        """Return the manifest of a draft."""
        content: dict[str, Any] = json.loads((draft / MANIFEST).read_text(encoding="utf-8"))
        return content

    def next_number(self, year: int, content: str) -> int:
        """Return the number that an edition of this content digest has, or would get."""
        latest = self.latest(year)
        same = latest is not None and self.manifest(latest)["content"] == content
        return _number(latest) if same else _number(latest) + 1

    @contextmanager
    def workspace(self, year: int) -> Iterator[Path]:
        """Give an empty hidden folder to build an edition of ``year`` in; it is gone afterwards, put or not.

        One edition of a year is built at a time; whoever comes second waits.
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
        draft has that content it is returned, and nothing changes. Raises ShelfFault for a manifest without `content`.
        """
        if not manifest.get("content"):
            raise ShelfFault("a manifest names the digest of the edition's content")
        latest = self.latest(year)
        if latest is not None and self.manifest(latest)["content"] == manifest["content"]:
            return latest, False
        files = sorted(path for path in build.rglob("*") if path.is_file() and path != build / MANIFEST)
        digests = {path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        whole = {**manifest, "files": digests}
        text = json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False)
        (build / MANIFEST).write_text(text + "\n", encoding="utf-8")
        draft = self._folder / str(year) / f"draft-{_number(latest) + 1}"
        draft.parent.mkdir(exist_ok=True)
        try:
            build.rename(draft)
        except OSError:
            raise ShelfFault(
                f"draft {draft.name} of {year} could not be put on the shelf; nothing there changed"
            ) from None
        return draft, True
