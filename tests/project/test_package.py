"""The installed package: it holds every file of the code, and it runs in a folder that is not the checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assets.steps.runtime.code_version import code_version
from resources.home import PROJECT, Home

PACKAGES = ("pipelines", "assets", "resources", "expectations", "reports", "demo")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the content of the wheel, as pip lays it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, source)
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "-w", str(out), str(source)], check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(out / "installed")
    return out / "installed"


def run(installed: Path, folder: Path, program: str, **variables: str) -> str:
    """Return what a Python program prints, in ``folder``, with the installed package and without REVIEW_HOME."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("REVIEW_", "DAGSTER_"))}
    environment |= {"PYTHONPATH": str(installed), "COLUMNS": "200"} | variables
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=120)
    return done.stdout


def test_the_package_holds_every_file_of_the_code(installed: Path) -> None:
    def files(root: Path) -> set[str]:
        found = [path for name in PACKAGES for path in (root / name).rglob("*") if path.is_file()]
        return {path.relative_to(root).as_posix() for path in found if "__pycache__" not in path.parts}

    assert files(installed) == files(PROJECT)


def test_an_installed_review_runs_in_any_folder_and_keeps_its_state_there(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "from pipelines.cli import app; app(['status', '--year', '2012'])")
    assert (tmp_path / "var" / "warehouse").is_dir()  # the warehouse is made by its migrations
    assert list(installed.glob("var")) == []


def test_an_installed_review_finds_the_places_of_its_code(installed: Path, tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from pipelines.cli.ui import WORKSPACE; print(WORKSPACE.is_file());"
        "from assets.steps.runtime.code_version import code_version; print(code_version());"
        "from assets.steps.release.reference_files import BUNDLED; print(len(list(BUNDLED.glob('*.csv'))) > 0);"
        "import pipelines; print(Path(pipelines.__file__).parents[1])"
    )
    assert run(installed, tmp_path, program).split() == ["True", code_version(), "True", str(installed)]


def test_an_error_of_an_installed_step_names_a_place_in_our_code_alone(installed: Path, tmp_path: Path) -> None:
    program = (
        "from assets.steps.runtime.errors import StepError, redact_errors\n"
        "import json\n"
        "try:\n"
        "    with redact_errors('cases/health'): json.loads('a name')\n"
        "except StepError as error: print(error)\n"
    )
    assert " at " not in run(installed, tmp_path, program)


def test_a_checkout_keeps_its_state_in_its_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("REVIEW_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert Home.from_environment().root == PROJECT / "var"
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "home"))
    assert Home.from_environment().root == tmp_path / "home"
