"""Files of a submission from rows: CSV, cover, workbook, and the delivery in the drop.

Belongs here: what all builders share. Does not: which rows a test sends.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from expectations.reading import SubmittedFile

YEAR = 2012
NO_WORKBOOK = b"This is no workbook.\n"
Row = Mapping[str, object]
Forms = Mapping[str, Sequence[Row]]
Files = Mapping[str, bytes]


def pseudonym(text: str) -> str:
    """A keyed hash that a test can read back."""
    return f"<{text}>"


def separated(rows: Sequence[Row]) -> bytes:
    """A CSV file, its header the keys of all rows in the order in which they first stand."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode()


def cover(office: str, year: int = YEAR, **more: str) -> dict[str, str]:
    """What the cover says; ``more`` are further keys, such as nil_forms and only_forms."""
    return {"office": office, "year": str(year), "language": "en", "nature": "demonstration", **more}


def as_csv(said: Mapping[str, str], forms: Forms) -> dict[str, bytes]:
    """A delivery of one CSV file a form, and the cover."""
    files = {f"{form}.csv": separated(rows) for form, rows in forms.items()}
    return {"cover.csv": separated([{"key": key, "value": value} for key, value in said.items()]), **files}


def files_of(office: str, forms: Forms, year: int = YEAR, **said: str) -> list[SubmittedFile]:
    """The files of a delivery as the reader takes them; the cover says ``said`` besides office and year."""
    return [SubmittedFile(name, content) for name, content in as_csv(cover(office, year, **said), forms).items()]


def deliver(home: Path, office: str, delivery: str, files: Files, year: int = YEAR) -> Path:
    """Put a delivery into the drop of a home; return its folder."""
    folder = home / "drop" / str(year) / office / delivery
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
