"""Lets the corpus use the makers of files that the tests of reading have."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "reading"))
