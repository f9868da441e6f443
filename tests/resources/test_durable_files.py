"""Durable files appear complete under their name, for their owner alone, and leave nothing else."""

import stat
from pathlib import Path

import pytest

from resources.durable_files import aside_of, put_file, put_folder, remove_file


def modes(root: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*")}


def test_a_folder_has_its_name_with_all_files_and_replaces_what_a_kill_left(tmp_path: Path) -> None:
    folder = tmp_path / "asked" / "2012" / "1"
    aside_of(folder).mkdir(parents=True)
    (aside_of(folder) / "half").write_bytes(b"")
    put_folder(folder, {"a.csv": b"a", "b.json": b"b"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.csv": b"a", "b.json": b"b"}
    assert [path.name for path in folder.parent.iterdir()] == ["1"]
    assert modes(folder.parent) == {0o700, 0o600}
    with pytest.raises(OSError, match="not empty"):
        put_folder(folder, {"a.csv": b"another"})
    assert (folder / "a.csv").read_bytes() == b"a"


def test_a_file_is_replaced_and_removed_with_what_a_kill_left_of_it(tmp_path: Path) -> None:
    path = tmp_path / "journal" / "2012.json"
    put_file(path, b"one")
    put_file(path, b"two")
    assert path.read_bytes() == b"two"
    aside_of(path).write_bytes(b"half")
    remove_file(path)
    assert list(path.parent.iterdir()) == []
    remove_file(path)
