"""Where the project lies, and the folder of real data beside the checkout, which may be absent."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
REAL_DATA = PROJECT.parent / "shared" / "data"
