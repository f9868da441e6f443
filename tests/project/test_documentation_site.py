"""The documentation site: its navigation names every page, it builds strictly, and it loads nothing from elsewhere."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"


def pages_of(nav: Any) -> Iterator[str]:
    for entry in nav:
        (target,) = entry.values() if isinstance(entry, dict) else (entry,)
        yield from pages_of(target) if isinstance(target, list) else (target,)


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("site_hooks", DOCS / "site_hooks.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built as `make docs` does."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(PROJECT / "mkdocs.yml")]
    built = subprocess.run([*command, "-d", str(out)], capture_output=True, text=True, timeout=120, check=False,
                           env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    return out


def test_the_navigation_names_exactly_the_pages_that_exist(hooks: ModuleType) -> None:
    nav = yaml.safe_load((PROJECT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    pages = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if path.parent.name != "decisions")
    assert sorted(pages_of(nav)) == sorted([*pages, *hooks.TOP_PAGES.values(), "decisions"])


def test_every_decision_record_has_its_page_and_its_place_in_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text(encoding="utf-8")
    for path in (DOCS / "decisions").glob("[0-9]*.md"):
        assert (site / "decisions" / f"{path.stem}.html").is_file()
        assert f"decisions/{path.stem}.html" in start


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loaded = re.compile(r'<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)="((?:https?:)?//[^"]*)"')
    for path in site.rglob("*.html"):
        assert loaded.findall(path.read_text(encoding="utf-8")) == [], path.name
    assert "@import" not in (site / "site.css").read_text(encoding="utf-8")
    assert (site / "iframe-worker.js").is_file() and (site / "search" / "search_index.js").is_file()


@pytest.mark.parametrize(
    ("source", "page", "written", "shown"),
    [
        ("README.md", "index.md", "[run](docs/running.md#runs)", "[run](running.md#runs)"),
        ("README.md", "index.md", "[changes](CHANGELOG.md)", "[changes](CHANGELOG.md)"),
        ("README.md", "index.md", "[lock](requirements/review.txt)", "lock"),
        ("docs/running.md", "running.md", "[start](../README.md)", "[start](index.md)"),
        ("docs/running.md", "running.md", "[code](../pipelines/jobs.py)", "code"),
        ("docs/running.md", "running.md", "[gone](gone.md)", "[gone](gone.md)"),
        ("docs/running.md", "running.md", "[a](https://example.org/a.md)", "[a](https://example.org/a.md)"),
        ("docs/decisions/0001-x.md", "decisions/0001-x.md", "[c](../counting.md)", "[c](../counting.md)"),
        ("docs/decisions/0001-x.md", "decisions/0001-x.md", "[s](../../SECURITY.md)", "[s](../SECURITY.md)"),
        ("README.md", "index.md", '<img src="docs/site.css" alt="x">', '<img src="site.css" alt="x">'),
        ("docs/a.md", "a.md", "Text:\n- one\n- two", "Text:\n\n- one\n- two"),
        ("docs/a.md", "a.md", "```\nText:\n- [x](../Makefile)\n```", "```\nText:\n- [x](../Makefile)\n```"),
    ],
)
def test_links_and_lists_of_the_repository_become_those_of_the_site(
    hooks: ModuleType, source: str, page: str, written: str, shown: str
) -> None:
    assert hooks.site_markdown(written, source, page) == f"{shown}\n"
