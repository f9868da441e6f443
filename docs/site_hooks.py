"""Hooks of the documentation site (mkdocs.yml): the site is made of the files as they are read in the repository.

Belongs here: pages of the top folder (README and others), the list of decision records, and links and lists written for
the repository. Does not: any text of a page.
"""

import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

PROJECT = Path(__file__).resolve().parent.parent
TOP_PAGES = {"README.md": "index.md", **{name: name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")}}
DECISIONS = "decisions"
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")')
FENCE = re.compile(r"^\s*(```|~~~)")
LIST_ITEM = re.compile(r"^(\s*)([-*+]|[0-9]+\.) ")


def _heading(path: Path) -> str:
    """Return the first heading of a page."""
    first = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
    return first.removeprefix("# ").strip()


def decision_pages() -> list[str]:
    """Return the decision records, and their index where there is one, in the order of the site."""
    names = sorted(path.name for path in (PROJECT / "docs" / DECISIONS).glob("*.md"))
    return [f"{DECISIONS}/{name}" for name in sorted(names, key=lambda name: (name != "README.md", name))]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the decision records into the navigation, under their headings."""
    for entry in config.nav or []:
        if entry.get("Decisions") == DECISIONS:
            entry["Decisions"] = [_decision_entry(page) for page in decision_pages()]
    return config


def _decision_entry(page: str) -> Any:
    heading = _heading(PROJECT / "docs" / page)
    number = Path(page).stem.partition("-")[0]
    if not number.isdigit():
        return page
    if int(number) == 0:
        return {"Template": page}
    return {heading if heading.startswith(number) else f"{number} {heading}": page}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the top folder."""
    for name, page in TOP_PAGES.items():
        content = (PROJECT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=content, inclusion=InclusionLevel.INCLUDED))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page with links as the site has them, and with an empty line before each list."""
    uri = page.file.src_uri
    source = next((name for name, own in TOP_PAGES.items() if own == uri), f"docs/{uri}")
    return site_markdown(markdown, source, uri)


def site_markdown(markdown: str, source: str, uri: str) -> str:
    """Return Markdown of the repository's file ``source`` as the site's page ``uri`` needs it; fenced code stays."""

    def link(match: re.Match[str]) -> str:
        mark, text, target = match.groups()
        reached = _target(target, source, uri)
        return text if reached is None and not mark else f"{mark}[{text}]({reached or target})"

    def image(match: re.Match[str]) -> str:
        before, target, after = match.groups()
        return f"{before}{_target(target, source, uri) or target}{after}"

    lines: list[str] = []
    is_code = False
    for line in markdown.splitlines():
        if FENCE.match(line):
            is_code = not is_code
        elif not is_code:
            if _begins_list(line, lines[-1] if lines else ""):
                lines.append("")
            lines.append(IMAGE.sub(image, LINK.sub(link, line)))
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def _begins_list(line: str, before: str) -> bool:
    """Whether a list begins right after a line of text; the repository shows it as a list, Python-Markdown does not."""
    item = LIST_ITEM.match(line)
    is_text = bool(before.strip()) and not before.startswith((" ", "#", "|", ">")) and not LIST_ITEM.match(before)
    return item is not None and item.group(1) == "" and item.group(2) in ("-", "*", "+", "1.") and is_text


def _target(target: str, source: str, uri: str) -> str | None:
    """Return a link of the repository as a link of the site; None where the site does not have the file."""
    path, mark, anchor = target.partition("#")
    if not path or "://" in target or target.startswith("mailto:"):
        return target
    reached = normpath(join(dirname(source), path))
    if (PROJECT / reached).is_dir():
        reached = f"{reached}/README.md"
    if not (PROJECT / reached).is_file():
        # The link to an absent file stays, so that the strict build reports it; a folder without an index has no page.
        return None if reached.endswith("/README.md") else target
    if reached in TOP_PAGES:
        page = TOP_PAGES[reached]
    elif reached.startswith("docs/"):
        page = reached.removeprefix("docs/")
    else:
        return None
    return relpath(page, dirname(uri) or ".") + mark + anchor
