"""The manifest of an edition: its fields, the function that writes it and the function that reads it.

One object per edition. `manifest.json` on the shelf holds an EditionManifest; `release/<year>/edition.json` holds an
EditionInProgress, which becomes a manifest when the draft is put on the shelf. Field names are the keys of the files.
Keys of other versions are kept and written again; keys that a version did not write yet are missing from its files.

Belongs here: these two models. Does not: the folders on the shelf (shelf.py), the pedigree, which says more and is
encrypted (assets/steps/provenance/pedigree.py).
"""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, StrictInt, ValidationError, field_validator

from expectations.errors import ReviewError

Manifest = TypeVar("Manifest", bound="EditionManifest")


class ManifestError(ReviewError, ValueError):
    """A file that is not the manifest of an edition: not JSON, or a field of another type."""


class EditionManifest(BaseModel):
    """What the public may know of how an edition was made.

    ``content``: digest of all that the edition prints. ``draft``: of a released edition, the number of the draft that
    was released. ``submissions``: keyed digests, sorted; plain ones in editions of versions before 0.3.
    ``corrections``: keyed digest of the year's corrections file, empty where there is none. ``key_fingerprint``: of the
    tie-break key, which all editions of a year share. ``sources``: by kind of tables, the files that these were made
    from. ``years_beside``: by earlier year, the content of the draft whose numbers this edition prints. ``files``:
    SHA-256 of every other file.
    """

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    content: str = ""
    year: StrictInt | None = None
    released: bool = False
    draft: int | None = None
    submissions: tuple[str, ...] = ()
    corrections: str = ""
    key_fingerprint: str = ""
    contract_version: str = ""
    code_version: str = ""
    nature: tuple[str, ...] = ()
    sources: dict[str, Any] = {}
    years_beside: dict[str, str] = {}
    offices_expected: int | None = None
    offices_received: int | None = None
    offices_nil: int | None = None
    offices_rejected: int | None = None
    files: dict[str, str] | None = None

    @field_validator("nature", mode="before")
    @classmethod
    def _empty_unless_list(cls, value: object) -> object:
        return value if isinstance(value, list | tuple) else ()

    @field_validator("years_beside", mode="before")
    @classmethod
    def _empty_unless_mapping(cls, value: object) -> object:
        return value if isinstance(value, dict) else {}

    def tables_on_shelf(self) -> dict[str, str]:
        """Return the SHA-256 of each table file, by file name."""
        files = (self.files or {}).items()
        return {name.removeprefix("tables/"): digest for name, digest in files if name.startswith("tables/")}


class EditionInProgress(EditionManifest):
    """The manifest while the edition is made, with three fields that stay inside.

    ``draft``: the number that the draft will have. ``pedigree``: its entry in the vault. ``tables``: SHA-256 of each
    table file. ``edition``: the number of the released edition while a draft is being released, else 0.
    """

    draft: int
    pedigree: str
    tables: dict[str, str] = {}
    edition: int = 0

    def manifest(self) -> EditionManifest:
        """Return the manifest of the draft. The folder on the shelf has the number; the fields that stay inside go."""
        inside = {"draft", "pedigree", "tables", "edition"}
        return EditionManifest.model_validate(self.model_dump(exclude=inside, exclude_unset=True))


def write_manifest(manifest: EditionManifest) -> bytes:
    """Return the file: sorted keys, two spaces, UTF-8. Only fields that were given are written."""
    content = manifest.model_dump(mode="json", exclude_unset=True)
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_manifest(content: bytes, model: type[Manifest]) -> Manifest:
    """Return the manifest in a file, as one of the two models. Raises ManifestError, which quotes no value."""
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise ManifestError("the file is not the manifest of an edition") from None
