"""The cubes of editions and ad-hoc tables, as they were when their numbers were protected. Encrypted, restricted.

One folder per content of an edition, or per ad-hoc table, with one file per theme. Belongs here: writing and reading
them. Does not: which of them an audit takes into account (prior_releases.py).
"""

import hashlib
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from assets.steps.runtime.errors import OperatorError
from resources.durable_files import put_folder
from resources.key import InstallationKeyError
from resources.padding import padded, unpadded
from resources.stores import Stores

PARQUET = b"PAR1"  # how a parquet file begins
CubesByTheme = Mapping[str, pd.DataFrame]


def cubes_folder(stores: Stores, year: int) -> Path:
    """Return the folder of the cubes of a year."""
    return stores.home.disclosure / str(year) / "cubes"


def put_cubes(stores: Stores, year: int, name: str, cubes: CubesByTheme) -> Path:
    """Keep cubes under a content, or under the name of an ad-hoc table; return their folder.

    All themes are kept, or none. Cubes that are kept already are not changed.
    """
    folder = cubes_folder(stores, year) / name
    if {path.stem for path in folder.glob("*.age")} < set(cubes):
        shutil.rmtree(folder, ignore_errors=True)  # a version before wrote one theme after the other, and was killed
        put_folder(folder, {f"{theme}.age": _encrypted(stores, cube) for theme, cube in cubes.items()})
    return folder


def kept_cubes(stores: Stores, year: int, name: str) -> dict[str, pd.DataFrame]:
    """Return the cubes kept under a content or a name, by theme; empty where none are kept.

    Raises OperatorError where they cannot be read.
    """
    folder = cubes_folder(stores, year) / name
    try:
        return {
            path.stem: pd.read_parquet(io.BytesIO(_decrypted(stores, path))) for path in sorted(folder.glob("*.age"))
        }
    except (InstallationKeyError, ValueError):
        raise OperatorError(
            f"records in disclosure/{year}/cubes are damaged or were encrypted with another key: put the folder back "
            "from a backup; no edition can follow without them"
        ) from None


def cube_digests(cubes: CubesByTheme) -> dict[str, str]:
    """Return a digest of the content of each cube, by theme."""
    return {
        theme: hashlib.sha256(cube.astype(str).to_csv(index=False).encode()).hexdigest()
        for theme, cube in cubes.items()
    }


def _encrypted(stores: Stores, cube: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    cube.to_parquet(out, index=False)
    return stores.key.encrypt(padded(out.getvalue()))


def _decrypted(stores: Stores, path: Path) -> bytes:
    """Return the parquet file; versions before 0.3 did not pad it."""
    content = stores.key.decrypt(path.read_bytes())
    return content if content.startswith(PARQUET) else unpadded(content)
