"""Office packages (docx, xlsx) that are the same on every run.

Belongs here: zip entries in a fixed order with a fixed time. Does not: their content.
"""

import io
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)


def repacked(package: bytes) -> bytes:
    """Return a package with its members in the order of their names and without times; the content list comes first."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(name))
    return out.getvalue()
