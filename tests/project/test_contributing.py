"""CONTRIBUTING.md: its tables name every folder and every command, and what it refers to exists."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MADE = ("build/", "var/", "audit/")  # made by commands, the last in a draft
PARENTS = ("", "reports", "assets/steps", "tests")


def folders(parent: str) -> set[str]:
    found = (path for path in (PROJECT / parent).iterdir() if path.is_dir() and not path.name.startswith((".", "__")))
    names = {f"{parent}/{path.name}/".lstrip("/") for path in found if any(path.rglob("*.*"))}
    return {name for name in names if name not in MADE and not name.endswith(".egg-info/")}


def test_the_tables_name_every_folder() -> None:
    first_cells = [line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| `")]
    named = {name for cell in first_cells for name in re.findall(r"`([a-z_/]+/)`", cell)}
    assert named == set().union(*(folders(parent) for parent in PARENTS))


def test_every_file_and_folder_it_refers_to_exists() -> None:
    for name in re.findall(r"`((?:[a-z_]+/)+[a-z_.]*)`", TEXT):
        assert (PROJECT / name).exists() or name.startswith(MADE), name


def test_every_module_it_runs_exists() -> None:
    for module in re.findall(r"python -m ([a-z_.]+)", TEXT):
        assert (PROJECT / f"{module.replace('.', '/')}.py").is_file(), module


def test_every_make_target_it_names_exists_and_every_lane_is_named() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z-]+)", TEXT))
    assert {name for name in named if not name.startswith("test-")} <= targets
    assert {name for name in targets if name.startswith("test")} | {"check", "soak", "bench", "fuzz"} <= named
