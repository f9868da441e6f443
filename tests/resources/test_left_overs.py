"""Left-overs of killed processes: removed by the next run of their year, and nothing of a living one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resources.home import Home
from resources.key import InstallationKey
from resources.left_overs import sweep_year
from resources.vault import Vault
from tests.lib.places import PROJECT

YEAR = 2012
ASIDE = "0a1b2c3d"


def put(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def left(home: Home) -> set[str]:
    return {str(path.relative_to(home.root)) for path in home.root.rglob("*") if path.is_file()}


def test_what_was_being_written_is_removed_and_what_was_written_stays(home: Home) -> None:
    stays = {
        put(home.release / "2012" / "review.html"),
        put(home.release / "2012" / "tables" / "a.csv"),
        put(home.release / "2011" / f".review.html.{ASIDE}"),
        put(home.disclosure / "2012" / "cubes" / "asked-1" / "t.age"),
        put(home.outbox / ".written"),
        put(home.outbox / ".receipt-KEN-2011-1-0123456789ab.eml.part"),
        put(home.shelf / ".lock-2012"),
        put(home.shelf / "2012" / "draft-1" / "manifest.json"),
    }
    goes = [
        home.release / "2012" / f".review.html.{ASIDE}",
        home.release / "2012" / f".tables.{ASIDE}" / "a.csv",
        home.release / "2012" / ".tables.former" / "a.csv",
        home.release / f".2012.{ASIDE}" / "a.csv",
        home.disclosure / "2012" / f".audit.json.{ASIDE}",
        home.disclosure / "2012" / "cubes" / "c" / f".t.age.{ASIDE}",
        home.root / "asked" / "2012" / f".1.{ASIDE}" / "table.csv",
        home.outbox / ".receipt-KEN-2012-1-0123456789ab.eml.part",
    ]
    for path in goes:
        put(path)
    assert sweep_year(home, YEAR) == len(goes)
    assert left(home) == {str(path.relative_to(home.root)) for path in stays}
    assert sweep_year(home, YEAR) == 0


def test_a_folder_whose_replacement_was_lost_is_put_back(home: Home) -> None:
    put(home.release / "2012" / ".tables.former" / "a.csv", "former")
    put(home.release / "2012" / f".tables.{ASIDE}" / "a.csv", "half")
    sweep_year(home, YEAR)
    assert (home.release / "2012" / "tables" / "a.csv").read_text() == "former"
    assert left(home) == {"release/2012/tables/a.csv"}


def test_a_link_among_left_overs_is_removed_and_not_followed(home: Home, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "a.csv")
    (home.release / "2012").mkdir(parents=True)
    (home.release / "2012" / f".tables.{ASIDE}").symlink_to(outside.parent)
    (home.release / "2012" / "link").symlink_to(outside.parent)
    put(outside.parent / f".a.csv.{ASIDE}")
    sweep_year(home, YEAR)
    assert {path.name for path in outside.parent.iterdir()} == {"a.csv", f".a.csv.{ASIDE}"}
    assert not (home.release / "2012" / f".tables.{ASIDE}").is_symlink()


def test_the_aside_of_a_key_goes_when_it_is_old_and_the_key_is_there(home: Home) -> None:
    aside = put(home.key.with_name(f".{home.key.name}.{ASIDE}"))
    os.utime(aside, (time.time() - 3600,) * 2)
    assert sweep_year(home, YEAR) == 0
    put(home.key)
    new = put(home.key.with_name(f".{home.key.name}.{ASIDE[::-1]}"))
    assert sweep_year(home, YEAR) == 1
    assert new.exists()
    assert not aside.exists()


def test_the_vault_sweeps_what_a_killed_process_was_writing(home: Home, key: InstallationKey) -> None:
    vault = Vault(home.vault, key)
    sha256 = vault.keep(b"content")
    put(home.vault / sha256[:2] / f".{sha256}.0123456789abcdef")
    put(home.vault / "00" / ".anything")
    assert vault.sweep() == 2
    assert vault.sweep() == 0
    assert vault.open(sha256) == b"content"


SLOW_WRITER = """
import os, sys, time
from pathlib import Path
from resources.home import Home
from resources.key import InstallationKey
from resources.vault import Vault
home = Home(Path(sys.argv[1]))
fsync = os.fsync
def slow(descriptor):
    print("writing", flush=True)
    time.sleep(float(sys.argv[2]))
    fsync(descriptor)
os.fsync = slow
Vault(home.vault, InstallationKey.load_or_make(home)).keep(b"content")
"""


@pytest.mark.parametrize("seconds", [0.4, 60])
def test_an_entry_that_a_living_process_writes_is_not_swept_and_that_of_a_killed_one_is(
    home: Home, key: InstallationKey, seconds: float
) -> None:
    command = [sys.executable, "-c", SLOW_WRITER, str(home.root), str(seconds)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        if seconds > 1:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        assert Vault(home.vault, key).sweep() == int(seconds > 1)
    names = [path.name for path in home.vault.rglob("*") if path.is_file()]
    assert len(names) == int(seconds < 1)
    assert not any(name.startswith(".") for name in names)
