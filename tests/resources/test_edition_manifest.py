"""The manifest of an edition: bytes are kept, other versions' keys too, and a damaged file quotes nothing."""

import json

import pytest

from resources.edition_manifest import (
    EditionInProgress,
    EditionManifest,
    ManifestError,
    read_manifest,
    write_manifest,
)

OF_ANOTHER_VERSION = {
    "code_version": "0123456789abcdef",
    "content": "digest",
    "files": {"audit/disclosure.json": "a", "tables/a.csv": "b"},
    "nature": ["real"],
    "records_read": 7,
    "sources": {"reference": {"é": {"file": "é.csv"}}},
    "year": 2012,
}


def test_a_manifest_of_another_version_is_written_as_it_was_read() -> None:
    content = (json.dumps(OF_ANOTHER_VERSION, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    manifest = read_manifest(content, EditionManifest)
    assert write_manifest(manifest) == content
    assert (manifest.submissions, manifest.years_beside, manifest.released) == ((), {}, False)
    assert manifest.tables_on_shelf() == {"a.csv": "b"}


def test_what_stays_inside_is_not_in_the_manifest_of_the_draft() -> None:
    edition = EditionInProgress(year=2012, content="digest", draft=3, pedigree="secret", tables={"a.csv": "b"})
    manifest = edition.manifest().model_copy(update={"released": False})
    assert json.loads(write_manifest(manifest)) == {"content": "digest", "released": False, "year": 2012}
    assert read_manifest(write_manifest(edition), EditionInProgress) == edition


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"year": "2012"}', b'{"files": ["Aisha"]}', b"\xff"])
def test_a_file_that_is_no_manifest_is_refused_without_a_word_of_it(content: bytes) -> None:
    with pytest.raises(ManifestError) as error:
        read_manifest(content, EditionManifest)
    assert "Aisha" not in str(error.value)


@pytest.mark.parametrize("name", ["nature", "years_beside"])
def test_fields_of_another_shape_count_as_empty(name: str) -> None:
    assert not getattr(read_manifest(json.dumps({name: 7}).encode(), EditionManifest), name)
