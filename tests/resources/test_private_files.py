"""What is in a home is for its owner alone, whatever the umask and whatever was there before."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import benchmarks.__main__
import benchmarks.pipeline
import benchmarks.read_workbooks
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from expectations.contract import load_contract
from pipelines.cli import app
from resources.dagster_home import prepare_dagster_home
from resources.drop import Imports
from resources.home import Home
from resources.home_identity import open_identified
from resources.key import InstallationKeyError
from resources.private_files import HomeOwnerError, secure_home
from resources.shelf import Shelf
from resources.year_lock import year_lock


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """Let every account read and write new files."""
    former = os.umask(0)
    yield
    os.umask(former)


def modes(folder: Path) -> dict[str, str]:
    """Return the modes that are not those of an owner alone, by path."""
    paths = [folder, *folder.rglob("*")]
    wanted = {path: 0o700 if path.is_dir() else 0o600 for path in paths}
    return {str(path): oct(path.stat().st_mode) for path in paths if path.stat().st_mode & 0o777 != wanted[path]}


def opened(home: Home) -> None:
    open_identified(home, load_contract())[1].close()


def test_each_writer_writes_for_the_owner_alone(home: Home) -> None:
    replace_file(home.release / "2012" / "edition.json", b"{}")
    replace_folder(home.release / "2012" / "figures", {"one.csv": b""})
    replace_folder(home.release / "2012" / "figures", {"two.csv": b""})
    Imports(home.drop, "ctdc").write(2012, "KEN", "import-ctdc-1-0123456789ab", {"cover.csv": b""})
    prepare_dagster_home(home)
    with year_lock(home, 2012), Shelf(home.shelf).workspace(2012) as build:
        (build / "tables").mkdir()
        (build / "tables" / "one.csv").touch()
    opened(home)
    assert modes(home.root) == {}


def test_the_benchmark_writes_for_the_owner_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(root: Path) -> dict[str, float]:
        os.umask(0)
        benchmarks.pipeline._deliver(root / "bench" / "pipeline", 2012, "KEN")
        monkeypatch.setattr(benchmarks.read_workbooks, "_write", lambda path, *_: path.touch())
        benchmarks.read_workbooks._workbooks(root / "bench" / "reading")
        return {}

    monkeypatch.setattr(benchmarks.__main__, "import_module", lambda _: SimpleNamespace(run=measure))
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    assert benchmarks.__main__.main(["pipeline"]) == 0
    assert len(list(home.bench.rglob("*.*"))) > 10
    assert modes(home.root) == {}


def test_what_is_in_a_home_before_its_first_use_is_closed(home: Home) -> None:
    for folder in (home.drop / "2012" / "KEN", home.release / "2012", home.corrections, home.dagster / "storage"):
        folder.mkdir(parents=True)
        (folder / "file").touch()
    opened(home)
    assert modes(home.root) == {}


def test_a_part_that_was_opened_to_others_is_closed_at_the_next_opening(home: Home) -> None:
    opened(home)
    home.corrections.mkdir()
    home.sources.write_text("sources: []")
    for part in (home.root, home.vault, home.shelf):
        part.chmod(0o777)
    opened(home)
    assert modes(home.root) == {}


def test_a_key_that_others_could_read_is_refused_and_its_mode_stays(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REVIEW_KEY")
    opened(home)
    home.key.chmod(0o644)
    with pytest.raises(InstallationKeyError, match="0600"):
        opened(home)
    assert home.key.stat().st_mode & 0o777 == 0o644


def test_a_part_that_is_a_link_is_followed_and_closed(home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "large disk"
    elsewhere.mkdir()
    home.root.mkdir()
    home.vault.symlink_to(elsewhere)
    opened(home)
    assert elsewhere.stat().st_mode & 0o777 == 0o700
    assert home.vault.is_symlink()


def test_a_home_of_another_account_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    secure_home(home)
    monkeypatch.setattr(os, "geteuid", lambda: home.root.stat().st_uid + 1)
    with pytest.raises(HomeOwnerError, match=r"^the home belongs to another account of this machine: use"):
        opened(home)


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_a_template_follows_the_umask_of_the_operator(tmp_path: Path, umask: int, mode: int) -> None:
    os.umask(umask)
    out = tmp_path / "forms"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.cli.template.write_xlsform", lambda *_: b"a form")
        call = ["template", "--office", "KEN", "--year", "2013", "--xlsform", "--out", str(out)]
        result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {mode}
    assert os.umask(umask) == umask
