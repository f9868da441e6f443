"""The version of the code that made an edition: a digest over the project's sources and the libraries that set pages.

Belongs here: the digest. The name of a commit is no substitute: an installation need not be a checkout.
"""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PACKAGES = ("assets", "expectations", "reports", "resources")
SOURCES = {".py", ".yaml", ".csv", ".ftl", ".html", ".css"}
LIBRARIES = ("babel", "fluent.runtime", "fonttools", "jinja2", "matplotlib", "pandas", "python-docx", "xlsxwriter")


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return 16 hexadecimal digits that change with every source that can change an edition."""
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*")):
            if path.suffix in SOURCES:
                digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
