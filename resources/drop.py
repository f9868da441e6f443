"""The drop folder as a place to put submissions: what an import writes there.

Belongs here: naming an import's deliveries so that a later import supersedes. Does not: reading the drop (source.py),
what is in a submission (expectations).
"""

import re
from collections.abc import Mapping
from pathlib import Path

from resources.private_files import make_private_folder, replace_private_file

IMPORT = re.compile(r"import-(?P<layout>[a-z0-9_]+)-(?P<number>[0-9]+)-(?P<digest>[0-9a-f]{12})")


class Imports:
    """The imports of one layout in a drop folder; one number an import, over all years and offices."""

    def __init__(self, drop: Path, layout: str) -> None:
        self._drop = drop
        self._layout = layout
        matches = [(path, IMPORT.fullmatch(path.name)) for path in drop.glob("*/*/import-*")]
        self._found = [(path, match) for path, match in matches if match and match["layout"] == layout]

    def name(self, digest: str, former: str = "") -> str:
        """Return the delivery name of a file: the one it has, or one that comes after all others of the layout.

        ``digest``: a keyed digest of the file. ``former``: the plain digest, which versions before 0.3 took.
        """
        for path, match in self._found:
            if match["digest"] in (digest[:12], former[:12]):
                return path.name
        number = 1 + max((int(match["number"]) for _, match in self._found), default=0)
        return f"import-{self._layout}-{number}-{digest[:12]}"

    def offices(self, year: int) -> set[str]:
        """Return the offices that earlier imports gave records of a year."""
        return {path.parent.name for path, _ in self._found if path.parent.parent.name == str(year)}

    def write(self, year: int, office: str, name: str, files: Mapping[str, bytes]) -> None:
        """Write one delivery; the same again writes the same."""
        folder = self._drop / str(year) / office / name
        make_private_folder(folder)
        for file_name, content in files.items():
            replace_private_file(folder / file_name, content)
