"""The tracked files of the repository, and the texts in which they mention each other. Used by the tests beside it."""

import ast
import io
import subprocess
import tokenize
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WITH_PROSE = (".md", ".yaml", ".toml", ".ftl", ".html")


@lru_cache(maxsize=1)
def tracked() -> tuple[str, ...]:
    """Return the paths of all files of the repository: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(path for path in found if (ROOT / path).is_file()))


@lru_cache(maxsize=1)
def folders() -> frozenset[str]:
    """Return the paths of all folders that contain a file of the repository."""
    return frozenset(str(parent) for path in tracked() for parent in Path(path).parents)


def read(path: str) -> str:
    """Return the text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")


def pages() -> list[str]:
    """Return the pages of documentation, README and CHANGELOG among them."""
    return [path for path in tracked() if path.endswith(".md") and (path.startswith("docs/") or "/" not in path)]


@lru_cache(maxsize=1)
def prose() -> dict[str, str]:
    """Return by path what people read: docstrings and comments of modules, all of other texts."""
    found = {path: read(path) for path in tracked() if path.endswith(WITH_PROSE)}
    return found | {path: _docstrings_and_comments(read(path)) for path in tracked() if path.endswith(".py")}


def _docstrings_and_comments(source: str) -> str:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    found += [token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT]
    return "\n".join(found)
