"""The same seed gives the same files, in another process too."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.demo.written_year import WrittenYear

WRITE_AGAIN = """
import sys
from pathlib import Path
from expectations.contract import load_contract
from demo import write_submissions
write_submissions(2011, Path(sys.argv[1]), load_contract())
"""


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_another_process_writes_the_same_bytes(written_years: dict[int, WrittenYear], tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", WRITE_AGAIN, str(tmp_path)], check=True, env=environment)
    first = _digests(written_years[2011].drop / "2011")
    assert len(first) == written_years[2011].summary.files
    assert _digests(tmp_path / "2011") == first
