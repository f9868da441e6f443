"""What pyproject.toml declares, what the lock pins, and what the code imports are the same packages."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from sys import stdlib_module_names
from typing import Any

import grimp
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from resources.optional_packages import DISTRIBUTION, EXTRA_OF

PROJECT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([A-Za-z0-9][^ ]*==[^\\]+?)(?: \\)?$")
BY_NAME = {"great_expectations"}  # imported by its name as text, because the import takes four seconds
PACKAGES = ("pipelines", "assets", "resources", "expectations", "reports", "demo")


BROUGHT_BY = {"aiobotocore": "s3fs", "asyncssh": "sshfs", "botocore": "s3fs"}


def declared() -> tuple[list[Requirement], dict[str, list[Requirement]]]:
    project: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: list(map(Requirement, lines)) for name, lines in project["optional-dependencies"].items()}
    return list(map(Requirement, project["dependencies"])), extras


def all_declared() -> list[Requirement]:
    dependencies, extras = declared()
    return dependencies + [one for requirements in extras.values() for one in requirements]


def lock() -> list[Requirement]:
    lines = (PROJECT / "requirements" / "review.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(found[1].strip()) for line in lines if (found := PINNED.match(line))]


def version_of(pinned: Requirement) -> str:
    (specifier,) = pinned.specifier
    assert specifier.operator == "=="
    return specifier.version


def test_the_lock_pins_each_dependency_and_each_extra_at_a_version_that_pyproject_allows() -> None:
    pins = lock()
    for requirement in all_declared():
        own = [pin for pin in pins if canonicalize_name(pin.name) == canonicalize_name(requirement.name)]
        assert own, f"{requirement.name} is not in the lock: make lock"
        for pin in own:
            assert requirement.specifier.contains(version_of(pin)), f"{pin} is not within {requirement}: make lock"
        assert requirement.extras <= set().union(*(pin.extras for pin in own)), f"{requirement}: make lock"


def needed(requirement: Requirement, seen: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the packages that a requirement brings here, itself included, from what is installed."""
    name = canonicalize_name(requirement.name)
    for extra in requirement.extras or {""}:
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        yield name
        for line in distribution(name).requires or ():
            further = Requirement(line)
            if further.marker is None or any(further.marker.evaluate({"extra": one}) for one in {"", extra}):
                yield from needed(further, seen)


def test_the_lock_holds_nothing_that_no_dependency_brings() -> None:
    seen: set[tuple[str, str]] = set()
    explained = {name for requirement in all_declared() for name in needed(requirement, seen)}
    here = {canonicalize_name(pin.name) for pin in lock() if pin.marker is None or pin.marker.evaluate()}
    assert here == explained


def test_the_lock_has_hashes_and_no_address() -> None:
    text = (PROJECT / "requirements" / "review.txt").read_text(encoding="utf-8")
    assert "://" not in text and "--index-url" not in text
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def imported_packages() -> set[str]:
    graph = grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)
    return {one for one in graph.modules if graph.is_module_squashed(one)} - set(stdlib_module_names) | BY_NAME


def test_each_imported_package_is_declared_and_each_optional_one_in_its_extra() -> None:
    distributions = packages_distributions()
    dependencies, extras = declared()
    always = {canonicalize_name(one.name) for one in dependencies}
    for package in sorted(imported_packages()):
        wanted = set(always)
        if package in BROUGHT_BY:  # imported only where the declared package has imported it already
            wanted = set(needed(Requirement(BROUGHT_BY[package]), set()))
        elif package in EXTRA_OF:
            wanted = {canonicalize_name(one.name) for one in extras[EXTRA_OF[package]]}
        names = {canonicalize_name(name) for name in distributions[package]}
        assert names & wanted, f"{package} is imported and not declared"


def test_the_packages_whose_absence_is_explained_are_those_of_the_extras() -> None:
    _, extras = declared()
    of_extras = {one.name: extra for extra in ("postgres", "remote") for one in extras[extra]}
    assert of_extras == EXTRA_OF
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == DISTRIBUTION
